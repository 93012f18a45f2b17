// Erasing from outside of the daemon, which may run meanwhile: one row goes, and SQLite keeps the two
// writers apart.

internal import GRDB
public import Journal

/// What an erasure has made unreadable.
public struct Erasure: Hashable, Sendable {
    /// Whether there was a key. Without one there was nothing to erase.
    public var hadKey = false
    /// How many rows of the journal have personal bytes under it.
    public var rowCount = 0
    /// How many rows of snapshots have.
    public var snapshotRowCount = 0
    /// How many stretches of track have.
    public var trackChunkCount = 0

    /// An erasure of those counts.
    public init(
        hadKey: Bool = false, rowCount: Int = 0, snapshotRowCount: Int = 0,
        trackChunkCount: Int = 0
    ) {
        self.hadKey = hadKey
        self.rowCount = rowCount
        self.snapshotRowCount = snapshotRowCount
        self.trackChunkCount = trackChunkCount
    }
}

extension StoreFile {
    /// Deletes the key of `scope` in the folder's database, also while a daemon works on it, and says
    /// what it sealed. When this returns, no file of the folder holds the key. A running daemon may
    /// hold in memory what it has read before. After an error, erase again.
    public static func erase(
        _ scope: PersonalScope, inFolder folder: String
    ) throws(StoreError) -> Erasure {
        let path = "\(folder)/\(Store.fileName)"
        // Opening for reading first: a mistyped folder must not become a database.
        try StoreFile(path: path).close()
        return try StoreError.mapping {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.label = "fleetfoot.erase"
            let database = try DatabaseQueue(path: path, configuration: configuration)
            let erasure = try database.writeWithoutTransaction { db in
                try Schema.prepareWriter(db, settings: StoreSettings())
                var erasure = Erasure()
                try db.inTransaction(.immediate) {
                    erasure = try count(scope, db)
                    erasure.hadKey = try PersonalKeys.delete(scope, db)
                    return .commit
                }
                // The WAL still holds the pages as they were.
                try db.truncateWAL()
                return erasure
            }
            try database.close()
            return erasure
        }
    }

    private static func count(_ scope: PersonalScope, _ db: Database) throws -> Erasure {
        guard let key = try PersonalKeys.find(scope, db) else { return Erasure() }
        func number(_ sql: String, _ arguments: StatementArguments) throws -> Int {
            try Int.fetchOne(db, sql: sql, arguments: arguments) ?? 0
        }
        let scoped: StatementArguments = [scope.kind, scope.id.column]
        return Erasure(
            hadKey: true,
            rowCount: try number(
                """
                SELECT count(*) FROM journal WHERE scope_kind = ? AND scope_id = ?
                AND length(personal) > 0 AND position >= ?
                """, scoped + [key.firstPosition.value.column]),
            snapshotRowCount: try number(
                """
                SELECT count(*) FROM snapshot_rows WHERE scope_kind = ? AND scope_id = ?
                AND length(personal) > 1
                """, scoped),
            trackChunkCount: try number(
                "SELECT count(*) FROM tracks WHERE ? = 1 AND order_id = ? AND key_number = ?",
                scoped + [key.number]))
    }
}
