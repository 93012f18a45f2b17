// The person moving. What is journaled (identity, rights, duty, load) and what is only live
// (position, clock) stand in two structs: the first is replayed, the second is not.

public import Basics
public import Geo

/// What a runner moves with.
public enum Vehicle: UInt8, CaseIterable, Sendable {
    case foot = 0
    case bicycle
    case ebike
    case motorcycle
    case car

    /// The vehicle as the wire spells it.
    public var name: String {
        switch self {
        case .foot: "foot"
        case .bicycle: "bicycle"
        case .ebike: "ebike"
        case .motorcycle: "motorcycle"
        case .car: "car"
        }
    }

    /// The vehicle that the wire's text names.
    public init?(name: String) {
        guard let vehicle = Vehicle.allCases.first(where: { $0.name == name }) else { return nil }
        self = vehicle
    }
}

/// Whether a runner works.
public enum Duty: UInt8, CaseIterable, Sendable {
    case off = 0
    case on
    case paused
    /// Off duty as soon as what is carried is delivered: positions go on, offers do not come.
    case finishing

    /// The duty as the wire spells it.
    public var name: String {
        switch self {
        case .off: "off"
        case .on: "on"
        case .paused: "paused"
        case .finishing: "finishing"
        }
    }
}

/// How much a runner may carry at once.
public struct Capacity: Equatable, Sendable {
    /// Orders.
    public var orders: Int
    /// Weight.
    public var grams: Int

    /// A capacity.
    public init(orders: Int = 4, grams: Int = 15_000) {
        self.orders = orders
        self.grams = grams
    }
}

/// What is said of a runner at registration, by the operator's own system.
public struct RunnerProfile: Equatable, Sendable {
    /// The runner's id: the `sub` of its tokens.
    public var id: RunnerID
    /// The name; personal, empty once erased.
    public var name: String
    /// The same human across roles.
    public var person: String?
    /// `female`, `male`, or `nil` if it was not said; it is also a pool.
    public var gender: String?
    /// What the runner moves with.
    public var vehicle: Vehicle
    /// What the runner can do.
    public var skills: [String]
    /// The named pools the runner belongs to, beside its gender.
    public var pools: [String]
    /// How much it may carry.
    public var capacity: Capacity
    /// How to reach it; personal, empty once erased.
    public var phone: String?
    /// What customers think of it, in tenths from 10 to 50, if anybody said so.
    public var ratingTenths: Int?

    /// The campus or city it is to belong to, as its registration says; from then on the runner knows.
    public var site: String?

    /// A profile.
    public init(
        id: RunnerID, name: String = "", person: String? = nil, gender: String? = nil,
        vehicle: Vehicle = .bicycle, skills: [String] = [], pools: [String] = [],
        capacity: Capacity = Capacity(), phone: String? = nil, ratingTenths: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.person = person
        self.gender = gender
        self.vehicle = vehicle
        self.skills = skills
        self.pools = pools
        self.capacity = capacity
        self.phone = phone
        self.ratingTenths = ratingTenths
    }
}

/// A change of a profile; what is `nil` stays.
public struct RunnerPatch: Equatable, Sendable {
    /// The name.
    public var name: String?
    /// The gender, and with it a pool.
    public var gender: String?
    /// What the runner moves with.
    public var vehicle: Vehicle?
    /// What the runner can do.
    public var skills: [String]?
    /// The named pools.
    public var pools: [String]?
    /// The most orders at once.
    public var capacityOrders: Int?
    /// The most weight at once.
    public var capacityGrams: Int?
    /// Whether the runner may be given orders.
    public var verified: Bool?
    /// The runner's own, lower limit of simultaneous orders (2 … 12).
    public var ownCap: Int?
    /// How to reach it.
    public var phone: String?
    /// What customers think of it, in tenths from 10 to 50.
    public var ratingTenths: Int?
    /// The hours in which the runner may be asked; hours without a span are always.
    public var shifts: WeeklyHours?

    /// A change of nothing yet.
    public init() {}

    /// Whether only what a runner may change of itself is changed.
    public var isOwn: Bool {
        gender == nil && vehicle == nil && skills == nil && pools == nil && capacityOrders == nil
            && capacityGrams == nil && verified == nil && name == nil && ratingTenths == nil
            && shifts == nil
    }
}

/// How busy a runner is.
public struct Load: Equatable, Sendable {
    /// Active orders.
    public var orders = 0
    /// What they weigh.
    public var grams = 0

