// Binding by hand: refused with the filter that stands against it, overridden with a reason, and never a
// glimpse of the runner who had the order before.

import Basics
import Geo
import Testing

import enum Matching.FilterReason

@testable import Engine

@Suite struct AssignmentTests {
    /// Each filter with a runner that it alone keeps out.
    @Test(arguments: [
        FilterReason.notVerified, .offDuty, .stale, .pool, .skills, .capacity, .refused, .ownOrder,
        .busyWithOffer,
    ])
    func anIneligibleRunnerIsRefusedWithTheFilter(filter: FilterReason) throws {
        let city = City()
        let (id, name) = ineligible(filter, in: city)
        let refused = assign(city, id, to: name)
        #expect(refused.refusal?.filter == filter.name)
        #expect(refused.refusal?.code == (filter == .pool ? .poolConflict : .ineligible))
        #expect(refused.refusal?.field == "/runner")
        #expect(refused.records.isEmpty)
        for reason in [nil, ""] {
            let silent = assign(city, id, to: name, reason: reason, override: true)
            #expect(silent.refusal?.code == .reasonRequired)
            #expect(silent.records.isEmpty)
        }
        let overridden = assign(city, id, to: name, reason: "agreed by phone", override: true)
        #expect(overridden.refusal == nil)
        let order = try city.order(id)
        #expect(order.state == .assigned && order.reason == "agreed by phone")
        #expect(city.carrier(id).map(city.name) == name)
    }

