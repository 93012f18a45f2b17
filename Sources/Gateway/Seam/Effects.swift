// What the gateway wants done, as values. The shell (the daemon's Server, or the Simulation) carries
// it out in this order: writes, closes, deadlines, tickets, the journal's batch, rounds, queries, pushes.

public import Basics
public import Engine
public import Journal
public import Matching

/// One request that is being answered. A connection has at most one at a time.
public struct ExchangeID: Hashable, Sendable {
    /// Where it came from.
    public var connection: ConnectionID
    /// The connection's count of requests.
    public var number: UInt32

    /// The `number`-th request of a connection.
    public init(connection: ConnectionID, number: UInt32) {
        self.connection = connection
        self.number = number
    }
}

/// A matching round on its way.
public struct RoundID: Hashable, Sendable {
    /// The count of rounds.
    public var number: UInt64
}

/// A question to the Store.
public struct QueryID: Hashable, Sendable {
    /// The count of questions.
    public var number: UInt64
}

/// What the Store can be asked.
public enum StoreQuery: Equatable, Sendable {
    /// The journal's entry at that place.
    case entry(JournalPosition)
    /// Everything about one order: its entries and its track.
    case order(OrderID)
    /// Ended orders, newest first, before that one: all, or those of one owner or site. With their entries.
    case finishedOrders(
        owner: String?, site: String?, state: OrderState?, before: OrderID, limit: Int)
    /// Lines of the audit log.
    case audit(AuditQuestion)
}

/// What the Store answered.
public enum StoreRows: Sendable {
    case entry(JournalEntry?)
    case order([JournalEntry], chunks: [[UInt8]])
    case finishedOrders([[JournalEntry]])
    case audit([NumberedAudit])
    /// The disk refused; nothing is known.
    case failed(String)
}

/// A line of the Store's list of ended orders.
public struct FinishedOrder: Equatable, Sendable {
    /// The order.
    public var order: OrderID
    /// Who placed it: role and subject.
    public var owner: String
    /// The site of whoever placed it.
    public var site: String?
    /// How it ended.
    public var state: OrderState
    /// When it was placed.
    public var createdAt: Instant
    /// When it ended.
    public var finishedAt: Instant
}

/// How serious a line of the log is.
public enum LogLevel: UInt8, Sendable {
    case debug
    case info
    case warning
}

/// A line for the log, without personal data and without query strings.
public struct LogLine: Equatable, Sendable {
    /// How serious it is.
    public var level: LogLevel
    /// What happened.
    public var message: String
}

/// Bytes for one connection.
public struct Write: Equatable, Sendable {
    /// The connection.
    public var connection: ConnectionID
    /// The bytes, a range of `Effects.bytes`.
    public var range: Range<Int>
}

/// All that one call of the gateway, or one turn of it, wants done. It is kept and used again, so
/// that a turn allocates nothing once it has grown.
public struct Effects {
    /// The bytes that `writes` point into.
    public internal(set) var bytes: [UInt8] = []
    /// One for each connection that has something to say.
    public internal(set) var writes: [Write] = []
    /// Connections to close once what was written to them has gone out.
    public internal(set) var closes: [ConnectionID] = []
    /// Connections to close unless something else is said of them in time; `nil` takes it back.
    public internal(set) var deadlines: [(connection: ConnectionID, after: Milliseconds?)] = []
    /// Tokens to check; the answer comes back through `identified`.
    public internal(set) var tickets: [(exchange: ExchangeID, token: String)] = []
    /// Records to append to the journal, in order.
    public internal(set) var entries: [JournalEntry] = []
    /// Pieces of tracks to keep.
    public internal(set) var chunks: [(order: OrderID, chunk: TrackChunk)] = []
    /// Ended orders for the Store's list.
    public internal(set) var finished: [FinishedOrder] = []
    /// Orders that go from that list, as their end was taken back; none of them is in `finished`, unless it
    /// ended again since.
    public internal(set) var reopened: [OrderID] = []
    /// Lines for the audit log.
    public internal(set) var audits: [AuditEntry] = []
    /// Rounds to plan; the plan comes back through `planned`.
    public internal(set) var rounds: [(round: RoundID, snapshot: Snapshot)] = []
    /// Questions to the Store; the rows come back through `answered`.
    public internal(set) var queries: [(query: QueryID, question: StoreQuery)] = []
    /// Messages for the push port, in order; each waits for its journal position.
    public internal(set) var pushes: [PushMessage] = []
    /// Requests for the metrics' text, which comes back through `measured`.
    public internal(set) var measurements: [ExchangeID] = []
    /// Lines for the log.
    public internal(set) var logs: [LogLine] = []

    /// Nothing to do.
    public init() {}

    /// Whether there is something for the Store.
    public var hasBatch: Bool {
        !entries.isEmpty || !chunks.isEmpty || !finished.isEmpty || !reopened.isEmpty
            || !audits.isEmpty
    }

    /// Takes the tickets out, so that those which their answers lead to can be told apart.
    public mutating func takeTickets() -> [(exchange: ExchangeID, token: String)] {
        defer { tickets = [] }
        return tickets
    }

    /// Takes the requests for metrics out, for the same reason.
    public mutating func takeMeasurements() -> [ExchangeID] {
        defer { measurements = [] }
        return measurements
    }

    /// Everything has been carried out.
    public mutating func removeAll() {
        // Most of them are empty in most turns, and to look is cheaper than to remove nothing.
        if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
        if !writes.isEmpty { writes.removeAll(keepingCapacity: true) }
        if !closes.isEmpty { closes.removeAll(keepingCapacity: true) }
        if !deadlines.isEmpty { deadlines.removeAll(keepingCapacity: true) }
        if !tickets.isEmpty { tickets.removeAll(keepingCapacity: true) }
        if !entries.isEmpty { entries.removeAll(keepingCapacity: true) }
        if !chunks.isEmpty { chunks.removeAll(keepingCapacity: true) }
        if !finished.isEmpty { finished.removeAll(keepingCapacity: true) }
        if !reopened.isEmpty { reopened.removeAll(keepingCapacity: true) }
        if !audits.isEmpty { audits.removeAll(keepingCapacity: true) }
        if !rounds.isEmpty { rounds.removeAll(keepingCapacity: true) }
        if !queries.isEmpty { queries.removeAll(keepingCapacity: true) }
        if !pushes.isEmpty { pushes.removeAll(keepingCapacity: true) }
        if !measurements.isEmpty { measurements.removeAll(keepingCapacity: true) }
        if !logs.isEmpty { logs.removeAll(keepingCapacity: true) }
    }

    mutating func reopen(_ order: OrderID) {
        finished.removeAll { $0.order == order }
        reopened.append(order)
    }

    mutating func log(_ level: LogLevel, _ message: String) {
        logs.append(LogLine(level: level, message: message))
    }
}
