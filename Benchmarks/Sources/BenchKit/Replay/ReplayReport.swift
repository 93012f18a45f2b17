// What a replay showed, and the checks that it must pass.

internal import Wire

/// A promise that a replay checks.
public struct ReplayCheck: Equatable, Sendable {
    /// What must hold.
    public var promise: String
    /// Whether it does.
    public var isKept: Bool
    /// The figures, or the first breaches.
    public var detail: String
}

/// The figures and checks of a replay.
public struct ReplayReport: Sendable {
    /// Cabs, each on a socket of its own.
    public internal(set) var cabCount = 0
    /// Rides, each an order.
    public internal(set) var rideCount = 0
    /// Recorded seconds in a real one.
    public internal(set) var speed = 1
    /// By how much the recording was moved to the daemon's time.
    public internal(set) var shiftMilliseconds: Int64 = 0
    /// Fixes.
    public internal(set) var fixes = FixLedger()
    /// Orders whose placing was acknowledged.
    public internal(set) var ordersPlaced = 0
    /// Orders whose assignment was acknowledged.
    public internal(set) var ordersAssigned = 0
    /// Orders whose delivery was acknowledged.
    public internal(set) var ordersDelivered = 0
    /// Positions that customers received.
    public internal(set) var deliveries = 0
    /// Real time from the instant a fix was due to be sent to its arrival at the customer.
    public internal(set) var latencies = LatencyHistogram()
    /// What went wrong.
    public internal(set) var errors = ErrorCounts()
    /// How the generator did.
    public internal(set) var meter = GeneratorMeter()
    /// The checks.
    public internal(set) var checks: [ReplayCheck] = []

    /// Whether every check is kept.
    public var isFine: Bool { checks.allSatisfy(\.isKept) }

    /// The report for people.
    public var text: String {
        let shift = shiftMilliseconds == 0 ? "" : ", moved by \(shiftMilliseconds / 1_000) s"
        let lines =
            [
                "replay      \(cabCount) cabs at ×\(speed), "
                    + "\(Decimal.text(meter.elapsedSeconds, places: 1)) s\(shift)"
            ] + fixes.summary + [
                "orders      \(rideCount) rides: \(ordersPlaced) placed, \(ordersAssigned) assigned, "
                    + "\(ordersDelivered) delivered",
                "deliveries  \(deliveries)",
                "latency     \(latencies.summary)",
            ] + errors.summary + meter.summary + checks.map(\.line)
        return lines.joined(separator: "\n")
    }

    /// The report as one JSON object.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("bench", "replay")
        writer.field("cabs", cabCount)
        writer.field("speed", speed)
        writer.field("shiftMs", shiftMilliseconds)
        writer.field("seconds", meter.elapsedSeconds, decimals: 3)
        writer.field("fixes", fixes)
        writer.name("orders")
        writer.beginObject()
        writer.field("rides", rideCount)
        writer.field("placed", ordersPlaced)
        writer.field("assigned", ordersAssigned)
        writer.field("delivered", ordersDelivered)
        writer.endObject()
        writer.field("deliveries", deliveries)
        writer.field("latencyMs", latencies)
        writer.field("errors", errors.total)
        writer.field("errorKinds", errors)
        writer.field("generator", meter)
        writer.name("checks")
        writer.beginArray()
        for check in checks {
            writer.beginObject()
            writer.field("promise", check.promise)
            writer.field("isKept", check.isKept)
            writer.field("detail", check.detail)
            writer.endObject()
        }
        writer.endArray()
        writer.field("isFine", isFine)
        writer.endObject()
        return writer.takeBytes()
    }
}

extension ReplayCheck {
    fileprivate var line: String {
        "check       \(isKept ? "kept  " : "BROKEN")  \(promise): \(detail)"
    }
}
