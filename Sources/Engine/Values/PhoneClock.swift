// Phones' clocks are wrong by hours more often than one thinks. A wrong clock must not cost a runner
// its points: the offset is estimated from live fixes and the times are corrected and flagged.

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

    /// The daemon's time for a fix, and whether it was corrected.
    func corrected(_ fixTime: Instant) -> (fixTime: Instant, corrected: Bool) {
        offset == .zero ? (fixTime, false) : (fixTime + offset, true)
    }

    private var tolerance: Milliseconds { PhoneClock.tolerance }
}
