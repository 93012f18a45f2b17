// Where an order goes, and what goes with it. Names, phones, addresses, notes and codes stand apart
// from the rest, because they are sealed and may be erased while the order's history stays.

public import Geo

/// What happens at a stop.
public enum StopKind: UInt8, CaseIterable, Sendable {
    case pickup = 1
    case buy
    case wait
    case dropoff

    /// The kind as the wire spells it.
    public var name: String {
        switch self {
        case .pickup: "pickup"
        case .buy: "buy"
        case .wait: "wait"
        case .dropoff: "dropoff"
        }
    }

    /// The kind that the wire's text names.
    public init?(name: String) {
        guard let kind = StopKind.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}

/// What is personal about a stop.
public struct StopDetails: Equatable, Sendable {
    /// The address as people write it.
    public var address: String?
    /// Whom to meet.
    public var contactName: String?
    /// How to reach them.
    public var contactPhone: String?
    /// Who they are to the city: the `sub` of their own tokens, if they have any. Whose contact it is sees
    /// it, and nobody else but the carrier and the staff.
    public var contactSubject: String?
    /// What to know on the way.
    public var note: String?
    /// Pickup: what opens the locker. Drop-off: what the recipient tells the runner.
    public var code: String?

    /// Details; all may be missing.
    public init(
        address: String? = nil, contactName: String? = nil, contactPhone: String? = nil,
        contactSubject: String? = nil, note: String? = nil, code: String? = nil
    ) {
        self.address = address
        self.contactName = contactName
        self.contactPhone = contactPhone
        self.contactSubject = contactSubject
        self.note = note
        self.code = code
    }
}

/// One place of an order.
public struct Stop: Equatable, Sendable {
    /// What happens there.
    public var kind: StopKind
    /// Where it is.
    public var coordinate: Coordinate
    /// `buy`: the most the runner may spend, in the currency's minor unit.
    public var capAmount: Int?
    /// `wait`: how long to queue.
    public var durationMinutes: Int?
    /// The personal part; empty once erased.
    public var details: StopDetails

    /// A stop.
    public init(
        kind: StopKind, coordinate: Coordinate, capAmount: Int? = nil, durationMinutes: Int? = nil,
        details: StopDetails = StopDetails()
    ) {
        self.kind = kind
        self.coordinate = coordinate
        self.capAmount = capAmount
        self.durationMinutes = durationMinutes
        self.details = details
    }
}

/// One thing that is carried.
public struct Item: Equatable, Sendable {
    /// What it is; personal, empty once erased.
    public var description: String
    /// What it weighs.
    public var weightGrams: Int

    /// A thing.
    public init(description: String, weightGrams: Int) {
        self.description = description
        self.weightGrams = weightGrams
    }
}
