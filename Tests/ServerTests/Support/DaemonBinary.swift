// The tests drive the binary that people run, not a part of it linked into the tests. The build puts
// it beside the test bundle.

import Foundation

/// The built `fleetfootd`.
enum DaemonBinary {
    /// The tests were built, the daemon was not, or it lies elsewhere.
    struct Missing: Error, CustomStringConvertible {
        var searched: [String]
        var description: String {
            "fleetfootd was not found in \(searched.joined(separator: ", ")); build it first"
        }
    }

    /// Its path.
    static func path() throws -> String {
        let folders = productFolders()
        for folder in folders {
            let candidate = folder + "/fleetfootd"
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        throw Missing(searched: folders)
    }

    /// Where products of this build may lie: beside the program that runs the tests on Linux; beside
    /// the bundle it has opened, and above it, on macOS.
    private static func productFolders() -> [String] {
        var starts = [CommandLine.arguments[0]]
        if let program = Bundle.main.executablePath { starts.append(program) }
        starts += Bundle.allBundles.map(\.bundlePath).filter { $0.hasSuffix(".xctest") }
        var folders: [String] = []
        for start in starts {
            var url = URL(fileURLWithPath: start).resolvingSymlinksInPath()
            for _ in 0..<4 {
                url.deleteLastPathComponent()
                if !folders.contains(url.path) { folders.append(url.path) }
            }
        }
        return folders
    }
}
