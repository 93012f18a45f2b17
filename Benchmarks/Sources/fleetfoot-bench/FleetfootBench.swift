// The command line of the benches. What they do is BenchKit's; here they only get their words.

import ArgumentParser
import BenchKit
import CityTraffic
import EventLoop

/// `fleetfoot-bench`.
@main
struct FleetfootBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleetfoot-bench",
        abstract: "Loads a Fleetfoot daemon and measures what comes of it.",
        discussion: """
            A bench talks to a daemon that runs already and makes its own tokens with the daemon's
            secret. It ends with status 0 if everything it checks is right, 1 if not, 64 if the
            command line is wrong.
            """,
        subcommands: [City.self, Orders.self, Replay.self, MakeTrace.self, FixPath.self])
}

/// Which daemon, and who may talk to it.
struct TargetOptions: ParsableArguments {
    @Option(help: "The daemon: http://ADDRESS:PORT, the address numeric or localhost.")
    var url = "http://127.0.0.1:8080"

    @Option(help: "The daemon's auth.keys: tokens are signed with its first KID.hs256.")
    var keys: String?

    @Option(help: "Instead of --keys: a file with the secret; KID.hs256 names its key.")
    var secret: String?

    @Flag(help: "Prints one JSON object on standard output; progress goes to standard error.")
    var json = false

    @Option(
        name: .customLong("p99-max"),
        help: "Fails if the 99th percentile of the latency is more than that many milliseconds.")
    var p99Max: Double?

    func validate() throws {
        guard (keys == nil) != (secret == nil) else {
            throw ValidationError("give either --keys FOLDER or --secret FILE")
        }
    }

    /// The daemon and the tokens, or the process ends with a line that says what is wrong.
    func makeStage() throws -> BenchStage {
        _ = raiseDescriptorLimit()
        do {
            let desk =
                try keys.map { try TokenDesk(keys: $0) } ?? TokenDesk(secretFile: secret ?? "")
            return BenchStage(address: try DaemonAddress(url: url), desk: desk) {
                Console.writeError($0 + "\n")
            }
        } catch {
            throw Failure("\(error)")
        }
    }
}

/// One line on standard error and status 1.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
