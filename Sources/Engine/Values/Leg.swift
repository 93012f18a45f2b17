// A part of an order that one runner carries. A leg is what is matched, offered and carried; an order
// without a relay has one.

public import Basics
public import Geo

/// Which leg of which order.
public struct LegID: Hashable, Comparable, Sendable {
    /// The order.
    public var order: OrderID
    /// The leg of it, from 0.
    public var leg: Int

    /// A leg of an order.
    @inlinable
    public init(order: OrderID, leg: Int) {
        self.order = order
        self.leg = leg
    }

    @inlinable
    public static func < (left: LegID, right: LegID) -> Bool {
        left.order == right.order ? left.leg < right.leg : left.order < right.order
    }
}

extension LegID {
    /// Legs of an order in one number with it, for the rows of a matching round.
    private static let legBits: UInt64 = 4
    /// The most legs of an order, those included that fetched the goods of a runner who vanished.
    public static let legsMax = 1 << legBits

    /// The id behind it; none stands between.
    var next: LegID { LegID(order: order, leg: leg + 1) }

    /// The leg as a row of a matching round is numbered; the order of the numbers is that of the ids.
    var rowNumber: UInt64 { order.number << LegID.legBits | UInt64(leg) }

    /// The leg of a row.
    init(rowNumber: UInt64) {
        self.init(
            order: OrderID(number: rowNumber >> LegID.legBits),
            leg: Int(rowNumber & (1 << LegID.legBits - 1)))
    }
}

/// Where a leg begins or ends.
public enum LegEnd: Equatable, Sendable {
    /// A stop of the order, by index.
    case stop(Int)
    /// A station, where the goods may lie for a while.
    case station(StationID)
    /// A point in the street: where a runner was last seen, or where two meet.
    case place(Coordinate)
}

/// A runner who was asked and did not take it.
public struct RefusalMemory: Equatable, Sendable {
    /// Who.
    public var runner: RunnerIndex
    /// Until when it is not asked again.
    public var until: Instant

    /// A memory of `runner` until `until`.
    public init(runner: RunnerIndex, until: Instant) {
        self.runner = runner
        self.until = until
    }
}

/// What a leg is to be when it is made.
public struct LegPlan: Equatable, Sendable {
    /// Where it begins.
    public var start: LegEnd
    /// Where it ends.
    public var end: LegEnd
    /// Where that is; a station that moves later moves no leg.
    public var startCoordinate: Coordinate
    /// Where that is.
    public var endCoordinate: Coordinate
    /// The order's stops that it visits, by index; empty between two stations.
    public var stops: Range<Int>
    /// The way over all of them, great circle.
    public var meters: Double
    /// The pools that must all hold for its runner.
    public var pools: [String]

    /// A leg between two places.
    public init(
        start: LegEnd, at startCoordinate: Coordinate, end: LegEnd, at endCoordinate: Coordinate,
        stops: Range<Int>, meters: Double, pools: [String]
    ) {
        self.start = start
        self.startCoordinate = startCoordinate
        self.end = end
        self.endCoordinate = endCoordinate
        self.stops = stops
        self.meters = meters
        self.pools = pools
    }

    /// The one leg of an order that is carried in one go.
    public static func whole(_ draft: borrowing OrderDraft, meters: Double) -> LegPlan {
        let last = draft.stops.count - 1
        return LegPlan(
            start: .stop(0), at: draft.stops[0].coordinate, end: .stop(last),
            at: draft.stops[last].coordinate, stops: 0..<draft.stops.count, meters: meters,
            pools: draft.runnerPools)
    }

    /// The legs of an order that goes through `stations`, one more than there are: the first visits all
    /// stops but the last, the last one the door. `pools` are those of each leg, beside the customer's
    /// own, which hold for all.
    public static func relay(
        _ draft: borrowing OrderDraft, through stations: [Station], pools: [[String]] = []
    ) -> [LegPlan] {
        let last = draft.stops.count - 1
        return (0...stations.count).map { index in
            let begins = index == 0
            let ends = index == stations.count
            let start: LegEnd = begins ? .stop(0) : .station(stations[index - 1].id)
            let end: LegEnd = ends ? .stop(last) : .station(stations[index].id)
            let stops = (begins ? 0 : last)..<(ends ? last + 1 : last)
            var way = stops.map { draft.stops[$0].coordinate }
            if !begins { way.insert(stations[index - 1].coordinate, at: 0) }
            if !ends { way.append(stations[index].coordinate) }
            let own = index < pools.count ? pools[index] : []
            return LegPlan(
                start: start, at: way[0], end: end, at: way[way.count - 1], stops: stops,
                meters: zip(way, way.dropFirst()).reduce(0) { $0 + $1.0.distanceMeters(to: $1.1) },
                pools: draft.runnerPools + own.filter { !draft.runnerPools.contains($0) })
        }
    }
}

