// Snapshots while the daemon serves: now and then a thread of its own folds the journal from the disk,
// never from the living city, writes what it has come to and lets go of what nobody needs. The loop only
// says when, and hears what came of it.

internal import Basics
internal import Engine
internal import EventLoop
internal import Foundation
internal import Gateway
internal import Journal
internal import Logging
internal import Matching
internal import Store
internal import Synchronization

/// What a snapshot came to.
struct SnapshotOutcome: Sendable {
    var snapshot: SnapshotSummary
    var compaction: CompactionSummary
    var milliseconds: Int
}

/// When the next snapshot is to be taken, and the one that is being made.
struct SnapshotClock {
    /// How many records there are after the newest snapshot, or since the last try.
    var recordCount = 0
    /// The work that is under way.
    var work: SnapshotWork?
}

/// A snapshot in the making, which the end of the daemon cuts short and waits for.
final class SnapshotWork: Sendable {
    private let isCancelled = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    /// The daemon ends.
    struct Cancelled: Error {}

    /// Whether somebody still waits for it.
    var isWanted: Bool { !isCancelled.load(ordering: .relaxed) }

    /// Throws once the work is no longer wanted.
    func check() throws(Cancelled) {
        if !isWanted { throw Cancelled() }
    }

    /// The work is done. Its own thread.
    func end() { ended.signal() }

    /// Cuts the work short and waits for its end.
    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
        ended.wait()
    }
}

extension Daemon {
    /// Counts records that have come to the disk; takes a snapshot when there are enough of them.
    func countRecords(_ count: Int) {
        snapshots.recordCount += count
        let every = settings.journal.snapshotEvery
        guard every > 0, snapshots.recordCount >= every, snapshots.work == nil,
            case .none = shutdown
        else { return }
        snapshots.recordCount = 0
        startSnapshot()
    }

    private func startSnapshot() {
        let work = SnapshotWork()
        snapshots.work = work
        let folding = JournalFolding(
            store: store, settings: settings.gatewaySettings(files: []),
            policy: settings.policy(at: clock.now()), parameters: parameters)
        let retention = settings.retention(at: clock.now())
        let mailbox = mailbox
        Thread.detachNewThread {
            // It rests between its steps, and is no nicer than others: it runs the writer's queue now and
            // then, and threads that the queue begins would be as nice as it is.
            let start = EventLoop.nowNanoseconds
            let result = Result { () throws(StoreError) in
                let snapshot = try folding.takeSnapshot { () throws in try work.check() }
                let compaction = try folding.store.compact(retention) { work.isWanted }
                return SnapshotOutcome(
                    snapshot: snapshot, compaction: compaction,
                    milliseconds: Int((EventLoop.nowNanoseconds - start) / 1_000_000))
            }
            work.end()
            mailbox.put(.snapshotEnded(result))
        }
    }

    func endSnapshot(_ result: Result<SnapshotOutcome, StoreError>) {
        snapshots.work = nil
        switch result {
        case .success(let outcome):
            log.info(
                "snapshot",
                metadata: [
                    "position": "\(outcome.snapshot.position.value)",
                    "entries": "\(outcome.snapshot.rowCount)",
                    "removedRows": "\(outcome.compaction.rowCount)",
                    "removedOrders": "\(outcome.compaction.orderCount)",
                    "ms": "\(outcome.milliseconds)",
                ])
        case .failure(let error):
            log.warning(
                "no snapshot; the journal is as it was", metadata: ["reason": "\(error)"])
        }
    }
}

/// All that a fold of the journal needs, to take along to another thread.
struct JournalFolding: Sendable {
    let store: Store
    let settings: GatewaySettings
    let policy: Policy
    let parameters: Parameters

    /// Folds what is on the disk and writes a snapshot of it; `check` throws to end it early.
    func takeSnapshot(
        _ check: () throws -> Void = {}
    ) throws(StoreError) -> SnapshotSummary {
        var fold = JournalFold(settings: settings, policy: policy, parameters: parameters)
        let folded = try store.fold { entry in
            try check()
            try fold.take(entry)
        }
        return try store.writeSnapshot(of: folded) { writer in
            try fold.entries(at: folded.at) { entry in
                try check()
                try writer.append(entry)
            }
        }
    }
}

extension ServerSettings {
    /// What a compaction at `now` leaves: answers as long as their keys hold, ended orders as long as
    /// they may be read.
    func retention(at now: Instant) -> Retention {
        Retention(
            othersUntil: now - idempotency.keepMs,
            ordersUntil: now - max(orders.keepMs, idempotency.keepMs))
    }
}
