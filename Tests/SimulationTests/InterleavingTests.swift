// The share of the random walks that fits into a test run: no promise is broken, everything is tried, and
// whoever takes a guard away is found. `fleetfoot-sim interleavings` runs a million of the same.

import Basics
import City
import Engine
import Testing

@testable import Simulation

@Suite struct InterleavingTests {
    /// How many are tried here; the seed is the commit's, as for the cities.
    private static let count = 50_000

    private static let seed =
        StableHash.of(Environment.value("FLEETFOOT_SEED") ?? "fleetfoot") >> 16
    private static let report = Interleavings.run(seed: seed, count: count)

    @Test func noInterleavingBreaksAPromise() {
        let report = Self.report
        let said = report.findings.joined(separator: "\n")
        #expect(
            report.findingCount == 0,
            "fleetfoot-sim interleavings --seed \(Self.seed) --count \(Self.count)\n\(said)")
        #expect(report.crashes > 100 && report.snapshots > 50 && report.lostRecords > 1_000)
        print(report.coverage.table)
        print(report.lastLine)
    }

    /// A silence means something only if there was much to hear: almost every command of every role in
    /// every state here, and every command just before every other one. A million of them try each a
    /// hundred times.
    @Test func everythingIsTried() {
        let coverage = Self.report.coverage
        let said = coverage.rare(below: 1).joined(separator: "\n")
        #expect(coverage.tripleCount(atLeast: 1) >= coverage.tripleCount * 95 / 100, "\(said)")
        #expect(coverage.pairCount(atLeast: 5) == coverage.pairCount)
        // Locked codes are rare in so few; the engine's own walks unlock them.
        for kind in CommandKind.allCases where kind != .unlockCode {
            #expect(coverage.acceptedCount(kind) > 0, "\(kind.name) was never accepted")
        }
    }

    @Test func theSameSeedGivesTheSameWalks() {
        let first = Interleavings.run(seed: 11, count: 2_000)
        let second = Interleavings.run(seed: 11, count: 2_000)
        #expect(first.coverage.table == second.coverage.table)
        #expect(first.steps == second.steps && first.lostRecords == second.lostRecords)
    }
}

/// Each guard of the engine, and the promise that is seen broken once it is gone.
@Suite struct MutationTests {
    static let found: [(name: String, guarded: GuardSet, kind: Finding.Kind)] = [
        ("pool", .pool, .poolViolation),
        ("capacity", .capacity, .ineligible),
        ("ownOrder", .ownOrder, .ineligible),
        ("blockedPair", .blockedPair, .ineligible),
        ("refusalMemory", .refusalMemory, .ineligible),
        ("otherHands", .otherHands, .ineligible),
        ("offerOpen", .offerOpen, .deadOffer),
        ("offerEpoch", .offerEpoch, .deadOffer),
        ("version", .version, .staleCommand),
        ("cancelWithGoods", .cancelWithGoods, .custodyGap),
        ("undoWindow", .undoWindow, .staleCommand),
        ("codeOnce", .codeOnce, .deadCode),
        ("codeExpiry", .codeExpiry, .deadCode),
        ("stationCapacity", .stationCapacity, .ineligible),
        ("party", .party, .positionToStranger),
        ("position", .position, .positionToStranger),
    ]

    @Test(arguments: found.indices) func aGuardThatIsGoneIsFound(index: Int) {
        let (name, guarded, kind) = Self.found[index]
        let report = Interleavings.run(
            seed: 1, count: 100_000, guardsOff: guarded, awaited: kind)
        #expect(report.counts[kind] == 1, "without \(name): \(report.findings)")
    }

    /// A new guard gets its row here, or in the tests of the whole city.
    @Test func everyGuardIsTakenAwaySomewhere() {
        let here = Self.found.map(\.name)
        let inCities = GatewayMutationTests.found.map(\.name)
        #expect(Set(here + inCities) == Set(GuardSet.named.map(\.name)))
        #expect(here + inCities == GuardSet.named.map(\.name))
    }
}

/// The guards of the Gateway: what an app sees once one is gone.
@Suite struct GatewayMutationTests {
    static let found: [(name: String, guarded: GuardSet)] = [
        ("purge", .purge), ("answeredKey", .answeredKey),
    ]

    @Test(arguments: found.indices) func aGuardThatIsGoneIsFound(index: Int) {
        let (name, guarded) = Self.found[index]
        for seed in UInt64(1)...30 {
            var scenario = Scenario(seed: seed, duration: .minutes(6), ordersPerHour: 400)
            scenario.guardsOff = guarded
            scenario.faults.dropsPerHour = 2_000
            scenario.faults.stallsPerHour = 1_000
            scenario.faults.windowBytes = 1_024
            if Simulation.run(scenario).violations.count > 0 { return }
        }
        Issue.record("nobody notices that \(name) is gone")
    }
}
