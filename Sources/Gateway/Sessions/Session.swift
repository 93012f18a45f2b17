// One connection as the gateway sees it. An idle socket owns this struct and nothing else: what a
// request or a waiting message needs lives in slabs, for as long as it is needed.

internal import Basics
internal import Geo
internal import HTTP
internal import WebSocket

/// A bucket of tokens that fills with time.
struct TokenBucket: Sendable {
    private var level: Float
    private var filledAt: Instant

    /// A full bucket.
    init(capacity: Int, at now: Instant) {
        level = Float(capacity)
        filledAt = now
    }

    /// Takes a token if there is one; the bucket holds `perSecond` and fills by as many a second.
    mutating func take(perSecond: Int, at now: Instant) -> Bool {
        let gained = Float((now - filledAt).count) * Float(perSecond) / 1_000
        level = min(Float(perSecond), level + max(0, gained))
        filledAt = now
        guard level >= 1 else { return false }
        level -= 1
        return true
    }
}

/// What a connection is at the moment.
enum Stage: UInt8, Sendable {
    /// The slot has no connection.
    case vacant
    case http
    case socket
    /// The answer is an event stream; what comes is ignored.
    case stream
    /// A close frame or a last answer is on its way; what comes is ignored.
    case closing
}

/// One connection.
struct Session: Sendable {
    var id: ConnectionID
    var address: UInt64 = 0
    var stage = Stage.vacant
    var kind = SocketKind.customer
    var datum = Datum.wgs84
    /// The shell has bytes of this connection that the kernel did not take.
    var isCongested = false
    /// It stands in the list of those that have something to write.
    var isDirty = false
    /// It stands in the list of those that wait for the journal.
    var isGated = false
    /// Close once the outbox is empty.
    var closesWhenFlushed = false
    /// A ping is out since the last bytes; of a stream, a heartbeat that did not leave.
    var wasPinged = false
    /// A stream's body comes in chunks: HTTP/1.0 knows only its end.
    var isChunked = false
    /// Its HTTP side, in `Sessions.requests`.
    var request: SlabID?
    /// What waits to be written, in `Sessions.outboxes`.
    var outbox: OutboxPlace?
    var heardAt: Instant
    var reader: FrameReader
    var fixBudget: TokenBucket
}

extension Session {
    /// Whether it is open for messages at any time: a socket or a stream.
    var takesMessages: Bool { stage == .socket || stage == .stream }
}

/// The HTTP side of a connection.
struct RequestState: Sendable {
    /// Bytes that no request has consumed yet.
    var input: [UInt8] = []
    var parser: RequestParser
    /// The count of this connection's requests.
    var count: UInt32 = 0
    /// The request that is being answered, and what came with it.
    var pending: PendingRequest?

    /// Lets `body` change the state where it stands, without a copy.
    mutating func change<Value>(_ body: (inout RequestState) -> Value) -> Value { body(&self) }

    /// The next step of the parser over the input.
    mutating func read() throws(HTTPError) -> RequestStep {
        // A second name for the same bytes, so that the parser may change while it reads them.
        let bytes = input
        return try parser.read(bytes.span)
    }
}

/// A request on its way to an answer.
struct PendingRequest: Sendable {
    var exchange: ExchangeID
    var request: Request
    var body: [UInt8]
    var route: Route?
    /// The path's segments that stood at the route's stars.
    var stars: [String] = []
    var handshake: ServerHandshake?

    /// Whether its answer shall be an event stream, where there is one; to HEAD it is a short one.
    var wantsStream: Bool {
        request.method == .get && EventStream.isWanted(by: request.fields)
    }
}
