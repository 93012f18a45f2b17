// The one place where the daemon reads clocks. The wall clock anchors the city's time once; from then
// on the monotonic clock carries it, so that it never jumps back; a wrong anchor is made good slowly.

internal import Basics
internal import EventLoop
internal import Foundation

/// The city's time, from the machine's clocks.
struct CityClock {
    /// City milliseconds per real millisecond.
    let rate: Int64
    private let origin: Instant
    private let startNanoseconds: UInt64
    private let followsWallClock: Bool
    private var correction = Milliseconds.zero
    private var checkedAt: Instant
    private var last: Instant

    /// How often the wall clock is looked at.
    private static let checkInterval = Milliseconds.seconds(10)
    /// The most that one look changes: half a millisecond a second.
    private static let stepMost: Int64 = 5

    /// A clock that shows `origin` now (or the wall clock's time for `nil`) and runs `rate` times as
    /// fast as real time.
    init(rate: Int, origin: Instant?) {
        self.rate = Int64(rate)
        self.origin = origin ?? CityClock.wall()
        startNanoseconds = EventLoop.nowNanoseconds
        followsWallClock = rate == 1 && origin == nil
        checkedAt = self.origin
        last = self.origin
    }

    /// The real time, for tokens.
    static func wall() -> Instant {
        Instant(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000))
    }

    /// The city's time; never before an earlier answer.
    mutating func now() -> Instant {
        let nanoseconds = Int64(clamping: EventLoop.nowNanoseconds &- startNanoseconds)
        // In microseconds first: the product of nanoseconds and a high rate may not fit.
        let elapsed = Milliseconds(nanoseconds / 1_000 * rate / 1_000)
        var now = origin + elapsed + correction
        if followsWallClock, now - checkedAt >= CityClock.checkInterval {
            let behind = (CityClock.wall() - now).count
            let step = min(CityClock.stepMost, max(-CityClock.stepMost, behind))
            correction = correction + Milliseconds(step)
            now = now + Milliseconds(step)
            checkedAt = now
        }
        last = max(last, now)
        return last
    }

    /// Puts the clock forward to `instant` if it is behind: a city's journal never goes back in time,
    /// whatever the wall clock says after a restart.
    mutating func advance(toAtLeast instant: Instant) {
        let behind = instant - now()
        if behind > .zero { correction = correction + behind }
    }

    /// The real time until the city's clock shows `instant`, at least 0.
    mutating func realSpan(until instant: Instant) -> Milliseconds {
        let span = (instant - now()).count
        return Milliseconds(span <= 0 ? 0 : (span + rate - 1) / rate)
    }
}
