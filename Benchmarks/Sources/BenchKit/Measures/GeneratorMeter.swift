// Whether the generator itself was what was measured: how late it sent, and how much of its core it used.

internal import EventLoop
internal import Wire

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How busy and how punctual this process is while it generates load.
public struct GeneratorMeter: Sendable {
    /// A scheduled send that is later than this at the 99th percentile makes the generator the limit.
    public static let lagMillisecondsMax = 10.0
    /// More of one core than this makes the generator the limit: it is one thread.
    public static let busyPercentMax = 95.0

    /// From when a message was due to when it was handed to the kernel.
    public private(set) var lag = LatencyHistogram()
    private var startNanoseconds: UInt64 = 0
    private var startTicks = 0
    private var elapsedNanoseconds: UInt64 = 0
    private var usedTicks = 0

    /// Nothing measured yet.
    public init() {}

    /// The measured time begins.
    public mutating func start() {
        startNanoseconds = EventLoop.nowNanoseconds
        startTicks = Int(clock())
    }

    /// The measured time ends.
    public mutating func stop() {
        elapsedNanoseconds = EventLoop.nowNanoseconds - startNanoseconds
        usedTicks = Int(clock()) - startTicks
    }

    /// Notes how late a message left.
    public mutating func observeLag(nanoseconds: UInt64) {
        lag.observe(nanoseconds: nanoseconds)
    }

    /// How long the measured time was.
    public var elapsedSeconds: Double { Double(elapsedNanoseconds) / 1e9 }

    /// Processor time of this process per time, in percent of one core.
    public var busyPercent: Double {
        guard elapsedNanoseconds > 0 else { return 0 }
        return 100 * Double(usedTicks) / Double(CLOCKS_PER_SEC) / elapsedSeconds
    }

    /// Whether the figures say as much about this process as about the daemon.
    public var isLimit: Bool {
        lag.milliseconds(atPercent: 99) > GeneratorMeter.lagMillisecondsMax
            || busyPercent > GeneratorMeter.busyPercentMax
    }

    /// Two lines for people.
    var summary: [String] {
        let verdict =
            isLimit
            ? "the generator WAS the limit: its figures are no figures of the daemon"
            : "the generator was not the limit"
        return [
            "generator   \(Decimal.text(busyPercent, places: 1)) % of a core, lag \(lag.summary)",
            "            \(verdict)",
        ]
    }
}

extension JSONWriter {
    mutating func field(_ name: String, _ meter: GeneratorMeter) {
        self.name(name)
        beginObject()
        field("busyPercent", meter.busyPercent, decimals: 1)
        field("lagMs", meter.lag)
        field("isLimit", meter.isLimit)
        endObject()
    }
}
