// What the operator decides about the city. Plain values, set once at the start; the journal does
// not depend on them, because records carry the times and amounts they led to.

public import Basics

/// The engine's settings.
public struct Policy: Sendable {
    /// How an order is given out where nothing else says so.
    public var mode = MatchingMode.auto
    /// How many runners the first wave asks, the second, and so on; the last number holds for all later
    /// ones. At least one number, each at least 1.
    public var waveSizes = [1, 3, 5]
    /// After so many waves without a taker the order goes to the hall.
    public var fallbackWaves = 2
    /// After this long in waves without a taker it goes there too.
    public var fallback = Milliseconds.seconds(60)
    /// How long the hall waits for a claim before a dispatcher is told and rounds ask again.
    public var hallClaimTimeout = Milliseconds.seconds(90)
    /// After this long without a runner, or with nobody in the pool, people are told.
    public var escalation = Milliseconds.seconds(150)
    /// How long the hall collects claims once the first has come.
    public var hallWindow = Milliseconds.seconds(4)
    /// The hall shows orders that begin within this distance of the runner, and no others may be claimed.
    public var hallRadiusMeters: Double = 3_000
    /// Claims from within the same step of distance are equal.
    public var hallDistanceStepMeters = 500
    /// What each order on board counts against a claim, in steps of distance.
    public var hallLoadPoints = 1
    /// The most orders that a runner may win in the hall in an hour.
    public var hallWinsPerHourMax = 20
    /// What the hall's tie-breaks are made with. The shell gives a secret one; under this one anybody could
    /// tell beforehand who wins.
    public var hallKey: [UInt8] = []
    /// How long an exception may wait for a dispatcher before it is called overdue.
    public var exceptionDeadline = Milliseconds.minutes(5)
    /// Who has goods and does not move farther than this …
    public var longStopMeters: Double = 50
    /// … for so long is looked after.
    public var longStopAfter = Milliseconds.minutes(10)
    /// How long the app of a runner with a live socket may take to show an offer.
    public var confirmation = Milliseconds.seconds(5)
    /// How long an offer may be accepted.
    public var offerDeadline = Milliseconds.seconds(15)
    /// How long a runner who declined, or let an offer expire, is not asked about it again.
    public var refusalMemory = Milliseconds.minutes(10)
    /// A runner without a fix for so long gets no offers and leaves the index.
    public var staleAfter = Milliseconds.seconds(30)
    /// How long an ended order stays in memory.
    public var finishedInMemory = Milliseconds.minutes(10)
    /// The most open orders of one customer; merchants and services are not bounded by it.
    public var openOrdersPerCustomerMax = 20
    /// The most stops of an order.
    public var stopsMax = 12
    /// Fixes of a larger radius of confidence are dropped as `inaccurate`.
    public var accuracyMetersMax: Float = 500
    /// Fixes that imply a higher speed since the one before are dropped as `teleport`.
    public var speedMetersPerSecondMax: Double = 70
    /// How far a position may jump at once: among high houses GPS errs by hundreds of metres and comes
    /// back.
    public var jumpMetersMax: Double = 500
    /// Fixes older than this are dropped as `stale`.
    public var fixAgeMax = Milliseconds.minutes(24 * 60)
    /// Wrong drop-off codes until the code is locked.
    public var codeTriesMax = 5
    /// How long a runner may take its last report back.
    public var undoWindow = Milliseconds.seconds(60)
    /// How long an unpaid order waits for its payment.
    public var paymentTimeout = Milliseconds.minutes(15)
    /// Every order waits for its payment, and not only those that ask for it.
    public var isPrepaid = false
    /// How long before its hour a runner is looked for.
    public var scheduleLead = Milliseconds.minutes(15)
    /// How far ahead an order may be placed.
    public var scheduleAheadMax = Milliseconds.minutes(7 * 24 * 60)
    /// How far from the stop goods may be reported handed over without a reason; 0 is anywhere.
    public var deliveredMetersMax = 1_000
    /// Goods may be reported handed over without a reason only by a runner whose place is known.
    public var requiresPositionAtHandover = false
    /// How often a recipient must have been tried before it counts as unreachable.
    public var contactAttemptsLeast = 2
    /// How long the runner must have been at the drop-off before the recipient counts as unreachable.
    public var contactWait = Milliseconds.minutes(5)
    /// How long the runner must have been at the pickup before it may give the order back as not ready.
    public var pickupWait = Milliseconds.minutes(10)
    /// How long the customer has to say what to do when something goes wrong.
    public var choiceTimeout = Milliseconds.minutes(10)
    /// How long a hand-over code serves.
    public var handoverCodeLife = Milliseconds.seconds(120)
    /// How far a runner may be from where goods change hands, as its newest position says.
    public var handoverMetersMax: Double = 300
    /// What proves hand-over codes. The shell gives a secret one; under this one anybody could make them.
    public var handoverKey = KeyedHash(key: [])
    /// How long a runner waits at a gate before the dispatcher is told.
    public var gateWait = Milliseconds.minutes(10)
    /// The most stations that an order goes through when it is placed.
    public static let stationsOfOrderMax = 2
    /// The most pools, and the most skills, that the city knows by name.
    public static let namesMax = 64
    /// How many of them orders may bring in by naming one that no runner has yet; the rest is kept for
    /// the operator, so that no customer can use the table up.
    public static let namesOfOrdersMax = 32
    /// The most legs that one matching round looks at; what more wait come in the next.
    public var ordersPerRoundMax = 1_000
    /// The most links to one order.
    public var sharesPerOrderMax = 16
    /// How long a link lives at most; it ends with its order.
    public var shareLifetime = Milliseconds.minutes(7 * 24 * 60)
    /// Until the pickup a customer sees the runner's position on a grid of about a hundred metres.
    public var isCoarseUntilPickup = false
    /// The price of an order.
    public var tariff = Tariff()
    /// How arrival times are estimated.
    public var estimate = TravelEstimate()
    /// What every promise has for finding a runner and for the pickup.
    public var promiseBase = Milliseconds.minutes(15)
    /// How long runners may work, and how long they rest. The journal says when they began to hold; its time
    /// zone is `timeZone`, whatever stands here.
    public var protection = WorkRules()
    /// Whether a runner is on duty in its shifts only, and goes off with their end; else it may come on at any
    /// time, and is asked in them only.
    public var shiftsEndDuty = false
    /// The guards that do not hold, so that a test can see what notices. Never set by a setting.
    public var guardsOff: GuardSet = []
    /// The city's clocks: order numbers name their day, opening hours and shifts follow them.
    public var timeZone = TimeZoneRules.fixed(.minutes(8 * 60))
    /// The most runners who are kept from one customer.
    public var blockedPairsMax = 100
    /// How long a quote is good for.
    public var quoteLifetime = Milliseconds.minutes(5)
    /// So many free runners of a pool are called many.
    public var freeManyLeast = 5
    /// The most zones that may be registered.
    public var zonesMax = 1_000
    /// The most stations that may be registered.
    public var stationsMax = 1_000
    /// The most vertices of one zone's polygon.
    public var zoneVerticesMax = 500

    /// The defaults.
    public init() {}

    /// `protection` by the city's own days.
    var workRules: WorkRules {
        var rules = protection
        rules.timeZone = timeZone
        return rules
    }
}
