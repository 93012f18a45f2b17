// Decides at the start whether a journal can be trusted. A crash may leave a damaged tail, which
// nobody was ever told about and which may be cut; damage with valid rows behind it is a broken
// disk or a stranger's hand, and no program may decide to forget what follows.

/// What verifying a journal came to.
public enum JournalVerdict: Hashable, Sendable {
    /// Every row is valid; the last stands at `last`, which is `.none` for an empty journal.
    case ok(last: JournalPosition)
    /// Rows after this position are damaged and no valid row follows them.
    case damagedTail(after: JournalPosition)
    /// The row at this position is damaged or missing, and rows written after it are there.
    case damagedMiddle(at: JournalPosition)
}

/// Takes the rows of a journal in the order of their positions and tells which may be replayed.
/// Holds no rows: a journal of any length is verified in constant memory.
public struct JournalVerifier: Sendable {
    /// What follows the first damaged row.
    private struct Suspicion {
        /// The position of the last row taken, if it could be read.
        var position: JournalPosition
        /// The checksum that row carries.
        var stored: UInt64
        /// The checksum it should carry, if its own predecessor's is right.
        var computed: UInt64
        /// Whether a row has turned up that was written after the damaged one.
        var rowsFollow: Bool
    }

    /// The last valid row before any damage.
    public private(set) var end: JournalEnd
    /// How many rows were taken since the damage began, the first damaged one included.
    public private(set) var suspectCount = 0

    private var suspicion: Suspicion?

    /// A verifier for the rows after `end`.
    public init(after end: JournalEnd = .empty) {
        self.end = end
    }

    /// What the rows taken so far come to.
    public var verdict: JournalVerdict {
        guard let suspicion else { return .ok(last: end.position) }
        return suspicion.rowsFollow
            ? .damagedMiddle(at: end.position.next) : .damagedTail(after: end.position)
    }

    /// Takes the next row; true if it and all before it are valid, so that it may be replayed.
    public mutating func take(_ row: JournalRow) -> Bool {
        guard suspicion == nil else {
            takeSuspect(row)
            return false
        }
        let computed = row.computedChecksum(after: end.checksum)
        if row.position == end.position.next, row.checksum == computed {
            end = JournalEnd(position: row.position, checksum: row.checksum)
            return true
        }
        suspectCount = 1
        // A row beyond a gap was written after the one that is missing.
        suspicion = Suspicion(
            position: row.position, stored: row.checksum, computed: computed,
            rowsFollow: row.position > end.position.next)
        return false
    }

    /// Passes over rows that a compaction removed. A gap that does not begin right after the last
    /// row is damage like a missing row.
    public mutating func skip(_ gap: JournalGap) {
        if suspicion == nil, gap.first == end.position.next, gap.last.position >= gap.first {
            end = gap.last
            return
        }
        // Whatever is damaged, rows behind it were there once.
        suspicion = Suspicion(
            position: gap.last.position, stored: gap.last.checksum, computed: gap.last.checksum,
            rowsFollow: true)
    }

    /// Takes a row whose columns do not even make a row, but whose checksum could be read.
    public mutating func takeUnreadable(position: JournalPosition, checksum: UInt64) {
        let isGap = position > (suspicion?.position ?? end.position).next
        suspectCount += 1
        suspicion = Suspicion(
            position: position, stored: checksum, computed: checksum,
            rowsFollow: isGap || suspicion?.rowsFollow == true)
    }

    /// Behind damage a row is valid if it chains to its predecessor, whose stored checksum may
    /// itself be what is damaged: then the one computed for it fits.
    private mutating func takeSuspect(_ row: JournalRow) {
        guard let before = suspicion else { return }
        suspectCount += 1
        let computed = row.computedChecksum(after: before.stored)
        let isGap = row.position > before.position.next
        let isChained =
            row.position == before.position.next
            && (row.checksum == computed
                || row.checksum == row.computedChecksum(after: before.computed))
        suspicion = Suspicion(
            position: row.position, stored: row.checksum, computed: computed,
            rowsFollow: before.rowsFollow || isGap || isChained)
    }

    /// Verifies `rows`, which stand in the order of their positions after `end`.
    public static func verify(
        _ rows: some Sequence<JournalRow>, after end: JournalEnd = .empty
    ) -> JournalVerdict {
        var verifier = JournalVerifier(after: end)
        for row in rows { _ = verifier.take(row) }
        return verifier.verdict
    }
}
