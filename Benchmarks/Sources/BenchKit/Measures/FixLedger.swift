// What became of the fixes that were sent, from the daemon's own acknowledgements.

internal import Engine
internal import Wire

/// Counts of fixes over all runners.
public struct FixLedger: Sendable {
    /// Handed to the kernel.
    public internal(set) var sent = 0
    private var counts = FixCounts()

    /// None yet.
    public init() {}

    mutating func acknowledge(_ counts: FixCounts) {
        self.counts.merge(counts)
    }

    /// Fixes that were taken.
    public var accepted: Int { counts.accepted }
    /// Fixes that were dropped.
    public var dropped: Int { counts.dropped }
    /// Fixes that no acknowledgement has counted.
    public var unacknowledged: Int { sent - accepted - dropped }

    /// Drops by reason, those that happened.
    var drops: [(name: String, count: Int)] {
        FixDrop.allCases.map { ($0.name, counts[$0]) }.filter { $0.1 > 0 }
    }

    /// Two lines for people.
    var summary: [String] {
        let share = Decimal.percent(accepted, of: sent)
        let reasons = drops.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        return [
            "fixes       \(sent) sent, \(accepted) accepted (\(share)), "
                + "\(unacknowledged) not acknowledged",
            "dropped     \(dropped)\(reasons.isEmpty ? "" : ": " + reasons)",
        ]
    }
}

extension JSONWriter {
    mutating func field(_ name: String, _ ledger: FixLedger) {
        self.name(name)
        beginObject()
        field("sent", ledger.sent)
        field("accepted", ledger.accepted)
        field("unacknowledged", ledger.unacknowledged)
        self.name("dropped")
        beginObject()
        for drop in ledger.drops { field(drop.name, drop.count) }
        endObject()
        endObject()
    }
}
