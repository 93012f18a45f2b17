// What a plan says about itself: candidates, filters, limits.

import Basics
import Geo
import Testing

@testable import Matching

@Suite struct DecisionTests {
    @Test func nothingInNothingOut() {
        let empty = plan(Snapshot(at: noon), Parameters())
        #expect(empty.pairs.isEmpty && empty.unassigned.isEmpty && empty.decisions.isEmpty)
        let runners = Snapshot(at: noon, runners: [runner(1, northMeters: 0)])
        #expect(plan(runners, Parameters()).prices.runners == [0])
        let orders = Snapshot(at: noon, orders: [order(1, northMeters: 0)])
        #expect(plan(orders, Parameters()).unassigned.map(\.reason) == [.noTaker])
    }

    @Test(arguments: [(599.5, 1), (600.5, 0), (1_300, 0)])
    func theRadiusIsALimit(meters: Double, reached: Int) {
        let snapshot = Snapshot(
            at: noon, orders: [order(1, northMeters: 0)], runners: [runner(2, northMeters: meters)])
        let plan = plan(snapshot, Parameters(radiusMetersMax: 600))
        #expect(plan.pairs.count == reached)
        #expect(plan.unassigned.map(\.reason) == (reached == 1 ? [] : [.noTaker]))
        #expect(plan.decisions[0].filtered[.tooFar] == 1 - reached)
    }

    @Test func aRadiusOfNothingStillReachesTheSamePlace() {
        let snapshot = Snapshot(
            at: noon, orders: [order(1, northMeters: 0), order(2, northMeters: 1)],
            runners: [runner(3, northMeters: 0), runner(4, northMeters: 2)])
        let plan = plan(snapshot, Parameters(radiusMetersMax: 0))
        #expect(idPairs(plan, snapshot) == [[1, 3]])
    }

    @Test func everyRunnerIsCountedOnceForAnOrderThatWaits() {
        for seed in UInt64(0)..<20 {
            let snapshot = CitySpec(orders: 30, runners: 25, unrestrictedPercent: 10)
                .snapshot(seed: seed)
            let parameters = Parameters(radiusMetersMax: 2_000)
            let plan = plan(snapshot, parameters)
            let costs = denseCosts(snapshot, parameters)
            #expect(!plan.unassigned.isEmpty, "seed \(seed)")
            for waiting in plan.unassigned {
                let allowed = costs[waiting.order].count { $0 != nil }
                #expect(waiting.filtered.total + allowed == 25, "seed \(seed)")
                #expect((waiting.reason == .outbid) == (allowed > 0), "seed \(seed)")
                let restricted = snapshot.orders[waiting.order].pools != 0
                #expect(waiting.reason != .poolEmpty || restricted, "seed \(seed)")
            }
        }
    }

    @Test(arguments: [0, 1, 5, 20])
    func theCheapestCandidatesAreKept(keep: Int) {
        for seed in UInt64(0)..<10 {
            let snapshot = CitySpec(orders: 12, runners: 60).snapshot(seed: seed)
            let parameters = Parameters(candidateKeepCount: keep)
            let plan = plan(snapshot, parameters)
            let costs = denseCosts(snapshot, parameters)
            for (row, decision) in plan.decisions.enumerated() {
                #expect(decision.order == row)
                let allowed = decision.candidates.filter { $0.excluded == nil }
                let cheapest = costs[row].compactMap { $0 }.sorted().prefix(keep)
                let seen = allowed.prefix(keep).map { Int64($0.cost.totalDeciseconds) }
                #expect(keep == 0 || seen == Array(cheapest), "seed \(seed)")
                #expect(decision.candidates.count <= keep + 1, "seed \(seed)")
                #expect(
                    decision.chosen == nil || allowed.contains { $0.runner == decision.chosen },
                    "seed \(seed)")
            }
        }
    }

    @Test func thoseWhoMayNotAreShownWithTheReasonAfterThoseWhoMay() {
        var offDuty = runner(2, northMeters: 10)
        offDuty.isOnDuty = false
        var busy = runner(3, northMeters: 20)
        busy.hasOffer = true
        let snapshot = Snapshot(
            at: noon, orders: [order(1, northMeters: 0)],
            runners: [offDuty, busy, runner(4, northMeters: 400)])
        let decision = plan(snapshot, Parameters()).decisions[0]
        #expect(decision.candidates.map(\.runner) == [2, 0, 1])
        #expect(decision.candidates.map(\.excluded) == [nil, .offDuty, .busyWithOffer])
        #expect(decision.filtered[.offDuty] == 1 && decision.filtered[.busyWithOffer] == 1)
        #expect(decision.chosen == 2)
    }
}
