// Where somebody was carried is as personal as a name: the stretches of a track are sealed with
// their order's key.

internal import Basics
internal import GRDB
internal import Journal
internal import Tokens

/// Reads and writes stretches of tracks.
enum TrackTable {
    /// Adds a chunk after the last of its leg. A key that is made for it seals from `position` on.
    static func insert(
        _ chunk: TrackChunk, at position: JournalPosition, _ cache: inout KeyCache, _ db: Database
    ) throws {
        let number =
            try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT coalesce(max(chunk_no), -1) + 1 FROM tracks
                        WHERE order_id = ? AND leg = ?
                        """), arguments: [chunk.order.column, chunk.leg]) ?? 0
        let key = try PersonalKeys.findOrMake(
            .order(chunk.order), from: position, &cache, db)
        let sealed = try PersonalCipher.seal(
            chunk.bytes, key: key.bytes, additional: additionalData(chunk, number: number))
        try db.cachedStatement(
            sql: """
                INSERT INTO tracks (order_id, leg, chunk_no, from_time, to_time, bytes, key_number)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            chunk.order.column, chunk.leg, number, chunk.from.millisecondsSinceEpoch,
            chunk.to.millisecondsSinceEpoch, sealed.column, key.number,
        ])
    }

    /// The chunks of an order by leg, each leg's in the order in which they came. Those whose key
    /// has been deleted are not among them.
    static func chunks(order: UInt64, _ db: Database) throws -> [TrackChunk] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT leg, from_time, to_time, bytes, key_number, chunk_no FROM tracks
                    WHERE order_id = ? ORDER BY leg, chunk_no
                    """),
            arguments: [order.column])
        guard let key = try PersonalKeys.find(.order(order), db) else { return [] }
        return try rows.compactMap { row in
            guard let leg = row.byte(0), let from = row.instant(1), let to = row.instant(2),
                let sealed = row.bytes(3), let keyNumber = row.integer(4),
                let number = row.integer(5)
            else { throw damaged(order) }
            guard keyNumber == key.number else { return nil }
            var chunk = TrackChunk(order: order, leg: leg, from: from, to: to, bytes: [])
            do {
                chunk.bytes = try PersonalCipher.open(
                    sealed, key: key.bytes, additional: additionalData(chunk, number: number))
            } catch {
                throw damaged(order)
            }
            return chunk
        }
    }

    /// The orders of which there are chunks, from `first` on, at most `count`.
    static func orders(from first: Int64, count: Int, _ db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT order_id FROM tracks WHERE order_id >= ?
                    ORDER BY order_id LIMIT ?
                    """), arguments: [first, count])
    }

    /// Removes the chunks of an order.
    static func remove(order: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM tracks WHERE order_id = ?")
            .execute(arguments: [order])
    }

    /// Seals the chunks of version 1, which lay there in clear. Those of an order whose key was
    /// deleted should have gone with it, and do so now.
    static func sealAll(_ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM tracks WHERE NOT EXISTS
                    (SELECT 1 FROM keys WHERE scope_kind = 1 AND scope_id = order_id)
                """)
        let clear = try Row.fetchCursor(
            db, sql: "SELECT order_id, leg, from_time, to_time, bytes, chunk_no FROM tracks")
        var sealed: [(order: UInt64, leg: UInt8, number: Int64, key: Int64, bytes: [UInt8])] = []
        while let row = try clear.next() {
            guard let order = row.word(0), let leg = row.byte(1), let from = row.instant(2),
                let to = row.instant(3), let bytes = row.bytes(4), let number = row.integer(5),
                let key = try PersonalKeys.find(.order(order), db)
            else { throw StoreError.damagedFile(reason: "a track of version 1") }
            let chunk = TrackChunk(order: order, leg: leg, from: from, to: to, bytes: bytes)
            let cipher = try PersonalCipher.seal(
                bytes, key: key.bytes, additional: additionalData(chunk, number: number))
            sealed.append((order, leg, number, key.number, cipher))
        }
        for chunk in sealed {
            try db.cachedStatement(
                sql: """
                    UPDATE tracks SET bytes = ?, key_number = ?
                    WHERE order_id = ? AND leg = ? AND chunk_no = ?
                    """
            ).execute(arguments: [
                chunk.bytes.column, chunk.key, chunk.order.column, chunk.leg, chunk.number,
            ])
        }
    }

    /// What a chunk's bytes are bound to: its order, leg, number and times.
    private static func additionalData(_ chunk: TrackChunk, number: Int64) -> [UInt8] {
        var writer = ByteWriter(capacityBytes: 33)
        writer.writeUInt64(chunk.order)
        writer.writeUInt8(chunk.leg)
        writer.writeInt64(number)
        writer.writeInt64(chunk.from.millisecondsSinceEpoch)
        writer.writeInt64(chunk.to.millisecondsSinceEpoch)
        return writer.bytes
    }

    private static func damaged(_ order: UInt64) -> StoreError {
        .damagedFile(reason: "a track of order \(order)")
    }
}
