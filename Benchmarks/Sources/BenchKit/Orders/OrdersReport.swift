// The figures of an orders run, for people and for programs.

internal import Basics
internal import Wire

/// How many commands are sent, about what, and beside which stream of fixes.
public struct OrdersLoad: Equatable, Sendable {
    /// Planned commands a second; 0 sends the next one whenever a connection is free.
    public var commandsPerSecond = 5_000.0
    /// Keep-alive connections for commands, each with one request at a time.
    public var connectionCount = 128
    /// Runners, each on a socket of its own.
    public var runnerCount = 1_000
    /// Fixes a second of all runners together; with 0 they are on duty and stand still.
    public var fixesPerSecond = 20_000.0
    /// How long the load is measured.
    public var seconds = 30
    /// How long the load goes on before it is measured.
    public var warmUpSeconds = 2
    /// Who places orders: four of five are customers, the fifth is a merchant.
    public var customerCount = 500
    /// Orders of a hundred that are cancelled while they wait.
    public var cancelPercent = 40
    /// Orders of a hundred that a matching round brings to a runner; the rest is bound by hand.
    public var matchedPercent = 10
    /// What is still open at the end stays so.
    public var leavesOpen = false
    /// A runner takes up to so long for each step that follows an offer.
    public var pauseMilliseconds = 1_000
    /// Stories, places and phases are drawn from this.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// Whether commands come at their own instants, whatever the daemon does.
    var isOpenLoop: Bool { commandsPerSecond > 0 }
    var warmUpNanoseconds: UInt64 { UInt64(warmUpSeconds) * 1_000_000_000 }
    var nanoseconds: UInt64 { UInt64(warmUpSeconds + seconds) * 1_000_000_000 }
}

/// What an orders run showed.
public struct OrdersReport: Sendable {
    /// The load that was asked for.
    public var load: OrdersLoad
    /// Acknowledgements that came in the measured time.
    public internal(set) var acknowledged = 0
    /// From the instant a command was due, in the measured time, to its acknowledgement.
    public internal(set) var latencies = LatencyHistogram()
    /// The same by command.
    var latenciesOfCommands = OrderCommand.allCases.map { _ in LatencyHistogram() }
    /// Orders that were placed, also before and after the measured time.
    public internal(set) var orders = 0
    /// Orders that have come to the end of their story.
    public internal(set) var ordersEnded = 0
    /// Answers of 429 or 503, after which the command was sent again.
    public internal(set) var deferrals = 0
    /// Fixes.
    public internal(set) var fixes = FixLedger()
    /// How long fixes were sent, in seconds.
    public internal(set) var fixSeconds = 0.0
    /// What the daemon counted in the measured time.
    public internal(set) var daemon = DaemonFigures()
    /// What went wrong.
    public internal(set) var errors = ErrorCounts()
    /// How the generator did.
    public internal(set) var meter = GeneratorMeter()
    /// A hash of every order's story and end: with a rate it is the same in each run of one load.
    public internal(set) var hash: UInt64 = 0

    init(load: OrdersLoad) {
        self.load = load
    }

    /// Acknowledged commands in a second of the measured time.
    public var acknowledgedPerSecond: Double {
        Double(acknowledged) / Swift.max(meter.elapsedSeconds, 0.001)
    }

    /// Accepted fixes in a second.
    public var fixesPerSecond: Double { Double(fixes.accepted) / Swift.max(fixSeconds, 0.001) }

    mutating func observe(_ command: OrderCommand, nanoseconds: UInt64) {
        latencies.observe(nanoseconds: nanoseconds)
        latenciesOfCommands[Int(command.rawValue)].observe(nanoseconds: nanoseconds)
    }

    /// Whether nothing went wrong and the 99th percentile is at most `p99Max`, if there is one.
    public func isFine(p99MillisecondsMax: Double?) -> Bool {
        errors.total == 0 && deferrals == 0 && acknowledged > 0
            && (ordersEnded == orders || load.leavesOpen) && fixes.accepted == fixes.sent
            && latencies.milliseconds(atPercent: 99) <= p99MillisecondsMax ?? .infinity
    }

    /// The report for people.
    public var text: String {
        let pace =
            load.isOpenLoop
            ? "\(Decimal.text(load.commandsPerSecond, places: 0)) commands/s planned"
            : "as many commands as \(load.connectionCount) connections carry"
        let lines =
            [
                "orders      \(pace), \(load.runnerCount) runners with "
                    + "\(Decimal.text(load.fixesPerSecond, places: 0)) fixes/s, "
                    + "\(Decimal.text(meter.elapsedSeconds, places: 1)) s",
                "commands    \(acknowledged) acknowledged, "
                    + "\(Decimal.text(acknowledgedPerSecond, places: 0)) a second, "
                    + "\(deferrals) put off by 429 or 503",
                "latency     \(latencies.summary)",
            ] + commandLines + [
                "orders      \(orders) placed, \(ordersEnded) at their end, "
                    + "hash \(String(hash, radix: 16))"
            ] + fixes.summary + [
                "            \(Decimal.text(fixesPerSecond, places: 0)) fixes a second accepted"
            ] + daemon.summary + errors.summary + meter.summary
        return lines.joined(separator: "\n")
    }

    private var commandLines: [String] {
        OrderCommand.allCases.compactMap { command in
            let latencies = latenciesOfCommands[Int(command.rawValue)]
            guard latencies.count > 0 else { return nil }
            let name = command.name + String(repeating: " ", count: 9 - command.name.count)
            return "  \(name) \(latencies.count): \(latencies.summary)"
        }
    }

    /// The report as one JSON object.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("bench", "orders")
        writer.field("commandsPerSecond", load.commandsPerSecond, decimals: 1)
        writer.field("connections", load.connectionCount)
        writer.field("runners", load.runnerCount)
        writer.field("fixesPerSecond", load.fixesPerSecond, decimals: 1)
        writer.field("seconds", meter.elapsedSeconds, decimals: 3)
        writer.field("seed", load.seed)
        writer.field("acknowledged", acknowledged)
        writer.field("acknowledgedPerSecond", acknowledgedPerSecond, decimals: 1)
        writer.field("deferrals", deferrals)
        writer.field("latencyMs", latencies)
        writer.name("latencyMsOfCommands")
        writer.beginObject()
        for command in OrderCommand.allCases {
            writer.field(command.name, latenciesOfCommands[Int(command.rawValue)])
        }
        writer.endObject()
        writer.field("orders", orders)
        writer.field("ordersEnded", ordersEnded)
        writer.field("hash", String(hash, radix: 16))
        writer.field("fixes", fixes)
        writer.field("fixesAcceptedPerSecond", fixesPerSecond, decimals: 1)
        writer.field("daemon", daemon)
        writer.field("errors", errors.total)
        writer.field("errorKinds", errors)
        writer.field("generator", meter)
        writer.endObject()
        return writer.takeBytes()
    }
}
