// Who may import whom: the drawing of Sources/ARCHITECTURE.md as a table. A module of ours may also
// be imported by everything above it; a system library or a package only where it stands here.

enum Arrows {
    /// What a target may import besides the standard library.
    struct Rule {
        /// Targets directly below; what is below those is allowed too.
        var targets: [String]
        /// Modules from elsewhere.
        var modules: [String] = []
    }

    static let collections = [
        "Collections", "DequeModule", "HeapModule", "OrderedCollections", "BitCollections",
    ]
    static let foundation = ["Foundation", "FoundationEssentials"]
    static let system = ["Glibc", "Musl", "Darwin", "Synchronization"]

    static let rules: [String: Rule] = [
        "Basics": Rule(targets: []),
        "Geo": Rule(targets: ["Basics"], modules: collections),
        "Matching": Rule(targets: ["Geo"], modules: collections),
        "Journal": Rule(targets: ["Basics"], modules: collections),
        "Engine": Rule(targets: ["Journal", "Matching"], modules: collections),
        "Compression": Rule(targets: ["Basics"], modules: ["CZlib"]),
        "HTTP": Rule(targets: ["Basics", "Compression"]),
        "WebSocket": Rule(targets: ["HTTP", "Compression"]),
        "Wire": Rule(targets: ["Engine"], modules: ["FoundationEssentials"]),
        "Gateway": Rule(targets: ["HTTP", "WebSocket", "Wire"], modules: collections),
        "City": Rule(targets: ["Wire", "WebSocket", "HTTP"], modules: collections),
        "Simulation": Rule(targets: ["Gateway", "City"], modules: collections),
        "CityTraffic": Rule(targets: ["City", "EventLoop"], modules: system),
        "EventLoop": Rule(targets: ["Basics"], modules: ["CLibUV", "COpenSSL"] + system),
        "Tokens": Rule(targets: ["Basics"], modules: ["COpenSSL"] + foundation + system),
        "Store": Rule(
            targets: ["Journal", "Tokens"], modules: ["GRDB", "GRDBSQLite"] + foundation + system),
        "Pages": Rule(targets: ["Basics"], modules: foundation),
        "Server": Rule(
            targets: ["Gateway", "EventLoop", "Store", "Tokens", "Pages"],
            modules: ["Yams", "Logging"] + foundation + system),
        "fleetfootd": Rule(
            targets: ["Server", "CityTraffic"], modules: ["ArgumentParser"] + foundation + system),
        "fleetfoot-sim": Rule(
            targets: ["Simulation"], modules: ["ArgumentParser"] + foundation + system),
    ]

    /// All modules that `target` may import.
    static func allowed(for target: String) -> Set<String> {
        guard let rule = rules[target] else { return [] }
        return Set(rule.modules).union(below(target))
    }

    private static func below(_ target: String) -> Set<String> {
        var found: Set<String> = []
        for direct in rules[target]?.targets ?? [] {
            found.insert(direct)
            found.formUnion(below(direct))
        }
        return found
    }

    /// The imports that point upwards or outwards, and targets that are not in the drawing.
    static func findings(in file: SourceFile) -> [Finding] {
        guard rules[file.target] != nil else {
            return [
                Finding(
                    path: file.path, line: 1,
                    message: "target \(file.target) is not in the table of arrows")
            ]
        }
        let allowed = allowed(for: file.target)
        return imports(in: file)
            .filter { !allowed.contains($0.module) }
            .map { module, line in
                Finding(
                    path: file.path, line: line,
                    message: "\(file.target) must not import \(module)")
            }
    }

    /// Every imported module with its line.
    static func imports(in file: SourceFile) -> [(module: String, line: Int)] {
        let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
        return file.code.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) })
            else { return nil }
            var rest = words[(place + 1)...]
            if let first = rest.first, kinds.contains(String(first)) { rest = rest.dropFirst() }
            guard let module = rest.first?.split(separator: ".").first else { return nil }
            return (String(module), index + 1)
        }
    }

    private static let accessLevels: [Substring] = [
        "public", "package", "internal", "fileprivate", "private",
    ]
}
