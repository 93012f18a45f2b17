// One order as different people may see it. The rules of who sees what stand in this file and nowhere
// else in the rendering.

public import Basics
public import Engine

/// Who looks at an order.
public enum OrderViewer: Sendable {
    /// Who placed it: its own texts and codes.
    case owner
    /// Dispatchers and admins: everything but the codes.
    case staff
    /// The operator's system: as staff.
    case service
    /// The runner who carries it: stops, contacts and what opens the lockers, never the drop-off code.
    case runner
    /// A runner who is asked: no details, the drop-off only roughly, no price.
    case masked

    var seesDetails: Bool { self != .masked }
    var seesPrice: Bool { self != .masked }
    var seesRunnerID: Bool { self == .staff || self == .service || self == .runner }
    var seesFullName: Bool { self == .staff || self == .service || self == .runner }

    func seesCode(at kind: StopKind) -> Bool {
        switch self {
        case .owner: true
        case .runner: kind != .dropoff
        case .staff, .service, .masked: false
        }
    }
}

/// What an order shows of the runner who carries a leg.
public struct RunnerCard: Equatable, Sendable {
    /// The runner.
    public var id: RunnerID
    /// Its name, unmasked.
    public var name: String
    /// What it moves with.
    public var vehicle: Vehicle

    /// A card.
    public init(id: RunnerID, name: String, vehicle: Vehicle) {
        self.id = id
        self.name = name
        self.vehicle = vehicle
    }

    /// The card of a runner.
    public init(_ profile: RunnerProfile) {
        self.init(id: profile.id, name: profile.name, vehicle: profile.vehicle)
    }
}

/// An order and what is shown beside it.
public struct OrderPicture: Sendable {
    /// The order.
    public var order: Order
    /// Who carries each leg, if anybody.
    public var runners: [RunnerCard?]
    /// When the runner is expected at the pickup.
    public var etaPickup: Instant?
    /// When the runner is expected at the drop-off.
    public var etaDropoff: Instant?
    /// Who looks.
    public var viewer: OrderViewer

    /// A picture; a leg without an entry in `runners` has no runner.
    public init(
        order: Order, runners: [RunnerCard?] = [], etaPickup: Instant? = nil,
        etaDropoff: Instant? = nil, viewer: OrderViewer
    ) {
        self.order = order
        self.runners = runners
        self.etaPickup = etaPickup
        self.etaDropoff = etaDropoff
        self.viewer = viewer
    }
}

/// What strangers see of a name: the first character, then a star. Empty stays empty.
public func maskedName(_ name: String) -> String {
    name.first.map { "\($0)*" } ?? ""
}
