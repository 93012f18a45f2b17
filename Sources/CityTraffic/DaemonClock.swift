// The daemon's clock, as its clients can know it: it may run faster than life, and every message that
// tells its time was under way for a moment.

public import Basics

/// An estimate of the daemon's clock that is never ahead of it: a fix from the future would be corrected.
public struct DaemonClock: Equatable, Sendable {
    /// How many of its milliseconds pass in one of ours.
    public let rate: Int
    private var anchorNanoseconds: UInt64
    private var anchor: Instant

    /// The clock that showed `instant` at `nanoseconds` of the monotonic clock, or later.
    public init(rate: Int, showing instant: Instant, atNanoseconds nanoseconds: UInt64) {
        precondition(rate > 0, "time goes forward")
        self.rate = rate
        anchorNanoseconds = nanoseconds
        anchor = instant
    }

    /// What the clock shows, at least. O(1).
    public func instant(atNanoseconds nanoseconds: UInt64) -> Instant {
        let passed = Int64(bitPattern: nanoseconds &- anchorNanoseconds)
        // Rounded down, also before the anchor.
        let scaled = passed * Int64(rate)
        let milliseconds = scaled >= 0 ? scaled / 1_000_000 : -((999_999 - scaled) / 1_000_000)
        return anchor + Milliseconds(milliseconds)
    }

    /// When the clock shows `instant`, at the latest.
    public func nanoseconds(at instant: Instant) -> UInt64 {
        let milliseconds = (instant - anchor).count
        let passed = (milliseconds * 1_000_000 + Int64(rate) - 1) / Int64(rate)
        return anchorNanoseconds &+ UInt64(bitPattern: passed)
    }

    /// A message said that the clock showed `instant` when it was sent: whoever was fastest knows best.
    /// Returns whether something was learnt.
    @discardableResult
    public mutating func observe(_ instant: Instant, atNanoseconds nanoseconds: UInt64) -> Bool {
        guard instant > self.instant(atNanoseconds: nanoseconds) else { return false }
        anchor = instant
        anchorNanoseconds = nanoseconds
        return true
    }
}
