// Questions about what has left memory. Each runs on a reader's thread against one consistent state
// of the database, beside the writer.

internal import GRDB
public import Journal

extension Store {
    /// All entries of an order or runner in the order of their positions, personal bytes opened.
    /// `.none` finds nothing. Completes on a reader's thread. O(log n + entries).
    public func entries(
        scope: PersonalScope,
        completion: @escaping @Sendable (Result<[JournalEntry], StoreError>) -> Void
    ) {
        read(completion) { db in
            let key = try PersonalKeys.find(scope, db)
            let rows = try JournalTable.cursor(db, scope: scope)
            var entries: [JournalEntry] = []
            while let columns = try rows.next() {
                entries.append(try PersonalKeys.open(JournalTable.decode(columns), key: key))
            }
            return entries
        }
    }

    /// The entry at a position; `nil` if the journal is shorter. Completes on a reader's thread.
    /// O(log n).
    public func entry(
        at position: JournalPosition,
        completion: @escaping @Sendable (Result<JournalEntry?, StoreError>) -> Void
    ) {
        read(completion) { db in
            try JournalTable.row(db, at: position).map { try PersonalKeys.open($0, db) }
        }
    }

    /// The chunks of an order's track by leg, each leg's in the order in which they were appended.
    /// Completes on a reader's thread. O(log n + bytes).
    public func tracks(
        order: UInt64,
        completion: @escaping @Sendable (Result<[TrackChunk], StoreError>) -> Void
    ) {
        read(completion) { db in try TrackTable.chunks(order: order, db) }
    }

    /// The finished orders that `query` asks for, the highest number first. Completes on a reader's
    /// thread. O(log n + rows) by owner or by state; by both, O(log n + that owner's rows).
    public func finishedOrders(
        _ query: FinishedOrderQuery,
        completion: @escaping @Sendable (Result<[FinishedOrder], StoreError>) -> Void
    ) {
        let rowsMax = settings.queryRowsMax
        read(completion) { db in try OrderTable.orders(query, rowsMax: rowsMax, db) }
    }

    /// The lines of the audit log that `query` asks for, the oldest first. Completes on a reader's
    /// thread. O(log n + rows) by number or subject; by time, O(log n + rows since).
    public func audit(
        _ query: AuditQuery,
        completion: @escaping @Sendable (Result<[AuditLine], StoreError>) -> Void
    ) {
        let rowsMax = settings.queryRowsMax
        read(completion) { db in try AuditTable.lines(query, rowsMax: rowsMax, db) }
    }

    private func read<Value>(
        _ completion: @escaping @Sendable (Result<Value, StoreError>) -> Void,
        _ query: @escaping @Sendable (Database) throws -> Value
    ) {
        pool.asyncRead { database in
            completion(
                Result { () throws(StoreError) in
                    try StoreError.mapping { try query(database.get()) }
                })
        }
    }
}
