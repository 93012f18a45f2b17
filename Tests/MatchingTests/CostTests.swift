// Costs are exact integers; the search's bounds need them to be monotone.

import Basics
import Geo
import Testing

@testable import Matching

@Suite struct CostTests {
    static let ways: [(meters: Double, speed: Int32, expected: Int32)] = [
        (0, 15_000, 0), (250, 15_000, 600), (1_000, 15_000, 2_400), (0.2, 15_000, 0),
        (0.21, 15_000, 1), (1_000, 36_000, 1_000), (20_037_508, 1, 500_000_000),
    ]

    @Test(arguments: ways)
    func travelInTenthsOfASecond(meters: Double, speed: Int32, expected: Int32) {
        let tenths = Parameters().travelDeciseconds(
            distanceMeters: meters, speedMetersPerHour: speed)
        #expect(tenths == expected)
    }

    @Test func aDetourStretchesTheWay() {
        let tenths = Parameters(detourPercent: 140).travelDeciseconds(
            distanceMeters: 250, speedMetersPerHour: 15_000)
        #expect(tenths == 840)
    }

    @Test func travelGrowsWithDistanceAndFallsWithSpeed() {
        for seed in UInt64(0)..<2_000 {
            var generator = SeededGenerator(seed: seed)
            let parameters = Parameters(detourPercent: Int32(generator.number(in: 100...200)))
            let near = generator.fraction() * 2_000
            let far = near + generator.fraction() * (generator.chance(percent: 50) ? 0.1 : 5_000)
            let slow = Int32(generator.number(in: 1_000...30_000))
            let fast = slow + Int32(generator.below(10_000))
            func time(_ meters: Double, _ speed: Int32) -> Int32 {
                parameters.travelDeciseconds(distanceMeters: meters, speedMetersPerHour: speed)
            }
            #expect(time(near, slow) <= time(far, slow), "seed \(seed)")
            #expect(time(near, fast) <= time(near, slow), "seed \(seed)")
        }
    }

    @Test func theSpeedIsTheRunnersThenTheVehiclesThenTheDefault() {
        let parameters = Parameters(vehicleSpeedsMetersPerHour: [0, 20_000])
        var row = runner(1, northMeters: 0)
        #expect(parameters.speedMetersPerHour(of: row) == 15_000)
        row.vehicle = 1
        #expect(parameters.speedMetersPerHour(of: row) == 20_000)
        row.vehicle = 2
        #expect(parameters.speedMetersPerHour(of: row) == 15_000)
        row.speedMetersPerHour = 5_000
        #expect(parameters.speedMetersPerHour(of: row) == 5_000)
    }

    static let ages: [(waitedMilliseconds: Int64, expected: Int32)] = [
        (-5_000, 0), (0, 0), (99, 0), (100, 1), (60_000, 600), (1_200_000, 12_000),
        (1_200_100, 12_000), (.max / 4, 12_000),
    ]

    @Test(arguments: ages)
    func ageGrowsToItsLimit(waitedMilliseconds: Int64, expected: Int32) {
        var row = order(1, northMeters: 0)
        row.waitingSince = noon - Milliseconds(waitedMilliseconds)
        #expect(Parameters().ageDeciseconds(of: row, at: noon) == expected)
    }

    @Test func thePartsMakeTheTotal() {
        var placed = order(1, northMeters: 0)
        placed.waitingSince = noon - .seconds(30)
        var loaded = runner(2, northMeters: 0)
        loaded.loadOrders = 2
        let cost = Parameters().cost(order: placed, runner: loaded, distanceMeters: 500.4, at: noon)
        #expect(cost.pickupMeters == 500)
        #expect(cost.pickupDeciseconds == 1_201)
        #expect(cost.loadDeciseconds == 1_200)
        #expect(cost.ageDeciseconds == 300)
        #expect(cost.totalDeciseconds == 2_101)
    }

    @Test func loadIsBounded() {
        let parameters = Parameters(loadStepDeciseconds: .max)
        #expect(parameters.loadDeciseconds(orders: 0) == 0)
        #expect(parameters.loadDeciseconds(orders: .max) == 500_000_000)
    }
}
