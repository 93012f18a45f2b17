// `fleetfoot-bench make-trace`: a recording for those who have none.

import ArgumentParser
import BenchKit

/// `fleetfoot-bench make-trace`.
struct MakeTrace: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make-trace",
        abstract: "Makes up a recording of cabs for replay; the same for the same seed.")

    @Option(help: "How many cabs.")
    var cabs = 40

    @Option(help: "How many minutes.")
    var minutes = 10

    @Option(help: "What everything is drawn from.")
    var seed: UInt64 = 1

    @Option(help: "The file to write; compressed if its name ends with .gz.")
    var out: String

    func validate() throws {
        guard cabs > 0, minutes > 0 else {
            throw ValidationError("--cabs and --minutes are more than 0")
        }
    }

    func run() throws {
        var maker = TraceMaker()
        maker.cabCount = cabs
        maker.minutes = minutes
        maker.seed = seed
        let trace = maker.make()
        do {
            try trace.write(to: out)
        } catch {
            throw Failure("\(error)")
        }
        Console.write(
            "\(out): \(trace.points.count) points of \(cabs) cabs, hash \(trace.hashText)\n")
    }
}
