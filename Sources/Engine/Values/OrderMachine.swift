// The order's life as a table: documentation, code and test fixture at once. `Engine` asks it what may
// happen; nothing else decides a state.

/// What moves an order, or a leg of it.
public enum Cause: Hashable, Sendable {
    /// Placed, in that first state.
    case create(OrderState)
    /// The payment came.
    case pay(OrderState)
    case paymentTimedOut
    /// The hour of a scheduled order, or the turn of a leg, has come.
    case release
    case offer
    /// The last open offer ended without an accept.
    case offerEnded
    /// A round found nobody although the pool has runners.
    case nobodyFree
    /// A round found no runner of the pool on duty.
    case poolEmpty
    /// A round found a runner of the pool on duty again, for a leg about which it asks nobody.
    case poolFilled
    case accept
    /// Won in the hall.
    case claim
    /// Taken by scanning the order's code.
    case scan
    case assign
    case report(Phase)
    /// The runner gives it back before it has the goods.
    case giveBack
    /// Another runner takes the goods over in the street.
    case transfer
    /// The goods are handed to a station.
    case deposit
    /// The runner vanished with the goods; another leg fetches them.
    case abandon
    /// The goods do not come on: the next leg waits for its turn again.
    case standDown
    /// The order goes another way: the leg is not needed.
    case bypass
    /// Back to that state: the last report was a mistake.
    case undo(OrderState)
    case cancel
    case fail
}

extension Cause {
    /// Whether it is the order's state that decides, and not that of the leg: the goods may lie at a
    /// station while the next leg is looked for.
    var isOfOrder: Bool {
        switch self {
        case .create, .pay, .paymentTimedOut, .cancel, .fail: true
        default: false
        }
    }
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
    public static let table: [Transition] =
        beginning + waiting + [filled] + offered + carried + handedOn + following + ending + undoing

    private static func row(
        _ from: OrderState?, _ to: OrderState, _ cause: Cause, _ who: RoleSet, _ meaning: String
    ) -> Transition {
        Transition(from: from, to: to, cause: cause, who: who, meaning: meaning)
    }

    private static let beginning: [Transition] = [
        row(
            nil, .matching, .create(.matching), .placers,
            "placed: the next round looks for a runner"),
        row(nil, .scheduled, .create(.scheduled), .placers, "placed for a later hour"),
        row(nil, .awaitingPayment, .create(.awaitingPayment), .placers, "placed, not paid for yet"),
        row(.awaitingPayment, .matching, .pay(.matching), payers, "paid: a runner is looked for"),
        row(.awaitingPayment, .scheduled, .pay(.scheduled), payers, "paid, for a later hour"),
        row(.awaitingPayment, .cancelled, .paymentTimedOut, .system, "not paid in time"),
        row(.awaitingPayment, .cancelled, .cancel, cancellers, "withdrawn, free of charge"),
        row(.scheduled, .matching, .release, .system, "its time has come: a runner is looked for"),
        row(.scheduled, .cancelled, .cancel, cancellers, "withdrawn, free of charge"),
    ]

    private static let searching: [OrderState] = [.matching, .waitingForPool, .noTaker]

    private static let waiting: [Transition] = searching.flatMap { state in
        [
            row(state, .offered, .offer, .system, "one runner or a wave of them is asked"),
            row(
                state, .noTaker, .nobodyFree, .system, "nobody free may be asked: looked for again"),
            row(state, .waitingForPool, .poolEmpty, .system, "nobody of the pool is on duty"),
            row(state, .assigned, .claim, .system, "won in the hall"),
            row(state, .assigned, .scan, .runner, "taken by its code"),
            row(state, .assigned, .assign, .staff, "bound by hand"),
            row(state, .cancelled, .cancel, cancellers, "withdrawn, free of charge"),
        ]
    }

    private static let filled = row(
        .waitingForPool, .matching, .poolFilled, .system, "somebody of the pool is on duty again")

    private static let offered: [Transition] = [
        row(.offered, .offered, .offer, .system, "one more runner is asked"),
        row(.offered, .assigned, .accept, .runner, "an asked runner takes it; the others are told"),
        row(
            .offered, .matching, .offerEnded, .system, "declined, expired or withdrawn: asked anew"),
        row(.offered, .assigned, .scan, .runner, "taken by its code; the offers are withdrawn"),
        row(.offered, .assigned, .assign, .staff, "bound by hand; the offers are withdrawn"),
        row(.offered, .cancelled, .cancel, cancellers, "withdrawn, free of charge"),
    ]

