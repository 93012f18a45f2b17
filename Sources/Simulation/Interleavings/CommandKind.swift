// The families of commands that a walk draws from, so that what was tried can be counted in a table.

internal import Engine

/// A kind of command: about one order, or about the city.
enum CommandKind: UInt8, CaseIterable, Sendable {
    // About an order.
    case cancel, assign, override, share, widen
    case seen, accept, decline, grab
    case atPickup, pickedUp, atDropoff, delivered, returning, returned
    case pay, giveBack, undo, attempt, fail, unlockCode, choose, edit, add
    case issueCode, scan, recover, moveToGate
    case claim, resolve
    // About the city.
    case create, register, patch, verify, duty, sos
    case block, unblock, pair
    case putStation, removeStation, putZone, pauseZone, removeZone, putPool

    static let ofOrders = allCases.filter(\.isAboutOrder)
    static let ofCity = allCases.filter { !$0.isAboutOrder }

    var isAboutOrder: Bool { rawValue < CommandKind.create.rawValue }

    var name: String { "\(self)" }

    /// The phase that is reported, if one is.
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

    /// Who may ever do this, as the protocol says it; written down a second time on purpose.
    var rightful: RoleSet {
        switch self {
        case .cancel, .add, .edit, .share, .choose: [.customer, .merchant, .service, .staff]
        case .assign, .override, .fail, .unlockCode, .recover, .moveToGate, .claim, .resolve:
            .staff
        case .widen: [.customer, .merchant, .service]
        case .seen, .accept, .decline, .grab, .giveBack, .undo, .attempt: .runner
        case .atPickup, .pickedUp, .atDropoff, .returned: .runner
        case .delivered, .returning: [.runner, .staff]
        case .pay, .register, .verify: [.service, .admin]
        case .issueCode: [.runner, .station, .customer, .merchant, .service, .staff]
        case .scan: [.runner, .station]
        case .create: .placers
        case .patch: [.runner, .admin, .service]
        case .duty, .sos: .runner
        case .block, .unblock, .pair: [.service, .staff]
        case .putStation, .removeStation, .removeZone, .putPool: .admin
        case .putZone, .pauseZone: .staff
        }
    }

    /// Whether who does it must be a party of the order: an asked runner, or one who scans, is none yet.
    var needsParty: Bool {
        switch self {
        case .seen, .accept, .decline, .grab, .scan, .pay, .claim, .resolve: false
        default: isAboutOrder
        }
    }
}
