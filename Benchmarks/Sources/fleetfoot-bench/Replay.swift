// `fleetfoot-bench replay`: a recorded city, faster than life.

import ArgumentParser
import Basics
import BenchKit

/// `fleetfoot-bench replay`.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replays recorded cabs: their points as fixes, their rides as orders.",
        discussion: """
            The recording is a CSV file, plain or gzip, with the columns
            unix_time,cab,latitude,longitude,occupied. Each cab is a runner on a WebSocket of its own
            that sends its points when the daemon's clock shows their times. Each stretch with a
            passenger becomes an order: placed at its first point, bound to its own cab by hand,
            followed by a customer, delivered at its last point.

            The daemon's clock must run --speed times as fast as life:
                fleetfootd serve --set auth.keys=KEYS --set data.folder=DATA --clock-rate 60
                fleetfoot-bench replay --keys KEYS --cabs FILE.csv.gz --speed 60 --minutes 60
            The recording is moved to the daemon's time. To see it at its own time, start the daemon
            with --clock-origin and the number that the bench prints with --print-origin, then the
            bench at once.

            Checks: at least 99 % of the fixes accepted, each drop listed by reason; every ride
            delivered; each customer saw accepted fixes of its own cab only, in order, between assign
            and delivered; every acknowledged order there at the end; no errors. One that is broken
            ends the bench with status 1.
            """)

    @OptionGroup var target: TargetOptions

    @Option(help: "The recording.")
    var cabs: String

    @Option(help: "How many recorded seconds pass in a real one: the daemon's --clock-rate.")
    var speed = 60

    @Option(help: "How many recorded minutes to replay.")
    var minutes = 60

    @Option(help: "Where to begin: HH:MM since the recording's first hour, or a Unix time.")
    var from: String?

    @Flag(help: "Prints the --clock-origin for the daemon and ends.")
    var printOrigin = false

    func validate() throws {
        guard (1...3_600).contains(speed), minutes > 0 else {
            throw ValidationError("--speed is 1 to 3600 and --minutes more than 0")
        }
    }

    func run() throws {
        let report: ReplayReport
        do {
            let trace = try Trace.read(cabs)
            let start = try ReplayWork.start(from, in: trace)
            let work = try ReplayWork(trace, from: start, minutes: minutes, speed: speed)
            if printOrigin {
                Console.write("\(work.clockOrigin().millisecondsSinceEpoch)\n")
                return
            }
            report = try ReplayBench(
                work, on: target.makeStage(), p99MillisecondsMax: target.p99Max
            ).run()
        } catch {
            throw Failure("\(error)")
        }
        Console.write(target.json ? report.json : Array(report.text.utf8))
        Console.write("\n")
        guard report.isFine else { throw ExitCode.failure }
    }
}
