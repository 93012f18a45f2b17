// A daemon that serves: on a port of its own choice, with a folder and keys that live as long as the
// test, ready to be stopped, killed and started again on the same data.

import Foundation
import HTTP

/// A `fleetfootd serve` on loopback.
final class RunningDaemon {
    /// Where its data, its keys and its standard error are.
    let folder: TestFolder
    /// Where it listens; another port after each start.
    private(set) var port = 0
    private(set) var process: DaemonProcess
    private let settings: [String]

    /// Starts a daemon with `key=value` settings beside those that every test needs, and returns once
    /// it listens. Commands are taken from then on: an empty journal is read in no time. `limits` are
    /// commands of the shell that starts it.
    init(
        _ settings: [String] = [], in folder: TestFolder? = nil, limits: String? = nil
    ) throws {
        self.folder = try folder ?? TestFolder()
        self.settings = settings
        process = try RunningDaemon.launch(settings, in: self.folder, limits)
        port = try awaitPort()
        try awaitReadiness()
    }

    /// The command line of a daemon with these settings in a folder, whose keys are written first.
    static func arguments(_ settings: [String], in folder: TestFolder) throws -> [String] {
        try TestTokens.writeKeys(to: folder)
        try folder.write("", to: "empty.yaml")
        let all =
            ["http.listen=127.0.0.1:0", "data.folder=\(folder.file("data"))"]
            + ["auth.keys=\(folder.file("keys"))"] + settings
        return ["serve", "--config", folder.file("empty.yaml")] + all.flatMap { ["--set", $0] }
    }

    private static func launch(
        _ settings: [String], in folder: TestFolder, _ limits: String?
    ) throws -> DaemonProcess {
        try DaemonProcess(
            arguments(settings, in: folder), in: folder, limits: limits)
    }

    private func awaitPort() throws -> Int {
        let prefix = "listening on 127.0.0.1:"
        guard let line = try process.firstLine(), line.hasPrefix(prefix),
            let port = Int(line.dropFirst(prefix.count))
        else { throw DaemonProcess.Stuck(description: "no port was named: \(process.errors)") }
        return port
    }

    /// Asks until the journal has been read.
    private func awaitReadiness() throws {
        let client = try http()
        let watchdog = Watchdog()
        while try client.get("/readyz").status != 200 { try watchdog.check("not ready") }
    }

    /// A client of one connection.
    func http(_ subject: String, _ role: String) throws -> HTTPClient {
        try HTTPClient(port: port, token: TestTokens.mint(subject, role))
    }

    /// A client that says a token, or none.
    func http(token: String? = nil) throws -> HTTPClient {
        try HTTPClient(port: port, token: token)
    }

    /// A socket; the role names its path.
    func socket(_ subject: String, _ role: String) throws -> SocketClient {
        try SocketClient(port: port, "/v1/\(role)", token: TestTokens.mint(subject, role))
    }

    /// SIGTERM; returns the status it ends with. Connections that stay open delay the end.
    func stop() throws -> Int32 {
        process.send(SIGTERM)
        return try process.wait()
    }

    /// `kill -9`.
    func crash() throws {
        process.send(SIGKILL)
        try process.wait()
    }

    /// `kill -9`, and a start on the same data, with other settings if there are any.
    func crashAndRestart(_ others: [String] = []) throws {
        try crash()
        try restart(others)
    }

    /// Starts it again on the same data.
    func restart(_ others: [String] = []) throws {
        process = try RunningDaemon.launch(settings + others, in: folder, nil)
        port = try awaitPort()
        try awaitReadiness()
    }
}

/// A bound on a loop that asks until something is so.
struct Watchdog {
    /// What was asked for did not come to be.
    struct Expired: Error, CustomStringConvertible {
        var description: String
    }

    private let end = ContinuousClock.now + .seconds(20)

    /// Throws once the time is up.
    func check(_ what: String) throws {
        if ContinuousClock.now >= end { throw Expired(description: "after 20 s: \(what)") }
    }
}
