// The plan is the optimum of the complete graph: against every possibility, against the dense Hungarian
// method, and by its own certificate over all pairs.

import Basics
import Geo
import Testing

@testable import Matching

@Suite struct ExactnessTests {
    private func optimum(of plan: Plan) -> Optimum {
        Optimum(served: plan.pairs.count, cost: plan.totalDeciseconds)
    }

    @Test func equalsEveryPossibilityOnSmallCities() {
        for seed in UInt64(0)..<400 {
            var generator = SeededGenerator(seed: seed)
            let spec = CitySpec(
                orders: generator.number(in: 1...5), runners: generator.number(in: 1...6),
                widthMeters: generator.chance(percent: 50) ? 6_000 : 30,
                hotSpots: generator.number(in: 1...3),
                unrestrictedPercent: generator.chance(percent: 50) ? 100 : 40)
            let snapshot = spec.snapshot(seed: seed)
            let parameters = Parameters(
                radiusMetersMax: generator.chance(percent: 70) ? 10_000 : 900)
            let found = plan(snapshot, parameters)
            let expected = bruteForce(denseCosts(snapshot, parameters))
            #expect(optimum(of: found) == expected, "seed \(seed)")
            expectCertificate(found, snapshot, parameters, "seed \(seed)")
        }
    }

    @Test(arguments: [(40, 60), (60, 40), (50, 50), (1, 200), (80, 1)])
    func equalsTheDenseHungarianMethod(orders: Int, runners: Int) {
        for seed in UInt64(0)..<6 {
            let spec = CitySpec(
                orders: orders, runners: runners, unrestrictedPercent: seed % 2 == 0 ? 100 : 60)
            let snapshot = spec.snapshot(seed: seed)
            let parameters = Parameters(
                vehicleSpeedsMetersPerHour: [15_000, 5_000, 30_000],
                radiusMetersMax: seed % 3 == 0 ? 2_000 : 20_000)
            let found = plan(snapshot, parameters)
            let expected = hungarian(denseCosts(snapshot, parameters))
            #expect(optimum(of: found) == expected, "seed \(seed)")
            expectCertificate(found, snapshot, parameters, "seed \(seed)")
        }
    }

    @Test func leavesTheFarRingsAloneWhereTheyCannotMatter() {
        let spec = CitySpec(orders: 40, runners: 400, unrestrictedPercent: 100)
        let snapshot = spec.snapshot(seed: 3)
        let parameters = Parameters(radiusMetersMax: 30_000, candidateKeepCount: 0)
        let found = plan(snapshot, parameters)
        expectCertificate(found, snapshot, parameters, "seed 3")
        #expect(found.pairs.count == 40)
        #expect(found.statistics.candidates < 40 * 400 / 2)
    }

    @Test func theReferencesAgreeWithEachOther() {
        for seed in UInt64(1_000)..<1_050 {
            let spec = CitySpec(orders: 5, runners: 5, unrestrictedPercent: 30)
            let costs = denseCosts(spec.snapshot(seed: seed), Parameters())
            #expect(bruteForce(costs) == hungarian(costs), "seed \(seed)")
        }
    }
}
