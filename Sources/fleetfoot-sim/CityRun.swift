// A whole city in virtual time: a seed in, a hash and the broken promises out.

internal import ArgumentParser
internal import Basics
internal import Engine
internal import Simulation

struct CityRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "city",
        abstract: "Runs apps against the gateway for some hours; what is done without a name.")

    @Option(help: "What everything is drawn from.")
    var seed: UInt64 = 1

    @Option(help: "How many hours of the city are simulated.")
    var hours: Double = 1

    @Option(help: "How many runners there are.")
    var runners = 12

    @Option(help: "How many orders are placed in an hour.")
    var ordersPerHour = 120

    @Flag(help: "Nothing goes wrong but what people do.")
    var calm = false

    @Option(help: "A guard that is taken away, to see who notices; may be repeated.")
    var without: [GuardName] = []

    func validate() throws {
        guard hours > 0, hours <= 10_000 else {
            throw ValidationError("hours lie above 0 and up to 10000")
        }
        guard (1...100_000).contains(runners), (0...1_000_000).contains(ordersPerHour) else {
            throw ValidationError("runners: 1 to 100000, orders per hour: 0 to 1000000")
        }
    }

    func run() throws {
        var scenario = Scenario(
            seed: seed, duration: Milliseconds(Int64(hours * 3_600_000)), runnerCount: runners,
            ordersPerHour: ordersPerHour)
        if calm { scenario.faults = Faults() }
        scenario.guardsOff = without.guardSet
        let result = Simulation.run(scenario)
        for line in result.violationLines { print(line) }
        print(result.summary)
        let hash = String(result.hash, radix: 16)
        print("seed \(seed) hash \(hash) violations \(result.violationCount)")
        if result.violationCount > 0 { throw ExitCode(1) }
    }
}
