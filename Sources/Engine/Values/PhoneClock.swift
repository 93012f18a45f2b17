// Phones' clocks are wrong by hours more often than one thinks. A wrong clock must not cost a runner
// its points: the offset is estimated from live fixes and the times are corrected and flagged.
//
// Apps in the background send nothing but batches. A batch is sent when the phone can, and a buffer may
// come in parts, the oldest first: the last fix of a batch is about now, or of any time before.

import Basics

/// An estimate of how far a phone's clock is behind the daemon's.
struct PhoneClock: Sendable {
    /// What network and buffering explain; beyond it the clock is wrong.
    static let tolerance = Milliseconds.seconds(30)
    /// How many live fixes must agree before times in the past are believed to be a slow clock
    /// rather than a slow network.
    static let agreeingFixesLeast = 3
    /// Beyond it no network holds up what was sent as it was taken: of a phone whose clock was never seen
    /// right, one live fix is enough to call the clock slow.
    static let heldUpMax = Milliseconds.minutes(10)
    /// Fixes that arrive closer together come out of one buffer and confirm nothing.
    static let arrivalsApartLeast = Milliseconds(500)
    /// Batches that arrive closer together may be the parts of one buffer and confirm nothing.
    static let batchesApartLeast = Milliseconds.seconds(10)

    /// The clock's estimated lag; zero while it is believed.
    private(set) var offset = Milliseconds.zero
    private var candidate = Milliseconds.zero
    private var candidateAt = Instant.distantPast
    private var agreeing = 0
    private var wasRight = false

    /// Learns from a fix that was sent as it was taken.
    mutating func observe(fixTime: Instant, receivedAt: Instant) {
        let lag = receivedAt - fixTime
        guard lag > tolerance || lag < Milliseconds.zero - tolerance else {
            self = PhoneClock()
            wasRight = true
            return
        }
        // A fix from the future can only be a fast clock; one from the past may have been held up.
        if lag < .zero {
            offset = lag
            return
        }
        guard receivedAt - candidateAt >= PhoneClock.arrivalsApartLeast else { return }
        let difference = (lag - candidate).count.magnitude
        agreeing = difference < 5_000 ? agreeing + 1 : 1
        candidate = lag
        candidateAt = receivedAt
        let isFarOff = !wasRight && offset == .zero && lag > PhoneClock.heldUpMax
        if agreeing >= PhoneClock.agreeingFixesLeast || isFarOff {
            offset = lag
        } else if offset < .zero {
            // It was fast and is no more; a slow clock stays one though a fix of it was held up.
            offset = .zero
        }
    }

    /// Learns from the last fix of a batch. It may have lain in a buffer, so one batch alone shifts the clock
    /// only where a buffer is no explanation, and by no more than a clock is wrong that shows another zone's
    /// time: whole hours; what is left is the fix's age. Nothing taken before `earliest` is kept.
    mutating func observeBatch(fixTime: Instant, receivedAt: Instant, earliest: Instant) {
        let lag = receivedAt - fixTime
        guard lag > tolerance || lag < Milliseconds.zero - tolerance else {
            self = PhoneClock()
            wasRight = true
            return
        }
        // The clock that would put it into the future has been set since.
        if offset != .zero, lag < offset - tolerance { self = PhoneClock() }
        if offset == .zero, let found = offsetAtOnce(lag, fixTime, earliest) {
            offset = found
            return
        }
        guard receivedAt - candidateAt >= PhoneClock.batchesApartLeast else { return }
        agreeing = (lag - candidate).count.magnitude < 5_000 ? agreeing + 1 : 1
        candidate = lag
        candidateAt = receivedAt
        if agreeing >= PhoneClock.agreeingFixesLeast { offset = lag }
    }

    /// What one batch is enough to say of a clock that was believed.
    private func offsetAtOnce(
        _ lag: Milliseconds, _ fixTime: Instant, _ earliest: Instant
    ) -> Milliseconds? {
        let hour = Milliseconds.minutes(60).count
        let count = (lag + tolerance).count
        let whole = Milliseconds((count >= 0 ? count / hour : (count - hour + 1) / hour) * hour)
        guard whole != .zero else { return nil }
        let isWhole = lag - whole <= tolerance
        if lag > .zero {
            // A buffer, unless its newest fix is too old to be kept; and whole hours are rarely chance.
            let isTooOld = fixTime < earliest
            guard isWhole ? isTooOld || !wasRight : isTooOld && !wasRight else { return nil }
        }
        let zoned = min(lag, whole)
        let isZone = whole.count.magnitude <= 26 * hour.magnitude
        return isZone && fixTime + zoned >= earliest ? zoned : lag
    }

    /// The daemon's time for a fix, and whether it was corrected.
    func corrected(_ fixTime: Instant) -> (fixTime: Instant, corrected: Bool) {
        offset == .zero ? (fixTime, false) : (fixTime + offset, true)
    }

    private var tolerance: Milliseconds { PhoneClock.tolerance }
}
