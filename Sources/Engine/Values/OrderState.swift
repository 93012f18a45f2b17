// Where an order stands. What leads from one state to the next is a table of its own, OrderMachine.swift.

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
    /// Placed, and not paid for yet.
    case awaitingPayment
    /// It comes later: an order for a later hour, a leg whose turn has not come.
    case scheduled
    /// The goods lie at a station.
    case atStation
    case failed
    /// The goods are on their way back to where they were picked up.
    case returning
    case returned

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
        case .awaitingPayment: "awaitingPayment"
        case .scheduled: "scheduled"
        case .atStation: "atStation"
        case .failed: "failed"
        case .returning: "returning"
        case .returned: "returned"
        }
    }

    /// The state that the wire's text names.
    public init?(name: String) {
        guard let state = OrderState.allCases.first(where: { $0.name == name }) else { return nil }
        self = state
    }

    /// Nothing follows.
    public var isFinal: Bool {
        switch self {
        case .delivered, .cancelled, .failed, .returned: true
        default: false
        }
    }
    /// A runner is looked for and nobody is asked.
    public var isWaiting: Bool { self == .matching || self == .waitingForPool || self == .noTaker }
    /// A runner is bound to it.
    public var isCarried: Bool {
        switch self {
        case .assigned, .atPickup, .pickedUp, .atDropoff, .returning: true
        default: false
        }
    }
    /// The runner has the goods.
    public var hasGoods: Bool { self == .pickedUp || self == .atDropoff || self == .returning }
}

/// A runner's report of progress.
public enum Phase: UInt8, CaseIterable, Sendable {
    case atPickup = 1
    case pickedUp
    case atDropoff
    case delivered
    case returning
    case returned

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
        case .returning: .returning
        case .returned: .returned
        }
    }
}
