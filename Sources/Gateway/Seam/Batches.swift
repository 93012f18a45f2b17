// What Sessions and Core say to each other: values only, so that with several loops a batch can
// cross from one thread to another. With one loop they are handed over inline.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

/// Which of the daemon's sockets a WebSocket is.
enum SocketKind: UInt8, Sendable {
    case runner
    case customer
    case dispatcher
}

/// A key of the idempotency table as the sender gave it, and the hash of what was asked with it.
struct CommandKey: Sendable {
    var text: String
    var requestHash: UInt64
}

/// A request whose sender is known and whose content was read.
enum APIRequest: Sendable {
    case openSocket(SocketKind)
    case command(Command, CommandKey?)
    case order(OrderID)
    case orders(state: OrderState?, since: Instant?, before: OrderID?, limit: Int)
    case track(OrderID)
    case cancelPreview(OrderID)
    case events(OrderID, since: Int, wait: Milliseconds)
    case eventStream(OrderID, since: Int, isResumed: Bool)
    case runner(RunnerID)
    case near(Coordinate, radiusMeters: Double, limit: Int, pool: String?)
    case fixes([Fix], FixCounts)
    case ownOffers(since: UInt64, wait: Milliseconds)
    case ownStops
    case places(PlaceQuery)
    case hall
    case decisions(OrderID)
    case exceptions(limit: Int)
    case audit(AuditQuestion)
}

/// What Sessions tell Core. An item owns no memory, so that a batch of fixes is moved as bytes; what a
/// message owns stands in `InboundBatch.messages`.
enum Inbound: Sendable {
    case fix(ConnectionID, Fix)
    case fixDropped(ConnectionID, FixDrop)
    /// The message at that place.
    case message(Int)
    /// The connection of an exchange has gone before its answer.
    case abandoned(ExchangeID)
    case disconnected(ConnectionID)
}

/// A request or a socket's message, apart from a single fix.
enum InboundMessage: Sendable {
    case request(ExchangeID, Principal, Datum, APIRequest, AuditTarget)
    /// A request that was refused before it came here: its role may not, or it names somebody else.
    case refused(Principal, AuditTarget, Refusal)
    /// A message that names its sender: it is taken if the names are the token's.
    indirect case claimed(ConnectionID, MessageKey?, [IDClaim], InboundMessage)
    case fixes(ConnectionID, [Fix], FixCounts)
    case runner(ConnectionID, MessageKey?, RunnerMessage, requestHash: UInt64)
    case customer(ConnectionID, MessageKey?, CustomerMessage)
    case dispatcher(ConnectionID, MessageKey?, DispatcherMessage, requestHash: UInt64)
}

/// One hand-over from Sessions to Core.
struct InboundBatch: Sendable {
    private(set) var items: [Inbound] = []
    private(set) var messages: [InboundMessage] = []

    var isEmpty: Bool { items.isEmpty }

    mutating func append(_ item: Inbound) { items.append(item) }

    mutating func append(_ message: InboundMessage) {
        items.append(.message(messages.count))
        messages.append(message)
    }

    mutating func removeAll() {
        if !items.isEmpty { items.removeAll(keepingCapacity: true) }
        if !messages.isEmpty { messages.removeAll(keepingCapacity: true) }
    }
}

/// What an answer has beside its body.
struct AnswerHead: Sendable {
    var status: Int
    var contentType = "application/json"
    var location: String?
    /// The order's version, for `ETag`.
    var version: Int?
    var retryAfterSeconds: Int?
}

/// What an event stream says of a line beside its JSON.
enum EventLabel: Sendable {
    case event(sequence: Int)
    /// Nothing follows the order's last event.
    case ended(sequence: Int)

    /// The stream's name for it: the `type` of the JSON.
    var name: String {
        switch self {
        case .event: "event"
        case .ended: "ended"
        }
    }

    /// Up to where its reader knows the order's events.
    var sequence: Int {
        switch self {
        case .event(let sequence), .ended(let sequence): sequence
        }
    }
}

/// What Core tells Sessions. Ranges are of the batch's bytes, places of its lists. What carries a
/// journal position waits until the journal is synced up to it.
enum Outbound: Sendable {
    case message(ConnectionID, Range<Int>, after: JournalPosition)
    case answer(ExchangeID, head: Int, Range<Int>, after: JournalPosition)
    /// What a follower of an order hears, be it a socket or a stream.
    case event(ConnectionID, EventLabel, Range<Int>, after: JournalPosition)
    /// The exchange's answer becomes an event stream.
    case stream(ExchangeID)
    /// The connection no longer follows an order: a stream, which has but one, is over.
    case released(ConnectionID)
    /// The exchange becomes a socket.
    case upgrade(ExchangeID, SocketKind)
    /// Newest wins; it waits for the messages before it.
    case position(ConnectionID, Int)
    /// No position of the order may leave any more.
    case purge(ConnectionID, OrderID)
    /// A newer session has taken the connection's place.
    case replaced(ConnectionID)
}

/// One hand-over from Core to Sessions.
struct OutboundBatch: Sendable {
    var bytes: [UInt8] = []
    var items: [Outbound] = []
    var heads: [AnswerHead] = []
    var positions: [PositionUpdate] = []

    /// Gives the position to each of `readers`.
    mutating func append(_ position: PositionUpdate, to readers: [ConnectionID]) {
        let place = positions.count
        positions.append(position)
        for reader in readers { items.append(.position(reader, place)) }
    }

    mutating func removeAll() {
        guard !items.isEmpty else { return }
        items.removeAll(keepingCapacity: true)
        if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
        if !heads.isEmpty { heads.removeAll(keepingCapacity: true) }
        if !positions.isEmpty { positions.removeAll(keepingCapacity: true) }
    }
}
