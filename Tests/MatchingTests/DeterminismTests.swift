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
            let firstSeen = first.orders.indices.sorted { first.orders[$0].id < first.orders[$1].id }
                .map { firstPlan.decisions[$0].candidates.map { first.runners[$0.runner].id } }
            let secondSeen = second.orders.indices.sorted { second.orders[$0].id < second.orders[$1].id }
                .map { secondPlan.decisions[$0].candidates.map { second.runners[$0.runner].id } }
            #expect(firstSeen == secondSeen, "seed \(seed)")
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
