// A real engine with one runner and a few orders, which the scripted daemon quotes from.

import Basics
import Engine
import Geo
import Testing
import Wire

@testable import City

struct SmallCity: ~Copyable {
    var engine = Engine()
    let plan: CityPlan
    let runner: RunnerProfile
    private var stream: OrderStream
    private var offerCount: UInt64 = 0

    init(plan: CityPlan = SmallCity.plan) {
        self.plan = plan
        runner = People.runner(0, plan: plan)
        stream = OrderStream(plan: plan, map: SmallCity.map, from: MotionTests.origin)
        engine.apply(.runnerRegistered(RunnerIndex(0), runner), at: MotionTests.origin)
        var patch = RunnerPatch()
        patch.verified = true
        engine.apply(.runnerPatched(RunnerIndex(0), patch), at: MotionTests.origin)
    }

    /// A city whose runner takes every offer and whose phone never loses its network.
    static var plan: CityPlan {
        var plan = CityPlan()
        plan.restrictedPercent = 0
        plan.codePercent = 100
        plan.habits.declinePercent = 0
        plan.habits.ignorePercent = 0
        plan.habits.lossesPerHour = 0
        plan.habits.strollPercent = 0
        plan.customerLossesPerHour = 0
        plan.cancelPercent = 0
        return plan
    }

    static var map: CityMap {
        CityMap(center: plan.center, radiusMeters: 2_000, hotSpotCount: 3, seed: 1)
    }

    static func runnerApp(_ plan: CityPlan = SmallCity.plan, seed: UInt64 = 1) -> RunnerApp {
        RunnerApp(
            profile: People.runner(0, plan: plan), plan: plan, map: map, token: "t0ken",
            generator: SeededGenerator(seed: seed), at: MotionTests.origin)
    }

    static func customerApp(_ plan: CityPlan = SmallCity.plan, seed: UInt64 = 1) -> CustomerApp {
        CustomerApp(
            subject: "customer-0000", plan: plan, token: "t0ken",
            generator: SeededGenerator(seed: seed), at: MotionTests.origin)
    }

    /// The next order of the stream, as its customer would place it.
    mutating func placement() throws -> Placement {
        let next = stream.take(dueAt: .distantFuture)
        return try #require(next)
    }

    /// Makes an order of a placement, and returns it.
    mutating func place(_ placement: Placement) throws -> Order {
        let customer = Principal(subject: "customer-0000", role: .customer)
        let decision = engine.decide(
            .createOrder(placement.draft), by: customer, at: MotionTests.origin)
        for record in decision.records { engine.apply(record, at: MotionTests.origin) }
        return try order(OrderID(number: engine.placedOrderCount))
    }

    mutating func place() throws -> Order { try place(try placement()) }

    /// The order as it is.
    func order(_ id: OrderID) throws -> Order {
        let found = engine.order(id)
        return try #require(found)
    }

    /// Offers the order to the runner until `expiresAt`.
    mutating func offer(
        _ order: Order, at now: Instant, expiresAt: Instant
    ) throws -> OfferPicture {
        offerCount += 1
        let id = OfferID(number: offerCount)
        engine.apply(
            .offerMade(
                id, LegID(order: order.id, leg: 0),
                OfferTerms(
                    runner: RunnerIndex(0), epoch: 1, expiresAt: expiresAt,
                    pickupDistanceMeters: 300, fee: 500)), at: now)
        let offer = engine.offer(id)
        return OfferPicture(offer: try #require(offer), stops: order.draft.stops)
    }

    /// Assigns what the offer is about.
    mutating func accept(_ offer: OfferPicture, at now: Instant) {
        engine.apply(
            .legAssigned(
                offer.offer.order, leg: 0, RunnerIndex(0), epoch: 1, .accepted(offer.offer.id)),
            at: now)
    }

    mutating func report(_ order: OrderID, _ phase: Phase, at now: Instant) {
        engine.apply(.phaseReported(order, leg: 0, phase, reason: nil), at: now)
    }

    func picture(_ id: OrderID, for viewer: OrderViewer) throws -> OrderPicture {
        OrderPicture(
            order: try order(id), runners: [RunnerCard(runner)], viewer: viewer)
    }

    /// Where the runner has to go.
    var visits: [StopVisit] {
        engine.stops(of: RunnerIndex(0)).compactMap { row in
            guard let order = engine.order(row.leg.order), case .stop(let stop) = row.place
            else { return nil }
            return StopVisit(
                order: order.id, leg: row.leg.leg, index: stop, stop: order.draft.stops[stop])
        }
    }

    /// How the runner is greeted.
    func welcome(
        at now: Instant, lastSequence: Int64 = 0, interval: Milliseconds = .seconds(4),
        offers: [OfferPicture] = []
    ) -> Welcome {
        let state = engine.runner(RunnerIndex(0))
        let legs = state.carried.compactMap { carried in
            engine.order(carried.order).map { order in
                Welcome.Leg(
                    order: order.id, leg: carried.leg, state: order.legs[carried.leg].state,
                    epoch: order.legs[carried.leg].epoch)
            }
        }
        return Welcome(
            runner: runner.id, duty: state.duty, lastSequence: lastSequence, serverTime: now,
            reportInterval: interval, pingInterval: .seconds(25), legs: legs, offers: offers,
            stops: visits, stopsVersion: state.stopsVersion)
    }
}
