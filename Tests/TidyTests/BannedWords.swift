// Pure targets give the same bytes for the same inputs on every machine. What would break that is
// banned by name, because a reviewer overlooks it once a year.

enum BannedWords {
    /// Targets that touch the world; every other one under `Sources` is pure.
    static let impure: Set<String> = [
        "CityTraffic", "EventLoop", "Store", "Tokens", "Pages", "Server", "fleetfootd",
        "fleetfoot-sim",
    ]

    /// Identifiers that no pure target uses.
    static let identifiers: Set<String> = [
        "unsafe", "Glibc", "Darwin", "Foundation", "JSONEncoder", "async", "await", "Task", "class",
        "actor", "SystemRandomNumberGenerator", "hashValue", "Date", "ContinuousClock",
        "SuspendingClock", "DispatchTime", "ProcessInfo",
    ]

    /// What else wraps C, and may say so.
    static let exceptions: [String: Set<String>] = ["Compression": ["unsafe"]]

    /// The banned words in the code of a pure target.
    static func findings(in file: SourceFile) -> [Finding] {
        guard !impure.contains(file.target) else { return [] }
        let banned = identifiers.subtracting(exceptions[file.target] ?? [])
        return file.code.enumerated().flatMap { index, line in
            words(in: line, banned: banned).map {
                Finding(path: file.path, line: index + 1, message: "\($0) in a pure target")
            }
        }
    }

    private static func words(in line: Substring, banned: Set<String>) -> [String] {
        let identifiers = Identifiers.of(line)
        var found = identifiers.filter(banned.contains)
        if identifiers.contains("random"), line.contains("random(") { found.append("random(") }
        if identifiers.contains("now"), asksAClock(line) { found.append(".now") }
        return found
    }

    /// Whether `.now` stands there on a type or by itself; a value's own field, `state.now`, was passed
    /// in.
    private static func asksAClock(_ line: Substring) -> Bool {
        line.ranges(of: ".now").contains { range in
            let before = line[..<range.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber }
            let isWhole = line[range.upperBound...].first.map { !$0.isLetter } ?? true
            return isWhole && (before.last.map(\.isUppercase) ?? true)
        }
    }
}

/// The identifiers of a line of code.
enum Identifiers {
    static func of(_ line: Substring) -> [String] {
        line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }

    /// The words an identifier is made of, in small letters: `nearestRunnerID` is nearest, runner, id.
    static func words(of identifier: String) -> [String] {
        var words: [String] = []
        var previousIsLower = false
        for character in identifier {
            let isUpper = character.isUppercase
            if words.isEmpty || character == "_" || (isUpper && previousIsLower) {
                words.append("")
            }
            if character != "_" { words[words.count - 1] += character.lowercased() }
            previousIsLower = character.isLowercase || character.isNumber
        }
        return words.filter { !$0.isEmpty }
    }
}
