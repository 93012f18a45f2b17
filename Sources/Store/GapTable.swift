// Where a compaction removed rows, this table keeps what the chain needs: which positions, and the
// last removed row's checksum.

internal import GRDB
internal import Journal

/// Reads and writes the gaps of a compacted journal.
enum GapTable {
    /// Every gap in the order of positions.
    static func all(_ db: Database) throws -> [JournalGap] {
        try Row.fetchAll(db, sql: "SELECT first, last, checksum FROM gaps ORDER BY first")
            .map(decode)
    }

    /// The last removed position; `.none` if every row is there.
    static func lastRemoved(_ db: Database) throws -> JournalPosition {
        let last = try Row.fetchOne(db, sql: "SELECT max(last) FROM gaps").flatMap { $0.word(0) }
        return last.map { JournalPosition($0) } ?? .none
    }

    /// Notes that the row at `removed` is gone; one gap stands for neighbours.
    static func add(_ removed: JournalEnd, _ db: Database) throws {
        var gap = JournalGap(first: removed.position, last: removed)
        if let before = try neighbor("last = ? - 1", removed.position, db) {
            try remove(before, db)
            gap.first = before.first
        }
        if let after = try neighbor("first = ? + 1", removed.position, db) {
            try remove(after, db)
            gap.last = after.last
        }
        try db.cachedStatement(sql: "INSERT INTO gaps (first, last, checksum) VALUES (?, ?, ?)")
            .execute(arguments: [
                gap.first.value.column, gap.last.position.value.column, gap.last.checksum.column,
            ])
    }

    private static func neighbor(
        _ condition: String, _ position: JournalPosition, _ db: Database
    ) throws -> JournalGap? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT first, last, checksum FROM gaps WHERE \(condition)"),
            arguments: [position.value.column]
        ).map(decode)
    }

    private static func remove(_ gap: JournalGap, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM gaps WHERE first = ?")
            .execute(arguments: [gap.first.value.column])
    }

    private static func decode(_ row: Row) throws -> JournalGap {
        guard let first = row.word(0), let last = row.word(1), let checksum = row.word(2) else {
            throw StoreError.damagedFile(reason: "the list of removed rows")
        }
        return JournalGap(
            first: JournalPosition(first),
            last: JournalEnd(position: JournalPosition(last), checksum: checksum))
    }
}
