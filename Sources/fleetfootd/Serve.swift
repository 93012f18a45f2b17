// `fleetfootd serve`: the daemon until a signal.

import ArgumentParser
import Server

/// `fleetfootd serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves a city until SIGTERM or SIGINT (the default command).")

    @OptionGroup var options: SettingsOptions

    func run() throws {
        let reading = try options.read()
        do {
            var more = DaemonOptions()
            more.reread = { () throws(SettingsError) in try options.reread() }
            let daemon = try Daemon(reading.settings, source: reading.source, options: more)
            Console.write("listening on \(daemon.listenAddress)\n")
            try daemon.run()
        } catch {
            throw Failure("\(error)")
        }
    }
}
