// `fleetfootd demo`: a daemon and a made-up city in one process, to look at or to check.

import ArgumentParser
import Foundation

/// `fleetfootd demo`.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves a made-up city whose runners and customers connect by real WebSockets.",
        discussion: """
            Its journal is in a temporary folder that is removed at the end; its tokens are signed
            with a key made for this run. Stop it with Ctrl-C.
            """)

    @OptionGroup var options: SettingsOptions

    @Flag(help: "No page and a free port: runs for --duration and ends with a summary.")
    var headless = false

    @Option(help: "How many seconds of real time to run; else until Ctrl-C.")
    var duration: Int?

    @Option(help: "How many runners there are (demo.runners).")
    var runners: Int?

    @Option(help: "What names the city: the same seed, the same city (demo.seed).")
    var seed: Int?

    @Flag(help: .hidden)
    var breakPoolGuard = false

    func run() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("fleetfoot-demo-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let reading = try options.read(overrides(folder.path))
        let city = try DemoCity(
            reading, isHeadless: headless, breaksPoolGuard: breakPoolGuard,
            seconds: duration ?? (headless ? 20 : nil))
        let summary = try city.run()
        print(summary.text)
        guard summary.isSound else { throw ExitCode(1) }
    }

    /// What the demo sets differently from the defaults; `--set` comes after it and wins.
    private func overrides(_ folder: String) -> [String] {
        var overrides = ["data.folder=\(folder)"]
        overrides.append("clock.rate=\(headless ? 60 : 8)")
        if headless { overrides.append("http.listen=127.0.0.1:0") }
        if let runners { overrides.append("demo.runners=\(runners)") }
        if let seed { overrides.append("demo.seed=\(seed)") }
        return overrides
    }
}