    @Test func theRunnerWhoIsAskedMayGetItByHand() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        let offer = city.offer(id, to: runner)
        #expect(assign(city, id, to: "r1").refusal == nil)
        #expect(city.carrier(id) == runner)
        let state = try city.offer(offer).state
        #expect(state == .withdrawn)
        #expect(city.runner(runner).pendingOffer == nil)
        #expect(city.runner(runner).load.orders == 1)
    }

    @Test func toTheSameRunnerAgainIsNothing() throws {
        let city = City()
        city.addRunner("r1")
        let id = city.placeOrder()
        assign(city, id, to: "r1")
        let before = try city.order(id).version
        let again = assign(city, id, to: "r1")
        #expect(again == Decision(records: [], refusal: nil))
        let after = try city.order(id).version
        #expect(after == before)
    }

    @Test func unknownRunnersAndOrdersAreNamed() {
        let city = City()
        city.addRunner("r1")
        let id = city.placeOrder()
        #expect(assign(city, id, to: "nobody").refusal?.code == .invalid)
        #expect(assign(city, OrderID(number: 9), to: "r1").refusal == .noOrder)
    }

    @Test func aReassignmentIsANewEpoch() throws {
        let city = City()
        let first = city.addRunner("r1")
        let second = city.addRunner("r2", at: place(northMeters: 500))
        let id = city.placeOrder(grams: 700)
        city.carry(id, by: first)
        _ = city.engine.takeNotices()
        assign(city, id, to: "r2")
        let leg = try city.order(id).legs[0]
        #expect(leg.epoch == 2 && leg.runner == second)
        #expect(city.runner(first).load == Load() && city.runner(first).carried.isEmpty)
        #expect(city.runner(second).load.orders == 1 && city.runner(second).load.grams == 700)
        let notices = city.engine.takeNotices()
        #expect(notices.contains(.unassigned(id, leg: 0, first, reason: "reassigned")))
        #expect(notices.contains(.assigned(id, leg: 0, second, byHand: true)))
        #expect(notices.contains(.visibility(id)))
        // The former runner may neither report nor look.
        let report = city.run(
            .reportPhase(id, leg: 0, .pickedUp, code: nil, reason: nil), by: .runner("r1"))
        #expect(report.refusal == .noOrder)
        let order = try city.order(id)
        let sight = ["r1", "r2"].map { city.engine.maySee(order, .runner($0)) }
        #expect(sight == [false, true])
        let epochs = order.events.map(\.epoch)
        #expect(epochs == [0, 0, 1, 2])
    }

    @Test func aFinishingRunnerWhoLosesItsLastOrderIsOff() {
        let city = City()
        let first = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: first)
        city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
        #expect(city.runner(first).duty == .finishing)
        #expect(city.locate(first, place(northMeters: 5)) == .live)
        city.addRunner("r2", at: place(northMeters: 500))
        assign(city, id, to: "r2")
        #expect(city.runner(first).duty == .off)
        #expect(city.engine.locatedRunnerCount == 1)
    }

    // MARK: What may be seen

    @Test func theFormerRunnersPlaceIsNeverShown() throws {
        let city = City()
        let first = city.addRunner("r1")
        let second = city.addRunner("r2", at: place(northMeters: 500))
        let id = city.placeOrder()
        #expect(city.livePosition(id) == nil)
        city.carry(id, by: first)
        #expect(city.livePosition(id) == nil)
        step(city, first, northMeters: 20)
        #expect(city.livePosition(id)?.epoch == 1)

        assign(city, id, to: "r2")
        #expect(city.livePosition(id) == nil)
        step(city, first, northMeters: 40)
        #expect(city.livePosition(id) == nil)
        step(city, second, northMeters: 480)
        let shown = try #require(city.livePosition(id))
        #expect(shown.epoch == 2 && shown.coordinate == place(northMeters: 480))
        // What the first runner's phone still sends changes nothing.
        step(city, first, northMeters: 60)
        #expect(city.livePosition(id)?.coordinate == place(northMeters: 480))
        let points = try city.order(id).track.points
        #expect(points.map(\.epoch) == [1, 2])
        #expect(points.map(\.coordinate) == [20, 480].map { place(northMeters: $0) })
    }

    @Test func pointsTakenBeforeTheAssignmentAreNobodysBusiness() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.now = city.now + .seconds(20)
        city.carry(id, by: runner)
        city.now = city.now + .seconds(5)
        #expect(city.observe(runner, sequence: 10, at: place(northMeters: 40), age: 6) == .live)
        #expect(city.livePosition(id) == nil)
        #expect(city.observe(runner, sequence: 11, at: place(northMeters: 50), age: 5) == .live)
        #expect(city.livePosition(id)?.coordinate == place(northMeters: 50))
        #expect(city.observe(runner, sequence: 8, at: place(northMeters: 10), age: 9) == .late)
        let points = try city.order(id).track.points
        #expect(points.map(\.coordinate) == [place(northMeters: 50)])
    }

    @Test(arguments: [true, false])
    func nothingIsShownAfterTheEnd(isDelivered: Bool) throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        step(city, runner, northMeters: 20)
        let phases: [Phase] = isDelivered ? [.pickedUp, .delivered] : []
        for phase in phases {
            city.must(.reportPhase(id, leg: 0, phase, code: nil, reason: nil), by: .runner("r1"))
        }
        if !isDelivered {
            city.must(.cancelOrder(id, reason: nil, version: nil), by: .customer("c1"))
        }
        #expect(city.livePosition(id) == nil)
        step(city, runner, northMeters: 40)
        #expect(city.livePosition(id) == nil)
        let points = try city.order(id).track.points
        #expect(points.count == 1)
    }

    // MARK: Makers

    /// An order and the name of a runner whom that filter keeps from it.
    private func ineligible(_ filter: FilterReason, in city: City) -> (OrderID, String) {
        let id = RunnerID("r1")
        let person = filter == .ownOrder ? "p1" : nil
        let owner = Principal(subject: "c1", role: .customer, person: person)
        let runner = city.addRunner("r1", person: person)
        let order = city.placeOrder(
            by: owner, pools: filter == .pool ? ["female"] : [],
            skills: filter == .skills ? ["cold"] : [], grams: filter == .capacity ? 15_001 : 500)
        switch filter {
        case .notVerified:
            var patch = RunnerPatch()
            patch.verified = false
            city.must(.patchRunner(id, patch), by: .admin)
        case .offDuty: city.must(.setDuty(id, .paused), by: .runner("r1"))
        case .stale: city.pass(.minutes(1))
        case .refused:
            let offer = city.offer(order, to: runner)
            city.must(.declineOffer(offer, reason: nil), by: .runner("r1"))
        case .busyWithOffer:
            city.offer(order, to: runner)
            return (city.placeOrder(by: .customer("c2")), "r1")
        default: break
        }
        return (order, "r1")
    }

    @discardableResult
    private func assign(
        _ city: City, _ id: OrderID, to name: String, reason: String? = nil, override: Bool = false
    ) -> Decision {
        city.run(
            .assignOrder(id, RunnerID(name), reason: reason, override: override, version: nil),
            by: .dispatcher)
    }

    private func step(_ city: City, _ runner: RunnerIndex, northMeters: Double) {
        city.now = city.now + .seconds(2)
        city.locate(runner, place(northMeters: northMeters))
    }
}
