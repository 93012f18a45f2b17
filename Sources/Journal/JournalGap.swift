// A compacted journal has lost rows on purpose. What is left of them says so: without it a row that
// somebody took away could not be told from one that the compaction removed.

/// A stretch of positions whose rows were removed by a compaction. Its last checksum goes on living,
/// so that the row behind it still chains to what was there.
public struct JournalGap: Hashable, Sendable {
    /// The first removed position.
    public var first: JournalPosition
    /// The last removed position, and the checksum that its row had.
    public var last: JournalEnd

    /// The stretch from `first` to `last`, both removed.
    public init(first: JournalPosition, last: JournalEnd) {
        self.first = first
        self.last = last
    }

    /// How many rows were removed.
    public var rowCount: Int { Int(clamping: last.position.value &- first.value &+ 1) }
}
