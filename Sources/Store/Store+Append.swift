// The writing path: one batch, one transaction, one sync, then the word that it is safe.

internal import GRDB
public import Journal

extension Store {
    /// Writes `batch` on the writer's thread and calls `completion` there, once: with the journal's
    /// last position when all of the batch is on the disk, or with an error when nothing of it is.
    /// After an error the same positions may be appended again. Batches are written in the order of
    /// the calls.
    ///
    /// Personal bytes are sealed with AES-256-GCM under their scope's key, which is made in the
    /// same transaction when it is first needed, and bound to position and scope. O(batch) and one
    /// sync; one in `StoreSettings.checkpointPageCount` written pages or so also moves the last of
    /// the WAL into the database (one sync more).
    public func append(
        _ batch: StoreBatch,
        completion: @escaping @Sendable (Result<JournalPosition, StoreError>) -> Void
    ) {
        pool.asyncWriteWithoutTransaction { [self] db in
            completion(Result { () throws(StoreError) in try write(batch, db) })
        }
    }

    private func write(_ batch: StoreBatch, _ db: Database) throws(StoreError) -> JournalPosition {
        let end = try verifiedEnd()
        guard !batch.isEmpty else { return end.position }
        var newEnd = end
        // Of a transaction that fails nothing comes back.
        var keys = takeKeys()
        try StoreError.mapping {
            try db.inTransaction(.immediate) {
                try keys.refresh(db)
                newEnd = try JournalTable.insert(batch.entries, after: end, &keys, db)
                for chunk in batch.tracks {
                    try TrackTable.insert(chunk, at: newEnd.position.next, &keys, db)
                }
                for order in batch.reopenedOrders {
                    try OrderTable.remove(order: order.column, db)
                }
                for order in batch.finishedOrders { try OrderTable.insert(order, db) }
                try AuditTable.insert(batch.audits, rowsMax: settings.auditRowsMax, db)
                return .commit
            }
        }
        putBack(keys)
        moveEnd(to: newEnd)
        return newEnd.position
    }

    /// Deletes the key of `scope`, so that its personal bytes can never be read again in journal,
    /// snapshots and tracks: `entries` and `replay` give them as erased, `tracks` leaves them out.
    /// Completes on the writer's
    /// thread with whether there was a key, when no file of the folder holds it any more. After an
    /// error, erase again.
    ///
    /// Personal bytes appended to the scope later get a new key.
    public func erase(
        _ scope: PersonalScope,
        completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void
    ) {
        pool.asyncWriteWithoutTransaction { [self] db in
            completion(Result { () throws(StoreError) in try delete(scope, db) })
        }
    }

    private func delete(_ scope: PersonalScope, _ db: Database) throws(StoreError) -> Bool {
        try refuseIfClosed()
        forgetKeys()
        return try StoreError.mapping {
            var wasThere = false
            try db.inTransaction(.immediate) {
                wasThere = try PersonalKeys.delete(scope, db)
                return .commit
            }
            // The WAL still holds the pages as they were.
            try db.truncateWAL()
            return wasThere
        }
    }
}
