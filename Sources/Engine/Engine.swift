// The dispatcher as a value. `decide` looks at the state and answers with records or a refusal;
// `apply` takes a record and changes the state; `observe` takes a fix. Nothing here reads a clock,
// a socket or a file, so a journal replayed gives the same city, and so does a simulation.

internal import Basics
internal import Geo
public import Matching

/// The whole state of a city.
public struct Engine: ~Copyable {
    /// The operator's settings.
    public let policy: Policy
    /// How costs are made; also used to check a single pair.
    public let parameters: Parameters
    @usableFromInline var runners: [Runner] = []
    @usableFromInline var live: [LiveRunner] = []
    var runnerIndices: [RunnerID: RunnerIndex] = [:]
    var orders = OrderTable()
    var offers = ShardedDictionary<OfferID, Offer>()
    var offersOfOrder = ShardedDictionary<OrderID, [OfferID]>()
    /// The legs that wait for a runner, by id.
    @usableFromInline var waiting: [LegID] = []
    /// The waiting legs about which rounds ask nobody, by id.
    var aside: [LegID] = []
    /// The legs that began to wait since the market was last looked at.
    var unsettled: [LegID] = []
    /// The orders with track points that no chunk has yet, by when the first of them came.
    var unsavedTracks = Queue<(order: OrderID, since: Instant)>()
    /// The last pieces of the tracks of orders that left memory.
    var forgottenChunks: [(order: OrderID, chunk: TrackChunk)] = []
    /// The hand-over places, by the operator's id.
    var stations: [StationID: Station] = [:]
    /// What lies there, and what is on its way; a station that was never used has no entry.
    var stationLoads: [StationID: StationLoad] = [:]
    /// Zones and pools as the operator registered them.
    var places = PlaceRegistry()
    /// Whom the operator keeps apart.
    var access = AccessTable()
    var pools = NameTable(PoolID.genders)
    var skills = NameTable()
    var exceptions = ShardedDictionary<ExceptionKey, Exception>()
    /// When the daemon began to hear runners.
    var resumedAt = Instant.distantPast
    var index = CellIndex()
    /// Those who carried something and were not in the index when it was last looked over.
    var silentCarriers: [Int] = []
    var openOrders = ShardedDictionary<Principal, Int>()
    var timers = TimerHeap()
    /// When ended orders are forgotten, apart from the timers: they are looked at before anything else.
    var evictions = TimerHeap()
    /// How long an ended order stays in memory, as the newest `.retention` says.
    var finishedInMemory = Policy().finishedInMemory
    /// Deadlines that passed during a replay and may still lead to something.
    var overdue: [EngineTimer] = []
    var numbers = Numbers()
    var changeCount: UInt64 = 0
    var nextStaleSweep = Instant.distantPast
    /// How long runners may work, as the journal last said.
    var workRules = WorkRules()
    /// The runners whose duty or goods the record at hand changed.
    var unsettledWork: [RunnerIndex] = []
    /// What the outside must hear of the records applied since the last call of `takeNotices`.
    @usableFromInline var notices: [Notice] = []
    /// How many orders there are in each state, by `OrderState.rawValue`.
    public private(set) var orderCounts = [Int](repeating: 0, count: OrderState.allCases.count + 1)

    /// A city in which nothing has happened yet.
    public init(policy: Policy = Policy(), parameters: Parameters = Parameters()) {
        self.policy = policy
        self.parameters = parameters
    }

    /// What the engine counts up.
    struct Numbers: Equatable, Sendable {
        var lastOrder: UInt64 = 0
        var lastOffer: UInt64 = 0
        var lastException: UInt64 = 0
        var day = Int.min
        var ordersOfDay = 0
    }
}

// MARK: Looking

extension Engine {
    /// How many runners are known.
    public var runnerCount: Int { runners.count }
    /// The legs that wait for a runner, by id.
    public var waitingLegs: [LegID] { waiting }
    /// Whether there are any for a matching round; it looks also at those about which it asks nobody.
    @inlinable
    public var hasWaitingOrders: Bool { !waiting.isEmpty }
    /// How many runners are in the index: on duty, with a fresh position.
    public var locatedRunnerCount: Int { index.count }

    /// The runner known outside by `id`.
    public func runnerIndex(_ id: RunnerID) -> RunnerIndex? { runnerIndices[id] }
    /// What the journal knows of a runner.
    public func runner(_ index: RunnerIndex) -> Runner { runners[index.slot] }
    /// What is only live of a runner.
    public func liveRunner(_ index: RunnerIndex) -> LiveRunner { live[index.slot] }
    /// The hand-over place known by `id`.
    public func station(_ id: StationID) -> Station? { stations[id] }
    /// What lies at the station, and what is on its way to it.
    public func load(of id: StationID) -> StationLoad { stationLoads[id] ?? StationLoad() }
    /// The order, while it is in memory.
    public func order(_ id: OrderID) -> Order? { orders[id] }
    /// The offer, while its order is in memory.
    public func offer(_ id: OfferID) -> Offer? { offers[id] }
    /// The ids of all orders in memory, newest first.
    public var orderIDs: [OrderID] { orders.ids }
    /// Whether an order of that id was ever placed.
    public func wasPlaced(_ id: OrderID) -> Bool {
        id.number > 0 && id.number <= numbers.lastOrder
    }

    /// Whether something happened since the last call of `takeNotices`.
    @inlinable
    public var hasNotices: Bool { !notices.isEmpty }

    /// What happened since the last call that somebody waits to hear.
    public mutating func takeNotices() -> [Notice] {
        var taken: [Notice] = []
        swap(&taken, &notices)
        return taken
    }
}

// MARK: Changing

extension Engine {
    /// Changes the order in place. A bug if it is not in memory.
    mutating func withOrder<Value>(
        _ id: OrderID, _ body: (inout Order) -> Value
    ) -> Value {
        guard let value = orders.change(id, body) else {
            preconditionFailure("records name orders that are in memory")
        }
        return value
    }

    mutating func count(_ state: OrderState, by change: Int) {
        orderCounts[Int(state.rawValue)] += change
    }

    mutating func touch(_ runner: RunnerIndex) {
        changeCount += 1
        live[runner.slot].changeCount = changeCount
    }
}
