// How a runner moves. A stretch is fixed when it begins, and where the runner is follows from the time
// alone: no errors add up, and looking does not change anything.

internal import Basics
internal import Geo

/// A runner standing somewhere, or on its way along a great circle at a constant speed.
struct Motion: Equatable, Sendable {
    private(set) var start: Coordinate
    private(set) var goal: Coordinate
    private var bearingDegrees = 0.0
    private var meters = 0.0
    private var startedAt: Instant
    private var metersPerSecond = 0.0
    /// When the goal is reached; when it was, for one who stands.
    private(set) var arrivesAt: Instant

    /// Standing at a place.
    init(standingAt place: Coordinate, since instant: Instant) {
        start = place
        goal = place
        startedAt = instant
        arrivesAt = instant
    }

    /// Sets out at `now` from where the runner is.
    mutating func head(to goal: Coordinate, metersPerHour: Int, at now: Instant) {
        precondition(metersPerHour > 0, "who does not move does not set out")
        let here = coordinate(at: now)
        start = here
        self.goal = goal
        bearingDegrees = here.bearingDegrees(to: goal)
        meters = here.distanceMeters(to: goal)
        startedAt = now
        metersPerSecond = Double(metersPerHour) / 3_600
        arrivesAt = now + Milliseconds(Int64((meters / metersPerSecond * 1_000).rounded(.up)))
    }

    /// Stays where the runner is at `now`.
    mutating func halt(at now: Instant) {
        self = Motion(standingAt: coordinate(at: now), since: now)
    }

    func isMoving(at now: Instant) -> Bool { now < arrivesAt }

    func coordinate(at now: Instant) -> Coordinate {
        guard isMoving(at: now) else { return goal }
        let gone = Double(max(0, (now - startedAt).count)) / 1_000 * metersPerSecond
        return start.destination(bearingDegrees: bearingDegrees, distanceMeters: min(gone, meters))
    }

    /// The direction of travel, or negative for one who stands.
    func headingDegrees(at now: Instant) -> Float { isMoving(at: now) ? Float(bearingDegrees) : -1 }

    /// The speed over ground.
    func speedMetersPerSecond(at now: Instant) -> Float {
        isMoving(at: now) ? Float(metersPerSecond) : 0
    }
}
