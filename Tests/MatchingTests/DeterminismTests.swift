// The same city gives the same plan: again, with its rows shuffled, and on another machine.

import Basics
import Geo
import Testing

@testable import Matching

@Suite struct DeterminismTests {
    let parameters = Parameters(vehicleSpeedsMetersPerHour: [15_000, 5_000, 25_000])

    /// The snapshot with its rows in another order.
    private func shuffled(_ snapshot: Snapshot, seed: UInt64) -> Snapshot {
        var generator = SeededGenerator(seed: seed)
        let runnerRows = snapshot.runners.indices.shuffled(using: &generator)
        var newRow = [Int32](repeating: 0, count: runnerRows.count)
        for (new, old) in runnerRows.enumerated() { newRow[old] = Int32(new) }
        var result = Snapshot(at: snapshot.at, runners: runnerRows.map { snapshot.runners[$0] })
        for order in snapshot.orders.shuffled(using: &generator) {
            let start = result.refusals.count
            result.refusals += snapshot.refusals[order.refusedBy].map { newRow[Int($0)] }
            var moved = order
            moved.refusedBy = start..<result.refusals.count
            result.orders.append(moved)
        }
        return result
    }

    /// The ids of each order's candidates, by order id.
    private func candidates(_ plan: Plan, _ snapshot: Snapshot) -> [[UInt64]] {
        let byID = plan.decisions.sorted {
            snapshot.orders[$0.order].id < snapshot.orders[$1.order].id
        }
        return byID.map { $0.candidates.map { snapshot.runners[$0.runner].id } }
    }

    @Test func shufflingTheRowsChangesNothing() {
        for seed in UInt64(0)..<30 {
            // A city of 60 m has many equal costs; one of 8 km has few.
            let spec = CitySpec(orders: 25, runners: 30, widthMeters: seed % 2 == 0 ? 60 : 8_000)
            let first = spec.snapshot(seed: seed)
            let second = shuffled(first, seed: seed)
            let firstPlan = plan(first, parameters)
            let secondPlan = plan(second, parameters)
            #expect(idPairs(firstPlan, first) == idPairs(secondPlan, second), "seed \(seed)")
            #expect(firstPlan.statistics == secondPlan.statistics, "seed \(seed)")
            #expect(firstPlan.unassigned.map(\.filtered) == secondPlan.unassigned.map(\.filtered))
            #expect(candidates(firstPlan, first) == candidates(secondPlan, second), "seed \(seed)")
        }
    }

    @Test func plansAreTheSameOnEveryMachine() {
        var hash = StableHash()
        for seed in UInt64(0)..<10 {
            let snapshot = CitySpec(orders: 60, runners: 80).snapshot(seed: seed)
            let plan = plan(snapshot, parameters)
            for pair in plan.pairs {
                hash.add(snapshot.orders[pair.order].id)
                hash.add(snapshot.runners[pair.runner].id)
                hash.add(UInt64(bitPattern: Int64(pair.cost.totalDeciseconds)))
            }
            for price in plan.prices.orders { hash.add(UInt64(bitPattern: price)) }
            hash.add(UInt64(plan.statistics.relaxations))
        }
        #expect(hash.value == 3_363_345_452_701_582_823)
    }
}
