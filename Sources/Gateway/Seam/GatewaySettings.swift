// Every bound of the gateway. The Server fills them from the settings table; tests and simulations
// set what they need.

public import Basics
public import HTTP

/// A file that is served as it is.
public struct StaticFile: Sendable {
    /// The path, `/map.js` for one.
    public var path: String
    /// The media type.
    public var contentType: String
    /// A strong entity tag, with its quotes.
    public var etag: String
    /// The content.
    public var bytes: [UInt8]
    /// The Content-Security-Policy it is sent with, if it is a page.
    public var contentSecurityPolicy: String?

    /// A file.
    public init(
        path: String, contentType: String, etag: String, bytes: [UInt8],
        contentSecurityPolicy: String? = nil
    ) {
        self.path = path
        self.contentType = contentType
        self.etag = etag
        self.bytes = bytes
        self.contentSecurityPolicy = contentSecurityPolicy
    }
}

/// The gateway's settings.
public struct GatewaySettings: Sendable {
    /// Bounds of a request.
    public var http = HTTPLimits()
    /// The longest message of a socket.
    public var messageBytesMax = 131_072
    /// How long a new connection may take until its first request is whole.
    public var handshakeTime = Milliseconds.seconds(10)
    /// A silent socket is pinged after this; one that is silent for twice as long is closed.
    public var pingInterval = Milliseconds.seconds(25)
    /// How often runners shall report.
    public var reportInterval = Milliseconds.seconds(4)
    /// Acknowledgements of fixes come at most this often.
    public var fixesAckInterval = Milliseconds.seconds(1)
    /// More fixes a second of one runner are dropped as `rateLimited`; a batch counts as one.
    public var fixesPerSecondMax = 20
    /// The most fixes of a batch.
    public var fixesBatchMax = 500
    /// The most connections.
    public var connectionsMax = 15_000
    /// The most connections of one address.
    public var connectionsPerAddressMax = 10_000
    /// What may wait for a reader before its socket is closed with 4008.
    public var outboxBytesMax = 65_536
    /// The most orders one socket may follow.
    public var subscriptionsPerConnectionMax = 64
    /// How often matching rounds come while orders wait.
    public var roundInterval = Milliseconds.seconds(1)
    /// How often pieces of tracks go to the Store.
    public var trackFlushInterval = Milliseconds.seconds(5)
    /// How long first answers are kept in memory.
    public var answersInMemory = Milliseconds.minutes(10)
    /// How long a key is remembered.
    public var keysKept = Milliseconds.minutes(24 * 60)
    /// What may wait for the disk before commands are refused with 503.
    public var journalBacklogBytesMax = 64 << 20
    /// A dispatcher's view changes at most this often.
    public var viewInterval = Milliseconds.seconds(1)
    /// A view with more runners than this gets cells instead.
    public var viewRunnersMax = 1_000
    /// How often a second a runner may look at the hall.
    public var hallRefreshesPerSecond = 2
    /// The most orders the hall shows at once.
    public var hallOrdersMax = 50
    /// The longest `wait` of a long-poll.
    public var longPollMax = Milliseconds.seconds(60)
    /// How often a silent event stream carries a heartbeat.
    public var streamHeartbeat = Milliseconds.seconds(15)
    /// How long the reader of an event stream shall wait before it comes back.
    public var streamRetry = Milliseconds.seconds(2)
    /// Whether there is a push port: without one, no message is made for it.
    public var sendsPushes = false
    /// The most lines of the audit log that wait for a disk that refuses; further ones are counted and lost.
    public var auditBacklogMax = 10_000
    /// The most rows of a list.
    public var listLimitMax = 200
    /// What the daemon's own tokens are made with; the Server reads it from the data folder.
    public var secret: [UInt8] = Array("a secret for tests".utf8)
    /// Files served as they are.
    public var files: [StaticFile] = []

    /// The defaults.
    public init() {}
}
