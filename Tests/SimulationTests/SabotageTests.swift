// A guard taken out of the daemon, or a city broken by hand, must be noticed: else the silence of the
// checkers means nothing.

import Basics
import City
import Engine
import Gateway
import Journal
import Testing

@testable import Simulation

@Suite struct SabotageTests {
    @Test func aBrokenPoolGuardIsNoticed() {
        var scenario = Scenario(seed: 3, duration: .minutes(10))
        scenario.guardsOff = .pool
        scenario.plan.restrictedPercent = 100
        let result = Simulation.run(scenario)
        let kinds = Set(result.violations.first.map(\.kind))
        #expect(kinds.contains(.poolBroken))
        scenario.guardsOff = []
        #expect(Simulation.run(scenario).violations.first == [])
    }

    /// A world that has run for a while, its daemon up.
    private func runningWorld(seed: UInt64 = 2) -> World {
        var scenario = Scenario(seed: seed, duration: .minutes(10))
        scenario.faults = Faults()
        scenario.plan.cancelPercent = 0
        scenario.plan.customerLossesPerHour = 0
        scenario.plan.ordersPerHour = 300
        var world = World(scenario)
        world.run(until: World.origin + .minutes(8))
        return world
    }

    @Test func aForgetfulDaemonIsNoticed() {
        let world = runningWorld()
        let forgetful = Gateway()
        let missing = forgetful.withEngine {
            Acknowledgements.missing(in: $0, of: world.city)
        }
        #expect(missing.count > 5)
        #expect(missing.allSatisfy { $0.0 == .acknowledgedMissing })
        let intact = world.gateway.withEngine {
            Acknowledgements.missing(in: $0, of: world.city).map(\.1)
        }
        #expect(intact == [])
    }

    @Test func aDaemonThatForgetsOnlyTheEndIsNoticed() throws {
        var world = runningWorld()
        let read = world.store.reopen()
        let entries = try #require(read)
        var noticed = 0
        for lost in [1, 5, 20, 60] {
            var shorter = Gateway()
            for entry in entries.dropLast(lost) { try shorter.replay(entry) }
            let missing = shorter.withEngine {
                Acknowledgements.missing(in: $0, of: world.city).count
            }
            noticed += missing > 0 ? 1 : 0
        }
        #expect(noticed >= 2)
    }

    @Test func aReplayThatDiffersIsNoticed() throws {
        var world = runningWorld()
        let read = world.store.reopen()
        let entries = try #require(read)
        var same = Gateway()
        for entry in entries { try same.replay(entry) }
        let none = world.gateway.withEngine { original in
            same.withEngine { ReplayCheck.differences(between: original, and: $0) }
        }
        #expect(none == [])
        // The last change of a runner or an order; a kept answer changes neither.
        let last = try #require(
            entries.lastIndex {
                if case .answered? = try? RecordCodec.decode($0) { false } else { true }
            })
        var shorter = Gateway()
        for entry in entries[..<last] { try shorter.replay(entry) }
        let found = world.gateway.withEngine { original in
            shorter.withEngine { ReplayCheck.differences(between: original, and: $0) }
        }
        #expect(found != [])
    }
}
