// What a loop counts: plain integers, read by whoever writes the metrics.

/// Counts since the loop was made.
public struct LoopCounters: Hashable, Sendable {
    /// Connections accepted and told of.
    public var accepted = 0
    /// Connections turned away, for want of descriptors or at `connectionsMax`.
    public var refused = 0
    /// Connections that ended, for any reason.
    public var closed = 0
    /// Bytes received.
    public var receivedBytes = 0
    /// Bytes taken for writing.
    public var writtenBytes = 0
    /// Writes of which a part had to wait.
    public var queuedWrites = 0
    /// Writes refused because too much was waiting already.
    public var overflows = 0
    /// Turns of the loop.
    public var turns = 0
    /// How much later than planned the last sweep came: the delay any timer had at that moment.
    public var delayMilliseconds = 0
}
