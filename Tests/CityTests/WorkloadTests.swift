// A city is made of numbers: the same seed gives the same people, places and orders, and the shares that
// the plan asks for come out.

import Basics
import Engine
import Geo
import Testing

@testable import City

@Suite struct WorkloadTests {
    static let origin = Instant(millisecondsSinceEpoch: 1_800_000_000_000)

    private func placements(_ plan: CityPlan, hours: Int64) -> [Placement] {
        let map = CityMap(
            center: plan.center, radiusMeters: plan.radiusMeters, hotSpotCount: plan.hotSpotCount,
            seed: plan.seed)
        var stream = OrderStream(plan: plan, map: map, from: Self.origin)
        var found: [Placement] = []
        while let placement = stream.take(dueAt: Self.origin + .minutes(60 * hours)) {
            found.append(placement)
        }
        return found
    }

    @Test func theSameSeedGivesTheSameOrders() {
        var plan = CityPlan()
        plan.ordersPerHour = 100
        let first = placements(plan, hours: 2)
        #expect(first == placements(plan, hours: 2))
        plan.seed = 2
        #expect(first != placements(plan, hours: 2))
    }

    @Test func ordersComeInOrderAndAsMany() {
        var plan = CityPlan()
        plan.ordersPerHour = 250
        let found = placements(plan, hours: 3)
        #expect(found.count == 750)
        for (earlier, later) in zip(found, found.dropFirst()) { #expect(earlier.at <= later.at) }
        #expect(Set(found.map(\.draft.externalId)).count == 750)
        #expect(found.allSatisfy { (0..<plan.customerCount).contains($0.customer) })
    }

    @Test(arguments: [0, 1, 7]) func noMoreOrdersThanAsked(most: Int) {
        var plan = CityPlan()
        plan.ordersMax = most
        #expect(placements(plan, hours: 5).count == most)
    }

    @Test func noCustomersNoOrders() {
        var plan = CityPlan()
        plan.customerCount = 0
        #expect(placements(plan, hours: 1).isEmpty)
        plan.customerCount = 5
        plan.ordersPerHour = 0
        #expect(placements(plan, hours: 1).isEmpty)
    }

    @Test func sharesComeOut() {
        var plan = CityPlan()
        plan.ordersPerHour = 4_000
        plan.restrictedPercent = 30
        plan.codePercent = 50
        let found = placements(plan, hours: 1)
        let restricted = found.count { !$0.draft.runnerPools.isEmpty }
        let coded = found.count { $0.draft.stops[1].details.code != nil }
        #expect((1_000...1_400).contains(restricted))
        #expect((1_800...2_200).contains(coded))
    }

    @Test func homesAreWithinReachAndCodesAreToldOnThePhone() throws {
        let plan = CityPlan()
        let codes = DoorCodes(seed: plan.seed)
        for placement in placements(plan, hours: 1) {
            let (shop, home) = (placement.draft.stops[0], placement.draft.stops[1])
            let meters = shop.coordinate.distanceMeters(to: home.coordinate)
            #expect(meters <= plan.deliveryRangeMeters + 1)
            let phone = try #require(home.details.contactPhone)
            if let code = home.details.code {
                #expect(code == codes.code(phone: phone))
                #expect(code.count == 4)
            }
        }
    }

    @Test func bothPoolsAreThereFromTheFirstTwoRunnersOn() {
        let plan = CityPlan()
        let runners = (0..<300).map { People.runner($0, plan: plan) }
        #expect(Set(runners.prefix(2).map(\.gender)) == ["female", "male"])
        let women = runners.count { $0.gender == "female" }
        #expect((90...150).contains(women))
        #expect(Set(runners.map(\.id)).count == 300)
        #expect(runners == (0..<300).map { People.runner($0, plan: plan) })
    }

    @Test func shopsAndWaitingPlacesLieInTheCity() {
        for seed in UInt64(0)..<20 {
            let map = CityMap(
                center: CityPlan().center, radiusMeters: 1_500, hotSpotCount: 5, seed: seed)
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<50 {
                let shop = map.shop(&generator)
                #expect(shop.distanceMeters(to: map.center) <= 1_501, "seed \(seed)")
                let nearest = map.hotSpots.map { $0.distanceMeters(to: shop) }.min() ?? .infinity
                #expect(nearest <= CityMap.hotSpotRadiusMeters + 1, "seed \(seed)")
            }
        }
    }

    @Test func gapsHaveTheirMean() {
        var generator = SeededGenerator(seed: 5)
        let sum = (0..<20_000).reduce(Int64(0)) { sum, _ in
            sum + (generator.gap(perHour: 60)?.count ?? 0)
        }
        #expect((58_000...62_000).contains(sum / 20_000))
        #expect(generator.gap(perHour: 0) == nil)
    }
}

@Suite struct LatenciesTests {
    @Test func quantilesLieWithinABucketOfTheTruth() {
        for seed in UInt64(0)..<30 {
            var generator = SeededGenerator(seed: seed)
            var latencies = Latencies()
            var values: [Int64] = []
            for _ in 0..<500 {
                let value = Int64(generator.below(1 << generator.number(in: 1...20)))
                values.append(value)
                latencies.observe(Milliseconds(value))
            }
            values.sort()
            for perMille in [1, 500, 900, 990, 1_000] {
                let truth = values[max(1, (values.count * perMille + 999) / 1_000) - 1]
                let said = latencies.quantile(perMille: perMille).count
                #expect(said >= truth, "seed \(seed)")
                #expect(Double(said) <= Double(truth) * 1.0625 + 1, "seed \(seed)")
            }
            #expect(latencies.longest.count == values.last, "seed \(seed)")
        }
    }

    @Test func mergingIsObservingAll() {
        var (all, first, second) = (Latencies(), Latencies(), Latencies())
        for value in Int64(0)..<100 {
            all.observe(Milliseconds(value * value))
            if value % 3 == 0 {
                first.observe(Milliseconds(value * value))
            } else {
                second.observe(Milliseconds(value * value))
            }
        }
        first.merge(second)
        #expect(first == all)
        first.merge(Latencies())
        #expect(first == all)
        #expect(Latencies().quantile(perMille: 500) == .zero)
    }

    @Test func whatIsBeyondTheLastBucketStillCounts() {
        var latencies = Latencies()
        latencies.observe(Milliseconds(.max / 2))
        latencies.observe(Milliseconds(-5))
        #expect(latencies.count == 2)
        #expect(latencies.longest == Milliseconds(.max / 2))
    }
}