    /// No load.
    public init() {}
}

/// How often a runner did not take what it was asked.
public struct RefusalCounts: Equatable, Sendable {
    /// Of its own choice: declined, or let pass.
    public var counted = 0
    /// While a rule of its protection held or was about to, or for a rest: nobody's fault.
    public var withoutFault = 0

    /// Never.
    public init() {}
}

/// What the journal knows of a runner.
public struct Runner: Equatable, Sendable {
    /// Who it is.
    public var profile: RunnerProfile
    /// May be given orders.
    public var verified = false
    /// Whether it works.
    public var duty = Duty.off
    /// Since when.
    public var dutySince = Instant.distantPast
    /// The runner's own limit of simultaneous orders, if it set one.
    public var ownCap: Int?
    /// What it carries, in the order of assignment.
    public var carried: [LegID] = []
    /// How busy it is.
    public var load = Load()
    /// The offer it is asked about at the moment.
    public var pendingOffer: OfferID?
    /// What it has claimed in the hall and no window has decided yet.
    public internal(set) var claims: [LegID] = []
    /// When it won in the hall, the last hour at least.
    public internal(set) var hallWins: [Instant] = []
    /// Grows with each change of `carried`.
    public var stopsVersion = 0
    /// The operator lets it serve nobody.
    public var isBlocked = false
    /// The campus or city it belongs to; `nil` is the one that has no name.
    public var site: String?
    /// The human it is and the site it belongs to as numbers, 0 for unknown and for the one without a name:
    /// a round compares all runners with all orders.
    var personNumber: UInt64 = 0
    var siteNumber: UInt64 = 0
    /// The hours in which it may be asked; `nil` is always.
    public internal(set) var shifts: WeeklyHours?
    /// What it has worked.
    public internal(set) var work = WorkClock()
    /// What it was last told to hold it back.
    var toldHold: WorkHold?
    /// What it was last warned of.
    var toldWarning: WorkWarning?
    /// How often it did not take what it was asked.
    public internal(set) var refusals = RefusalCounts()
    /// Its pools as bits of the engine's pool table.
    var poolMask: UInt64 = 0
    /// Its skills as bits of the engine's skill table.
    var skillMask: UInt64 = 0

    /// How many orders it may carry at once: the lower of the operator's limit and its own.
    public var capacityOrders: Int { min(profile.capacity.orders, ownCap ?? .max) }
}

/// A place that some fixes in a row agree on, and that does not fit the position before.
struct Elsewhere: Equatable, Sendable {
    /// So many in a row are believed more than the one position before.
    static let agreeingFixesLeast = 3

    var coordinate: Coordinate
    var fixTime: Instant
    var count: Int

    init(_ coordinate: Coordinate, _ fixTime: Instant, _ count: Int) {
        self.coordinate = coordinate
        self.fixTime = fixTime
        self.count = count
    }
}

/// What is only live: lost in a crash, and learned again with the next fix.
public struct LiveRunner: Sendable {
    /// The newest position.
    public var coordinate = Coordinate(latitudeE7: 0, longitudeE7: 0)
    /// Direction of travel in degrees, negative if unknown.
    public var headingDegrees: Float = -1
    /// Speed, negative if unknown.
    public var speedMetersPerSecond: Float = -1
    /// The newest position's radius of confidence, negative if unknown.
    public var accuracyMeters: Float = -1
    /// When the newest position was taken, by the daemon's clock.
    public var fixTime = Instant.distantPast
    /// When the newest position came.
    public var receivedAt = Instant.distantPast
    /// Grows with each change that a dispatcher's view shows.
    public var changeCount: UInt64 = 0
    /// The sequence of the newest position.
    var positionSequence = Int64.min
    @usableFromInline var sequences = SequenceWindow()
    var clock = PhoneClock()
    /// Where it has been for some time, while it carries something.
    var halt: Halt?
    /// Whether the runner's app has a live socket, and so can show an offer at once.
    public internal(set) var isConnected = false
    /// When its hours are looked at next.
    var workTimerAt = Instant.distantFuture
    /// Where the last fixes say the runner is, if nobody could have come there so fast.
    var elsewhere: Elsewhere?
    /// The same of late fixes, against the track.
    var lateElsewhere: Elsewhere?

    /// Whether a fix has come since the start, and since the runner came on duty.
    public var hasPosition: Bool { fixTime != .distantPast }
    /// The highest sequence seen.
    @inlinable
    public var lastSequence: Int64 { sequences.highest }
}
