// Work that may take its time goes on in small steps with rests between them: on a small machine the
// processor that it leaves idle is the one on which commands are answered.

internal import Foundation

/// How much of the time work beside the daemon's own takes.
struct Pace: Sendable {
    /// Without a rest.
    static let full = Pace(percent: 100)

    private let percent: Int
    private var begin = ContinuousClock.now

    /// Work for that share of the time, from now on.
    init(percent: Int) { self.percent = min(100, max(1, percent)) }

    /// The same, from now on.
    var begun: Pace { Pace(percent: percent) }
    /// Whether it rests at all.
    var rests: Bool { percent < 100 }

    /// A step is done: rests as long as it leaves the machine to others.
    mutating func rest() {
        let rest = (ContinuousClock.now - begin) * (100 - percent) / percent
        if rest > .zero { Thread.sleep(forTimeInterval: rest / .seconds(1)) }
        begin = .now
    }
}
