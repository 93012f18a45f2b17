// The request and its legs. An order is what the customer sees; a leg is what is matched, offered
// and carried. There is one leg an order today; the model is legs, so that a relay is only more.

public import Basics

/// What a customer asks for.
public struct OrderDraft: Equatable, Sendable {
    /// The service, `parcel` for one.
    public var type: String
    /// 2 … `stopsMax` places, in the order to visit.
    public var stops: [Stop]
    /// What is carried.
    public var items: [Item]
    /// The pools that must all hold.
    public var runnerPools: [String]
    /// The skills that must all be there.
    public var skills: [String]
    /// The customer's own addition to the price, in the currency's minor unit.
    public var addition: Int
    /// The placing system's own id.
    public var externalId: String?

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

/// Who has the goods; exactly one at each instant.
public enum Holder: UInt8, Sendable {
    case sender = 0
    case runner
    case station
    case recipient

    /// The holder as the wire spells it.
    public var name: String {
        switch self {
        case .sender: "sender"
        case .runner: "runner"
        case .station: "station"
        case .recipient: "recipient"
        }
    }
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

/// A part of an order that one runner carries.
public struct Leg: Sendable {
    /// Where it stands.
    public var state = OrderState.matching
    /// The number of its assignments so far; the current one's number while it is carried.
    public var epoch = 0
    /// When the current assignment was made.
    public internal(set) var assignedAt = Instant.distantPast
    /// Who carries it.
    public var runner: RunnerIndex?
    /// The offer that is out.
    public var pendingOffer: OfferID?
    /// The first of its stops.
    public var from: Int
    /// The last of its stops.
    public var to: Int
    /// Who has the goods.
    public var holder = Holder.sender
    /// Who was asked and did not take it.
    public var refusals: [RefusalMemory] = []

    /// A leg over those stops.
    public init(from: Int, to: Int) {
        self.from = from
        self.to = to
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
public struct Order: Sendable {
    /// Its id.
    public let id: OrderID
    /// The number people say: the day and a count, `20261121-000017`.
    public let number: String
    /// Who placed it.
    public let owner: Principal
    /// What was asked for.
    public var draft: OrderDraft
    /// What it costs.
    public let price: Price
    /// The way over all stops, great circle.
    public let meters: Double
    /// When it was placed.
    public let createdAt: Instant
    /// By when it should be delivered.
    public let promisedBy: Instant
    /// Grows by one with each change, from 1.
    public internal(set) var version = 1
    /// Where it stands.
    public internal(set) var state = OrderState.matching
    /// Why, where the state alone does not say.
    public internal(set) var reason: String?
    /// Its legs.
    public internal(set) var legs: [Leg]
    /// Its history; an event's sequence is its index + 1.
    public internal(set) var events: [OrderEvent] = []
    /// How it was withdrawn, if it was.
    public internal(set) var cancellation: Cancellation?
    /// When it ended.
    public internal(set) var finishedAt: Instant?
    /// Its personal part was erased.
    public internal(set) var erased = false
    /// How often a wrong drop-off code was given.
    public internal(set) var wrongCodes = 0
    /// What its runners' phones reported while they carried it.
    public internal(set) var track = Track()
    var poolMask: UInt64 = 0
    var skillMask: UInt64 = 0

    /// The sequence of the newest event.
    public var lastSequence: Int { events.count }
    /// The leg that is looked for or carried now.
    public var activeLeg: Int { 0 }
}
