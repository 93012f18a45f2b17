// What is simulated, and what came of it. A seed decides which faults a run has and how bad they are:
// runs that have a little of everything find less than runs that have much of one thing.

public import Basics
public import City
public import Engine
internal import Wire

/// What can go wrong around the daemon.
public struct Faults: Equatable, Sendable {
    /// How long bytes are on their way.
    public var delay = ClosedRange<Milliseconds>.milliseconds(5, to: 40)
    /// Writes that arrive in pieces at different times, of a hundred.
    public var splitPercent = 0
    /// Arrivals that are joined with those that wait behind them, of a hundred.
    public var joinPercent = 50
    /// Connections that break, in an hour and for all of them.
    public var dropsPerHour = 0
    /// Attempts to connect that fail, of a hundred.
    public var refusePercent = 0
    /// Clients that close only their own half, of a hundred.
    public var halfClosePercent = 0
    /// How often an hour some client stops reading for a while.
    public var stallsPerHour = 0
    /// How long it does.
    public var stallTime = ClosedRange<Milliseconds>.seconds(1, to: 20)
    /// What the network takes from a writer whose reader does not read.
    public var windowBytes = 16_384
    /// How long the disk needs for a batch.
    public var syncTime = ClosedRange<Milliseconds>.milliseconds(1, to: 8)
    /// Batches that take much longer, of a hundred.
    public var slowSyncPercent = 0
    /// How long those take.
    public var slowSyncTime = ClosedRange<Milliseconds>.milliseconds(200, to: 4_000)
    /// Batches that the disk refuses at first, of a hundred.
    public var syncRefusalPercent = 0
    /// How often an hour the daemon crashes.
    public var crashesPerHour = 0
    /// Crashes that leave a torn row of the batch in flight, of a hundred of those that lose it.
    public var tornTailPercent = 50
    /// How long the daemon is down after a crash.
    public var downTime = ClosedRange<Milliseconds>.milliseconds(200, to: 8_000)
    /// How long a matching round takes.
    public var planTime = ClosedRange<Milliseconds>.milliseconds(1, to: 30)
    /// How long a token check takes.
    public var tokenTime = ClosedRange<Milliseconds>.milliseconds(0, to: 0)

    /// A world in which nothing goes wrong, and nothing takes no time.
    public init() {}

    /// The faults that a seed gives: each is absent in half of all runs, and anything from rare to
    /// furious in the others.
    public init(seed: UInt64) {
        var generator = SeededGenerator(seed: StableHash.mix(seed ^ 0xFA17))
        func weight(_ most: Int) -> Int {
            guard generator.chance(percent: 50) else { return 0 }
            let furious = generator.chance(percent: 30)
            return 1 + generator.below(furious ? most : max(1, most / 8))
        }
        splitPercent = weight(100)
        joinPercent = weight(100)
        dropsPerHour = weight(600)
        refusePercent = weight(60)
        halfClosePercent = weight(100)
        stallsPerHour = weight(300)
        windowBytes = 1_024 << generator.below(6)
        slowSyncPercent = weight(50)
        syncRefusalPercent = weight(30)
        crashesPerHour = weight(40)
        tornTailPercent = weight(100)
        if generator.chance(percent: 30) { delay = .milliseconds(1, to: 2_000) }
        if generator.chance(percent: 30) { planTime = .milliseconds(1, to: 3_000) }
        if generator.chance(percent: 30) { tokenTime = .milliseconds(0, to: 500) }
    }

    /// The same world with nothing going wrong any more.
    var calmed: Faults {
        var calm = Faults()
        calm.delay = .milliseconds(1, to: 20)
        return calm
    }
}

extension ClosedRange<Milliseconds> {
    /// From so many milliseconds to so many.
    static func milliseconds(_ least: Int64, to most: Int64) -> ClosedRange<Milliseconds> {
        Milliseconds(least)...Milliseconds(most)
    }
}

