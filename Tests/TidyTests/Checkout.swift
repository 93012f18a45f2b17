// The checkout these tests were compiled from, as the tidy checks see it: paths and texts.

import Foundation

/// A Swift file of the checkout.
struct SourceFile {
    /// The path from the root: `Sources/Geo/Coordinate.swift`.
    let path: String
    /// Its text.
    let text: String
    /// The lines of the text, without their ends.
    let lines: [Substring]
    /// As many lines, with everything but code blanked.
    let code: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = Self.lines(of: text)
        code = Self.lines(of: CodeOnly.of(text))
    }

    /// The target's folder: `Geo`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    private static func lines(of text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}

/// One thing a check does not like, and where.
struct Finding: Equatable, CustomStringConvertible {
    var path: String
    var line: Int
    var message: String

    var description: String { "\(path):\(line): \(message)" }
}

enum Checkout {
    /// The root, three levels above this file.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Swift files under `Sources`.
    static let sources = files(under: "Sources")
    /// The Swift files under `Tests`.
    static let tests = files(under: "Tests")
    /// The Swift files under `Benchmarks`.
    static let benchmarks = files(under: "Benchmarks")
    /// Every Swift file there is.
    static let all = sources + tests + benchmarks

    /// The names of the top level.
    static func topLevelNames() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted()
    }

    private static func files(under folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        guard let names = FileManager.default.enumerator(atPath: base.path) else { return [] }
        return names.compactMap { $0 as? String }
            .filter { $0.hasSuffix(".swift") && !$0.split(separator: "/").contains(".build") }
            .sorted()
            .compactMap { name in
                let data = FileManager.default.contents(atPath: base.appending(path: name).path)
                return data.map {
                    SourceFile(path: "\(folder)/\(name)", text: String(decoding: $0, as: UTF8.self))
                }
            }
    }
}
