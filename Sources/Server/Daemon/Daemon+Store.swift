// The way to the disk and back: one batch at a time, tried again while the disk refuses; questions to
// the readers; the replay at the start.

internal import Basics
internal import Engine
internal import EventLoop
internal import Foundation
internal import Gateway
internal import Journal
internal import Logging
internal import Store

/// Batches on their way to the Store: one in flight, the rest gathered for the next.
struct BatchQueue {
    /// What is with the Store, kept until it says that it has it.
    var inFlight: StoreBatch?
    /// What has come since.
    var next = StoreBatch()
    /// When the one in flight was given to the Store.
    var sentNanoseconds: UInt64 = 0
    /// When to try a refused batch again.
    var retryNanoseconds: UInt64?

    /// Nothing waits.
    var isEmpty: Bool { inFlight == nil && next.isEmpty }

    /// Of batches that follow each other, how long after one was given to the Store the next one is:
    /// what comes meanwhile shares its sync.
    let gatherNanoseconds: UInt64

    /// An empty queue with that time to gather.
    init(gather: Milliseconds) {
        gatherNanoseconds = UInt64(max(0, gather.count)) * 1_000_000
    }

    /// When the next batch may be given to the Store: a refused one again, or what has come since.
    private var dueNanoseconds: UInt64? {
        if let retryNanoseconds { return retryNanoseconds }
        return inFlight == nil && !next.isEmpty ? sentNanoseconds + gatherNanoseconds : nil
    }

    /// Whether a batch is to be given to the Store now.
    var isDue: Bool { dueNanoseconds.map { EventLoop.nowNanoseconds >= $0 } ?? false }

    /// The real time until a batch is to be given to the Store, if one waits for its time.
    var waitSpan: Milliseconds? {
        guard let dueNanoseconds else { return nil }
        let now = EventLoop.nowNanoseconds
        let rest = dueNanoseconds > now ? (dueNanoseconds - now) / 1_000_000 : 0
        return Milliseconds(Int64(rest) + 1)
    }
}

extension Daemon {
    /// How long after a refusal of the disk the same batch is tried again.
    private static let retryNanoseconds: UInt64 = 250_000_000

    /// Takes what the turn has for the disk, and sends it if nothing is on its way.
    func hold() {
        if effects.hasBatch {
            batches.next.entries.append(contentsOf: effects.entries)
            for (order, chunk) in effects.chunks {
                batches.next.tracks.append(
                    StoredTrack(
                        order: order.number, leg: 0, from: chunk.from, to: chunk.to,
                        bytes: chunk.bytes))
            }
            for entry in effects.audits { batches.next.audits.append(AuditLine(entry)) }
            for order in effects.reopened {
                batches.next.finishedOrders.removeAll { $0.order == order.number }
                batches.next.reopenedOrders.append(order.number)
            }
            for order in effects.finished {
                batches.next.finishedOrders.append(
                    StoredOrder(
                        order: order.order.number, owner: order.owner, site: order.site,
                        state: order.state.rawValue, createdAt: order.createdAt,
                        finishedAt: order.finishedAt))
            }
        }
        sendBatch()
    }

    private func sendBatch() {
        guard batches.isDue else { return }
        batches.retryNanoseconds = nil
        let batch = batches.inFlight ?? batches.next
        if batches.inFlight == nil { batches.next = StoreBatch() }
        batches.inFlight = batch
        send(batch)
    }

    private func send(_ batch: StoreBatch) {
        batches.sentNanoseconds = EventLoop.nowNanoseconds
        let mailbox = mailbox
        store.append(batch) { mailbox.put(.appended($0)) }
    }

    func appended(_ result: Result<JournalPosition, StoreError>) {
        switch result {
        case .success(let position):
            countRecords(batches.inFlight?.entries.count ?? 0)
            batches.inFlight = nil
            let wait = (EventLoop.nowNanoseconds - batches.sentNanoseconds) / 1_000
            let wasReady = gateway.isReady
            gateway.synced(upTo: position, microseconds: Int(wait))
            if !wasReady { log.notice("the disk takes records again") }
            sendBatch()
        case .failure(let error):
            if gateway.isReady {
                log.error("the disk refuses records", metadata: ["reason": "\(error)"])
            }
            gateway.storeFailed()
            batches.retryNanoseconds = EventLoop.nowNanoseconds + Daemon.retryNanoseconds
        }
    }

    // MARK: Questions

