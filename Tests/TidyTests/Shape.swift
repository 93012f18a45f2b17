// How a file looks from afar: a paragraph that says why it exists, a sentence on everything that is
// public, and a length that fits in a head.

enum Shape {
    static let lineCountMax = 500
    static let executableLineCountMax = 100
    static let executables: Set<String> = ["fleetfootd", "fleetfoot-sim"]

    /// What the top level may hold besides dot-files: the house's plan, then what runs leave behind.
    static let topLevelNames: Set<String> = [
        "Package.swift", "Sources", "Tests", "Benchmarks", "README.md", "conf",
        "Package.resolved", "data",
    ]

    /// Names that do not belong on the top level.
    static func strangers(among names: [String]) -> [String] {
        names.filter { !$0.hasPrefix(".") && !topLevelNames.contains($0) }
    }

    /// A file begins with a comment, and it says something.
    static func headerFindings(in file: SourceFile) -> [Finding] {
        let header = file.lines.prefix { $0.hasPrefix("//") && !$0.hasPrefix("///") }
        let letters = header.joined().filter(\.isLetter).count
        guard letters < 15 else { return [] }
        return [Finding(path: file.path, line: 1, message: "begins without saying why it exists")]
    }

    /// No file is longer than its kind may be.
    static func lengthFindings(in file: SourceFile) -> [Finding] {
        // Published vectors are as many as were published.
        guard !(file.path.hasPrefix("Tests/") && file.path.hasSuffix("Vectors.swift")) else {
            return []
        }
        let isExecutable = file.path.hasPrefix("Sources/") && executables.contains(file.target)
        let most = isExecutable ? executableLineCountMax : lineCountMax
        let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
        guard count > most else { return [] }
        return [Finding(path: file.path, line: count, message: "\(count) lines; at most \(most)")]
    }

    /// Every public declaration has a doc comment. Operators and raw values are exempt: what they mean
    /// is their protocol's to say.
    static func documentationFindings(in file: SourceFile) -> [Finding] {
        file.code.indices.compactMap { index in
            guard isPublicDeclaration(file.code[index]),
                !hasDocumentation(above: index, file.lines)
            else { return nil }
            let text = file.lines[index].drop { $0 == " " }
            return Finding(path: file.path, line: index + 1, message: "undocumented: \(text)")
        }
    }

    private static func isPublicDeclaration(_ line: Substring) -> Bool {
        let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
        guard let first = words.first, ["public", "open"].contains(first) else { return false }
        let rest = words.dropFirst()
        let isOperator =
            rest.contains("func")
            && rest.drop { $0 != "func" }.dropFirst().first.map { !startsLikeAName($0) } ?? false
        let isRawValue = rest.contains {
            $0.hasPrefix("rawValue:") || $0.hasPrefix("init(rawValue:")
        }
        return !rest.isEmpty && !["import", "extension"].contains(rest.first)
            && !isOperator && !isRawValue
    }

    private static func startsLikeAName(_ word: Substring) -> Bool {
        word.first.map { $0.isLetter || $0 == "_" || $0 == "`" } ?? false
    }

    /// Whether the lines above, attributes aside, end with a doc comment.
    private static func hasDocumentation(above index: Int, _ lines: [Substring]) -> Bool {
        var place = index - 1
        while place >= 0 {
            let line = lines[place].drop { $0 == " " }
            if line.hasPrefix("///") || line.hasSuffix("*/") { return true }
            guard line.hasPrefix("@") || line.hasPrefix("#if") else { return false }
            place -= 1
        }
        return false
    }
}
