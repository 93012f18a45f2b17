// The journal's table: rows in, rows out.

internal import Basics
internal import GRDB
internal import Journal

/// Reads and writes the rows of the journal.
enum JournalTable {
    private static let columns =
        "position, at, version, scope_kind, scope_id, body, personal, checksum"

    /// All rows in the order of their positions.
    static func cursor(_ db: Database) throws -> RowCursor {
        try Row.fetchCursor(db, sql: "SELECT \(columns) FROM journal ORDER BY position")
    }

    /// The rows of one scope in the order of their positions.
    static func cursor(_ db: Database, scope: PersonalScope) throws -> RowCursor {
        try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT \(columns) FROM journal
                    WHERE scope_kind = ? AND scope_id = ? AND scope_kind > 0 ORDER BY position
                    """),
            arguments: [scope.kind, scope.id.column])
    }

    /// The row at a position.
    static func row(_ db: Database, at position: JournalPosition) throws -> JournalRow? {
        let found = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT \(columns) FROM journal WHERE position = ?"),
            arguments: [position.value.column])
        return try found.map { try decode($0) }
    }

    /// The row that the columns hold; `nil` if they hold none.
    static func row(_ columns: Row) -> JournalRow? {
        guard let position = columns.word(0), let at = columns.instant(1),
            let version = columns.byte(2), let kind = columns.byte(3), let id = columns.word(4),
            let scope = PersonalScope(kind: kind, id: id), let body = columns.bytes(5),
            let sealed = columns.bytes(6), let checksum = columns.word(7)
        else { return nil }
        return JournalRow(
            position: JournalPosition(position), at: at, version: version, scope: scope, body: body,
            sealed: sealed, checksum: checksum)
    }

    /// The row that the columns hold, for queries, which have no verifier to report to.
    static func decode(_ columns: Row) throws -> JournalRow {
        guard let row = row(columns) else {
            throw StoreError.damagedMiddle(at: JournalPosition(columns.word(0) ?? 0))
        }
        return row
    }

    /// Writes the entries after `end`, sealing what is personal; gives the new end.
    static func insert(
        _ entries: [JournalEntry], after end: JournalEnd, _ db: Database
    ) throws -> JournalEnd {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO journal (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        var end = end
        for entry in entries {
            guard entry.position == end.position.next else {
                throw StoreError.unexpectedPosition(
                    expected: end.position.next, found: entry.position)
            }
            let sealed = try PersonalKeys.seal(entry, db)
            let row = JournalRow(entry, sealed: sealed, after: end.checksum)
            try statement.execute(arguments: [
                row.position.value.column, row.at.millisecondsSinceEpoch, row.version,
                row.scope.kind, row.scope.id.column, row.body.column, row.sealed.column,
                row.checksum.column,
            ])
            end = JournalEnd(position: row.position, checksum: row.checksum)
        }
        return end
    }

    /// Removes every row after `position`.
    static func cut(after position: JournalPosition, _ db: Database) throws {
        // A row whose number was flipped may stand before the first.
        try db.execute(
            sql: "DELETE FROM journal WHERE position > ? OR position < 1",
            arguments: [position.value.column])
    }
}
