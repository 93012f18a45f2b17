// `fleetfootd journal compact`: what the daemon does now and then, at once, on a folder that no daemon
// works in, and with the room given back to the disk.

internal import Basics
internal import Engine
internal import Gateway
internal import Journal
internal import Matching
internal import Store

/// What a compaction on request did.
public struct OfflineCompaction: Sendable {
    /// The position that the newest snapshot stands for.
    public private(set) var position: UInt64 = 0
    /// How many entries it has.
    public private(set) var entryCount = 0
    /// How many rows of the journal were removed.
    public private(set) var removedRowCount = 0
    /// How many ended orders were removed.
    public private(set) var removedOrderCount = 0

    /// Takes a snapshot of the journal in `data.folder`, or in `folder`, removes what the settings no
    /// longer keep, and shrinks the file. Where there are fewer snapshots than are kept it takes as many,
    /// so that a damaged one has another to fall back on.
    ///
    /// Throws what the Store has to say, as one line.
    public init(_ settings: ServerSettings, folder: String? = nil) throws(DaemonError) {
        do throws(StoreError) {
            // Nobody's commands wait for the disk.
            var storeSettings = settings.storeSettings
            storeSettings.upkeepPercent = 100
            let store = try Store.open(
                folder: folder ?? settings.data.folder, settings: storeSettings)
            try store.replay { _ in }
            // A city with a clock of its own has the time of its last record.
            let isWallClock = settings.clock.origin == 0
            let now = isWallClock ? CityClock.wall() : try store.fold { _ in }.at
            let folding = JournalFolding(
                store: store, settings: settings.gatewaySettings(files: []),
                policy: settings.policy(at: now), parameters: settings.parameters)
            try compact(folding, settings.retention(at: now), settings.journal.snapshotsKept)
            try store.shrink()
            try store.close()
        } catch {
            throw DaemonError(description: "\(error)")
        }
    }

    private mutating func compact(
        _ folding: JournalFolding, _ retention: Retention, _ countKept: Int
    ) throws(StoreError) {
        for _ in 0..<max(1, countKept) {
            let snapshot = try folding.takeSnapshot()
            position = snapshot.position.value
            entryCount = snapshot.rowCount
            let done = try folding.store.compact(retention)
            removedRowCount += done.rowCount
            removedOrderCount += done.orderCount
            if done.cut.value > 0 { return }
        }
    }
}
