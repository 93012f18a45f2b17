// What is replayed: a window of a recording, and when on the daemon's clock it happens.

public import Basics

/// A window of a recording.
public struct ReplayWork: Sendable {
    /// How many recorded seconds pass in a real one; the daemon's `--clock-rate`.
    public let speed: Int
    /// When the window begins, by the recording.
    public let start: Instant
    /// What happens in it.
    let plan: RidePlan

    /// `minutes` of a recording from `start` on.
    ///
    /// Throws if nothing happens in them.
    public init(_ trace: Trace, from start: Instant, minutes: Int, speed: Int) throws(BenchError) {
        let window = trace.window(from: start, to: start + .minutes(Int64(minutes)))
        guard !window.points.isEmpty else {
            throw BenchError("the recording has no point in those \(minutes) minutes")
        }
        self.start = start
        self.speed = speed
        plan = RidePlan(window)
    }

    /// The beginning that `text` names: a Unix time in seconds, or `HH:MM` after the first full hour of
    /// the recording; `nil` is its first point. Throws a sentence that says what would be right.
    public static func start(_ text: String?, in trace: Trace) throws(BenchError) -> Instant {
        guard let first = trace.points.first?.time else {
            throw BenchError("the recording has no points")
        }
        guard let text else { return first }
        if let seconds = Int64(text) { return Instant(millisecondsSinceEpoch: seconds * 1_000) }
        let parts = text.split(separator: ":").map { Int64($0) }
        guard parts.count == 2, let hours = parts[0], let minutes = parts[1],
            (0...47) ~= hours, (0...59) ~= minutes
        else {
            throw BenchError(
                "--from \(text) is neither a Unix time in seconds "
                    + "nor HH:MM since the recording began")
        }
        let hour: Int64 = 3_600_000
        let begin = Instant(
            millisecondsSinceEpoch: first.millisecondsSinceEpoch / hour * hour)
        return begin + .minutes(hours * 60 + minutes)
    }

    /// The `--clock-origin` with which a daemon that is started now comes to the window in about
    /// `leadSeconds` real seconds: time enough to register and connect everybody.
    public func clockOrigin(leadSeconds: Int = 20) -> Instant {
        start - .seconds(Int64(leadSeconds * speed))
    }

    /// By how much the recording is moved to happen soon on a clock that shows `now`: not at all if the
    /// clock will come to it within a minute of real time.
    func shift(on clock: Instant) -> Milliseconds {
        let speed = Int64(speed)
        let ahead = start - clock
        if ahead >= Milliseconds(200 * speed), ahead <= .seconds(60 * speed) { return .zero }
        return clock + Milliseconds(1_000 * speed) - start
    }
}
