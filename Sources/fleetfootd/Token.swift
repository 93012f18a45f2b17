// `fleetfootd token`: tokens for trying things out and for load tests.

import ArgumentParser
import Server

/// `fleetfootd token`.
struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Mints tokens with the first HS256 key of auth.keys, one a line.")

    @OptionGroup var options: SettingsOptions

    @Option(help: "runner, customer, merchant, station, dispatcher, admin or service.")
    var role = "dispatcher"

    @Option(help: "Who the bearer is: a runner's id, a customer's id. %d becomes a number.")
    var subject = "%d"

    @Option(help: "The same human across roles.")
    var person: String?

    @Option(help: "The campus that its bearer is bound to; without it the whole city.")
    var site: String?

    @Option(help: "How many; numbers count from 1.")
    var count = 1

    @Option(help: "How long they hold, in seconds.")
    var seconds = 86_400

    func run() throws {
        let reading = try options.read()
        do {
            let minting = try TokenMinting(reading.settings)
            for number in 1...max(1, count) {
                let name = subject.replacing("%d", with: String(number))
                let token = try minting.mint(
                    subject: name, role: role, person: person, site: site,
                    seconds: seconds)
                Console.write(token + "\n")
            }
        } catch {
            throw Failure("\(error)")
        }
    }
}
