// Random walks at the command line: how many interleavings, what was tried, what was found.

internal import ArgumentParser
internal import Engine
internal import Simulation

struct InterleavingRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interleavings",
        abstract: "Lets two people act on one order at one instant, over and over.",
        discussion: """
            An interleaving is two commands that meet on one order at one instant. Around them time \
            jumps, rounds end late and the process crashes. The last line counts broken promises. \
            Two million and more also fail if something was tried less than a hundred times.
            """)

    @Option(help: "What everything is drawn from.")
    var seed: UInt64 = 1

    @Option(help: "How many interleavings are tried.")
    var count = 100_000

    @Flag(help: "Print what was tried less than a hundred times.")
    var rare = false

    @Option(help: "A guard that is taken away, to see who notices; may be repeated.")
    var without: [GuardName] = []

    func validate() throws {
        guard count > 0 else { throw ValidationError("at least one interleaving") }
    }

    func run() throws {
        let report = Interleavings.run(
            seed: seed, count: count, guardsOff: without.guardSet)
        let coverage = report.coverage
        print(coverage.table)
        if rare { for line in coverage.rare(below: 100) { print("rare:", line) } }
        for finding in report.findings { print(finding) }
        print(
            """
            (state, command, role): \(coverage.tripleCount), tried 100 times or more: \
            \(coverage.tripleCount(atLeast: 100)), once or more: \(coverage.tripleCount(atLeast: 1))
            racing pairs: \(coverage.pairCount), tried 100 times or more: \
            \(coverage.pairCount(atLeast: 100)), once or more: \(coverage.pairCount(atLeast: 1))
            walks \(report.walks) steps \(report.steps) commands \(report.commands) \
            crashes \(report.crashes) from snapshots \(report.snapshots) \
            records lost before they were durable \(report.lostRecords)
            """)
        print("seed \(seed) \(report.lastLine)")
        // A silence means something only where everything was tried.
        let isComplete =
            coverage.tripleCount(atLeast: 100) == coverage.tripleCount
            && coverage.pairCount(atLeast: 100) == coverage.pairCount
        let shouldBeComplete = count >= 2_000_000 && without.isEmpty
        if report.findingCount > 0 || shouldBeComplete && !isComplete { throw ExitCode(1) }
    }
}
