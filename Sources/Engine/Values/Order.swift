// The request as the customer sees it. What is matched, offered and carried are its legs (Leg.swift); who
// has the goods is the order's custody (Custody.swift).

public import Basics

/// What a customer asks for.
public struct OrderDraft: Equatable, Sendable {
    /// The service, `parcel` for one.
    public var type: String
    /// 2 … `stopsMax` places, in the order to visit.
    public var stops: [Stop]
    /// What is carried.
    public var items: [Item]
    /// The pools that must all hold, as the customer asked.
    public var runnerPools: [String]
    /// The skills that must all be there.
    public var skills: [String]
    /// The customer's own addition to the price, in the currency's minor unit.
    public var addition: Int
    /// The placing system's own id.
    public var externalId: String?
    /// When the pickup should be; `nil` is as soon as possible.
    public var scheduledAt: Instant?
    /// The placing system says when it was paid; no runner is looked for before.
    public var awaitsPayment = false
    /// The stations to go through. Once the order is placed its legs say so, and this is empty.
    public var via: [StationID] = []
    /// With `via`: the pools of each leg, beside `runnerPools`.
    public var legPools: [[String]] = []

    /// A request.
    public init(
        type: String, stops: [Stop], items: [Item] = [], runnerPools: [String] = [],
        skills: [String] = [], addition: Int = 0, externalId: String? = nil
    ) {
        self.type = type
        self.stops = stops
        self.items = items
        self.runnerPools = runnerPools
        self.skills = skills
        self.addition = addition
        self.externalId = externalId
    }

    /// What all items weigh.
    public var weightGrams: Int { items.reduce(0) { $0 + $1.weightGrams } }
}

/// What has to come before a runner is looked for.
public struct Booking: Equatable, Sendable {
    /// When a runner is looked for; `nil` is at once.
    public var releaseAt: Instant?
    /// Until when it must be paid; `nil` if nobody waits for a payment.
    public var payBy: Instant?

    /// Nothing: a runner is looked for at once.
    public init(releaseAt: Instant? = nil, payBy: Instant? = nil) {
        self.releaseAt = releaseAt
        self.payBy = payBy
    }
}

/// A line of an order's history.
public struct OrderEvent: Equatable, Sendable {
    /// The assignment it belongs to.
    public var epoch: Int
    /// The leg.
    public var leg: Int
    /// The state after it.
    public var state: OrderState
    /// When.
    public var at: Instant
    /// The order's version after it.
    public var version: Int
    /// Why, where the state alone does not say.
    public var reason: String?
    /// When the last known position was taken, where the event is about nothing being heard.
    public var lastFixTime: Instant?
}

/// How an order was withdrawn.
public struct Cancellation: Equatable, Sendable {
    /// The state it was withdrawn from.
    public var from: OrderState
    /// What it costs, in the currency's minor unit.
    public var fee: Int
    /// Why.
    public var reason: String?

    /// A withdrawal.
    public init(from: OrderState, fee: Int, reason: String?) {
        self.from = from
        self.fee = fee
        self.reason = reason
    }
}

