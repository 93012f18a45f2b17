// The journal's table: rows in, rows out.

internal import Basics
internal import GRDB
internal import Journal

/// Reads and writes the rows of the journal.
enum JournalTable {
    private static let columns =
        "position, at, version, scope_kind, scope_id, body, personal, checksum"

    /// The rows after `position` up to `last` in the order of their positions, at most `count`.
    static func cursor(
        _ db: Database, after position: JournalPosition, upTo last: JournalPosition, count: Int
    ) throws -> RowCursor {
        try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT \(columns) FROM journal WHERE position > ? AND position <= ?
                    ORDER BY position LIMIT ?
                    """),
            arguments: [position.value.column, last.value.column, count])
    }

    /// Whether a row stands where none can: damage, whatever the rows in their places say.
    static func hasMisplaced(_ db: Database) throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM journal WHERE position < 1)")
            ?? false
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
        _ entries: [JournalEntry], after end: JournalEnd, _ cache: inout KeyCache, _ db: Database
    ) throws -> JournalEnd {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO journal (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        var end = end
        for entry in entries {
            guard entry.position == end.position.next else {
                throw StoreError.unexpectedPosition(
                    expected: end.position.next, found: entry.position)
            }
            let sealed = try PersonalKeys.seal(entry, &cache, db)
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

    /// The positions and checksums of the rows of one scope.
    static func places(of scope: PersonalScope, _ db: Database) throws -> [Row] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT position, checksum FROM journal
                    WHERE scope_kind = ? AND scope_id = ? AND scope_kind > 0
                    """),
            arguments: [scope.kind, scope.id.column])
    }

    /// Removes rows, given by position and checksum, and notes the gaps; how many.
    static func remove(_ places: [Row], _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(sql: "DELETE FROM journal WHERE position = ?")
        for place in places {
            guard let position = place.word(0), let checksum = place.word(1) else {
                throw StoreError.damagedMiddle(at: JournalPosition(place.word(0) ?? 0))
            }
            try GapTable.add(
                JournalEnd(position: JournalPosition(position), checksum: checksum), db)
            try statement.execute(arguments: [position.column])
        }
        return places.count
    }

    /// Removes every row after `position`.
    static func cut(after position: JournalPosition, _ db: Database) throws {
        // A row whose number was flipped may stand before the first.
        try db.execute(
            sql: "DELETE FROM journal WHERE position > ? OR position < 1",
            arguments: [position.value.column])
    }
}
