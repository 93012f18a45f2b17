// What a matching round sees: a frozen copy of the waiting legs and of the runners, as plain rows with
// dense indices. It is Sendable and owns nothing, so a worker can plan on it while the city goes on.

public import Basics
public import Geo

/// Everything `plan` looks at. Rows name each other by index; ids only break ties.
public struct Snapshot: Sendable, Equatable {
    /// When the snapshot was taken; ages are counted up to here.
    public var at: Instant
    /// The legs that wait for a runner, in any order.
    public var orders: [OrderRow]
    /// The runners, in any order; those who can take nothing may be left in, they are filtered.
    public var runners: [RunnerRow]
    /// Indices into `runners`, cut into one range per order by `OrderRow.refusedBy`.
    public var refusals: [Int32]

    /// Indices into `runners`, cut into one range per order by `OrderRow.blockedBy`.
    public var blocks: [Int32]

    /// A snapshot of those rows.
    public init(
        at: Instant, orders: [OrderRow] = [], runners: [RunnerRow] = [], refusals: [Int32] = [],
        blocks: [Int32] = []
    ) {
        self.at = at
        self.orders = orders
        self.runners = runners
        self.refusals = refusals
        self.blocks = blocks
    }

    /// Whether the runner in row `runner` refused this order and the refusal still counts.
    /// O(refusals of the order).
    @inlinable
    public func hasRefused(runner: Int, order: OrderRow) -> Bool {
        for index in order.refusedBy where Int(refusals[index]) == runner { return true }
        return false
    }

    /// Whether the runner in row `runner` is kept from whoever placed this order. O(blocks of it).
    @inlinable
    public func isBlocked(runner: Int, order: OrderRow) -> Bool {
        for index in order.blockedBy where Int(blocks[index]) == runner { return true }
        return false
    }
}

/// One leg that waits for a runner.
public struct OrderRow: Sendable, Equatable {
    /// Unique in the snapshot; decides between equals, the smaller first.
    public var id: UInt64
    /// Where the runner has to go first.
    public var pickup: Coordinate
    /// Since when it has been waiting; gives its age.
    public var waitingSince: Instant
    /// The pools, one bit each, *all* of which the runner must be in. A hard filter, never widened.
    public var pools: UInt64
    /// The vehicles allowed, bit `1 << RunnerRow.vehicle` each; 0 allows any.
    public var vehicles: UInt32
    /// The skills, one bit each, all of which the runner must have.
    public var skills: UInt64
    /// What it weighs.
    public var grams: Int32
    /// Who placed it; nobody is offered their own order. 0 for nobody.
    public var person: UInt64
    /// Where in `Snapshot.refusals` the runners stand who refused it.
    public var refusedBy: Range<Int>
    /// Where in `Snapshot.blocks` the runners stand who are kept from whoever placed it.
    public var blockedBy: Range<Int>
    /// The site it belongs to; 0 for the one without a name. Nobody serves another's orders.
    public var site: UInt64

    /// An order that any runner may take, but for what is given.
    public init(
        id: UInt64, pickup: Coordinate, waitingSince: Instant, pools: UInt64 = 0,
        vehicles: UInt32 = 0, skills: UInt64 = 0, grams: Int32 = 0, person: UInt64 = 0,
        refusedBy: Range<Int> = 0..<0, blockedBy: Range<Int> = 0..<0, site: UInt64 = 0
    ) {
        self.id = id
        self.pickup = pickup
        self.waitingSince = waitingSince
        self.pools = pools
        self.vehicles = vehicles
        self.skills = skills
        self.grams = grams
        self.person = person
        self.refusedBy = refusedBy
        self.blockedBy = blockedBy
        self.site = site
    }
}

/// One runner as the round sees it.
public struct RunnerRow: Sendable, Equatable {
    /// Unique in the snapshot; decides between equals, the smaller first.
    public var id: UInt64
    /// Where the runner is.
    public var coordinate: Coordinate
    /// The pools the runner is in, one bit each.
    public var pools: UInt64
    /// The kind of vehicle, 0…31: a bit number in `OrderRow.vehicles`, an index into
    /// `Parameters.vehicleSpeedsMetersPerHour`.
    public var vehicle: UInt8
    /// The skills the runner has, one bit each.
    public var skills: UInt64
    /// How many orders the runner carries or is on the way to.
    public var loadOrders: Int32
    /// How many orders the runner may have at once.
    public var capacityOrders: Int32
    /// What those orders weigh together.
    public var loadGrams: Int32
    /// What they may weigh at most.
    public var capacityGrams: Int32
    /// The runner's own speed; 0 for that of the vehicle.
    public var speedMetersPerHour: Int32
    /// Who the runner is as a person; 0 if unknown.
    public var person: UInt64
    /// Whether the operator has verified the runner.
    public var isVerified: Bool
    /// Whether the runner is willing to work, and not finishing.
    public var isOnDuty: Bool
    /// Whether the last fix is recent enough to plan with.
    public var isFresh: Bool
    /// Whether an offer is pending with the runner. Leave it out when that very offer is re-checked.
    public var hasOffer: Bool
    /// Whether the operator lets the runner serve nobody.
    public var isBlocked: Bool
    /// The site the runner belongs to; 0 for the one without a name.
    public var site: UInt64
    /// What keeps the runner from being asked whatever the order: `resting` or the like.
    public var heldBack: FilterReason?
    /// How far the runner gets before its shift ends, great circle.
    public var reachMeters: Double

    /// An idle runner who may take anything, but for what is given.
    public init(
        id: UInt64, coordinate: Coordinate, pools: UInt64 = 0, vehicle: UInt8 = 0,
        skills: UInt64 = 0, loadOrders: Int32 = 0, capacityOrders: Int32 = 1, loadGrams: Int32 = 0,
        capacityGrams: Int32 = .max, speedMetersPerHour: Int32 = 0, person: UInt64 = 0,
        isVerified: Bool = true, isOnDuty: Bool = true, isFresh: Bool = true,
        hasOffer: Bool = false, isBlocked: Bool = false, site: UInt64 = 0,
        heldBack: FilterReason? = nil,
        reachMeters: Double = .infinity
    ) {
        precondition(vehicle < 32, "a vehicle is a bit number of a 32-bit mask")
        self.id = id
        self.coordinate = coordinate
        self.pools = pools
        self.vehicle = vehicle
        self.skills = skills
        self.loadOrders = loadOrders
        self.capacityOrders = capacityOrders
        self.loadGrams = loadGrams
        self.capacityGrams = capacityGrams
        self.speedMetersPerHour = speedMetersPerHour
        self.person = person
        self.isVerified = isVerified
        self.isOnDuty = isOnDuty
        self.isFresh = isFresh
        self.hasOffer = hasOffer
        self.isBlocked = isBlocked
        self.site = site
        self.heldBack = heldBack
        self.reachMeters = reachMeters
    }
}
