// What happened, as the journal keeps it. `decide` makes records, `apply` alone changes state, and a
// replay is nothing but `apply`: so a record carries every choice and every time it needs.

public import Basics

/// Why an offer ended without an assignment.
public enum OfferEnd: Equatable, Sendable {
    case declined(reason: String?)
    case expired
    /// The order was cancelled, taken by hand, or otherwise left the market.
    case withdrawn(reason: String)
}

/// Why a leg got its runner.
public enum AssignmentOrigin: Equatable, Sendable {
    case accepted(OfferID)
    /// Bound by hand.
    case manual(by: String, reason: String?, override: Bool)
    /// Won in the hall, in the leg's window of that number.
    case claimed(window: Int)
    /// Taken by scanning the order's code of that number.
    case scanned(code: Int)
}

/// The first answer to a command, kept so that a retry gets the same.
public struct KeptAnswer: Equatable, Sendable {
    /// Whose key it is.
    public var subject: String
    /// The key.
    public var key: String
    /// The hash of what was asked.
    public var requestHash: UInt64
    /// The HTTP status; 0 for a socket's answer.
    public var status: Int
    /// The answer's body or message; personal, empty once erased.
    public var body: [UInt8]
    /// Where the order or runner answered about can be found: the `Location` field.
    public var location: String?
    /// The order's version, for `ETag`.
    public var version: Int?

    /// An answer.
    public init(
        subject: String, key: String, requestHash: UInt64, status: Int, body: [UInt8],
        location: String? = nil, version: Int? = nil
    ) {
        self.subject = subject
        self.key = key
        self.requestHash = requestHash
        self.status = status
        self.body = body
        self.location = location
        self.version = version
    }
}

/// An order as it was placed, with all that was decided about it then.
public struct PlacedOrder: Equatable, Sendable {
    /// The number people say: the day and a count, `20261121-000017`.
    public var number: String
    /// Who placed it.
    public var owner: Principal
    /// What was asked for.
    public var draft: OrderDraft
    /// What it costs.
    public var price: Price
    /// The way over all stops, great circle.
    public var meters: Double
    /// By when it should be delivered.
    public var promisedBy: Instant
    /// Its legs.
    public var legs: [LegPlan]
    /// Where it begins: `matching`, `scheduled` or `awaitingPayment`.
    public var state: OrderState
    /// What has to come before a runner is looked for.
    public var booking = Booking()

    /// A placed; without legs it is carried in one go.
    public init(
        number: String, owner: Principal, draft: OrderDraft, price: Price, meters: Double,
        promisedBy: Instant, legs: [LegPlan] = [], state: OrderState = .matching
    ) {
        self.number = number
        self.owner = owner
        self.draft = draft
        self.price = price
        self.meters = meters
        self.promisedBy = promisedBy
        self.legs = legs.isEmpty ? [.whole(draft, meters: meters)] : legs
        self.state = state
    }

    /// Whether it does not begin like any other.
    var isBooked: Bool {
        booking != Booking() || draft.scheduledAt != nil || draft.awaitsPayment
    }
}

/// A fact of the city.
public enum Record: Equatable, Sendable {
    case runnerRegistered(RunnerIndex, RunnerProfile)
    case runnerPatched(RunnerIndex, RunnerPatch)
    case dutyChanged(RunnerIndex, Duty)
    case orderCreated(OrderID, PlacedOrder)
    /// A round's result for an order that found nobody: `matching`, `noTaker` or `waitingForPool`.
    case waiting(OrderID, leg: Int, cause: WaitingCause)
    case offerMade(OfferID, LegID, OfferTerms)
    case offerSeen(OfferID, OrderID)
    /// `refusedUntil`: the runner is not asked about this leg before.
    case offerEnded(OfferID, OrderID, OfferEnd, refusedUntil: Instant?)
    case legAssigned(OrderID, leg: Int, RunnerIndex, epoch: Int, AssignmentOrigin)
    case phaseReported(OrderID, leg: Int, Phase, reason: String?)
    case wrongCode(OrderID, leg: Int)
    case orderCancelled(OrderID, by: String, Cancellation)
    /// The operator changed a zone, a station or a pool.
    case place(PlaceFact)
    case market(LegID, MarketFact)
    /// A link to the order was given away.
    case shared(OrderID, Share)
    /// Who may serve whom, beside pools.
    case access(AccessFact)
    /// What becomes of a leg whose pool has nobody, or whose runner leaves it.
    case pool(LegID, PoolFact)
    case exception(ExceptionKey, ExceptionFact)
    /// Why a round asked whom it asked; it changes nothing.
    case explained(LegID, RoundExplanation)
    /// A fact about hours, rests and shifts.
    case protection(ProtectionFact)
    /// From now on an ended order stays in memory for so long: a replay forgets it when the city did.
    case retention(Milliseconds)
    /// About a leg of an order that passes through several hands.
    case relay(LegID, RelayFact)
    /// `order` and `runner` say whose key seals the body.
    case answered(KeptAnswer, order: OrderID?, runner: RunnerIndex?)
    case law(OrderID, LawFact)
    /// A piece of the state, as a snapshot keeps it.
    case folded(Fold)
}

/// Why an order waits on.
public enum WaitingCause: UInt8, Sendable {
    case nobodyFree = 1
    case poolEmpty
    /// Somebody of the pool is there again, for a leg about which rounds ask nobody.
    case poolFilled

    /// The order machine's cause.
    public var cause: Cause {
        switch self {
        case .nobodyFree: .nobodyFree
        case .poolEmpty: .poolEmpty
        case .poolFilled: .poolFilled
        }
    }
}
