// The figures of a city run, for people and for programs.

internal import Wire

/// How much load a city makes.
public struct CityLoad: Equatable, Sendable {
    /// Runners, each on a socket of its own.
    public var runnerCount = 5_000
    /// Customers, each on a socket of its own, with an order that one of the runners carries.
    public var customerCount = 5_000
    /// How many fixes each runner sends a second.
    public var fixesPerSecond = 1.0
    /// How long the load lasts.
    public var seconds = 60
    /// Where runners are and when in the second they send is drawn from this.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}
}

/// What a city run showed.
public struct CityReport: Sendable {
    /// The load that was asked for.
    public var load: CityLoad
    /// Fixes.
    public internal(set) var fixes = FixLedger()
    /// Orders that were placed and bound to their runners.
    public internal(set) var ordersAssigned = 0
    /// Orders whose customers saw them delivered, after the load.
    public internal(set) var ordersDelivered = 0
    /// Accepted fixes of runners, times the orders each carried.
    public internal(set) var deliveriesExpected = 0
    /// Positions that customers received.
    public internal(set) var deliveries = 0
    /// From the instant a fix was due to be sent to its arrival at the customer.
    public internal(set) var latencies = LatencyHistogram()
    /// What went wrong.
    public internal(set) var errors = ErrorCounts()
    /// How the generator did.
    public internal(set) var meter = GeneratorMeter()

    init(load: CityLoad) {
        self.load = load
    }

    /// Positions that newer ones replaced before they left.
    public var conflated: Int { deliveriesExpected - deliveries }

    /// Whether nothing went wrong and the 99th percentile is at most `p99Max`, if there is one.
    public func isFine(p99MillisecondsMax: Double?) -> Bool {
        errors.total == 0 && fixes.unacknowledged == 0 && ordersDelivered == load.customerCount
            && latencies.milliseconds(atPercent: 99) <= p99MillisecondsMax ?? .infinity
    }

    /// The report for people.
    public var text: String {
        let rate = Decimal.text(
            Double(fixes.sent) / Swift.max(meter.elapsedSeconds, 0.001), places: 0)
        let lines =
            [
                "city        \(load.runnerCount) runners at "
                    + "\(Decimal.text(load.fixesPerSecond, places: 2)) fixes/s, "
                    + "\(load.customerCount) customers, "
                    + "\(Decimal.text(meter.elapsedSeconds, places: 1)) s, \(rate) fixes/s"
            ] + fixes.summary + [
                "orders      \(ordersAssigned) assigned, \(ordersDelivered) delivered",
                "deliveries  \(deliveries) of \(deliveriesExpected), \(conflated) conflated",
                "latency     \(latencies.summary)",
            ] + errors.summary + meter.summary
        return lines.joined(separator: "\n")
    }

    /// The report as one JSON object.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("bench", "city")
        writer.field("runners", load.runnerCount)
        writer.field("customers", load.customerCount)
        writer.field("fixesPerSecond", load.fixesPerSecond, decimals: 3)
        writer.field("seconds", meter.elapsedSeconds, decimals: 3)
        writer.field("seed", load.seed)
        writer.field("fixes", fixes)
        writer.name("orders")
        writer.beginObject()
        writer.field("assigned", ordersAssigned)
        writer.field("delivered", ordersDelivered)
        writer.endObject()
        writer.field("deliveries", deliveries)
        writer.field("conflated", conflated)
        writer.field("latencyMs", latencies)
        writer.field("errors", errors.total)
        writer.field("errorKinds", errors)
        writer.field("generator", meter)
        writer.endObject()
        return writer.takeBytes()
    }
}
