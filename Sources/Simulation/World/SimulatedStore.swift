// A disk that can be slow, refuse, and forget what was not synced. What lies on it are the journal's
// own rows with their chained checksums, so that a torn tail is found as the real Store finds it.

internal import Basics
internal import Engine
internal import Gateway
internal import Journal

/// What goes to the disk together.
struct SimulatedBatch: Sendable {
    var entries: [JournalEntry] = []
    var chunks: [(order: OrderID, bytes: [UInt8])] = []
    var finished: [FinishedOrder] = []
    var reopened: [OrderID] = []
    var audits: [AuditEntry] = []

    var isEmpty: Bool {
        entries.isEmpty && chunks.isEmpty && finished.isEmpty && reopened.isEmpty
            && audits.isEmpty
    }

    /// What a turn has for the disk.
    init(_ effects: borrowing Effects) {
        entries = effects.entries
        chunks = effects.chunks.map { ($0.order, $0.chunk.bytes) }
        finished = effects.finished
        reopened = effects.reopened
        audits = effects.audits
    }

    init(entries: [JournalEntry] = []) { self.entries = entries }
}

/// The daemon's store on a simulated disk.
struct SimulatedStore: Sendable {
    /// What is on the disk.
    private var rows: [JournalRow] = []
    private var checksum: UInt64 = 0
    private var chunks: [(order: OrderID, bytes: [UInt8])] = []
    private var finished: [FinishedOrder] = []
    private var audits: [NumberedAudit] = []
    /// What is on its way.
    private(set) var inFlight: SimulatedBatch?
    private var next = SimulatedBatch()

    /// The last synced entry.
    var synced: JournalPosition { rows.last?.position ?? .none }

    /// Takes what goes with the next batch.
    mutating func hold(_ batch: SimulatedBatch) {
        next.entries.append(contentsOf: batch.entries)
        next.chunks.append(contentsOf: batch.chunks)
        next.finished.removeAll { batch.reopened.contains($0.order) }
        next.reopened.append(contentsOf: batch.reopened)
        next.finished.append(contentsOf: batch.finished)
        next.audits.append(contentsOf: batch.audits)
    }

    /// Sends the next batch off if none is on its way; true if it did.
    mutating func send() -> Bool {
        guard inFlight == nil, !next.isEmpty else { return false }
        inFlight = next
        next = SimulatedBatch()
        return true
    }

    /// The batch in flight is on the disk.
    mutating func commit() -> JournalPosition {
        guard let batch = inFlight else { return synced }
        inFlight = nil
        for entry in batch.entries { append(entry) }
        chunks.append(contentsOf: batch.chunks)
        for entry in batch.audits {
            audits.append(NumberedAudit(number: UInt64(audits.count) + 1, entry: entry))
        }
        finished.removeAll { batch.reopened.contains($0.order) }
        for order in batch.finished {
            finished.removeAll { $0.order == order.order }
            finished.append(order)
        }
        return synced
    }

    private mutating func append(_ entry: JournalEntry) {
        let row = JournalRow(entry, sealed: entry.personal, after: checksum)
        checksum = row.checksum
        rows.append(row)
    }

    // MARK: The crash

    /// What a crash leaves of the batch in flight. A batch is one transaction: it is on the disk, or it
    /// is not; a torn row is what a disk makes of the first page of one that is not.
    enum Tail: Sendable {
        case lost
        case torn
        case whole
    }

    /// The process is gone, and with it all that waited.
    mutating func crash(leaving tail: Tail) {
        let batch = inFlight ?? SimulatedBatch()
        inFlight = nil
        next = SimulatedBatch()
        switch tail {
        case .lost: break
        case .torn:
            guard let first = batch.entries.first else { return }
            append(first)
            rows[rows.count - 1].checksum ^= 0x40
        case .whole:
            inFlight = batch
            _ = commit()
        }
    }

    /// Whether records are on their way to the disk.
    var isWriting: Bool { inFlight?.entries.isEmpty == false }

    /// What a restart reads: the valid rows. Damage at the end is cut; `nil` if there is damage before.
    mutating func reopen() -> [JournalEntry]? {
        var verifier = JournalVerifier()
        var entries: [JournalEntry] = []
        for row in rows where verifier.take(row) { entries.append(SimulatedStore.entry(row)) }
        if case .damagedMiddle = verifier.verdict { return nil }
        rows.removeLast(rows.count - entries.count)
        checksum = verifier.end.checksum
        return entries
    }

    private static func entry(_ row: JournalRow) -> JournalEntry {
        JournalEntry(
            position: row.position, at: row.at, version: row.version, scope: row.scope,
            body: row.body, personal: row.sealed)
    }

    // MARK: Questions

    /// The pieces of an order's track.
    func chunks(of order: OrderID) -> [[UInt8]] {
        chunks.filter { $0.order == order }.map(\.bytes)
    }

    /// The answer to a question of the gateway.
    func answer(_ question: StoreQuery) -> StoreRows {
        switch question {
        case .entry(let position):
            let place = Int(position.value) - 1
            return .entry(rows.indices.contains(place) ? SimulatedStore.entry(rows[place]) : nil)
        case .audit(let question):
            return .audit(question.answer(from: audits))
        case .order(let order):
            return .order(entries(of: order), chunks: chunks(of: order))
        case .finishedOrders(let owner, let site, let state, let before, let limit):
            let found =
                finished
                .filter { row in
                    (owner == nil || row.owner == owner) && (site == nil || row.site == site)
                        && (state == nil || row.state == state) && row.order < before
                }
                .sorted { $0.order > $1.order }
                .prefix(limit)
            return .finishedOrders(found.map { entries(of: $0.order) })
        }
    }

    private func entries(of order: OrderID) -> [JournalEntry] {
        rows.filter { $0.scope == .order(order.number) }.map(SimulatedStore.entry)
    }
}
