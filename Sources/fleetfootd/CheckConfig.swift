// `fleetfootd check-config`: says what is wrong with the settings before a start does.

import ArgumentParser
import Server

/// `fleetfootd check-config`.
struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads the settings, says what is wrong with them, and ends with 0 if nothing is."
    )

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Print the commented file of all settings with their defaults.")
    var print = false

    func run() throws {
        if print {
            Console.write(SettingsSample.yaml)
            return
        }
        let reading = try options.read()
        Console.write("settings are fine: \(reading.source)\n")
    }
}