    func askStore() {
        for (query, question) in effects.queries {
            let mailbox = mailbox
            switch question {
            case .entry(let position):
                store.entry(at: position) { result in
                    mailbox.put(.rows(query, Daemon.rows(result) { .entry($0) }))
                }
            case .order(let order):
                askOrder(order, query)
            case .audit(let wanted):
                let query = query
                let limited = AuditQuery(
                    after: wanted.after, since: wanted.since, subject: wanted.subject,
                    site: wanted.site, limit: wanted.limit)
                store.audit(limited) { result in
                    mailbox.put(
                        .rows(query, Daemon.rows(result) { .audit($0.compactMap(\.numbered)) }))
                }
            case .finishedOrders(let owner, let site, let state, let before, let limit):
                askFinished(
                    FinishedOrderQuery(
                        owner: owner, site: site, state: state?.rawValue, before: before.number,
                        limit: limit),
                    query)
            }
        }
    }

    private func askOrder(_ order: OrderID, _ query: QueryID) {
        let mailbox = mailbox
        let store = store
        store.entries(scope: .order(order.number)) { entries in
            guard case .success(let entries) = entries else {
                mailbox.put(.rows(query, Daemon.rows(entries) { .order($0, chunks: []) }))
                return
            }
            store.tracks(order: order.number) { chunks in
                mailbox.put(
                    .rows(
                        query,
                        Daemon.rows(chunks) { .order(entries, chunks: $0.map(\.bytes)) }))
            }
        }
    }

    private func askFinished(_ question: FinishedOrderQuery, _ query: QueryID) {
        let mailbox = mailbox
        let store = store
        store.finishedOrders(question) { result in
            guard case .success(let orders) = result, !orders.isEmpty else {
                mailbox.put(.rows(query, Daemon.rows(result) { _ in .finishedOrders([]) }))
                return
            }
            let histories = Histories(count: orders.count) { rows in
                mailbox.put(.rows(query, rows))
            }
            for (place, order) in orders.enumerated() {
                store.entries(scope: .order(order.order)) { histories.put($0, at: place) }
            }
        }
    }

    private static func rows<Value>(
        _ result: Result<Value, StoreError>, _ make: (Value) -> StoreRows
    ) -> StoreRows {
        switch result {
        case .success(let value): make(value)
        case .failure(let error): .failed("\(error)")
        }
    }

    // MARK: Replay

    /// Reads the journal on a thread of its own; its entries come to the loop in slices.
    func startReplay() {
        let store = store
        let mailbox = mailbox
        let gate = replayGate
        Thread.detachNewThread {
            var slice: [JournalEntry] = []
            let hand = {
                guard gate.enter() else { throw ReplayCancelled() }
                mailbox.put(.replayed(slice))
                slice = []
            }
            do throws(StoreError) {
                let summary = try store.replay { entry in
                    slice.append(entry)
                    if slice.count == 2_000 { try hand() }
                }
                try? hand()
                mailbox.put(.replayEnded(.success(summary)))
            } catch {
                mailbox.put(.replayEnded(.failure(error)))
            }
        }
    }

    func replay(_ entries: [JournalEntry]) {
        replayGate.leave()
        guard failure == nil else { return }
        if let last = entries.last { clock.advance(toAtLeast: last.at) }
        for entry in entries {
            do throws(JournalError) {
                try gateway.replay(entry)
            } catch {
                fail("the journal's record \(entry.position.value) can't be read: \(error)")
                return
            }
        }
    }

    func endReplay(_ result: Result<ReplaySummary, StoreError>) {
        guard failure == nil else { return }
        switch result {
        case .failure(let error):
            fail("the journal can't be read: \(error)")
        case .success(let summary):
            let now = clock.now()
            gateway.replayed(at: now)
            for order in gateway.trackedOrders {
                let mailbox = mailbox
                store.tracks(order: order.number) { mailbox.put(.track(order.number, $0)) }
            }
            for damaged in summary.damagedSnapshots {
                log.error(
                    "a snapshot can't be trusted",
                    metadata: [
                        "position": "\(damaged.position.value)", "reason": "\(damaged.reason)",
                    ])
            }
            let begin = summary.snapshot ?? .none
            countRecords(Int(clamping: summary.last.value - begin.value))
            log.info(
                "ready",
                metadata: [
                    "records": "\(summary.last.value)", "snapshot": "\(begin.value)",
                    "cut": "\(summary.cutRowCount)",
                    "listening": "\(listenAddress)",
                ])
            whenReady?()
            ServiceNotifier().ready()
        }
    }

    func restore(_ order: UInt64, _ result: Result<[StoredTrack], StoreError>) {
        switch result {
        case .success(let chunks):
            for chunk in chunks { gateway.restore(chunk.bytes, of: OrderID(number: order)) }
        case .failure(let error):
            log.error("a track can't be read", metadata: ["reason": "\(error)"])
        }
    }

    private func fail(_ reason: String) {
        failure = DaemonError(description: reason)
        loop.stop()
    }
}
