// The simulator at the command line: a seed in, what was found out.

internal import ArgumentParser

@main
struct FleetfootSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleetfoot-sim",
        abstract: "Simulates a city, with everything that can go wrong, from a seed.",
        discussion: "The same seed gives the same hash. The status is 1 if a promise was broken.",
        subcommands: [CityRun.self, InterleavingRun.self], defaultSubcommand: CityRun.self)
}
