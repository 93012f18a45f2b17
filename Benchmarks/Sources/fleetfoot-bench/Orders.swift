// `fleetfoot-bench orders`: durable commands a second, and how long each takes.

import ArgumentParser
import BenchKit

/// `fleetfoot-bench orders`.
struct Orders: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Order commands over HTTP while fixes stream in: acknowledged a second, latency.",
        discussion: """
            Orders are placed by customers and merchants and then cancelled, or bound to a runner by a
            dispatcher, or offered by a matching round and accepted; those are picked up and
            delivered. Every command is a request of its own with an idempotency key, answered when it
            is on the disk. Meanwhile runners stream fixes, each on its own WebSocket.

            With --rate commands are due at fixed instants whether the daemon keeps up or not, and a
            latency counts from the instant to the answer, so that nothing is left out where somebody
            had to wait. Runners accept, pick up and deliver what a round offers after a pause of their
            own, from 0 to --pause milliseconds. With --rate 0 each connection sends as soon as it has its answer: that shows
            the most there can be, and its latencies say little.

            What is asked depends on the seed alone. The hash is of every order's story and end: with
            a rate it is the same in each run, unless something went wrong. At the end all orders are
            brought to their end, so that the same daemon can be measured again.

            The daemon's clock must run at the pace of life (no --clock-rate), and the secret must be
            the daemon's:
                fleetfootd serve --set auth.keys=KEYS --set data.folder=DATA
                fleetfoot-bench orders --url http://127.0.0.1:8080 --keys KEYS --p99-max 10

            For a first look: --rate 200 --runners 20 --fixes 200 --duration 3 --warm-up 1
            """)

    @OptionGroup var target: TargetOptions

    @Option(help: "Commands a second, beside those that follow from offers; 0: the most.")
    var rate = 5_000.0

    @Option(help: "Keep-alive connections for commands, each with one request at a time.")
    var connections = 128

    @Option(help: "How many runners, each on a WebSocket.")
    var runners = 1_000

    @Option(help: "Fixes a second of all runners together.")
    var fixes = 20_000.0

    @Option(help: "How many seconds are measured.")
    var duration = 30

    @Option(help: "How many seconds the load goes on before it is measured.")
    var warmUp = 2

    @Option(help: "How many customers and merchants place orders.")
    var customers = 500

    @Option(help: "Of a hundred orders, how many are cancelled while they wait.")
    var cancelled = 40

    @Option(help: "Of a hundred orders, how many wait for an offer; the rest is bound by hand.")
    var matched = 10

    @Flag(help: "Leave the orders as they are at the end, for a look at a daemon's start.")
    var leaveOpen = false

    @Option(help: "How many milliseconds a runner takes at most for each step after an offer.")
    var pause = 1_000

    @Option(help: "What stories, places and phases are drawn from.")
    var seed: UInt64 = 1

    func validate() throws {
        guard rate >= 0, fixes >= 0, duration > 0, warmUp >= 0 else {
            throw ValidationError("--duration is more than 0, the others are not negative")
        }
        guard connections > 0, runners > 0, customers > 0 else {
            throw ValidationError("--connections, --runners and --customers are more than 0")
        }
        guard (0...60_000).contains(pause) else {
            throw ValidationError("--pause is 0 to 60000")
        }
        guard cancelled >= 0, matched >= 0, cancelled + matched <= 100 else {
            throw ValidationError("--cancelled and --matched are shares of a hundred")
        }
    }

    func run() throws {
        var load = OrdersLoad()
        load.commandsPerSecond = rate
        load.connectionCount = connections
        load.runnerCount = runners
        load.fixesPerSecond = fixes
        load.seconds = duration
        load.warmUpSeconds = warmUp
        load.customerCount = customers
        load.cancelPercent = cancelled
        load.matchedPercent = matched
        load.pauseMilliseconds = pause
        load.leavesOpen = leaveOpen
        load.seed = seed
        let report: OrdersReport
        do {
            report = try OrdersBench(load, on: target.makeStage()).run()
        } catch {
            throw Failure("\(error)")
        }
        Console.write(target.json ? report.json : Array(report.text.utf8))
        Console.write("\n")
        guard report.isFine(p99MillisecondsMax: target.p99Max) else { throw ExitCode.failure }
    }
}
