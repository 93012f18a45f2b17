// Keeping the WAL short without keeping anybody waiting: what has come together in it moves into the
// database on a connection of its own while the writer goes on, and the writer itself moves only the
// few pages that came meanwhile, so that its next commit begins the WAL anew. SQLite would else do
// all of it inside one commit, and every command that comes then waits for two syncs more.

internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Moves the WAL into the database whenever it has so many pages.
final class Checkpointer: Sendable {
    /// So few pages are left to the writer.
    private static let restPageCount = 128
    /// A pass moves what came during the one before, which is less each time.
    private static let passCountMax = 6

    private let pool: DatabasePool
    private let database: DatabaseQueue
    private let pageCountMax: Int
    /// How many pages the WAL had after the writer's last commit.
    private let pageCount = Atomic(0)
    /// At how many pages of it to begin; more after a time that a reader prevented it.
    private let beginPageCount: Atomic<Int>
    private let isRunning = Atomic(false)

    /// Opens a connection of its own beside that of the pool.
    init(beside pool: DatabasePool, settings: StoreSettings) throws {
        self.pool = pool
        pageCountMax = max(1, settings.checkpointPageCount)
        beginPageCount = Atomic(pageCountMax)
        var configuration = Configuration()
        configuration.label = "fleetfoot.checkpoint"
        configuration.busyMode = .timeout(Double(settings.busyTimeoutMilliseconds) / 1_000)
        database = try DatabaseQueue(path: pool.path, configuration: configuration)
        try database.writeWithoutTransaction { try Schema.prepareWriter($0, settings: settings) }
    }

    /// Takes over from SQLite's own checkpoints on the writer's connection, until `close`.
    func watch(_ writer: Database) {
        // The Store closes this before it lets go of it.
        let itself = unsafe Unmanaged.passUnretained(self).toOpaque()
        let committed: WALHook = { itself, _, _, pageCount in
            if let itself = unsafe itself {
                unsafe Unmanaged<Checkpointer>.fromOpaque(itself).takeUnretainedValue()
                    .committed(pageCount: Int(pageCount))
            }
            return SQLITE_OK
        }
        _ = unsafe sqlite3_wal_hook(writer.sqliteConnection, committed, itself)
    }

    /// Stops watching, and waits for what runs. Not for the writer's thread.
    func pause() {
        pool.writeWithoutTransaction { db in
            _ = unsafe sqlite3_wal_hook(db.sqliteConnection, nil, nil)
        }
        database.writeWithoutTransaction { _ in }
    }

    /// Stops for good. Not for the writer's thread.
    func close() throws {
        pause()
        try database.close()
    }

    private func committed(pageCount count: Int) {
        pageCount.store(count, ordering: .relaxed)
        guard count >= pageCountMax else {
            return beginPageCount.store(pageCountMax, ordering: .relaxed)
        }
        guard count >= beginPageCount.load(ordering: .relaxed),
            isRunning.compareExchange(
                expected: false, desired: true, ordering: .acquiringAndReleasing
            ).exchanged
        else { return }
        database.asyncWriteWithoutTransaction { [self] db in
            moveMost(db)
            pool.asyncWriteWithoutTransaction { [self] writer in
                // On a full disk neither moves anything; the writer's own commits say so. What SQLite
                // could not sync it moves again.
                _ = try? writer.checkpoint(.passive)
                let begin = pageCount.load(ordering: .relaxed) + pageCountMax / 4
                beginPageCount.store(begin, ordering: .relaxed)
                isRunning.store(false, ordering: .releasing)
            }
        }
    }

    private func moveMost(_ db: Database) {
        for _ in 0..<Self.passCountMax {
            guard let moved = try? db.checkpoint(.passive).checkpointedFrameCount else { return }
            // SQLite syncs a database whose WAL it has moved to its end, which here the writer does: it
            // shall find little left to sync.
            db.syncFile()
            if pageCount.load(ordering: .relaxed) - moved <= Self.restPageCount { return }
        }
    }
}

private typealias WALHook =
    @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32

extension Database {
    /// Has what was written to the database's file on the disk.
    ///
    /// Where that fails, the process ends: the system no longer knows which pages it has lost, and SQLite
    /// counts them as moved. They are in the WAL, and the next start moves all of it again; whoever went
    /// on would begin the WAL anew over them.
    fileprivate func syncFile() {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let found = unsafe sqlite3_file_control(
            sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &file)
        guard found == SQLITE_OK, let methods = unsafe file?.pointee.pMethods else { return }
        let outcome =
            unsafe methods.pointee.xSync?(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY)
            ?? SQLITE_OK
        guard outcome == SQLITE_OK else {
            fatalError(
                "the disk did not sync the database (SQLite error \(outcome)); "
                    + "everything acknowledged is in its WAL, which the next start reads")
        }
    }

    /// Moves all of the WAL into the database and cuts the file off, so that it holds nothing of old.
    /// Waits some seconds for a checkpoint that another connection is making: SQLite itself would not.
    func truncateWAL() throws {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            do {
                try checkpoint(.truncate)
                return
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                guard ContinuousClock.now < deadline else { throw error }
                sqlite3_sleep(10)
            }
        }
    }
}
