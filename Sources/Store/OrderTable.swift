// The list of orders that have ended and left memory.

internal import Basics
internal import GRDB

/// Reads and writes the list of finished orders.
enum OrderTable {
    /// What stands for no site; NULL is a line of before lines had a site.
    private static let noSite = ""

    /// Adds a line, or replaces the one of the same order.
    static func insert(_ order: FinishedOrder, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO orders
                    (order_id, owner, state, created_at, finished_at, site)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            order.order.column, order.owner, order.state, order.createdAt.millisecondsSinceEpoch,
            order.finishedAt.millisecondsSinceEpoch, order.site ?? noSite,
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
        if let site = query.site {
            conditions.append("(site = ? OR site IS NULL)")
            arguments += [site]
        }
        if let state = query.state {
            conditions.append("state = ?")
            arguments += [state]
        }
        arguments += [max(0, min(query.limit, rowsMax))]
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT order_id, owner, state, created_at, finished_at, site FROM orders
                    WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY order_id DESC LIMIT ?
                    """),
            arguments: arguments)
        return try rows.map { row in
            guard let order = row.word(0), let owner = row.text(1), let state = row.byte(2),
                let createdAt = row.instant(3), let finishedAt = row.instant(4)
            else { throw StoreError.damagedFile(reason: "the list of finished orders") }
            return FinishedOrder(
                order: order, owner: owner, site: row.text(5).flatMap { $0 == noSite ? nil : $0 },
                state: state, createdAt: createdAt, finishedAt: finishedAt)
        }
    }

    /// The orders numbered above `last` that ended before an instant, the lowest number first.
    static func finished(
        before: Instant, after last: Int64, count: Int, _ db: Database
    ) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT order_id FROM orders WHERE finished_at < ? AND order_id > ?
                    ORDER BY order_id LIMIT ?
                    """), arguments: [before.millisecondsSinceEpoch, last, count])
    }

    /// Removes the line of an order.
    static func remove(order: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM orders WHERE order_id = ?")
            .execute(arguments: [order])
    }
}
