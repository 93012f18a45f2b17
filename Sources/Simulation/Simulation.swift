// A whole run: the city in trouble for as long as was asked, then a calm in which everybody must come to
// know what happened, then the last accounts.

public import Basics
internal import City
internal import Engine
internal import Gateway

/// Runs cities.
public enum Simulation {
    /// How long the calm after the trouble lasts before it is looked at, and while it is.
    static let calm = Milliseconds.seconds(90)
    static let grace = Milliseconds.seconds(10)

    /// Simulates a city of `runnerCount` runners for `duration`; `faults` are those of the seed unless
    /// others are given. The same arguments give the same result on every machine.
    public static func run(
        seed: UInt64, duration: Milliseconds, runnerCount: Int = 12, ordersPerHour: Int = 120,
        faults: Faults? = nil
    ) -> SimulationResult {
        var scenario = Scenario(
            seed: seed, duration: duration, runnerCount: runnerCount, ordersPerHour: ordersPerHour)
        if let faults { scenario.faults = faults }
        return run(scenario)
    }

    /// Simulates a scenario.
    public static func run(_ scenario: Scenario) -> SimulationResult {
        var world = World(scenario)
        let end = World.origin + scenario.duration
        world.run(until: end)
        world.faults = scenario.faults.calmed
        world.run(until: end + calm)
        let expected = world.followed()
        world.run(until: end + calm + grace)
        world.compare(expected)
        world.checkReplay()
        var statistics = world.city.statistics
        var violations = world.audit.violations
        violations.merge(statistics.violations)
        statistics.violations = ViolationList()
        return SimulationResult(
            seed: scenario.seed, hash: world.fingerprint.value, turns: world.turnCount,
            crashes: world.crashCount, records: world.fingerprint.recordCount,
            violations: violations, statistics: statistics)
    }
}

/// What a follower must have been told by now.
private struct Followed {
    var customer: Int
    var order: OrderID
    var sequence: Int
}

extension World {
    /// The newest event of each order that somebody follows at this moment.
    fileprivate func followed() -> [Followed] {
        var list: [Followed] = []
        for (number, customer) in city.customers.enumerated() {
            for watch in customer.watches where watch.isFollowing && !watch.hasEnded {
                guard let id = watch.id else { continue }
                let sequence = gateway.withEngine { $0.order(id)?.lastSequence ?? 0 }
                list.append(Followed(customer: number, order: id, sequence: sequence))
            }
        }
        return list
    }

    /// Notes every follower who stayed on the line and was not told.
    fileprivate mutating func compare(_ expected: [Followed]) {
        for followed in expected {
            let watches = city.customers[followed.customer].watches
            guard let watch = watches.first(where: { $0.id == followed.order }),
                watch.isFollowing || watch.hasEnded, watch.lastSequence < followed.sequence
            else { continue }
            audit.note(
                .notTold, at: now, "\(followed.order.text): event \(followed.sequence)")
        }
    }
}
