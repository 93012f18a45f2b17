// Random walks through small cities, in which everybody acts at once. An *interleaving* is two commands by
// two hands that meet on one order at one instant, one after the other in an order that the seed draws; around
// them time jumps, fixes come, rounds end late, and the process crashes and reads its journal back. After
// each step a witness that has seen nothing but the records says what must be true.

internal import Basics
public import Engine

/// Runs walks.
public enum Interleavings {
    /// How many steps a walk has: long enough for an order's whole life, short enough that a crash reads
    /// little back.
    static let stepsOfWalk = 240

    /// Walks until `count` interleavings were tried. Each walk is drawn from `seed` and its number; what it
    /// tries leans towards what all walks so far have tried least. `guardsOff` are taken away, and with
    /// `awaited` the run ends with the first walk that broke that promise.
    public static func run(
        seed: UInt64, count: Int, guardsOff: GuardSet = [], awaited: Finding.Kind? = nil
    ) -> InterleavingReport {
        var report = InterleavingReport()
        while report.interleavings < count {
            var walk = Walk(
                seed: StableHash.mix(seed &+ UInt64(report.walks)), number: report.walks,
                guardsOff: guardsOff, coverage: report.coverage)
            walk.run(steps: stepsOfWalk)
            report.add(walk, seed: seed)
            if let awaited, report.counts[awaited] != nil { break }
        }
        return report
    }
}

extension InterleavingReport {
    fileprivate mutating func add(_ walk: borrowing Walk, seed: UInt64) {
        coverage = walk.coverage
        interleavings += walk.interleavings
        steps += walk.step
        commands += walk.commands
        crashes += walk.crashes
        snapshots += walk.snapshots
        lostRecords += walk.lostRecords
        if let finding = walk.witness.findings.first {
            counts[finding.kind, default: 0] += 1
            if findings.count < 20 {
                findings.append(
                    "seed \(seed) walk \(walks) step \(walk.step): \(finding.kind.rawValue): "
                        + finding.detail)
            }
        }
        walks += 1
    }
}
