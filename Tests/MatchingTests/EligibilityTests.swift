// Each filter alone, at its limit, and which of several speaks first.

import Basics
import Geo
import Testing

@testable import Matching

@Suite struct EligibilityTests {
    /// A pair nothing stands against, with every field in use.
    static func pair() -> (order: OrderRow, runner: RunnerRow) {
        var order = order(1, northMeters: 0)
        order.pools = 0b0110
        order.vehicles = 0b100
        order.skills = 0b1
        order.grams = 500
        order.person = 77
        var runner = runner(2, northMeters: 0)
        runner.pools = 0b1110
        runner.vehicle = 2
        runner.skills = 0b11
        runner.loadOrders = 3
        runner.loadGrams = 1_500
        runner.capacityGrams = 2_000
        runner.person = 78
        return (order, runner)
    }

    /// What breaks each rule, in the order of precedence.
    static let breaks: [(FilterReason, @Sendable (inout OrderRow, inout RunnerRow) -> Void)] = [
        (.notVerified, { $1.isVerified = false }),
        (.offDuty, { $1.isOnDuty = false }),
        (.resting, { $1.heldBack = .resting }),
        (.stale, { $1.isFresh = false }),
        (.pool, { $1.pools = 0b1010 }),
        (.vehicle, { $1.vehicle = 1 }),
        (.skills, { $1.skills = 0b10 }),
        (.capacity, { $1.loadOrders = 4 }),
        (.afterShift, { $1.reachMeters = -1 }),
        (.ownOrder, { $1.person = $0.person }),
        (.busyWithOffer, { $1.hasOffer = true }),
    ]

    @Test func aPairThatKeepsEveryRuleIsAllowed() {
        let (order, runner) = Self.pair()
        #expect(eligibility(order: order, runner: runner, refused: false) == nil)
        #expect(eligibility(order: order, runner: runner, refused: true) == .refused)
    }

    @Test(arguments: breaks.indices)
    func eachRuleIsNamedAndTheFirstOneSpeaks(index: Int) {
        let (reason, alter) = Self.breaks[index]
        var (order, runner) = Self.pair()
        alter(&order, &runner)
        #expect(eligibility(order: order, runner: runner, refused: false) == reason)
        for (_, alterLater) in Self.breaks[(index + 1)...] { alterLater(&order, &runner) }
        #expect(eligibility(order: order, runner: runner, refused: false) == reason)
    }

    static let loads: [(load: Int32, capacity: Int32, expected: FilterReason?)] = [
        (0, 0, .capacity), (0, 1, nil), (3, 4, nil), (4, 4, .capacity), (.max, .max, .capacity),
    ]

    @Test(arguments: loads)
    func ordersUpToTheCapacity(load: Int32, capacity: Int32, expected: FilterReason?) {
        var (order, runner) = Self.pair()
        runner.loadOrders = load
        runner.capacityOrders = capacity
        order.grams = 0
        #expect(eligibility(order: order, runner: runner, refused: false) == expected)
    }

    static let weights: [(grams: Int32, load: Int32, capacity: Int32, expected: FilterReason?)] = [
        (0, 0, 0, nil), (1, 0, 0, .capacity), (500, 1_500, 2_000, nil),
        (501, 1_500, 2_000, .capacity), (.max, .max, .max, .capacity),
    ]

    @Test(arguments: weights)
    func gramsUpToTheCapacity(
        grams: Int32, load: Int32, capacity: Int32, expected: FilterReason?
    ) {
        var (order, runner) = Self.pair()
        order.grams = grams
        runner.loadGrams = load
        runner.capacityGrams = capacity
        #expect(eligibility(order: order, runner: runner, refused: false) == expected)
    }

    @Test func nobodyIsNobodysPerson() {
        var (order, runner) = Self.pair()
        order.person = 0
        runner.person = 0
        #expect(eligibility(order: order, runner: runner, refused: false) == nil)
    }

    @Test func anyVehicleWillDoWhereNoneIsAsked() {
        var (order, runner) = Self.pair()
        order.vehicles = 0
        runner.vehicle = 31
        #expect(eligibility(order: order, runner: runner, refused: false) == nil)
        order.vehicles = 1 << 31
        #expect(eligibility(order: order, runner: runner, refused: false) == nil)
    }

    @Test func namesAreStable() {
        #expect(
            FilterReason.allCases.map(\.name) == [
                "notVerified", "offDuty", "resting", "dayLimit", "restDay", "offShift", "stale",
                "pool", "vehicle", "skills", "capacity", "afterShift", "refused", "ownOrder",
                "busyWithOffer", "blocked", "site", "tooFar", "stationFull",
                "stationClosed",
            ])
    }
}