/// One run.
public struct Scenario: Equatable, Sendable {
    /// What everything is drawn from.
    public var seed: UInt64
    /// How long the city is simulated.
    public var duration: Milliseconds
    /// The city.
    public var plan: CityPlan
    /// What goes wrong.
    public var faults: Faults
    /// How often the daemon asks runners to report.
    public var reportInterval = Milliseconds.seconds(4)
    /// How the daemon asks runners.
    public var mode = MatchingMode.auto
    /// The guards that do not hold, to see that somebody notices.
    public var guardsOff: GuardSet = []

    /// A run of a city of `runnerCount` runners, with the faults that `seed` gives.
    public init(
        seed: UInt64, duration: Milliseconds, runnerCount: Int = 12, ordersPerHour: Int = 120
    ) {
        self.seed = seed
        self.duration = duration
        faults = Faults(seed: seed)
        var generator = SeededGenerator(seed: StableHash.mix(seed ^ 0x5CE))
        var plan = CityPlan()
        plan.seed = seed
        plan.runnerCount = runnerCount
        plan.ordersPerHour = ordersPerHour
        plan.customerCount = max(2, runnerCount / 2)
        plan.radiusMeters = 600
        plan.deliveryRangeMeters = 500
        plan.hotSpotCount = 3
        plan.dispatcherCount = generator.below(2)
        plan.assignmentsPerHour = generator.chance(percent: 60) ? generator.below(200) : 0
        plan.cancelPercent = generator.chance(percent: 50) ? generator.below(60) : 0
        plan.restrictedPercent = generator.below(70)
        plan.customerLossesPerHour = generator.chance(percent: 50) ? generator.below(40) : 0
        plan.habits.declinePercent = generator.chance(percent: 50) ? generator.below(60) : 0
        plan.habits.ignorePercent = generator.chance(percent: 50) ? generator.below(40) : 0
        plan.habits.lossesPerHour = generator.chance(percent: 50) ? generator.below(60) : 0
        plan.habits.silencePercent = generator.below(101)
        plan.habits.breaksPerHour = generator.chance(percent: 50) ? generator.below(20) : 0
        plan.habits.wrongClockPercent = generator.chance(percent: 50) ? generator.below(60) : 0
        var other = SeededGenerator(seed: StableHash.mix(seed ^ 0x30DE))
        // Two in five cities ask in waves, some of those fall back to the hall.
        if other.chance(percent: 40) { mode = .wave }
        // A phone whose clock is set to another part of the world, or back.
        if other.chance(percent: 30) { plan.habits.wrongClockTime = .seconds(28_800, to: 28_800) }
        self.plan = plan
        reportInterval = .seconds(Int64([4, 8, 15][generator.below(3)]))
    }
}

/// What came of a run.
public struct SimulationResult: Equatable, Sendable {
    /// The seed of the run.
    public var seed: UInt64
    /// Over all bytes and records that left the gateway, in order: equal for equal seeds.
    public var hash: UInt64
    /// How many turns the gateway made.
    public var turns: Int
    /// How often the daemon crashed.
    public var crashes: Int
    /// How many records were decided.
    public var records: Int
    /// Every broken promise, of apps and of checkers.
    public var violations: ViolationList
    /// What the apps counted.
    public var statistics: CityStatistics

    /// How many promises were broken.
    public var violationCount: Int { violations.count }

    /// The first broken promises, a line each.
    public var violationLines: [String] { violations.first.map(\.description) }

    /// What happened, in a few lines.
    public var summary: String {
        let city = statistics
        return """
            turns \(turns) records \(records) crashes \(crashes)
            orders placed \(city.ordersPlaced) delivered \(city.ordersDelivered) \
            cancelled \(city.ordersCancelled) open \(city.ordersOpen)
            offers \(city.offersReceived) accepted \(city.offersAccepted) \
            declined \(city.offersDeclined) ended \(city.offersEnded)
            fixes sent \(city.fixesSent) accepted \(city.fixes.accepted) \
            dropped \(city.fixes.dropped)
            events \(city.events) positions \(city.positions) \
            sockets lost \(city.socketsLost) requests resent \(city.requestsResent)
            """
    }
}
