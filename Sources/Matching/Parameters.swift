// The knobs of a round, as one versioned value that is printed with every result. Integers only: the
// same snapshot and parameters give the same plan on every machine.

/// What a plan weighs. All times are in tenths of a second (deciseconds).
public struct Parameters: Sendable, Equatable {
    /// Names this set of values in decisions and reports.
    public var version: Int
    /// What each order a runner already has adds to the cost; 600 is a minute, 250 m at 15 km/h.
    public var loadStepDeciseconds: Int32
    /// How much longer the way is than the great circle; 100 takes the great circle itself.
    public var detourPercent: Int32
    /// The speed of a vehicle the table below does not list, and of vehicle 0 unless it says otherwise.
    public var speedMetersPerHour: Int32
    /// Speeds by `RunnerRow.vehicle`; 0 for `speedMetersPerHour`.
    public var vehicleSpeedsMetersPerHour: [Int32]
    /// Nobody is sent from farther, as the crow flies.
    public var radiusMetersMax: Int32
    /// How much of an order's waiting time is taken off its cost. It is the same for every runner, so it
    /// never changes who takes an order that is served: it decides who waits when runners are scarce.
    public var agePercent: Int32
    /// Where that stops growing.
    public var ageDecisecondsMax: Int32
    /// How many candidates of each order a plan keeps for those who ask why.
    public var candidateKeepCount: Int

    /// The values a city starts with.
    public init(
        version: Int = 1, loadStepDeciseconds: Int32 = 600, detourPercent: Int32 = 100,
        speedMetersPerHour: Int32 = 15_000, vehicleSpeedsMetersPerHour: [Int32] = [],
        radiusMetersMax: Int32 = 10_000, agePercent: Int32 = 100,
        ageDecisecondsMax: Int32 = 12_000, candidateKeepCount: Int = 20
    ) {
        self.version = version
        self.loadStepDeciseconds = loadStepDeciseconds
        self.detourPercent = detourPercent
        self.speedMetersPerHour = speedMetersPerHour
        self.vehicleSpeedsMetersPerHour = vehicleSpeedsMetersPerHour
        self.radiusMetersMax = radiusMetersMax
        self.agePercent = agePercent
        self.ageDecisecondsMax = ageDecisecondsMax
        self.candidateKeepCount = candidateKeepCount
    }

    /// The speed the runner is expected to make.
    public func speedMetersPerHour(of runner: RunnerRow) -> Int32 {
        if runner.speedMetersPerHour > 0 { return runner.speedMetersPerHour }
        let vehicle = Int(runner.vehicle)
        guard vehicle < vehicleSpeedsMetersPerHour.count,
            vehicleSpeedsMetersPerHour[vehicle] > 0
        else { return speedMetersPerHour }
        return vehicleSpeedsMetersPerHour[vehicle]
    }

    /// Stops at values that would make a plan meaningless; the reader of settings refuses them first.
    func check() {
        precondition(loadStepDeciseconds >= 0, "more load never makes a runner cheaper")
        precondition((100...1_000).contains(detourPercent), "the way is 1 to 10 great circles")
        precondition(speedMetersPerHour > 0, "vehicles move")
        precondition(vehicleSpeedsMetersPerHour.allSatisfy { $0 >= 0 }, "speeds are not negative")
        precondition(radiusMetersMax >= 0, "a radius is not negative")
        precondition(agePercent >= 0 && ageDecisecondsMax >= 0, "age makes no order dearer")
        precondition(candidateKeepCount >= 0, "a count is not negative")
    }
}
