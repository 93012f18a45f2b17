// When a line is up, when it should be, and how long to wait before it is tried again. Who carries the
// bytes is unknown here: a line only wishes, and its carrier says what became of the wish.

internal import Basics

/// What a line asks of its carrier.
public enum Wish: Equatable, Sendable {
    /// Leave it as it is.
    case nothing
    /// Open a connection, and say `opened` or `closed`.
    case connect
    /// Write what is there, close, and say `closed`.
    case disconnect
}

/// One line's way from down to up and back, with back-off and jitter.
struct Dialing: Sendable {
    enum State: Equatable, Sendable {
        case down
        case waiting(until: Instant)
        case dialing
        case up
        case leaving
    }

    /// The first wait; it doubles with each failure.
    static let firstWait = Milliseconds(500)
    /// The longest wait.
    static let longestWait = Milliseconds.seconds(30)

    private(set) var state = State.down
    private var failures = 0

    var wish: Wish {
        switch state {
        case .dialing: .connect
        case .leaving: .disconnect
        case .down, .waiting, .up: .nothing
        }
    }

    var nextDeadline: Instant {
        guard case .waiting(let instant) = state else { return .distantFuture }
        return instant
    }

    /// The line is wanted: it is tried at once unless it is up or on its way.
    mutating func want() {
        if state == .down { state = .dialing }
    }

    mutating func opened() {
        if state == .dialing { state = .up }
    }

    /// What the line was for has worked: the next failure waits the first wait again.
    mutating func succeeded() {
        failures = 0
    }

    mutating func leave() {
        switch state {
        case .up, .dialing: state = .leaving
        case .waiting: state = .down
        case .down, .leaving: break
        }
    }

    /// The connection is gone. If it is still wanted, it is tried again after a wait that is drawn from
    /// the upper half of the back-off, so that a city that lost its daemon does not return in one moment.
    mutating func closed(isWanted: Bool, at now: Instant, _ generator: inout SeededGenerator) {
        guard isWanted else {
            state = .down
            return
        }
        let doubled = Dialing.firstWait.count << Int64(min(failures, 6))
        let wait = min(doubled, Dialing.longestWait.count)
        failures += 1
        let half = Int(wait / 2)
        state = .waiting(until: now + Milliseconds(wait / 2 + Int64(generator.below(half + 1))))
    }

    mutating func advance(to now: Instant) {
        if case .waiting(let instant) = state, instant <= now { state = .dialing }
    }
}
