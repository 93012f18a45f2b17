// Time is a value that is passed in, never read: the same inputs at the same instants give the same
// city, in the daemon and in the simulator. This file is the only meaning time has in the pure targets.

/// A point in time: whole milliseconds since the Unix epoch, UTC.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var millisecondsSinceEpoch: Int64

    /// The instant that many milliseconds after the epoch.
    @inlinable
    public init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    /// Before every instant a command or a fix may carry.
    public static let distantPast = Instant(millisecondsSinceEpoch: .min / 4)
    /// After every instant a deadline may carry.
    public static let distantFuture = Instant(millisecondsSinceEpoch: .max / 4)

    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }

    @inlinable
    public static func + (instant: Instant, span: Milliseconds) -> Instant {
        Instant(millisecondsSinceEpoch: instant.millisecondsSinceEpoch + span.count)
    }

    @inlinable
    public static func - (instant: Instant, span: Milliseconds) -> Instant {
        Instant(millisecondsSinceEpoch: instant.millisecondsSinceEpoch - span.count)
    }

    /// How long after `earlier` this instant is; negative if it is before.
    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Milliseconds {
        Milliseconds(later.millisecondsSinceEpoch - earlier.millisecondsSinceEpoch)
    }
}

/// A length of time in whole milliseconds.
public struct Milliseconds: Hashable, Comparable, Sendable {
    /// The number of milliseconds.
    public var count: Int64

    /// That many milliseconds.
    @inlinable
    public init(_ count: Int64) {
        self.count = count
    }

    /// That many whole seconds.
    @inlinable
    public static func seconds(_ count: Int64) -> Milliseconds { Milliseconds(count * 1_000) }
    /// That many whole minutes.
    @inlinable
    public static func minutes(_ count: Int64) -> Milliseconds { Milliseconds(count * 60_000) }
    /// No time at all.
    public static let zero = Milliseconds(0)

    @inlinable
    public static func < (left: Milliseconds, right: Milliseconds) -> Bool {
        left.count < right.count
    }

    @inlinable
    public static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        Milliseconds(left.count + right.count)
    }

    @inlinable
    public static func - (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        Milliseconds(left.count - right.count)
    }
}
