// The order's life as a table: documentation, code and test fixture at once. `Engine` asks it what
// may happen; nothing else decides a state.

/// Where an order (and a leg of it) stands.
public enum OrderState: UInt8, CaseIterable, Sendable {
    case matching = 1
    case waitingForPool
    case noTaker
    case offered
    case assigned
    case atPickup
    case pickedUp
    case atDropoff
    case delivered
    case cancelled

    /// The state as the wire spells it.
    public var name: String {
        switch self {
        case .matching: "matching"
        case .waitingForPool: "waitingForPool"
        case .noTaker: "noTaker"
        case .offered: "offered"
        case .assigned: "assigned"
        case .atPickup: "atPickup"
        case .pickedUp: "pickedUp"
        case .atDropoff: "atDropoff"
        case .delivered: "delivered"
        case .cancelled: "cancelled"
        }
    }

    /// The state that the wire's text names.
    public init?(name: String) {
        guard let state = OrderState.allCases.first(where: { $0.name == name }) else { return nil }
        self = state
    }

    /// Nothing follows.
    public var isFinal: Bool { self == .delivered || self == .cancelled }
    /// A matching round looks for a runner.
    public var isWaiting: Bool { self == .matching || self == .waitingForPool || self == .noTaker }
    /// A runner has it.
    public var isCarried: Bool {
        switch self {
        case .assigned, .atPickup, .pickedUp, .atDropoff: true
        default: false
        }
    }
    /// The runner has the goods.
    public var hasGoods: Bool { self == .pickedUp || self == .atDropoff }
}

/// A runner's report of progress.
public enum Phase: UInt8, CaseIterable, Sendable {
    case atPickup = 1
    case pickedUp
    case atDropoff
    case delivered

    /// The phase as the wire spells it.
    public var name: String { state.name }

    /// The phase that the wire's text names.
    public init?(name: String) {
        guard let phase = Phase.allCases.first(where: { $0.name == name }) else { return nil }
        self = phase
    }

    /// The state that the order is in after the report.
    public var state: OrderState {
        switch self {
        case .atPickup: .atPickup
        case .pickedUp: .pickedUp
        case .atDropoff: .atDropoff
        case .delivered: .delivered
        }
    }
}

/// What moves an order.
public enum Cause: Hashable, Sendable {
    case create
    case offer
    /// The last pending offer ended without an accept.
    case offerEnded
    /// A round found nobody although the pool has runners.
    case nobodyFree
    /// A round found no runner of the pool on duty.
    case poolEmpty
    case accept
    case assign
    case report(Phase)
    case cancel
}

/// One row of the order machine.
public struct Transition: Sendable {
    /// Before; `nil` is "no order yet".
    public var from: OrderState?
    /// After.
    public var to: OrderState
    /// The command or event.
    public var cause: Cause
    /// Who may cause it; empty is the daemon itself.
    public var who: RoleSet
    /// What it means to the people involved.
    public var meaning: String
}

/// The order machine.
public enum OrderMachine {
    /// Every legal step; what is not here is refused with `stateConflict`.
    public static let table: [Transition] = waiting + offered + carried

    private static func row(
        _ from: OrderState?, _ to: OrderState, _ cause: Cause, _ who: RoleSet, _ meaning: String
    ) -> Transition {
        Transition(from: from, to: to, cause: cause, who: who, meaning: meaning)
    }

    private static let waiting: [Transition] =
        [row(nil, .matching, .create, .placers, "placed: the next round looks for a runner")]
        + [OrderState.matching, .waitingForPool, .noTaker].flatMap { state in
            [
                row(state, .offered, .offer, .system, "one runner is asked"),
                row(
                    state, .noTaker, .nobodyFree, .system,
                    "nobody free may be asked: looked for again"),
                row(state, .waitingForPool, .poolEmpty, .system, "nobody of the pool is on duty"),
                row(state, .assigned, .assign, .staff, "bound by hand"),
                row(state, .cancelled, .cancel, cancellers, "withdrawn, free of charge"),
            ]
        }

    private static let offered: [Transition] = [
        row(.offered, .assigned, .accept, .runner, "the asked runner takes it"),
        row(
            .offered, .matching, .offerEnded, .system, "declined, expired or withdrawn: asked anew"),
        row(.offered, .assigned, .assign, .staff, "bound by hand; the offer is withdrawn"),
        row(.offered, .cancelled, .cancel, cancellers, "withdrawn, free of charge"),
    ]

    private static let carried: [Transition] = [
        row(.assigned, .atPickup, .report(.atPickup), .runner, "the runner waits at the pickup"),
        row(.assigned, .pickedUp, .report(.pickedUp), .runner, "the runner has the goods"),
        row(.atPickup, .pickedUp, .report(.pickedUp), .runner, "the runner has the goods"),
        row(.pickedUp, .atDropoff, .report(.atDropoff), .runner, "the runner is at the door"),
        row(.pickedUp, .delivered, .report(.delivered), .runner, "handed over"),
        row(.atDropoff, .delivered, .report(.delivered), .runner, "handed over"),
        row(.assigned, .assigned, .assign, .staff, "another runner by hand, a new epoch"),
        row(.atPickup, .assigned, .assign, .staff, "another runner by hand, a new epoch"),
        row(.assigned, .cancelled, .cancel, cancellers, "withdrawn, with a fee"),
        row(.atPickup, .cancelled, .cancel, cancellers, "withdrawn, with a fee"),
    ]

    private static let cancellers: RoleSet = [.customer, .merchant, .service, .dispatcher, .admin]

    /// The row for `cause` in state `from`, or `nil` if the machine does not allow it.
    public static func transition(from: OrderState?, _ cause: Cause) -> Transition? {
        table.first { $0.from == from && $0.cause == cause }
    }
}
