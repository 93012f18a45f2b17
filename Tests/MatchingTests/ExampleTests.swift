// The examples that say what a good plan is, in metres on a meridian.

import Basics
import Geo
import Testing

@testable import Matching

@Suite struct ExampleTests {
    let parameters = Parameters()

    @Test func theSumCountsNotTheNearest() {
        let snapshot = Snapshot(
            at: noon,
            orders: [order(1, northMeters: 450), order(2, northMeters: -500)],
            runners: [runner(10, northMeters: 0), runner(11, northMeters: 1_000)])
        let plan = plan(snapshot, parameters)
        #expect(idPairs(plan, snapshot) == [[1, 11], [2, 10]])
        #expect(plan.pairs.reduce(0) { $0 + $1.cost.pickupMeters } == 1_050)
        #expect(plan.totalDeciseconds == 1_050 * 600 / 250)
    }

    @Test(arguments: [(600.0, UInt64(2)), (3_000, 1)])
    func aLoadedRunnerNearbyAgainstAnIdleOneFartherOff(idleMeters: Double, winner: UInt64) {
        var loaded = runner(1, northMeters: 300)
        loaded.loadOrders = 3
        let snapshot = Snapshot(
            at: noon, orders: [order(5, northMeters: 0)],
            runners: [loaded, runner(2, northMeters: -idleMeters)])
        #expect(idPairs(plan(snapshot, parameters), snapshot) == [[5, winner]])
    }

    @Test func aPoolIsNeverWidened() {
        var restricted = order(1, northMeters: 0)
        restricted.pools = 0b10
        var member = runner(2, northMeters: 2_000)
        member.pools = 0b11
        var outsider = runner(3, northMeters: 1)
        outsider.pools = 0b01
        var snapshot = Snapshot(at: noon, orders: [restricted], runners: [outsider, member])
        #expect(idPairs(plan(snapshot, parameters), snapshot) == [[1, 2]])
        snapshot.runners.removeLast()
        let alone = plan(snapshot, parameters)
        #expect(alone.pairs.isEmpty)
        #expect(alone.unassigned.map(\.reason) == [.poolEmpty])
        #expect(alone.unassigned.map { $0.filtered[.pool] } == [1])
    }

    @Test func anOrderInTwoPoolsNeedsARunnerInBoth() {
        var restricted = order(1, northMeters: 0)
        restricted.pools = 0b11
        var half = runner(2, northMeters: 0)
        half.pools = 0b01
        let snapshot = Snapshot(at: noon, orders: [restricted], runners: [half])
        #expect(plan(snapshot, parameters).pairs.isEmpty)
    }

    @Test func aLoneRunnerWhoRefusedIsNotAskedAgain() {
        var refused = order(1, northMeters: 0)
        refused.refusedBy = 0..<1
        let snapshot = Snapshot(
            at: noon, orders: [refused], runners: [runner(2, northMeters: 0)], refusals: [0])
        let plan = plan(snapshot, parameters)
        #expect(plan.unassigned.map(\.reason) == [.noTaker])
        #expect(plan.unassigned.map { $0.filtered[.refused] } == [1])
    }

    @Test func whenRunnersAreScarceTheOldestOrderGoesFirst() {
        var old = order(9, northMeters: 800)
        old.waitingSince = noon - .minutes(10)
        let snapshot = Snapshot(
            at: noon, orders: [order(1, northMeters: 100), old],
            runners: [runner(2, northMeters: 0)])
        let plan = plan(snapshot, parameters)
        #expect(idPairs(plan, snapshot) == [[9, 2]])
        #expect(plan.unassigned.map(\.reason) == [.outbid])
    }

    @Test func everyOrderThatCanBeServedIsServedAtAnyPrice() {
        // Runner 2 is next to order 1, but is the only one who may take order 3, far away.
        var far = order(3, northMeters: 9_500)
        far.skills = 1
        var skilled = runner(2, northMeters: 0)
        skilled.skills = 1
        let snapshot = Snapshot(
            at: noon, orders: [order(1, northMeters: 0), far],
            runners: [skilled, runner(4, northMeters: -9_900)])
        #expect(idPairs(plan(snapshot, parameters), snapshot) == [[1, 4], [3, 2]])
    }

    @Test func ofEqualRunnersTheSmallerIDGoesToTheSmallerOrder() {
        let snapshot = Snapshot(
            at: noon,
            orders: [8, 6, 7].map { order($0, northMeters: 0) },
            runners: [5, 3, 4, 9].map { runner($0, northMeters: 700) })
        #expect(idPairs(plan(snapshot, parameters), snapshot) == [[6, 3], [7, 4], [8, 5]])
    }

    @Test func aRunnerGetsOneNewOrderARound() {
        let snapshot = Snapshot(
            at: noon, orders: [order(1, northMeters: 0), order(2, northMeters: 0)],
            runners: [runner(3, northMeters: 0)])
        let plan = plan(snapshot, parameters)
        #expect(idPairs(plan, snapshot) == [[1, 3]])
        let waiting = Unassigned(order: 1, reason: .outbid, filtered: FilterCounts())
        #expect(plan.unassigned == [waiting])
    }
}