    private static let carried: [Transition] = [
        row(.assigned, .atPickup, .report(.atPickup), .runner, "the runner waits at the pickup"),
        row(.assigned, .pickedUp, .report(.pickedUp), .runner, "the runner has the goods"),
        row(.atPickup, .pickedUp, .report(.pickedUp), .runner, "the runner has the goods"),
        row(.pickedUp, .atDropoff, .report(.atDropoff), .runner, "the runner is at the door"),
        row(.pickedUp, .delivered, .report(.delivered), carriers, "handed over"),
        row(.atDropoff, .delivered, .report(.delivered), carriers, "handed over"),
        row(
            .pickedUp, .returning, .report(.returning), returners,
            "back to the sender, with a reason"),
        row(
            .atDropoff, .returning, .report(.returning), returners,
            "back to the sender, with a reason"),
        row(.returning, .returned, .report(.returned), .runner, "the sender has the goods again"),
        row(.assigned, .matching, .giveBack, .runner, "given back before the pickup, asked anew"),
        row(.atPickup, .matching, .giveBack, .runner, "given back before the pickup, asked anew"),
        row(.assigned, .assigned, .assign, .staff, "another runner by hand, a new epoch"),
        row(.atPickup, .assigned, .assign, .staff, "another runner by hand, a new epoch"),
        row(.assigned, .cancelled, .cancel, cancellers, "withdrawn, with a fee"),
        row(.atPickup, .cancelled, .cancel, cancellers, "withdrawn, with a fee"),
    ]

    private static let handedOn: [Transition] = [
        row(.pickedUp, .pickedUp, .transfer, .runner, "another runner has the goods, a new epoch"),
        row(.atDropoff, .pickedUp, .transfer, .runner, "another runner has the goods, a new epoch"),
        row(
            .returning, .returning, .transfer, .runner, "another runner has the goods, a new epoch"),
        row(.pickedUp, .atStation, .deposit, keepers, "the goods lie at the station"),
        row(.atDropoff, .atStation, .deposit, keepers, "the goods lie at the station"),
        row(
            .pickedUp, .failed, .abandon, .staff,
            "the runner vanished; another leg fetches the goods"),
        row(
            .atDropoff, .failed, .abandon, .staff,
            "the runner vanished; another leg fetches the goods"),
        row(
            .returning, .failed, .abandon, .staff,
            "the runner vanished; another leg fetches the goods"),
    ]

    /// What a leg does because of the leg before it.
    private static let following: [Transition] =
        [OrderState.matching, .waitingForPool, .noTaker, .offered, .assigned, .atPickup].map {
            row($0, .scheduled, .standDown, .system, "the goods do not come: nobody is needed")
        } + [row(.scheduled, .cancelled, .bypass, .staff, "the order goes another way")]

    /// An order fails by a dispatcher's word, with a reason, from wherever it stands.
    private static let ending: [Transition] = [
        OrderState.scheduled, .matching, .waitingForPool, .noTaker, .offered, .assigned, .atPickup,
        .pickedUp, .atDropoff, .returning, .atStation,
    ].map { row($0, .failed, .fail, .staff, "given up, with a reason") }

    private static let undoing: [Transition] = [
        row(.atPickup, .assigned, .undo(.assigned), .runner, "a mis-tap, taken back in time"),
        row(.pickedUp, .atPickup, .undo(.atPickup), .runner, "a mis-tap, taken back in time"),
        row(.pickedUp, .assigned, .undo(.assigned), .runner, "a mis-tap, taken back in time"),
        row(.atDropoff, .pickedUp, .undo(.pickedUp), .runner, "a mis-tap, taken back in time"),
        row(.delivered, .atDropoff, .undo(.atDropoff), .runner, "a mis-tap, taken back in time"),
        row(.delivered, .pickedUp, .undo(.pickedUp), .runner, "a mis-tap, taken back in time"),
        row(.returning, .pickedUp, .undo(.pickedUp), .runner, "a mis-tap, taken back in time"),
        row(.returning, .atDropoff, .undo(.atDropoff), .runner, "a mis-tap, taken back in time"),
        row(.returned, .returning, .undo(.returning), .runner, "a mis-tap, taken back in time"),
    ]

    private static let cancellers: RoleSet = [.customer, .merchant, .service, .dispatcher, .admin]
    private static let payers: RoleSet = [.service, .admin]
    private static let carriers: RoleSet = [.runner, .dispatcher, .admin]
    /// The runner and the staff report it; who placed the order may choose it.
    private static let returners: RoleSet = [
        .runner, .customer, .merchant, .service, .dispatcher, .admin,
    ]
    private static let keepers: RoleSet = [.runner, .station]

    /// The row for `cause` in state `from`, or `nil` if the machine does not allow it.
    public static func transition(from: OrderState?, _ cause: Cause) -> Transition? {
        table.first { $0.from == from && $0.cause == cause }
    }
}
