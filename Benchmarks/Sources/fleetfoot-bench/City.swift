// `fleetfoot-bench city`: steady load, and how long a fix takes to its customer.

import ArgumentParser
import BenchKit

/// `fleetfoot-bench city`.
struct City: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runners who report steadily, customers who watch: latency from send to receive.",
        discussion: """
            Every runner sends fixes on its own WebSocket at scheduled instants, whether the daemon
            keeps up or not; a latency counts from the scheduled instant to the arrival at the
            customer, so that nothing is left out where somebody had to wait. Customers follow, on
            WebSockets of their own, an order each, which is bound by hand to one of the runners.
            At the end all orders are delivered, so that the same daemon can be measured again.

            The daemon's clock must run at the pace of life (no --clock-rate), and the secret must be
            the daemon's:
                fleetfootd serve --set auth.keys=KEYS --set data.folder=DATA
                fleetfoot-bench city --url http://127.0.0.1:8080 --keys KEYS

            A machine lends a process about 20,000 descriptors: at most some 9,000 runners with as
            many customers fit into one bench and one daemon.
            """)

    @OptionGroup var target: TargetOptions

    @Option(help: "How many runners.")
    var runners = 5_000

    @Option(help: "How many customers, each with an order of its own.")
    var customers = 5_000

    @Option(help: "Fixes a second of each runner; the daemon takes 20 by default.")
    var rate = 1.0

    @Option(help: "How many seconds the load lasts.")
    var duration = 60

    @Option(help: "What places and phases are drawn from.")
    var seed: UInt64 = 1

    func validate() throws {
        guard runners > 0, customers >= 0, rate > 0, duration > 0 else {
            throw ValidationError("--runners, --rate and --duration are more than 0")
        }
    }

    func run() throws {
        var load = CityLoad()
        load.runnerCount = runners
        load.customerCount = customers
        load.fixesPerSecond = rate
        load.seconds = duration
        load.seed = seed
        let report: CityReport
        do {
            report = try CityBench(load, on: target.makeStage()).run()
        } catch {
            throw Failure("\(error)")
        }
        Console.write(target.json ? report.json : Array(report.text.utf8))
        Console.write("\n")
        guard report.isFine(p99MillisecondsMax: target.p99Max) else { throw ExitCode.failure }
    }
}
