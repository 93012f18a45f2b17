// Work that may take its time goes on in small steps with rests between them: on a small machine the
// processor that it leaves idle is the one on which commands are answered.

internal import Foundation
internal import Synchronization

/// Says that nobody rests any more.
final class Hurry: Sendable {
    private let hasBegun = Atomic(false)

    /// Whether somebody waits for the end.
    var isOn: Bool { hasBegun.load(ordering: .relaxed) }

    func begin() { hasBegun.store(true, ordering: .relaxed) }
}

/// How much of the time work beside the daemon's own takes.
struct Pace: Sendable {
    /// Without a rest.
    static let full = Pace(percent: 100)

    private let percent: Int
    private let hurry: Hurry?
    private var begin = ContinuousClock.now

    /// Work for that share of the time, from now on.
    init(percent: Int, until hurry: Hurry? = nil) {
        self.percent = min(100, max(1, percent))
        self.hurry = hurry
    }

    /// The same, from now on.
    var begun: Pace { Pace(percent: percent, until: hurry) }
    /// Whether it rests at all.
    var rests: Bool { percent < 100 }

    /// A step is done: rests as long as it leaves the machine to others.
    mutating func rest() {
        let rest = (ContinuousClock.now - begin) * (100 - percent) / percent
        if rest > .zero, hurry?.isOn != true { Thread.sleep(forTimeInterval: rest / .seconds(1)) }
        begin = .now
    }
}
