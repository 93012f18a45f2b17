// What a city is like, as numbers. Everything that happens in it follows from these, its seed, and
// what the daemon answers.

public import Basics
public import Geo

/// How a runner is as a person with a phone.
public struct RunnerHabits: Equatable, Sendable {
    /// Offers that are declined, of a hundred.
    public var declinePercent = 8
    /// Offers that are never answered, of a hundred.
    public var ignorePercent = 4
    /// From an offer's arrival to its answer, at least and at most.
    public var answerDelay = ClosedRange<Milliseconds>.seconds(1, to: 7)
    /// From the arrival at the pickup until the goods are in the bag.
    public var pickupTime = ClosedRange<Milliseconds>.seconds(15, to: 60)
    /// From the arrival at the door until the goods are handed over.
    public var doorTime = ClosedRange<Milliseconds>.seconds(10, to: 45)
    /// How often an hour the phone loses its network.
    public var lossesPerHour = 2
    /// Losses in which the connection stays open and nothing goes through, of a hundred.
    public var silencePercent = 40
    /// How long a loss lasts.
    public var lossTime = ClosedRange<Milliseconds>.seconds(2, to: 40)
    /// How often an hour a runner takes a break, off duty.
    public var breaksPerHour = 0
    /// How long a break lasts.
    public var breakTime = ClosedRange<Milliseconds>.seconds(120, to: 600)
    /// Phones whose clock is wrong, of a hundred.
    public var wrongClockPercent = 0
    /// How wrong such a clock is, either way.
    public var wrongClockTime = ClosedRange<Milliseconds>.seconds(40, to: 7_200)
    /// The pace of an idle runner, of a hundred of its vehicle's.
    public var strollPercent = 30
    /// Report so often, whatever the daemon's welcome says; `nil` obeys it.
    public var reportInterval: Milliseconds?

    /// The defaults.
    public init() {}
}

/// A city in numbers.
public struct CityPlan: Equatable, Sendable {
    /// What everything that is drawn is drawn from.
    public var seed: UInt64 = 1
    /// The middle of the map.
    public var center = Coordinate(latitudeE7: 312_304_000, longitudeE7: 1_214_737_000)
    /// How far the homes lie from the middle.
    public var radiusMeters = 2_500.0
    /// How many clusters of shops there are.
    public var hotSpotCount = 8
    /// How many runners there are.
    public var runnerCount = 300
    /// Of them women, of a hundred; the others are men. Both are pools.
    public var femalePercent = 40
    /// How the runners are.
    public var habits = RunnerHabits()
    /// How many customers there are.
    public var customerCount = 120
    /// How many orders are placed in an hour, all customers together.
    public var ordersPerHour = 600
    /// No order is placed after that many.
    public var ordersMax = Int.max
    /// Orders that only one pool may carry, of a hundred.
    public var restrictedPercent = 30
    /// Orders with a code that is asked for at the door, of a hundred.
    public var codePercent = 50
    /// Orders that their customer wants to cancel at some moment, of a hundred.
    public var cancelPercent = 4
    /// The longest way from shop to home, great circle.
    public var deliveryRangeMeters = 2_000.0
    /// How often an hour a customer's phone loses its network.
    public var customerLossesPerHour = 1
    /// How many dispatchers watch the map.
    public var dispatcherCount = 0
    /// Assignments by hand that each dispatcher tries in an hour.
    public var assignmentsPerHour = 0
    /// The name of the host in requests.
    public var host = "127.0.0.1"

    /// The defaults: three hundred runners in two pools.
    public init() {}
}

extension ClosedRange<Milliseconds> {
    /// From so many seconds to so many.
    public static func seconds(_ least: Int64, to most: Int64) -> ClosedRange<Milliseconds> {
        Milliseconds.seconds(least)...Milliseconds.seconds(most)
    }
}

extension SeededGenerator {
    /// A duration in `range`.
    public mutating func duration(in range: ClosedRange<Milliseconds>) -> Milliseconds {
        Milliseconds(
            Int64(number(in: Int(range.lowerBound.count)...Int(range.upperBound.count))))
    }

    /// The time until something that happens `perHour` times an hour happens next: uniform up to twice
    /// the mean, since a logarithm would bring libm's last bit into the run. Never for 0.
    public mutating func gap(perHour: Int) -> Milliseconds? {
        guard perHour > 0 else { return nil }
        return Milliseconds(Int64(1 + below(2 * 3_600_000 / perHour + 1)))
    }
}
