// One order as different people may see it. The rules of who sees what stand in this file and nowhere
// else in the rendering.

public import Basics
public import Engine

/// Who looks at an order.
public enum OrderViewer: Equatable, Sendable {
    /// Who placed it: its own texts and codes, the price.
    case owner(subject: String)
    /// The contact of a stop: its own stop's texts and code, no price.
    case contact(stop: Int)
    /// Who was given a link: where it goes and how far it is.
    case guest
    /// Dispatchers and admins: everything but the codes.
    case staff
    /// The runner who carries it: stops, contacts and what opens the lockers, never the drop-off code.
    case runner
    /// A station on the way: what is carried and by whom, no contacts.
    case station
    /// A runner who is asked: no details, the drop-off only roughly, no price.
    case masked

    /// The viewer that a party to an order is.
    public init(_ party: Party, _ principal: Principal) {
        switch party {
        case .payer: self = .owner(subject: principal.subject)
        case .contact(let stop): self = .contact(stop: stop)
        case .guest: self = .guest
        case .carrier: self = .runner
        case .station: self = .station
        case .staff: self = .staff
        }
    }

    /// Whether what is carried is described.
    var seesItems: Bool { self != .masked && self != .guest }
    /// Whether the placing system's own id is shown.
    var seesExternalId: Bool { seesPrice }
    var seesPrice: Bool {
        switch self {
        case .owner, .staff, .runner: true
        case .contact, .guest, .station, .masked: false
        }
    }
    /// Whether a runner is shown by id and full name.
    var seesRunner: Bool {
        switch self {
        case .staff, .runner, .station: true
        case .owner, .contact, .guest, .masked: false
        }
    }

    /// Whether the point to which the recipient comes down is shown.
    var seesGate: Bool { self != .masked && self != .station }

    /// Whether it is shown how long runners waited.
    var seesWaiting: Bool { self == .staff || self == .runner }

    /// Whether the texts of a stop are shown: address, contact, note. A contact that is somebody else's
    /// login is theirs, also against who typed it.
    func seesDetails(of stop: Stop, at index: Int) -> Bool {
        switch self {
        case .staff, .runner: true
        case .owner(let subject):
            stop.details.contactSubject.map { $0 == subject } ?? true
        case .contact(let own): own == index
        case .guest, .station, .masked: false
        }
    }

    func seesCode(of stop: Stop, at index: Int) -> Bool {
        switch self {
        case .owner: seesDetails(of: stop, at: index)
        case .contact(let own): own == index
        case .runner: stop.kind != .dropoff
        case .staff, .station, .guest, .masked: false
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
    /// How to reach it, unmasked.
    public var phone: String?
    /// What customers think of it, in tenths.
    public var ratingTenths: Int?

    /// A card.
    public init(
        id: RunnerID, name: String, vehicle: Vehicle, phone: String? = nil,
        ratingTenths: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.vehicle = vehicle
        self.phone = phone
        self.ratingTenths = ratingTenths
    }

    /// The card of a runner.
    public init(_ profile: RunnerProfile) {
        self.init(
            id: profile.id, name: profile.name, vehicle: profile.vehicle, phone: profile.phone,
            ratingTenths: profile.ratingTenths)
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
    /// How long runners have waited at its stops.
    public var waiting = Milliseconds.zero
    /// Who looks.
    public var viewer: OrderViewer
    /// The stops whose details the viewer may see, by index; `nil` is all. Of a relay a runner sees the
    /// stops of its own leg only.
    public var stopsInSight: Set<Int>?

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

/// What strangers see of a phone number: enough to know it again when it rings, `138****0000`. One of
/// seven digits or fewer shows its last two only.
public func maskedPhone(_ phone: String) -> String {
    let characters = Array(phone)
    guard characters.count > 7 else { return "****" + String(characters.suffix(2)) }
    return String(characters.prefix(3)) + "****" + String(characters.suffix(4))
}
