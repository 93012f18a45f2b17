// Who may do what to an order when, as PROTOCOL tells it: written by hand, and compared with what the
// engine decides.

@testable import Engine

/// A command of the table.
enum CommandKind: CaseIterable {
    case cancel, assign, seen, accept, decline
    case atPickup, pickedUp, atDropoff, delivered, returning, returned
    case pay, giveBack, undo, attempt, fail, unlockCode, chooseWait, chooseReturn, editWords
    case editPlace, add

    var phase: Phase? {
        switch self {
        case .atPickup: .atPickup
        case .pickedUp: .pickedUp
        case .atDropoff: .atDropoff
        case .delivered: .delivered
        case .returning: .returning
        case .returned: .returned
        default: nil
        }
    }
}

/// The rights: `nil` is yes.
enum Rights {
    static func verdict(
        of kind: CommandKind, in state: OrderState, for role: Role
    ) -> RefusalCode? {
        guard roles(of: kind).contains(role) else { return .forbidden }
        if role == .runner { return forRunner(kind, in: state) }
        switch kind {
        case .chooseWait: return .invalid
        case .chooseReturn:
            let isOwner = RoleSet.placers.contains(role)
            return isOwner && states(of: kind).contains(state) ? nil : .invalid
        default: return states(of: kind).contains(state) ? nil : .stateConflict
        }
    }

    /// Who hears more than that it is not theirs to say.
    private static func roles(of kind: CommandKind) -> RoleSet {
        switch kind {
        case .cancel, .chooseWait, .chooseReturn, .editWords, .editPlace:
            [.customer, .merchant, .service, .dispatcher, .admin]
        case .assign, .fail, .unlockCode: [.dispatcher, .admin]
        case .delivered, .returning: [.runner, .dispatcher, .admin]
        case .pay: [.service, .admin]
        case .add: [.customer, .merchant, .service]
        default: .runner
        }
    }

    private static let unpaid: [OrderState] = [.awaitingPayment, .scheduled]
    private static let lookedFor: [OrderState] = [.matching, .waitingForPool, .noTaker, .offered]
    private static let bound: [OrderState] = [.assigned, .atPickup]
    private static let underWay: [OrderState] = [.pickedUp, .atDropoff]

    /// Where the order must stand.
    private static func states(of kind: CommandKind) -> [OrderState] {
        switch kind {
        case .cancel: unpaid + lookedFor + bound
        case .assign: lookedFor + bound
        case .atPickup: [.assigned]
        case .pickedUp, .giveBack: bound
        case .atDropoff: [.pickedUp]
        case .delivered, .returning, .attempt, .chooseReturn: underWay
        case .returned: [.returning]
        case .pay: [.awaitingPayment]
        case .undo: [.atPickup, .pickedUp, .atDropoff, .delivered, .returning, .returned]
        case .fail: [.scheduled] + lookedFor + bound + underWay + [.returning, .atStation]
        case .unlockCode, .chooseWait, .seen, .accept, .decline: []
        case .editWords: unpaid + lookedFor + bound + [.pickedUp, .atStation]
        case .editPlace: unpaid + lookedFor + bound
        case .add: lookedFor
        }
    }

    /// What the runner hears who was asked and, where the state says so, carries the order.
    private static func forRunner(_ kind: CommandKind, in state: OrderState) -> RefusalCode? {
        let isUnasked = Scene.isUnasked(state)
        switch kind {
        case .seen: return isUnasked ? .notFound : nil
        case .accept, .decline:
            if isUnasked { return .notFound }
            if state == .offered { return nil }
            if state == .cancelled { return .offerWithdrawn }
            let isOver = kind == .decline || state == .failed || state == .returned
            return isOver ? .offerExpired : .offerTaken
        default:
            if isUnasked || state == .offered || state == .cancelled { return .notFound }
            return states(of: kind).contains(state) ? nil : .stateConflict
        }
    }

    /// The state after a command that was accepted.
    static func outcome(of kind: CommandKind, in state: OrderState) -> OrderState {
        switch kind {
        case .cancel: .cancelled
        case .assign, .accept: .assigned
        case .decline, .pay, .giveBack: .matching
        case .fail: .failed
        case .chooseReturn: .returning
        case .undo: before[state] ?? state
        // Who was asked about another place is asked anew.
        case .editPlace where state == .offered: .matching
        default: kind.phase?.state ?? state
        }
    }

    /// Where the scenes were before their last report.
    private static let before: [OrderState: OrderState] = [
        .atPickup: .assigned, .pickedUp: .assigned, .atDropoff: .pickedUp, .delivered: .pickedUp,
        .returning: .pickedUp, .returned: .returning,
    ]
}
