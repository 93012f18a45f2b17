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
    case orders(state: OrderState?, before: OrderID?, limit: Int)
    case track(OrderID)
    case runner(RunnerID)
    case near(Coordinate, radiusMeters: Double, limit: Int, pool: String?)
    case fixes([Fix], FixCounts)
    case ownOffers(since: UInt64, wait: Milliseconds)
    case ownStops
}

/// What Sessions tell Core.
enum Inbound: Sendable {
    case request(ExchangeID, Principal, Datum, APIRequest)
    /// The connection of an exchange has gone before its answer.
    case abandoned(ExchangeID)
    case disconnected(ConnectionID)
    case fix(ConnectionID, Fix)
    case fixDropped(ConnectionID, FixDrop)
    case fixes(ConnectionID, [Fix], FixCounts)
    case runner(ConnectionID, MessageKey?, RunnerMessage, requestHash: UInt64)
    case customer(ConnectionID, MessageKey?, CustomerMessage)
    case dispatcher(ConnectionID, MessageKey?, DispatcherMessage)
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

/// What Core tells Sessions. Ranges are of the batch's bytes. What carries a journal position waits
/// until the journal is synced up to it.
enum Outbound: Sendable {
    case message(ConnectionID, Range<Int>, after: JournalPosition)
    case answer(ExchangeID, AnswerHead, Range<Int>, after: JournalPosition)
    /// The exchange becomes a socket.
    case upgrade(ExchangeID, SocketKind)
    /// Newest wins; it waits for the messages before it.
    case position(ConnectionID, PositionUpdate)
    /// No position of the order may leave any more.
    case purge(ConnectionID, OrderID)
    case hangUp(ConnectionID, closeCode: UInt16, reason: String)
}

/// One hand-over from Core to Sessions.
struct OutboundBatch: Sendable {
    var bytes: [UInt8] = []
    var items: [Outbound] = []

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
    }
}
