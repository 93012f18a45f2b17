// What Sessions counts, as plain integers: the Server writes them as metrics.

public import Basics

/// Counts since the start.
public struct SessionCounters: Sendable {
    /// Connections accepted.
    public var connectionsOpened = 0
    /// Connections that ended.
    public var connectionsClosed = 0
    /// Connections refused at a limit.
    public var connectionsRefused = 0
    /// Requests.
    public var requests = 0
    /// Tokens refused.
    public var tokensRefused = 0
    /// Event streams opened.
    public var streamsOpened = 0
    /// Messages of sockets.
    public var messagesIn = 0
    /// Reliable messages to sockets and streams.
    public var messagesOut = 0
    /// Messages answered with an error.
    public var messagesRefused = 0
    /// Frames against RFC 6455.
    public var framesRefused = 0
    /// Positions written.
    public var positionsOut = 0
    /// Positions replaced before they left.
    public var positionsConflated = 0
    /// Sockets closed with 4008, and streams closed for the same reason.
    public var slowReaders = 0
    /// Sockets closed because nothing came back.
    public var socketsDead = 0
    /// Answers by the first digit of their status.
    public var statuses = [Int](repeating: 0, count: 6)
    /// From a fix's receipt to its position's write, in microseconds.
    public var delivery = Histogram.latency

    mutating func count(status: Int) {
        statuses[min(5, max(0, status / 100))] += 1
    }
}
