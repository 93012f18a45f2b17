// The seam between the pure city and whoever carries its bytes. Inputs come with the time they came
// at; everything that is to be done comes out as effects. The daemon and the simulator drive the same
// value, byte for byte.

public import Basics
public import Engine
public import Journal
public import Matching
internal import Wire

/// Why a token was not believed.
public struct TokenProblem: Error, Equatable, Sendable {
    /// The reason, in words for the token's bearer.
    public var detail: String

    /// A reason.
    public init(detail: String) { self.detail = detail }
}

/// Connections and city together, on one loop.
///
/// Call the inputs of a turn in any order, then `advance`, then `flush`, and carry the effects out.
public struct Gateway: ~Copyable {
    private var sessions: Sessions
    private var core: Core
    private var batch = InboundBatch()

    /// A gateway without connections and records. It is not ready before `replayed`.
    public init(
        settings: GatewaySettings = GatewaySettings(), policy: Policy = Policy(),
        parameters: Parameters = Parameters()
    ) {
        sessions = Sessions(settings: settings)
        core = Core(settings: settings, policy: policy, parameters: parameters)
    }

    // MARK: Connections

    /// A connection was accepted. `address` stands for the peer's address without its port.
    public mutating func opened(
        _ connection: ConnectionID, address: UInt64, at now: Instant, into effects: inout Effects
    ) {
        sessions.opened(connection, address: address, at: now, into: &effects)
    }

    /// Bytes came in.
    public mutating func received(
        _ bytes: Span<UInt8>, on connection: ConnectionID, at now: Instant,
        into effects: inout Effects
    ) {
        sessions.received(bytes, on: connection, at: now, into: &effects)
        exchangeBatches(at: now, into: &effects)
    }

    /// The peer will send no more; what it asked is still answered.
    public mutating func ended(_ connection: ConnectionID, at now: Instant) {
        sessions.ended(connection)
    }

    /// The kernel did not take all that was written; nothing more is written until `writable`.
    public mutating func congested(_ connection: ConnectionID) {
        sessions.congested(connection)
    }

    /// Everything written has gone out.
    public mutating func writable(_ connection: ConnectionID) {
        sessions.writable(connection)
    }

    /// The connection is gone.
    public mutating func closed(
        _ connection: ConnectionID, at now: Instant, into effects: inout Effects
    ) {
        sessions.closed(connection)
        exchangeBatches(at: now, into: &effects)
    }

    /// A token of `Effects.tickets` was checked.
    public mutating func identified(
        _ exchange: ExchangeID, _ result: Result<Principal, TokenProblem>, at now: Instant,
        into effects: inout Effects
    ) {
        sessions.identified(exchange, result, at: now)
        exchangeBatches(at: now, into: &effects)
    }

    // MARK: Workers

    /// Everything appended up to `position` is on disk: what waited for it leaves.
    /// `microseconds` is how long the batch took.
    public mutating func synced(upTo position: JournalPosition, microseconds: Int) {
        core.synced(upTo: position)
        core.counters.journalTime.record(microseconds)
        sessions.synced(upTo: position)
        setReadiness()
    }

    /// The disk refused a batch: no command is taken until the same batch is `synced`.
    public mutating func storeFailed() {
        core.journal.isFailing = true
        setReadiness()
    }

    /// A round's plan is there.
    public mutating func planned(
        _ round: RoundID, _ plan: Plan, at now: Instant, into effects: inout Effects
    ) {
        core.planned(round, plan, at: now, into: &effects)
        exchangeBatches(at: now, into: &effects)
    }

    /// The Store answered a question.
    public mutating func answered(
        _ query: QueryID, _ rows: StoreRows, at now: Instant, into effects: inout Effects
    ) {
        core.answered(query, rows, at: now)
        exchangeBatches(at: now, into: &effects)
    }

