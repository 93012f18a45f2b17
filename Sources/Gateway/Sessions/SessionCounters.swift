// What Sessions counts, as plain integers: the Server writes them as metrics.

public import Basics

/// Counts since the start.
public struct SessionCounters: Sendable {
    public var connectionsOpened = 0
    public var connectionsClosed = 0
    public var connectionsRefused = 0
    public var requests = 0
    public var tokensRefused = 0
    public var messagesIn = 0
    public var messagesOut = 0
    public var messagesRefused = 0
    public var framesRefused = 0
    public var positionsOut = 0
    public var positionsConflated = 0
    public var slowReaders = 0
    public var socketsDead = 0
    /// Answers by the first digit of their status.
    public var statuses = [Int](repeating: 0, count: 6)
    /// From a fix's receipt to its position's write, in microseconds.
    public var delivery = Histogram.latency

    mutating func count(status: Int) {
        statuses[min(5, max(0, status / 100))] += 1
    }
}
