// What Sessions counts, as plain integers: the Server writes them as metrics.

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
    /// From a fix's receipt to its position's write.
    public var deliveryMilliseconds = DurationHistogram()

    mutating func count(status: Int) {
        statuses[min(5, max(0, status / 100))] += 1
    }
}

/// A histogram of fixed buckets, in milliseconds.
public struct DurationHistogram: Sendable {
    /// The upper bounds of the buckets; one more bucket holds what is above.
    public static let boundsMilliseconds: [Double] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000,
    ]
    /// How many fell into each bucket.
    public private(set) var counts = [Int](
        repeating: 0, count: DurationHistogram.boundsMilliseconds.count + 1)
    /// The sum of all.
    public private(set) var sumMilliseconds = 0.0

    /// Nothing yet.
    public init() {}

    /// Counts one duration.
    public mutating func observe(_ milliseconds: Double) {
        let bucket = DurationHistogram.boundsMilliseconds.firstIndex { milliseconds <= $0 }
        counts[bucket ?? DurationHistogram.boundsMilliseconds.count] += 1
        sumMilliseconds += milliseconds
    }
}
