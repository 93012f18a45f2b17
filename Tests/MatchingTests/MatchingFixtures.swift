// Small makers for rows, seeded cities, and the checks that several suites share.

import Basics
import Geo
import Testing

@testable import Matching

/// Noon somewhere in time; every snapshot of the tests is taken here.
let noon = Instant(millisecondsSinceEpoch: 1_800_000_000_000)

/// The point `northMeters` and `eastMeters` from the middle of the tests' city.
func place(northMeters: Double = 0, eastMeters: Double = 0) -> Coordinate {
    let middle = Coordinate(latitudeE7: 312_300_000, longitudeE7: 1_214_700_000)
    let north = Coordinate(latitudeE7: 313_300_000, longitudeE7: 1_214_700_000)
    let east = Coordinate(latitudeE7: 312_300_000, longitudeE7: 1_215_700_000)
    let perMeterNorth = 1_000_000 / middle.distanceMeters(to: north)
    let perMeterEast = 1_000_000 / middle.distanceMeters(to: east)
    return Coordinate(
        latitudeE7: middle.latitudeE7 + Int32((northMeters * perMeterNorth).rounded()),
        longitudeE7: middle.longitudeE7 + Int32((eastMeters * perMeterEast).rounded()))
}

/// An order on the meridian, just placed, that anyone may take.
func order(_ id: UInt64, northMeters: Double) -> OrderRow {
    OrderRow(id: id, pickup: place(northMeters: northMeters), waitingSince: noon)
}

/// An idle runner on the meridian.
func runner(_ id: UInt64, northMeters: Double) -> RunnerRow {
    RunnerRow(id: id, coordinate: place(northMeters: northMeters), capacityOrders: 4)
}

/// A seeded city with hot spots, pools, vehicles, loads, refusals and runners who can't work.
struct CitySpec {
    var orders: Int
    var runners: Int
    var widthMeters = 8_000.0
    var hotSpots = 5
    /// Below 100 some runners and orders differ in pools, skills, duty and so on.
    var unrestrictedPercent = 50

    func snapshot(seed: UInt64) -> Snapshot {
        var generator = SeededGenerator(seed: seed)
        let spots = (0..<hotSpots).map { _ in point(&generator, widthMeters) }
        var snapshot = Snapshot(at: noon)
        snapshot.runners = (0..<runners).map { index in
            makeRunner(id: UInt64(index) * 7 % 10_007 + 1, near: spots, &generator)
        }
        for index in 0..<orders {
            var row = makeOrder(id: UInt64(index) * 5 % 10_007 + 1, near: spots, &generator)
            let start = snapshot.refusals.count
            if runners > 0, !generator.chance(percent: unrestrictedPercent) {
                for _ in 0..<generator.below(4) {
                    snapshot.refusals.append(Int32(generator.below(runners)))
                }
            }
            row.refusedBy = start..<snapshot.refusals.count
            snapshot.orders.append(row)
        }
        return snapshot
    }

    private func point(_ generator: inout SeededGenerator, _ width: Double) -> (Double, Double) {
        ((generator.fraction() - 0.5) * width, (generator.fraction() - 0.5) * width)
    }

    private func scattered(
        near spots: [(Double, Double)], _ generator: inout SeededGenerator
    ) -> Coordinate {
        let spot = spots[generator.below(spots.count)]
        let width = generator.chance(percent: 80) ? widthMeters / 8 : widthMeters
        let offset = point(&generator, width)
        return place(northMeters: spot.0 + offset.0, eastMeters: spot.1 + offset.1)
    }

