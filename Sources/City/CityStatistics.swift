// What a city counts. Each app counts for itself; the sum is made when somebody asks.

internal import Basics
public import Engine
public import Wire

/// Counts of what apps did and saw.
public struct CityStatistics: Equatable, Sendable {
    // MARK: Orders

    /// Orders that customers set out to place.
    public var ordersAsked = 0
    /// Orders whose placing was acknowledged.
    public var ordersPlaced = 0
    /// Orders that were refused.
    public var ordersRefused = 0
    /// Orders that their customer saw delivered.
    public var ordersDelivered = 0
    /// Of these, those that only one pool might carry.
    public var restrictedDelivered = 0
    /// Orders that their customer saw cancelled.
    public var ordersCancelled = 0
    /// Cancellations that came too late.
    public var cancelsRefused = 0
    /// Orders that are not over, as far as their customers know.
    public var ordersOpen: Int { ordersPlaced - ordersDelivered - ordersCancelled }

    // MARK: Offers

    /// Offers that reached their runner.
    public var offersReceived = 0
    /// Offers whose acceptance was acknowledged.
    public var offersAccepted = 0
    /// Offers declined.
    public var offersDeclined = 0
    /// Offers withdrawn or run out.
    public var offersEnded = 0
    /// Orders that were taken from a runner.
    public var ordersUnassigned = 0

    // MARK: Fixes

    /// Fixes taken by phones, each counted once however often it was sent.
    public var fixesTaken = 0
    /// Fixes sent, repetitions included.
    public var fixesSent = 0
    /// What the daemon said became of them.
    public var fixes = FixCounts()

    // MARK: Lines

    /// Sockets that came up.
    public var socketsOpened = 0
    /// Sockets lost.
    public var socketsLost = 0
    /// Requests sent again after a lost connection.
    public var requestsResent = 0
    /// Requests that were asked to come later.
    public var requestsDeferred = 0
    /// Refusals on sockets and in answers, by the place of their code in `RefusalCode.allCases`.
    public var refusals = [Int](repeating: 0, count: RefusalCode.allCases.count)

    // MARK: Following

    /// Events that customers saw.
    public var events = 0
    /// Positions that customers saw.
    public var positions = 0
    /// From a fix's receipt by the daemon to its arrival at a customer.
    public var positionLatency = Latencies()
    /// Rows of runners or cells that dispatchers saw.
    public var viewRows = 0

    /// Promises that were broken.
    public var violations = ViolationList()

    /// Nothing yet.
    public init() {}

    /// Notes a refusal.
    public mutating func count(_ refusal: RefusalCode) {
        if let place = RefusalCode.allCases.firstIndex(of: refusal) { refusals[place] += 1 }
    }

    /// How often that refusal was met.
    public func refusals(_ code: RefusalCode) -> Int {
        RefusalCode.allCases.firstIndex(of: code).map { refusals[$0] } ?? 0
    }

    /// Adds what another app counted.
    public mutating func merge(_ other: CityStatistics) {
        ordersAsked += other.ordersAsked
        ordersPlaced += other.ordersPlaced
        ordersRefused += other.ordersRefused
        ordersDelivered += other.ordersDelivered
        restrictedDelivered += other.restrictedDelivered
        ordersCancelled += other.ordersCancelled
        cancelsRefused += other.cancelsRefused
        offersReceived += other.offersReceived
        offersAccepted += other.offersAccepted
        offersDeclined += other.offersDeclined
        offersEnded += other.offersEnded
        ordersUnassigned += other.ordersUnassigned
        fixesTaken += other.fixesTaken
        fixesSent += other.fixesSent
        fixes.merge(other.fixes)
        mergeLines(other)
        events += other.events
        positions += other.positions
        positionLatency.merge(other.positionLatency)
        viewRows += other.viewRows
        violations.merge(other.violations)
    }

    private mutating func mergeLines(_ other: CityStatistics) {
        socketsOpened += other.socketsOpened
        socketsLost += other.socketsLost
        requestsResent += other.requestsResent
        requestsDeferred += other.requestsDeferred
        for place in refusals.indices { refusals[place] += other.refusals[place] }
    }
}
