// The bounds of one loop. Everything a peer can make the loop hold is limited here.

public import Basics

/// Limits and times of one `EventLoop`.
public struct EventLoopSettings: Hashable, Sendable {
    /// Connections open at once, incoming and outgoing; one more is turned away.
    public var connectionsMax: Int
    /// Bytes that may wait on one connection for a slow reader.
    public var queuedBytesMax: Int
    /// A connection on which nothing was received for that long is closed; `nil` is never.
    public var idleTimeout: Milliseconds?
    /// How often idle connections and deadlines are looked for, and so how late one may be found;
    /// `nil` is a quarter of the idle timeout, at most a second.
    public var sweepInterval: Milliseconds?
    /// The one buffer that all connections read into, and so the most bytes of one `received`.
    public var receiveBufferBytes: Int
    /// The kernel's buffer for bytes on their way out (SO_SNDBUF, Linux doubles it); `nil` leaves it to
    /// the system, which lets a slow reader fall megabytes behind before a write has to wait.
    public var sendBufferBytes: Int?
    /// New connections per listener and turn; the others wait for the next turn.
    public var acceptsPerTurnMax: Int

    /// Limits for one loop; every count must be positive.
    public init(
        connectionsMax: Int = 100_000,
        queuedBytesMax: Int = 1 << 20,
        idleTimeout: Milliseconds? = .seconds(75),
        sweepInterval: Milliseconds? = nil,
        receiveBufferBytes: Int = 64 << 10,
        sendBufferBytes: Int? = nil,
        acceptsPerTurnMax: Int = 256
    ) {
        self.connectionsMax = connectionsMax
        self.queuedBytesMax = queuedBytesMax
        self.idleTimeout = idleTimeout
        self.sweepInterval = sweepInterval
        self.receiveBufferBytes = receiveBufferBytes
        self.sendBufferBytes = sendBufferBytes
        self.acceptsPerTurnMax = acceptsPerTurnMax
    }

    /// The interval that holds: the one given, or the one that follows from the idle timeout.
    var effectiveSweepInterval: Milliseconds {
        let wanted = sweepInterval ?? idleTimeout.map { Milliseconds($0.count / 4) }
        return max(Milliseconds(1), min(wanted ?? .seconds(1), .seconds(1)))
    }
}