    private func makeRunner(
        id: UInt64, near spots: [(Double, Double)], _ generator: inout SeededGenerator
    ) -> RunnerRow {
        var row = RunnerRow(
            id: id, coordinate: scattered(near: spots, &generator), capacityOrders: 4)
        row.loadOrders = Int32(generator.below(4))
        guard !generator.chance(percent: unrestrictedPercent) else { return row }
        row.pools = UInt64(generator.below(4))
        row.vehicle = UInt8(generator.below(3))
        row.skills = UInt64(generator.below(4))
        row.loadOrders = Int32(generator.below(5))
        row.person = UInt64(generator.below(20))
        row.capacityGrams = Int32(generator.below(10_000))
        row.speedMetersPerHour = generator.chance(percent: 20) ? 20_000 : 0
        row.isVerified = !generator.chance(percent: 5)
        row.isOnDuty = !generator.chance(percent: 5)
        row.isFresh = !generator.chance(percent: 5)
        row.hasOffer = generator.chance(percent: 10)
        return row
    }

    private func makeOrder(
        id: UInt64, near spots: [(Double, Double)], _ generator: inout SeededGenerator
    ) -> OrderRow {
        var row = OrderRow(
            id: id, pickup: scattered(near: spots, &generator),
            waitingSince: noon - .seconds(Int64(generator.below(900))))
        guard !generator.chance(percent: unrestrictedPercent) else { return row }
        row.pools = UInt64(generator.below(4))
        row.vehicles = UInt32(generator.below(8))
        row.skills = UInt64(generator.below(3))
        row.grams = Int32(generator.below(5_000))
        row.person = UInt64(generator.below(20))
        return row
    }
}

/// The costs of all pairs, `nil` where a filter or the radius forbids one: what the tests' own solvers
/// work on, straight from the public predicate and the public cost.
func denseCosts(_ snapshot: Snapshot, _ parameters: Parameters) -> [[Int64?]] {
    snapshot.orders.map { order in
        snapshot.runners.indices.map { index in
            let runner = snapshot.runners[index]
            let refused = snapshot.refusals[order.refusedBy].contains(Int32(index))
            let distance = order.pickup.distanceMeters(to: runner.coordinate)
            guard eligibility(order: order, runner: runner, refused: refused) == nil,
                distance <= Double(parameters.radiusMetersMax)
            else { return nil }
            let cost = parameters.cost(
                order: order, runner: runner, distanceMeters: distance, at: snapshot.at)
            return Int64(cost.totalDeciseconds)
        }
    }
}

/// Each order's id with its runner's, by order id.
func idPairs(_ plan: Plan, _ snapshot: Snapshot) -> [[UInt64]] {
    plan.pairs.map { [snapshot.orders[$0.order].id, snapshot.runners[$0.runner].id] }
}

/// Checks that the plan is one-to-one, allowed, and proven optimal by its prices.
func expectCertificate(
    _ plan: Plan, _ snapshot: Snapshot, _ parameters: Parameters, _ comment: Comment
) {
    let costs = denseCosts(snapshot, parameters)
    var takenBy = [Int?](repeating: nil, count: snapshot.runners.count)
    var served = [Bool](repeating: false, count: snapshot.orders.count)
    for pair in plan.pairs {
        #expect(takenBy[pair.runner] == nil && !served[pair.order], comment)
        takenBy[pair.runner] = pair.order
        served[pair.order] = true
        let price = plan.prices.orders[pair.order] + plan.prices.runners[pair.runner]
        #expect(costs[pair.order][pair.runner] == price, comment)
        #expect(Int64(pair.cost.totalDeciseconds) == price, comment)
    }
    #expect(plan.unassigned.allSatisfy { !served[$0.order] }, comment)
    #expect(plan.pairs.count + plan.unassigned.count == snapshot.orders.count, comment)
    for row in snapshot.orders.indices where !served[row] {
        #expect(plan.prices.orders[row] == plan.prices.waiting, comment)
    }
    for row in snapshot.runners.indices {
        let price = plan.prices.runners[row]
        #expect(takenBy[row] == nil ? price == 0 : price <= 0, comment)
    }
    let violations = costs.indices.reduce(0) { sum, order in
        sum
            + costs[order].indices.count { runner in
                guard let cost = costs[order][runner] else { return false }
                return plan.prices.orders[order] + plan.prices.runners[runner] > cost
            }
    }
    #expect(violations == 0, comment)
}
