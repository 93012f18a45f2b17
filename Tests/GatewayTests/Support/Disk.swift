// The Store as the gateway sees it: batches that are kept, held back or refused, and the rows that
// were kept.

import Basics
import Engine
import Journal

@testable import Gateway

/// A disk of arrays.
struct Disk {
    enum Mood {
        /// A batch is on disk at once.
        case prompt
        /// A batch waits for `sync`.
        case held
        /// A batch is refused.
        case failing
    }

    var mood = Mood.prompt
    /// The readers refuse too.
    var refusesQueries = false
    private(set) var entries: [JournalEntry] = []
    private(set) var waiting: [JournalEntry] = []
    private(set) var chunks: [OrderID: [[UInt8]]] = [:]
    private(set) var finished: [FinishedOrder] = []
    private(set) var audits: [NumberedAudit] = []

    mutating func append(_ effects: Effects) {
        waiting += effects.entries
        for (order, chunk) in effects.chunks { chunks[order, default: []].append(chunk.bytes) }
        finished.removeAll { effects.reopened.contains($0.order) }
        finished += effects.finished
        for entry in effects.audits {
            audits.append(NumberedAudit(number: UInt64(audits.count) + 1, entry: entry))
        }
    }

    /// Keeps what waits; the position of the last entry, if any waited.
    mutating func keep() -> JournalPosition? {
        guard let last = waiting.last else { return nil }
        entries += waiting
        waiting = []
        return last.position
    }

    /// A crash: what waited is lost.
    mutating func loseWaiting() {
        waiting = []
        mood = .prompt
    }

    func rows(for query: StoreQuery) -> StoreRows {
        guard !refusesQueries else { return .failed("no such device") }
        switch query {
        case .entry(let position):
            return .entry(entries.first { $0.position == position })
        case .audit(let question):
            return .audit(question.answer(from: audits))
        case .order(let order):
            return .order(entries(of: order), chunks: chunks[order] ?? [])
        case .finishedOrders(let owner, let site, let state, let before, let limit):
            let found = finished.filter {
                $0.order < before && (owner == nil || $0.owner == owner)
                    && (site == nil || $0.site == site) && (state == nil || $0.state == state)
            }
            let page = found.sorted { $0.order > $1.order }.prefix(limit)
            return .finishedOrders(page.map { entries(of: $0.order) })
        }
    }

    private func entries(of order: OrderID) -> [JournalEntry] {
        entries.filter { $0.scope == .order(order.number) }
    }
}
