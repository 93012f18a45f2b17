// `fleetfoot-bench fix-path`: what a fix costs in user space, counted instead of timed.

import ArgumentParser
import BenchKit

/// `fleetfoot-bench fix-path`.
struct FixPath: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix-path",
        abstract: "Drives the gateway in this process, fix by fix, for valgrind to count.",
        discussion: """
            Runners are registered, connected and on duty; then each turn has one WebSocket frame with
            one JSON fix: received, advance, flush. No socket, no loop, no disk. Instructions per fix
            are the difference of two runs by the difference of their fixes, less the same of two runs
            with --dry, which make the frames and leave the gateway out:
                valgrind --tool=callgrind --callgrind-out-file=/dev/null \\
                    fleetfoot-bench fix-path --fixes 10000
                … --fixes 110000   … --fixes 10000 --dry   … --fixes 110000 --dry
            "Collected" is the count: (C2 - C1 - D2 + D1) / 100000.

            Allocations per fix in steady state, by "total heap usage: N allocs":
                valgrind --leak-check=no fleetfoot-bench fix-path --fixes 10000
                … --fixes 110000
            (N2 - N1) / 100000. Use a release build.
            """)

    @Option(help: "How many fixes.")
    var fixes = 100_000

    @Option(help: "How many runners take turns.")
    var runners = 1

    @Option(help: "Fixes a second of each, by the gateway's clock; acknowledged once a second.")
    var rate = 1

    @Flag(help: "Makes the frames and leaves the gateway out.")
    var dry = false

    func validate() throws {
        guard fixes >= 0, runners > 0, (1...20).contains(rate) else {
            throw ValidationError("--fixes is 0 or more, --runners 1 or more, --rate 1 to 20")
        }
    }

    func run() throws {
        var work = FixPathWork()
        work.fixCount = fixes
        work.runnerCount = runners
        work.fixesPerSecond = rate
        work.isDry = dry
        let report = work.run()
        Console.write(report.text + "\n")
        guard dry || report.accepted == fixes else {
            throw Failure("\(fixes - report.accepted) fixes were not accepted")
        }
    }
}
