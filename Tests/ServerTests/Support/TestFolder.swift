// A folder of a test's own, gone with the test: nothing of one run can be seen by the next.

import Foundation

/// An empty folder that is removed with everything in it when it is let go of.
final class TestFolder: Sendable {
    /// Where it is.
    let path: String

    init() throws {
        let name = "fleetfoot-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of `name` in the folder.
    func file(_ name: String) -> String { path + "/" + name }

    /// Makes a file, and the folders above it.
    func write(_ text: String, to name: String) throws {
        let target = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: target)
    }

    /// A file's text; empty if there is none.
    func text(of name: String) -> String {
        guard let bytes = FileManager.default.contents(atPath: file(name)) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
