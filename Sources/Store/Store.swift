// The only part that touches the disk. It keeps the Engine's records so that nothing acknowledged
// is ever lost: SQLite in WAL mode, one transaction and one sync a batch, on GRDB's serial writer
// queue, while the loop goes on. What the records mean it does not know.

internal import GRDB
internal import Journal
internal import Synchronization

/// A folder with the journal, the keys of personal fields, tracks and the list of finished orders.
///
/// Order of use: `open`, `replay` once, then `append` and queries from any thread, `close`.
public final class Store: Sendable {
    /// What changes while the Store is open. Changed on the writer's thread only.
    private struct State {
        /// The verified end of the journal; `nil` before `replay`.
        var end: JournalEnd?
        /// Somebody closes it; it takes appends until `isClosed`.
        var isClosing = false
        var isClosed = false
        /// What the writer has used lately.
        var keys = KeyCache()
    }

    let pool: DatabasePool
    let checkpointer: Checkpointer
    /// Whether snapshots and compactions still rest.
    let hurry = Hurry()
    let settings: StoreSettings
    private let state = Mutex(State())
    private let lock: FolderLock

    /// The name of the database in its folder. Beside it lie SQLite's `-wal` and `-shm`, and
    /// `lock`.
    public static let fileName = "fleetfoot.sqlite"

    private init(pool: DatabasePool, settings: StoreSettings, lock: FolderLock) throws {
        self.pool = pool
        self.settings = settings
        self.lock = lock
        checkpointer = try Checkpointer(beside: pool, settings: settings)
        pool.writeWithoutTransaction { checkpointer.watch($0) }
    }

    /// Opens the folder, which is made if it is not there. Refuses one that another Store works in,
    /// one of a newer schema, and an SQLite that would not sync every commit. Blocks for the time
    /// of a few syncs.
    public static func open(
        folder: String, settings: StoreSettings = StoreSettings()
    ) throws(StoreError) -> Store {
        let lock = try FolderLock(folder: folder)
        try FolderLock.makePrivateFile(fileName, in: folder)
        return try StoreError.mapping {
            var configuration = Configuration()
            configuration.label = "fleetfoot.store"
            configuration.maximumReaderCount = max(1, settings.readerCount)
            configuration.busyMode = .timeout(Double(settings.busyTimeoutMilliseconds) / 1_000)
            let pool = try DatabasePool(
                path: "\(folder)/\(fileName)", configuration: configuration)
            try pool.writeWithoutTransaction { db in
                try Schema.prepareWriter(db, settings: settings)
                try Schema.prepareTables(db, folder: folder)
            }
            return try Store(pool: pool, settings: settings, lock: lock)
        }
    }

    /// Changes `StoreSettings.pageCountMax` while the Store is open. Waits for the writer, so not
    /// to be called from a completion.
    public func limit(pageCountMax: Int?) throws(StoreError) {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in
                try refuseIfClosed()
                try Schema.limitPages(db, to: pageCountMax)
            }
        }
    }

    /// Waits for every append before it, moves the WAL into the database and lets go of the folder.
    /// Appends and queries that come later complete with `.closed`. Closing again does nothing. The
    /// folder is free even if the last checkpoint failed; what was acknowledged is then in the WAL.
    /// Not to be called from a completion.
    public func close() throws(StoreError) {
        defer { lock.release() }
        try StoreError.mapping {
            let isFirst = state.withLock { state in
                defer { state.isClosing = true }
                return !state.isClosing
            }
            guard isFirst else { return }
            let ended = Result { try checkpointer.close() }
            let checkpoint = pool.writeWithoutTransaction { db in
                state.withLock { $0.isClosed = true }
                return Result { try db.truncateWAL() }
            }
            try pool.close()
            _ = try checkpoint.get()
            try ended.get()
        }
    }

    /// Has snapshots and compactions that are under way go on without rests, because somebody waits for
    /// their end. From any thread.
    public func hurryUpkeep() { hurry.begin() }

    /// Throws `.closed` after `close`; for the writer's thread, where nothing changes that
    /// meanwhile.
    func refuseIfClosed() throws(StoreError) {
        if state.withLock({ $0.isClosed }) { throw .closed }
    }

    /// Whether the end of the journal is verified.
    var isReplayed: Bool { state.withLock { $0.end != nil } }

    /// Where the next entry goes; for the writer's thread.
    func verifiedEnd() throws(StoreError) -> JournalEnd {
        try refuseIfClosed()
        guard let end = state.withLock({ $0.end }) else { throw .notReplayed }
        return end
    }

    /// The keys that were used lately, for the writer's thread; they are no longer kept.
    func takeKeys() -> KeyCache {
        state.withLock { state in
            let keys = state.keys
            state.keys = KeyCache()
            return keys
        }
    }

    /// Forgets the keys that were used lately, because some of them go.
    func forgetKeys() { _ = takeKeys() }

    /// Keeps what `takeKeys` gave, when all that it holds is on the disk.
    func putBack(_ keys: KeyCache) {
        state.withLock { $0.keys = keys }
    }

    /// Moves the end of the journal; for the writer's thread, when the rows up to there are on the
    /// disk.
    func moveEnd(to end: JournalEnd) {
        state.withLock { $0.end = end }
    }
}
