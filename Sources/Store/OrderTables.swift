// What is kept of orders beside the journal: their tracks, and the list of those that have ended
// and left memory.

internal import Basics
internal import GRDB

/// Reads and writes stretches of tracks.
enum TrackTable {
    /// Adds a chunk after the last of its leg.
    static func insert(_ chunk: TrackChunk, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO tracks (order_id, leg, chunk_no, from_time, to_time, bytes)
                SELECT ?1, ?2, coalesce(max(chunk_no), -1) + 1, ?3, ?4, ?5
                FROM tracks WHERE order_id = ?1 AND leg = ?2
                """
        ).execute(arguments: [
            chunk.order.column, chunk.leg, chunk.from.millisecondsSinceEpoch,
            chunk.to.millisecondsSinceEpoch, chunk.bytes.column,
        ])
    }

    /// The chunks of an order by leg, each leg's in the order in which they came.
    static func chunks(order: UInt64, _ db: Database) throws -> [TrackChunk] {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT leg, from_time, to_time, bytes FROM tracks
                    WHERE order_id = ? ORDER BY leg, chunk_no
                    """),
            arguments: [order.column])
        return try rows.map { row in
            guard let leg = row.byte(0), let from = row.instant(1), let to = row.instant(2),
                let bytes = row.bytes(3)
            else { throw StoreError.damagedFile(reason: "a track of order \(order)") }
            return TrackChunk(order: order, leg: leg, from: from, to: to, bytes: bytes)
        }
    }
}

/// Reads and writes the list of finished orders.
enum OrderTable {
    /// Adds a line, or replaces the one of the same order.
    static func insert(_ order: FinishedOrder, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO orders (order_id, owner, state, created_at, finished_at)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            order.order.column, order.owner, order.state, order.createdAt.millisecondsSinceEpoch,
            order.finishedAt.millisecondsSinceEpoch,
        ])
    }

    /// The lines that `query` asks for, the highest number first, at most `rowsMax`.
    static func orders(
        _ query: FinishedOrderQuery, rowsMax: Int, _ db: Database
    ) throws -> [FinishedOrder] {
        var conditions = ["order_id < ?"]
        var arguments: StatementArguments = [query.before?.column ?? .max]
        if let owner = query.owner {
            conditions.append("owner = ?")
            arguments += [owner]
        }
        if let state = query.state {
            conditions.append("state = ?")
            arguments += [state]
        }
        arguments += [max(0, min(query.limit, rowsMax))]
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT order_id, owner, state, created_at, finished_at FROM orders
                    WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY order_id DESC LIMIT ?
                    """),
            arguments: arguments)
        return try rows.map { row in
            guard let order = row.word(0), let owner = row.text(1), let state = row.byte(2),
                let createdAt = row.instant(3), let finishedAt = row.instant(4)
            else { throw StoreError.damagedFile(reason: "the list of finished orders") }
            return FinishedOrder(
                order: order, owner: owner, state: state, createdAt: createdAt,
                finishedAt: finishedAt)
        }
    }
}
