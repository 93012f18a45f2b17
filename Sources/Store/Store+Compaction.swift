// What the snapshots stand for need not be read again, and what nobody may ask for any more need not
// be kept. A compaction removes such rows in steps between which batches get their turn, and leaves a
// gap in the chain where they stood.
//
// Rows of an order stay until its retention has passed, also while it lives: reads of a finished
// order fold its own records, from its creation on.

public import Basics
internal import GRDB
public import Journal

/// What a compaction leaves.
public struct Retention: Hashable, Sendable {
    /// Rows about no order that were decided before are removed. Answers to commands are among
    /// them, so this is as long ago as a key holds.
    public var othersUntil: Instant
    /// Orders that ended before are removed: their rows, their track, their line in the list, their
    /// key.
    public var ordersUntil: Instant

    /// A retention of those parts.
    public init(othersUntil: Instant, ordersUntil: Instant) {
        self.othersUntil = othersUntil
        self.ordersUntil = ordersUntil
    }
}

/// What a compaction did.
public struct CompactionSummary: Hashable, Sendable {
    /// The last position whose row it might remove: the oldest kept snapshot stands for it. `.none`
    /// if there are fewer sound snapshots than are to be kept.
    public var cut = JournalPosition.none
    /// How many rows it removed.
    public var rowCount = 0
    /// How many orders it removed.
    public var orderCount = 0

    /// A compaction that removed nothing.
    public init() {}
}

extension Store {
    /// How many rows one transaction removes.
    private static let stepRowCount = 200
    /// How many orders one transaction removes.
    private static let stepOrderCount = 10

    /// Removes what `retention` no longer keeps and the oldest of the kept snapshots stands for,
    /// while the caller waits and appends go on. Does nothing unless
    /// `StoreSettings.snapshotCountKept` snapshots are there and sound, so that a damaged one always
    /// has another, with every row after it, to fall back on. Stops early, at no loss, when `goesOn`
    /// says so. Not to be called from a completion.
    public func compact(
        _ retention: Retention, while goesOn: () -> Bool = { true }
    ) throws(StoreError) -> CompactionSummary {
        var summary = CompactionSummary()
        summary.cut = try cut()
        guard summary.cut > .none else { return summary }
        for kind in [PersonalScope.none.kind, PersonalScope.runner(0).kind] {
            while goesOn() {
                let count = try removeRows(kind, summary.cut, before: retention.othersUntil)
                summary.rowCount += count
                if count < Self.stepRowCount { break }
            }
        }
        var last: Int64 = -1
        while goesOn(),
            let step = try removeOrders(after: last, summary.cut, before: retention.ordersUntil)
        {
            last = step.last
            summary.orderCount += step.orderCount
            summary.rowCount += step.rowCount
        }
        return summary
    }

    /// Gives the room that removed rows have left back to the disk: for a file that no daemon works
    /// on, since it rewrites all of it.
    public func shrink() throws(StoreError) {
        // A checkpoint of all of it beside the writer would only be in the way.
        checkpointer.pause()
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in
                try refuseIfClosed()
                defer { checkpointer.watch(db) }
                try db.execute(sql: "VACUUM")
                try db.truncateWAL()
            }
        }
    }

    private func cut() throws(StoreError) -> JournalPosition {
        let snapshots = try StoreError.mapping { try pool.read { try SnapshotTable.finished($0) } }
        let countKept = max(1, settings.snapshotCountKept)
        guard snapshots.count >= countKept else { return .none }
        let reader = JournalReader(database: pool, pace: pace)
        for snapshot in snapshots.prefix(countKept) where try reader.damage(in: snapshot) != nil {
            return .none
        }
        return snapshots[countKept - 1].header.end.position
    }

    private func removeRows(
        _ kind: UInt8, _ cut: JournalPosition, before: Instant
    ) throws(StoreError) -> Int {
        // The kind stands in the text, so that SQLite takes the index made for it.
        try upkeep { db in
            let rows = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT position, checksum FROM journal
                        WHERE scope_kind = \(kind) AND position <= ? AND at < ? LIMIT ?
                        """),
                arguments: [cut.value.column, before.millisecondsSinceEpoch, Self.stepRowCount])
            return try JournalTable.remove(rows, db)
        }
    }

    /// Removes some of the orders numbered above `last` that ended before; `nil` if there is none.
    private func removeOrders(
        after last: Int64, _ cut: JournalPosition, before: Instant
    ) throws(StoreError) -> (last: Int64, orderCount: Int, rowCount: Int)? {
        try upkeep { db in
            forgetKeys()
            let orders = try OrderTable.finished(
                before: before, after: last, count: Self.stepOrderCount, db)
            guard let newLast = orders.last else { return nil }
            var orderCount = 0
            var rowCount = 0
            for order in orders {
                let scope = PersonalScope.order(UInt64(bitPattern: order))
                let rows = try JournalTable.places(of: scope, db)
                // An order that a snapshot still has, or whose records are still to be replayed,
                // stays whole.
                guard rows.allSatisfy({ JournalPosition($0.word(0) ?? .max) <= cut }) else {
                    continue
                }
                rowCount += try JournalTable.remove(rows, db)
                orderCount += 1
                try TrackTable.remove(order: order, db)
                try OrderTable.remove(order: order, db)
                _ = try PersonalKeys.delete(scope, db)
            }
            return (newLast, orderCount, rowCount)
        }
    }
}
