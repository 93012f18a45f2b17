// The start: every record in its order, each proved to be the one that was written.

internal import GRDB
public import Journal

/// What a replay found.
public struct ReplaySummary: Hashable, Sendable {
    /// The last entry; the next append goes on after it.
    public var last: JournalPosition
    /// How many damaged rows were cut from the tail. Worth a line in the log if not 0.
    public var cutRowCount: Int
}

extension Store {
    /// Calls `body` with every entry in the order of positions while the caller waits. Verifies the
    /// chain of checksums on the way. Damaged rows at the end are cut; damage with valid rows behind
    /// it throws `.damagedMiddle` and leaves the journal as it is, as does an error of `body`, which
    /// becomes `.replayStopped`. O(n), in constant memory. Not to be called from a completion.
    ///
    /// Call it once before the first `append`. A later call gives the same entries and those that
    /// were appended; it cuts nothing, since no crash can have torn what this Store wrote.
    @discardableResult
    public func replay(
        _ body: (JournalEntry) throws -> Void
    ) throws(StoreError) -> ReplaySummary {
        let isFirst = !isReplayed
        let verifier = try StoreError.mapping {
            try pool.read { db in try Self.verify(db, body) }
        }
        switch verifier.verdict {
        case .ok: break
        case .damagedTail where isFirst: break
        case .damagedTail(let last): throw .damagedMiddle(at: last.next)
        case .damagedMiddle(let position): throw .damagedMiddle(at: position)
        }
        if isFirst { try adopt(verifier) }
        return ReplaySummary(last: verifier.end.position, cutRowCount: verifier.suspectCount)
    }

    /// Cuts what is damaged behind the verified end and lets appends go on from there.
    private func adopt(_ verifier: JournalVerifier) throws(StoreError) {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in
                try refuseIfClosed()
                if verifier.suspectCount > 0 { try Self.cut(after: verifier.end.position, db) }
                moveEnd(to: verifier.end)
            }
        }
    }

    private static func verify(
        _ db: Database, _ body: (JournalEntry) throws -> Void
    ) throws -> JournalVerifier {
        var verifier = JournalVerifier()
        let rows = try JournalTable.cursor(db)
        while let columns = try rows.next() {
            guard let row = JournalTable.row(columns) else {
                verifier.takeUnreadable(
                    position: JournalPosition(columns.word(0) ?? 0),
                    checksum: columns.word(7) ?? 0)
                continue
            }
            guard verifier.take(row) else { continue }
            let entry = try PersonalKeys.open(row, db)
            do {
                try body(entry)
            } catch {
                throw StoreError.replayStopped(at: row.position, reason: "\(error)")
            }
        }
        return verifier
    }

    private static func cut(after position: JournalPosition, _ db: Database) throws {
        try db.inTransaction(.immediate) {
            try JournalTable.cut(after: position, db)
            return .commit
        }
    }
}
