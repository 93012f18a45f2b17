// The daemon's command line. What the commands do is the Server's; here they only get their words.

import ArgumentParser
import Server

/// `fleetfootd`.
@main
struct Fleetfootd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleetfootd",
        abstract: "Real-time dispatch and tracking for same-city errands and deliveries.",
        version: "fleetfootd \(fleetfootVersion)",
        subcommands: [
            Serve.self, Demo.self, Token.self, CheckConfig.self, JournalCommand.self,
        ],
        defaultSubcommand: Serve.self)
}

/// The words that every command with settings takes.
struct SettingsOptions: ParsableArguments {
    @Option(help: "The settings file; else $FLEETFOOT_CONFIG, ./conf, /etc/fleetfoot.")
    var config: String?

    @Option(
        name: .customLong("set"), parsing: .unconditionalSingleValue,
        help: "A setting as key=value; may be repeated.")
    var overrides: [String] = []

    @Option(help: "How many times faster than life the city's clock runs (clock.rate).")
    var clockRate: Int?

    @Option(help: "What the city's clock shows at the start, ms since 1970 (clock.origin).")
    var clockOrigin: Int?

    /// The settings, or the process ends with every problem on a line.
    func read(_ more: [String] = []) throws -> SettingsReading {
        do {
            return try SettingsReader().read(path: config, overrides: more + all)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// The settings as they are now, from the same places.
    func reread() throws(SettingsError) -> ServerSettings {
        try SettingsReader().read(path: config, overrides: all).settings
    }

    private var all: [String] {
        var all = overrides
        if let clockRate { all.append("clock.rate=\(clockRate)") }
        if let clockOrigin { all.append("clock.origin=\(clockOrigin)") }
        return all
    }
}

/// One line on standard error and status 1.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
