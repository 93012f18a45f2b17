// The live lane of a fix: what the newest position is, from what the runner's phone says. One runner's
// struct is changed where it stands, so that a fix touches one place in memory.

internal import Basics
internal import Geo

/// How a runner works at the moment.
struct Work {
    var duty: Duty
    var since: Instant
}

/// What a fix must keep to.
struct FixLimits {
    var accuracyMetersMax: Float
    var speedMetersPerSecondMax: Double
    var jumpMetersMax: Double
    var ageMax: Milliseconds

    init(_ policy: borrowing Policy) {
        accuracyMetersMax = policy.accuracyMetersMax
        speedMetersPerSecondMax = policy.speedMetersPerSecondMax
        jumpMetersMax = policy.jumpMetersMax
        ageMax = policy.fixAgeMax
    }

    /// Whether a runner can come from that place to the fix in that time.
    func allow(from place: Coordinate, at start: Instant, to fix: Fix, at time: Instant) -> Bool {
        let seconds = Double((time - start).count) / 1_000
        // Two positions of one moment may lie apart by what both do not know.
        let slackMeters = jumpMetersMax + Double(max(0, fix.accuracyMeters))
        let limitMeters = speedMetersPerSecondMax * seconds + slackMeters
        // Most fixes are so near that the exact distance need not be known.
        if place.metersAtMost(to: fix.coordinate) <= limitMeters { return true }
        return place.distanceMeters(to: fix.coordinate) <= limitMeters
    }
}

/// What became of a fix in the live lane, and when it was taken by the daemon's clock.
struct TakenFix {
    var outcome: FixOutcome
    var fixTime: Instant
    var wasCorrected: Bool

    static func dropped(_ reason: FixDrop) -> TakenFix {
        TakenFix(outcome: .dropped(reason), fixTime: .distantPast, wasCorrected: false)
    }
}

extension LiveRunner {
    /// Checks a fix, the cheap checks first, and moves the runner if it is the newest.
    mutating func take(
        _ fix: Fix, _ work: Work, _ limits: FixLimits, at now: Instant, sentLive: Bool
    ) -> TakenFix {
        guard sequences.insert(fix.sequence) else { return .dropped(.duplicate) }
        guard work.duty != .off else { return .dropped(.offDuty) }
        guard fix.accuracyMeters <= limits.accuracyMetersMax else { return .dropped(.inaccurate) }
        if sentLive { clock.observe(fixTime: fix.fixTime, receivedAt: now) }
        let (corrected, wasCorrected) = clock.corrected(fix.fixTime)
        let time = min(corrected, now)
        // The first fix of a shift was often taken just before the duty command came.
        guard now - time <= limits.ageMax, time >= work.since - PhoneClock.tolerance else {
            return .dropped(.stale)
        }
        // Of two fixes of one moment the later one sent is the newer, in whatever order they come.
        let isNewest = (time, fix.sequence) > (fixTime, positionSequence)
        if isNewest, hasPosition, !isBelieved(fix, at: time, limits) { return .dropped(.teleport) }
        if isNewest { move(to: fix, at: time, now) }
        return TakenFix(
            outcome: isNewest ? .live : .late, fixTime: time, wasCorrected: wasCorrected)
    }

    /// Whether the runner can be where the fix says: because it could have come there since its last
    /// position, or because some fixes in a row agree that this position was wrong.
    private mutating func isBelieved(
        _ fix: Fix, at time: Instant, _ limits: FixLimits
    ) -> Bool {
        if limits.allow(from: coordinate, at: fixTime, to: fix, at: time) {
            elsewhere = nil
            return true
        }
        elsewhere = Elsewhere.next(after: elsewhere, fix, at: time, limits)
        return elsewhere == nil
    }

    /// The same of a late fix, for which the point before it in the track is the last position.
    mutating func isBelieved(
        late fix: Fix, at time: Instant, after point: TrackPoint, _ limits: FixLimits
    ) -> Bool {
        if limits.allow(from: point.coordinate, at: point.fixTime, to: fix, at: time) {
            lateElsewhere = nil
            return true
        }
        lateElsewhere = Elsewhere.next(after: lateElsewhere, fix, at: time, limits)
        return lateElsewhere == nil
    }

    private mutating func move(to fix: Fix, at time: Instant, _ now: Instant) {
        coordinate = fix.coordinate
        headingDegrees = fix.headingDegrees
        speedMetersPerSecond = fix.speedMetersPerSecond
        accuracyMeters = fix.accuracyMeters
        fixTime = time
        positionSequence = fix.sequence
        receivedAt = now
    }
}

extension Elsewhere {
    /// What is known after one more fix that does not fit; `nil` once enough of them agree.
    fileprivate static func next(
        after known: Elsewhere?, _ fix: Fix, at time: Instant, _ limits: FixLimits
    ) -> Elsewhere? {
        var count = 1
        if let known,
            limits.allow(from: known.coordinate, at: known.fixTime, to: fix, at: time)
        {
            count = known.count + 1
        }
        return count < agreeingFixesLeast ? Elsewhere(fix.coordinate, time, count) : nil
    }
}

extension Coordinate {
    /// Never less than the distance, and quick: along the meridian and then along the equator, on
    /// which 1e-7 degree is 0.01112 m on the sphere of `distanceMeters`.
    fileprivate func metersAtMost(to other: Coordinate) -> Double {
        let north = (Int64(latitudeE7) - Int64(other.latitudeE7)).magnitude
        let east = (Int64(longitudeE7) - Int64(other.longitudeE7)).magnitude
        return Double(north + east) * 0.0112
    }
}