    /// The metrics' text for a request of `Effects.measurements`.
    public mutating func measured(
        _ exchange: ExchangeID, _ text: [UInt8], at now: Instant, into effects: inout Effects
    ) {
        let head = AnswerHead(
            status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8")
        sessions.answer(exchange, head, text, after: .none, at: now)
        exchangeBatches(at: now, into: &effects)
    }

    // MARK: Time

    /// Timers. Call it once a turn, and at `nextDeadline`.
    public mutating func advance(to now: Instant, into effects: inout Effects) {
        guard sessions.isReplayed else { return }
        sessions.advance(to: now, into: &effects)
        core.advance(to: now, into: &effects)
        if !core.output.items.isEmpty || !sessions.resumable.isEmpty {
            exchangeBatches(at: now, into: &effects)
        }
    }

    /// Writes what may leave. Call it once a turn, last.
    public mutating func flush(at now: Instant, into effects: inout Effects) {
        sessions.flush(at: now, into: &effects)
    }

    /// When `advance` has something to do next; never more than a second after `now`.
    public func nextDeadline(after now: Instant) -> Instant {
        guard sessions.resumable.isEmpty else { return now }
        let next = core.nextDeadline(after: now)
        return sessions.nextDeadline.map { min($0, next) } ?? next
    }

    // MARK: Start and end

    /// Takes back a record of an earlier run, in order, before `replayed`.
    ///
    /// Throws `JournalError` where the entry is not a record.
    public mutating func replay(_ entry: JournalEntry) throws(JournalError) {
        try core.replay(entry)
    }

    /// The orders in memory that somebody carries or carried: those whose tracks `restore` wants.
    public var trackedOrders: [OrderID] {
        core.engine.orderIDs(before: nil, limit: .max) { $0.legs.contains { $0.epoch > 0 } }
    }

    /// Gives an order a piece of its track back.
    public mutating func restore(_ chunk: [UInt8], of order: OrderID) {
        core.engine.restore(chunk, of: order)
    }

    /// The journal has been read: from here on there are commands.
    public mutating func replayed(at now: Instant) {
        core.engine.resume(at: now)
        core.pushesOpenOffers = true
        sessions.isReplayed = true
        setReadiness()
        sessions.synced(upTo: core.journal.synced)
    }

    /// Tells every socket to come back later and closes it once its messages have left; what is not
    /// saved of the tracks goes to the Store.
    public mutating func drain(at now: Instant, into effects: inout Effects) {
        core.saveTracks(into: &effects)
        sessions.drain(at: now, into: &effects)
    }

    private mutating func setReadiness() {
        sessions.notReadyReason =
            core.journal.isFailing ? "the disk refuses" : sessions.isReplayed ? "" : "replaying"
    }

    // MARK: Looking

    /// Whether commands are taken.
    public var isReady: Bool { sessions.isReady }
    /// What the connections count.
    public var sessionCounters: SessionCounters { sessions.counters }
    /// What the city counts.
    public var coreCounters: CoreCounters { core.counters }
    /// How many connections are open.
    public var connectionCount: Int { sessions.count }
    /// The last record's place in the journal.
    public var lastPosition: JournalPosition { core.journal.last }
    /// Up to where the journal is on disk.
    public var syncedPosition: JournalPosition { core.journal.synced }
    /// Bytes that wait for the disk.
    public var journalBacklogBytes: Int { core.journal.waitingBytes }
    /// The most bytes that wait in the reliable lane of a connection. O(connections).
    public var outboxBytesMost: Int { sessions.outboxBytesMost }

    /// How many long-polls wait for an offer.
    var waitingPollCount: Int { core.polls.count }
    /// How many long-polls wait for an order's next event.
    var waitingEventPollCount: Int { core.eventPolls.count }
    /// How many connections follow the order.
    func followerCount(of order: OrderID) -> Int { core.followers[order]?.count ?? 0 }
    /// How many connections are listed as waiting for the journal.
    var gatedCount: Int { sessions.gated.count }

    /// Lets `body` look at the city.
    public func withEngine<Value>(_ body: (borrowing Engine) -> Value) -> Value {
        body(core.engine)
    }

    // MARK: Hand-over

    /// Sessions to Core and back, until nothing is left: an answer may let a pipelined request through.
    private mutating func exchangeBatches(at now: Instant, into effects: inout Effects) {
        repeat {
            swap(&batch, &sessions.inbound)
            for item in batch.items { core.take(item, batch.messages, at: now, into: &effects) }
            batch.removeAll()
            if !core.output.items.isEmpty {
                sessions.deliver(core.output, at: now, into: &effects)
                core.output.removeAll()
            }
            sessions.resume(at: now, into: &effects)
        } while !sessions.inbound.isEmpty
        if !core.audits.lines.isEmpty {
            effects.audits.append(contentsOf: core.audits.lines)
            core.audits.lines.removeAll(keepingCapacity: true)
        }
    }
}
