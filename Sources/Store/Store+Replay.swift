// The start: every record in its order, each proved to be the one that was written.

public import Basics
internal import GRDB
public import Journal

/// A snapshot that cannot be trusted.
public struct DamagedSnapshot: Hashable, Sendable {
    /// The position that it stands for.
    public var position: JournalPosition
    /// What is wrong with it.
    public var reason: String
}

/// What a replay found.
public struct ReplaySummary: Hashable, Sendable {
    /// The last entry; the next append goes on after it.
    public var last: JournalPosition
    /// How many damaged rows were cut from the tail. Worth a line in the log if not 0.
    public var cutRowCount: Int
    /// The position that the snapshot stands for with which the replay began; `nil` if it began with
    /// the first row.
    public var snapshot: JournalPosition?
    /// Newer snapshots that could not be trusted. Worth a line in the log.
    public var damagedSnapshots: [DamagedSnapshot]
}

/// How far a fold has come: what a snapshot made of it stands for.
public struct FoldedJournal: Hashable, Sendable {
    /// The last row that is in it.
    public var end: JournalEnd
    /// When the last of its records was decided.
    public var at: Instant
}

extension Store {
    /// Calls `body` with the entries of the newest sound snapshot, all at the position that it
    /// stands for, and then with every entry after it in the order of positions, while the caller
    /// waits. Verifies the checksums on the way: of the snapshot before its first entry is handed
    /// out, so that a damaged one is passed over for an older one or for the whole journal; of the
    /// rows one by one.
    ///
    /// Damaged rows at the end are cut. Damage with valid rows behind it throws `.damagedMiddle` and
    /// leaves the journal as it is, as does an error of `body`, which becomes `.replayStopped`.
    /// Damaged snapshots of a compacted journal throw `.noSoundSnapshot`. O(n), in constant memory.
    /// Not to be called from a completion.
    ///
    /// Call it once before the first `append`. A later call gives the same entries and those that
    /// were appended; it cuts nothing, since no crash can have torn what this Store wrote.
    @discardableResult
    public func replay(
        _ body: (JournalEntry) throws -> Void
    ) throws(StoreError) -> ReplaySummary {
        let isFirst = !isReplayed
        let reading = try JournalReader(database: pool).read(upTo: .last, body)
        let verifier = reading.verifier
        if !isFirst { _ = try reading.soundEnd() }
        if case .damagedMiddle(let position) = verifier.verdict {
            throw .damagedMiddle(at: position)
        }
        if isFirst { try adopt(verifier) }
        return ReplaySummary(
            last: verifier.end.position, cutRowCount: verifier.suspectCount,
            snapshot: reading.snapshot, damagedSnapshots: reading.refused)
    }

    /// Calls `body` with the entries of the newest sound snapshot and those after it that are on the
    /// disk, while the caller waits and appends go on. What a state made of them stands for is the
    /// result, which `writeSnapshot` takes. Damage throws. Call it after `replay`; not from a
    /// completion.
    public func fold(
        _ body: (JournalEntry) throws -> Void
    ) throws(StoreError) -> FoldedJournal {
        let last = try verifiedEnd().position
        let reading = try JournalReader(database: pool, pace: pace).read(upTo: last, body)
        return FoldedJournal(end: try reading.soundEnd(), at: reading.lastAt)
    }

    /// Cuts what is damaged behind the verified end and lets appends go on from there.
    private func adopt(_ verifier: JournalVerifier) throws(StoreError) {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in
                try refuseIfClosed()
                let isCut = try verifier.suspectCount > 0 || JournalTable.hasMisplaced(db)
                if isCut { try Self.cut(after: verifier.end.position, db) }
                moveEnd(to: verifier.end)
            }
        }
    }

    private static func cut(after position: JournalPosition, _ db: Database) throws {
        try db.inTransaction(.immediate) {
            try JournalTable.cut(after: position, db)
            return .commit
        }
    }
}

extension JournalPosition {
    /// Beyond every row.
    static let last = JournalPosition(UInt64(Int64.max))
}