/// What a runner's last report changed, so that it can be taken back.
public struct ReportMemory: Equatable, Sendable {
    /// Whose report it was.
    public var runner: RunnerIndex
    /// The state before it.
    public var from: OrderState
    /// Who had the goods before it.
    public var custody: Custody
    /// When it came.
    public var at: Instant
}

/// A part of an order that one runner carries.
public struct Leg: Equatable, Sendable {
    /// Between where, and for whom.
    public internal(set) var plan: LegPlan
    /// Where it stands.
    public internal(set) var state: OrderState
    /// The number of its assignments so far; the current one's number while it is carried.
    public internal(set) var epoch = 0
    /// When the current assignment was made.
    public internal(set) var assignedAt = Instant.distantPast
    /// Since when a runner is looked for.
    public internal(set) var waitingSince: Instant
    /// Who carries it, or carried it last.
    public internal(set) var runner: RunnerIndex?
    /// The offers that are out, in the order in which they were made.
    public internal(set) var offers: [OfferID] = []
    /// Who was asked and did not take it.
    public internal(set) var refusals: [RefusalMemory] = []
    /// Since when the current runner is at the pickup.
    public internal(set) var atPickupSince: Instant?
    /// Since when the current runner is at the drop-off.
    public internal(set) var atDropoffSince: Instant?
    /// When the current runner tried to reach the recipient.
    public internal(set) var contactAttempts: [Instant] = []
    /// The current runner's last report, while it may be taken back.
    public internal(set) var lastReport: ReportMemory?
    /// How its runner is looked for.
    public internal(set) var market = Market()
    /// Until when it is watched whether its pool still has nobody.
    var poolWatch: Instant?
    /// How long runners waited at its stops.
    public internal(set) var wait = StopWait()
    /// The leg that takes the goods on; `nil` if this one ends at the door.
    public internal(set) var next: Int?
    /// Why it is not looked for although its turn has come.
    public internal(set) var hold: HoldReason?
    /// Since when it is its order's active leg, and the track is its own.
    public internal(set) var activeSince: Instant
    /// Who had the goods before: a relay goes through different hands.
    var formerHolders: [RunnerIndex] = []
    /// The way of the legs after it.
    var onwardMeters = 0.0
    /// How many there are.
    var onwardCount = 0
    /// `plan.pools` as bits of the engine's pool table.
    var poolMask: UInt64 = 0

    /// A leg in that state.
    init(_ plan: LegPlan, state: OrderState, at now: Instant) {
        self.plan = plan
        self.state = state
        waitingSince = now
        activeSince = now
    }

    /// Legs that follow each other; the first in that state, the others when the goods come.
    static func chain(_ plans: [LegPlan], state: OrderState, at now: Instant) -> [Leg] {
        var legs = plans.enumerated().map { index, plan in
            Leg(plan, state: index == 0 ? state : .scheduled, at: now)
        }
        for index in legs.indices.dropLast() { legs[index].next = index + 1 }
        return legs
    }

    /// Forgets what the last runner did on it.
    mutating func beginAnew() {
        atPickupSince = nil
        atDropoffSince = nil
        contactAttempts = []
        lastReport = nil
    }

    /// Keeps since when the runner is where the state says; a report taken back takes that back too.
    mutating func noteArrival(at now: Instant) {
        switch state {
        case .assigned: (atPickupSince, atDropoffSince) = (nil, nil)
        case .atPickup:
            atPickupSince = atPickupSince ?? now
            atDropoffSince = nil
        case .pickedUp: atDropoffSince = nil
        case .atDropoff: atDropoffSince = atDropoffSince ?? now
        default: break
        }
    }

    /// The first of its stops; one more than `to` if it visits none.
    public var from: Int { plan.stops.lowerBound }
    /// The last of its stops.
    public var to: Int { plan.stops.upperBound - 1 }
    /// Whether it brings goods back to the sender that another runner had begun to bring back. No leg ends
    /// at the first stop otherwise.
    var goesBack: Bool { plan.end == .stop(0) }
    /// The station at which it ends, if it ends at one.
    public var stationAtEnd: StationID? {
        if case .station(let id) = plan.end { return id }
        return nil
    }
    /// The station at which it begins, if it begins at one.
    public var stationAtStart: StationID? {
        if case .station(let id) = plan.start { return id }
        return nil
    }
}