/// One order with its history.
public struct Order: Equatable, Sendable {
    /// Its id.
    public let id: OrderID
    /// The number people say: the day and a count, `20261121-000017`.
    public let number: String
    /// Who placed it.
    public let owner: Principal
    /// What was asked for.
    public var draft: OrderDraft
    /// What it costs.
    public internal(set) var price: Price
    /// The way over all stops, great circle.
    public internal(set) var meters: Double
    /// When it was placed.
    public let createdAt: Instant
    /// By when it should be delivered.
    public internal(set) var promisedBy: Instant
    /// What had to come before a runner was looked for.
    public internal(set) var booking: Booking
    /// Grows by one with each change, from 1.
    public internal(set) var version = 1
    /// Where it stands.
    public internal(set) var state: OrderState
    /// Why, where the state alone does not say.
    public internal(set) var reason: String?
    /// Its legs; `next` says which follows which. A leg that fetches the goods of a runner who vanished
    /// stands at the end, so that no leg's number ever changes.
    public internal(set) var legs: [Leg]
    /// The leg that is looked for or carried now.
    public internal(set) var activeLeg = 0
    /// Who has the goods.
    public internal(set) var custody = Custody.sender
    /// Its history; an event's sequence is its index + 1.
    public internal(set) var events: [OrderEvent] = []
    /// How it was withdrawn, if it was.
    public internal(set) var cancellation: Cancellation?
    /// When it ended.
    public internal(set) var finishedAt: Instant?
    /// The payment that it waited for came in time.
    public internal(set) var isPaid = false
    /// What trouble opened and nobody has chosen yet.
    public internal(set) var choices: [OpenChoice] = []
    /// What the last time was known about a pool that had nobody.
    var lastPoolQuestion: PoolQuestion?
    /// What somebody should look at, in the order in which it came up.
    public internal(set) var flags: [OrderFlag] = []
    /// What somebody said beside the last reason; personal.
    public internal(set) var note: String?
    /// When it leaves memory, once it has ended.
    var forgetAt: Instant?
    /// Its personal part was erased.
    public internal(set) var erased = false
    /// How often a wrong drop-off code was given.
    public internal(set) var wrongCodes = 0
    /// The links to it that were given away.
    public internal(set) var shares: [Share] = []
    /// The codes that were made for its goods.
    public internal(set) var codes = HandoverCodes()
    /// The point to which the recipient comes down, if it does.
    public internal(set) var gate: Gate?
    /// Until when the runner waits there, once it is there.
    var gateWaitUntil: Instant?
    /// What its runners' phones reported while they carried it.
    public internal(set) var track = Track()
    var skillMask: UInt64 = 0

    /// An order as it was placed: the first leg's turn has come, unless the order's has not.
    init(id: OrderID, _ placed: PlacedOrder, at now: Instant) {
        self.id = id
        number = placed.number
        owner = placed.owner
        draft = placed.draft
        price = placed.price
        meters = placed.meters
        createdAt = now
        promisedBy = placed.promisedBy
        booking = placed.booking
        state = placed.state
        legs = Leg.chain(placed.legs, state: placed.state, at: now)
        measureOnward()
    }

    /// The sequence of the newest event.
    public var lastSequence: Int { events.count }

    /// Where the order stands, as its active leg and the goods tell: a leg that is still looked for while
    /// the goods lie at a station leaves the order there.
    var stateOfLegs: OrderState {
        let leg = legs[activeLeg]
        if case .station = custody, !leg.state.hasGoods, !leg.state.isFinal { return .atStation }
        return leg.state
    }

    /// The leg that brings the goods to the door: the last of those that follow the active one. Its number
    /// need not be the highest.
    var doorLeg: Int {
        var leg = activeLeg
        while let next = legs[leg].next { leg = next }
        return leg
    }

    /// What the runner of a leg earns of the order's price, or of another: its share of the way.
    public func fee(ofLeg leg: Int, of other: Price? = nil) -> Int {
        let price = other ?? price
        let meters = legs.reduce(0) { $0 + ($1.state == .failed ? 0 : $1.plan.meters) }
        guard legs.count > 1, meters > 0 else { return price.total }
        return Int((Double(price.total) * legs[leg].plan.meters / meters).rounded())
    }

    /// Says of each leg how far the goods go after it.
    mutating func measureOnward() {
        for index in legs.indices {
            var (meters, count) = (0.0, 0)
            var place = legs[index].next
            while let next = place {
                meters += legs[next].plan.meters
                count += 1
                place = legs[next].next
            }
            legs[index].onwardMeters = meters
            legs[index].onwardCount = count
        }
    }

    /// Who has the goods of a leg, if they are on it at all: exactly one leg has them.
    public func holder(ofLeg leg: Int) -> Holder? { leg == activeLeg ? custody.holder : nil }
}
