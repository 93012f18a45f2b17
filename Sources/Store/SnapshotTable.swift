// Snapshots as they lie on the disk: a header that is filled in last, and rows at
// number * 2³² + place.

internal import Basics
internal import GRDB
internal import Journal

/// A finished snapshot as the table has it, not yet proved.
struct StoredSnapshot: Sendable {
    var header: SnapshotHeader
    /// The place and checksum of its last row.
    var rowsEnd: JournalEnd
    /// The checksum of all of it.
    var checksum: UInt64

    /// Whether the header is the one that was written.
    var isHeaderSound: Bool { header.checksum(of: rowsEnd) == checksum }
}

/// Reads and writes snapshots.
enum SnapshotTable {
    private static let columns = "at, version, scope_kind, scope_id, body, personal, checksum"

    /// The finished snapshots, the newest first. One whose columns cannot be read has a header that
    /// is not sound.
    static func finished(_ db: Database) throws -> [StoredSnapshot] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT number, position, position_checksum, at, row_count, rows_checksum, checksum
                FROM snapshots WHERE checksum IS NOT NULL ORDER BY number DESC
                """
        ).map { row in
            let end = JournalEnd(
                position: JournalPosition(row.word(1) ?? 0), checksum: row.word(2) ?? 0)
            let header = SnapshotHeader(
                number: row.word(0) ?? 0, end: end,
                at: row.instant(3) ?? Instant(millisecondsSinceEpoch: 0))
            let rowsEnd = JournalEnd(
                position: JournalPosition(row.word(4) ?? 0), checksum: row.word(5) ?? 0)
            return StoredSnapshot(header: header, rowsEnd: rowsEnd, checksum: row.word(6) ?? 0)
        }
    }

    /// The rows of a snapshot after `place`, at most `count`; decoded by `JournalTable.row`, with the
    /// place for a position.
    static func cursor(
        _ db: Database, of number: UInt64, after place: JournalPosition, count: Int
    ) throws -> RowCursor {
        let first = base(number)
        return try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT place - ?1, \(columns) FROM snapshot_rows
                    WHERE place > ?1 + ?2 AND place <= ?1 + 4294967295 ORDER BY place LIMIT ?3
                    """),
            arguments: [first, place.value.column, count])
    }

    /// The number that the next snapshot gets.
    static func nextNumber(_ db: Database) throws -> UInt64 {
        // A header that was lost leaves rows behind, whose places must not be taken again.
        let number = try Int64.fetchOne(
            db,
            sql: """
                SELECT 1 + max(
                    coalesce((SELECT max(number) FROM snapshots), 0),
                    coalesce((SELECT max(place) >> 32 FROM snapshot_rows), 0))
                """)
        return UInt64(bitPattern: number ?? 1)
    }

    /// Begins a snapshot, which is not valid before `finish`.
    static func insert(_ header: SnapshotHeader, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO snapshots (number, position, position_checksum, at) VALUES (?, ?, ?, ?)
                """,
            arguments: [
                header.number.column, header.end.position.value.column,
                header.end.checksum.column, header.at.millisecondsSinceEpoch,
            ])
    }

    /// Adds rows.
    static func insert(_ rows: [JournalRow], of number: UInt64, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO snapshot_rows (place, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            try statement.execute(arguments: [
                base(number) + row.position.value.column, row.at.millisecondsSinceEpoch,
                row.version, row.scope.kind, row.scope.id.column, row.body.column,
                row.sealed.column, row.checksum.column,
            ])
        }
    }

    /// Makes the snapshot valid.
    static func finish(
        _ header: SnapshotHeader, rowsEnd: JournalEnd, _ db: Database
    ) throws {
        try db.execute(
            sql: """
                UPDATE snapshots SET row_count = ?, rows_checksum = ?, checksum = ?
                WHERE number = ?
                """,
            arguments: [
                rowsEnd.position.value.column, rowsEnd.checksum.column,
                header.checksum(of: rowsEnd).column, header.number.column,
            ])
        guard db.changesCount == 1 else {
            throw StoreError.damagedFile(reason: "a snapshot vanished while it was written")
        }
    }

    /// Removes at most `count` rows that belong to none of the snapshots `kept`; how many there
    /// were.
    static func removeRows(notOf kept: [UInt64], count: Int, _ db: Database) throws -> Int {
        try db.execute(
            sql: """
                DELETE FROM snapshot_rows WHERE place IN (
                    SELECT place FROM snapshot_rows WHERE (place >> 32) NOT IN (\(list(kept)))
                    ORDER BY place LIMIT ?)
                """, arguments: [count])
        return db.changesCount
    }

    /// Removes the headers of all snapshots but `kept`.
    static func removeHeaders(notOf kept: [UInt64], _ db: Database) throws {
        try db.execute(sql: "DELETE FROM snapshots WHERE number NOT IN (\(list(kept)))")
    }

    private static func base(_ number: UInt64) -> Int64 { number.column << 32 }

    private static func list(_ numbers: [UInt64]) -> String {
        numbers.map(\.column.description).joined(separator: ", ")
    }
}
