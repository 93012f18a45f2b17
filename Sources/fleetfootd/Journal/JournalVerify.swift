// `fleetfootd journal verify`: is all of it still what was written?

import ArgumentParser
import Server
import Store

/// `fleetfootd journal verify`.
struct JournalVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verifies every row, snapshot, sealed field and track; status 1 on damage.")

    @OptionGroup var options: JournalOptions

    func run() throws {
        let found = try options.look { try $0.verify() }
        for line in found.lines { Console.write(line + "\n") }
        guard found.isSound else { throw ExitCode(1) }
        Console.write("sound\n")
    }
}
