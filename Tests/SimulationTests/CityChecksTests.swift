// An engine whose state was broken by hand, one invariant at a time.

import Basics
import City
import Geo
import Testing

@testable import Engine
@testable import Simulation

@Suite struct CityChecksTests {
    private static let now = World.origin + .minutes(1)
    private static let runner = RunnerIndex(0)
    private static let order = OrderID(number: 1)

    /// Two runners on duty with a position, and an order that the first of them carries.
    private func makeEngine(phase: Phase? = nil) -> Engine {
        var engine = Engine()
        for number in 0..<2 {
            let index = RunnerIndex(number)
            let profile = RunnerProfile(
                id: RunnerID("r\(number)"), gender: "female", capacity: Capacity(orders: 2))
            engine.apply(.runnerRegistered(index, profile), at: World.origin)
            engine.apply(.dutyChanged(index, .on), at: World.origin)
            _ = engine.observe(
                Fix(coordinate: CityPlan().center, fixTime: Self.now, sequence: 1), of: index,
                at: Self.now, sentLive: true)
        }
        engine.apply(created, at: Self.now)
        engine.apply(
            .legAssigned(
                Self.order, leg: 0, Self.runner, epoch: 1,
                .manual(by: "d", reason: nil, override: false)), at: Self.now)
        if let phase {
            engine.apply(.phaseReported(Self.order, leg: 0, phase, reason: nil), at: Self.now)
        }
        return engine
    }

    private var created: Record {
        let place = CityPlan().center
        return .orderCreated(
            Self.order,
            PlacedOrder(
                number: "1", owner: Principal(subject: "c", role: .customer),
                draft: OrderDraft(
                    type: "parcel",
                    stops: [
                        Stop(kind: .pickup, coordinate: place),
                        Stop(kind: .dropoff, coordinate: place),
                    ], items: [Item(description: "", weightGrams: 500)], runnerPools: ["female"]),
                price: Price(currency: "CNY", base: 1, distance: 1, addition: 0, tariff: "t"),
                meters: 0, promisedBy: Self.now))
    }

    private func kinds(_ engine: borrowing Engine) -> Set<Violation.Kind> {
        Set(CityChecks.broken(in: engine, at: Self.now).map(\.0))
    }

    private func indexKinds(
        _ engine: borrowing Engine, at now: Instant = CityChecksTests.now
    ) -> Set<Violation.Kind> {
        Set(CityChecks.brokenIndex(of: engine, at: now).map(\.0))
    }

    @Test func aSoundCityIsSound() {
        for phase in [nil, Phase.atPickup, .pickedUp] {
            let engine = makeEngine(phase: phase)
            #expect(kinds(engine) == [])
            #expect(indexKinds(engine) == [])
        }
    }

    @Test func twoCarriersAreNoticed() {
        var engine = makeEngine()
        engine.runners[1].carried.append(LegID(order: Self.order, leg: 0))
        #expect(kinds(engine).contains(.doubleAssignment))
    }

    @Test func aCarrierWhoDoesNotKnowIsNoticed() {
        var engine = makeEngine()
        engine.runners[0].carried = []
        #expect(kinds(engine).contains(.doubleAssignment))
    }

    @Test func aWrongLoadIsNoticed() {
        var counted = makeEngine()
        counted.runners[0].load.orders = 0
        #expect(kinds(counted) == [.overloaded])
        var weighed = makeEngine()
        weighed.runners[0].load.grams = 499
        #expect(kinds(weighed) == [.overloaded])
        var small = makeEngine()
        small.runners[0].profile.capacity = Capacity(orders: 2, grams: 499)
        #expect(kinds(small) == [.overloaded])
        var full = makeEngine()
        full.runners[0].profile.capacity = Capacity(orders: 0)
        #expect(kinds(full) == [.overloaded])
    }

    @Test func aForeignPoolIsNoticed() {
        var engine = makeEngine()
        engine.runners[0].profile.gender = "male"
        #expect(kinds(engine) == [.poolBroken])
    }

    @Test func aWrongHolderIsNoticed() {
        var early = makeEngine()
        early.withOrder(Self.order) { $0.custody = .runner(Self.runner) }
        #expect(kinds(early) == [.wrongHolder])
        var late = makeEngine(phase: .pickedUp)
        late.withOrder(Self.order) { $0.custody = .sender }
        #expect(kinds(late) == [.wrongHolder])
    }

    @Test func aHistoryThatEndsElsewhereIsNoticed() {
        var engine = makeEngine()
        engine.withOrder(Self.order) { _ = $0.events.removeLast() }
        #expect(kinds(engine) == [.illegalStep])
    }

    @Test func aRunnerMissingOnTheMapIsNoticed() {
        var engine = makeEngine()
        engine.index.remove(0)
        #expect(indexKinds(engine) == [.indexMismatch])
    }

    @Test func aRunnerWhoShouldNotBeOnTheMapIsNoticed() {
        var off = makeEngine()
        off.runners[1].duty = .off
        #expect(indexKinds(off) == [.indexMismatch])
        let silent = makeEngine()
        let staleAfter = silent.policy.staleAfter
        #expect(indexKinds(silent, at: Self.now + staleAfter) == [])
        #expect(indexKinds(silent, at: Self.now + staleAfter + .seconds(10)) == [.indexMismatch])
    }
}
