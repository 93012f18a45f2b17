// How long runners waited at the ends of a leg. Waiting is nobody's idleness: it is shown to staff, and
// after some of it the runner may give the order back without fault.

public import Basics

/// The time spent at a leg's stops between arriving and going on.
public struct StopWait: Equatable, Sendable {
    /// Since when its runner waits; `nil` while it does not.
    public internal(set) var since: Instant?
    /// What its present runner has waited before that, at any stop.
    var ofRunner = Milliseconds.zero
    /// What former runners waited.
    var ofOthers = Milliseconds.zero

    /// Nobody has waited.
    init() {}

    /// How long the present runner has waited up to `now`, at all stops of the leg.
    public func ofRunner(at now: Instant) -> Milliseconds {
        ofRunner + ongoing(at: now)
    }

    /// How long anybody has waited up to `now`.
    public func total(at now: Instant) -> Milliseconds {
        ofOthers + ofRunner(at: now)
    }

    /// How long the present stay has lasted.
    public func ongoing(at now: Instant) -> Milliseconds {
        since.map { max(.zero, now - $0) } ?? .zero
    }

    /// The leg went from one state to another. A stay that is taken back never was.
    mutating func follow(
        from: OrderState, to: OrderState, _ cause: Cause, at now: Instant
    ) {
        if from.isStay, !cause.isUndo { ofRunner = ofRunner + ongoing(at: now) }
        if from.isStay || to.isStay { since = to.isStay ? now : nil }
        if cause.changesRunner {
            ofOthers = ofOthers + ofRunner
            ofRunner = .zero
        }
    }
}

extension Cause {
    fileprivate var isUndo: Bool {
        if case .undo = self { return true }
        return false
    }

    /// Whether another runner has the leg after it.
    fileprivate var changesRunner: Bool {
        switch self {
        case .accept, .claim, .scan, .assign, .transfer, .giveBack: true
        default: false
        }
    }
}

extension OrderState {
    /// Whether the runner stands at a stop.
    fileprivate var isStay: Bool { self == .atPickup || self == .atDropoff }
}

extension Engine {
    /// How long the leg's runner has waited at the stop where it is now, since it said that it arrived; zero
    /// unless the leg is `atPickup` or `atDropoff`.
    public func waited(_ id: LegID, at now: Instant) -> Milliseconds {
        orders.look(id.order) { $0.legs[id.leg].wait.ongoing(at: now) } ?? .zero
    }

    /// How long runners have waited at the order's stops so far.
    public func waited(of order: borrowing Order, at now: Instant) -> Milliseconds {
        order.legs.reduce(.zero) { $0 + $1.wait.total(at: now) }
    }
}
