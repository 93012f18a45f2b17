// One word per concept: whoever searches for Runner finds all runners. And no promises in the code.

enum Vocabulary {
    /// Words that code does not use, and the one it does.
    static let instead: [String: String] = [
        "driver": "runner", "drivers": "runners", "rider": "runner", "riders": "runners",
        "courier": "runner", "couriers": "runners", "geofence": "zone", "geofences": "zones",
        "worker": "runner", "workers": "runners",
    ]

    /// Where a worker is a thread.
    static let threads: Set<String> = ["EventLoop", "Server", "Store", "Simulation"]

    /// Identifiers with a word that has a better one.
    static func findings(in file: SourceFile) -> [Finding] {
        file.code.enumerated().flatMap { index, line in
            Identifiers.of(line).flatMap(Identifiers.words)
                .filter { !($0.hasPrefix("worker") && threads.contains(file.target)) }
                .compactMap { word in instead[word].map { (word, $0) } }
                .map { word, better in
                    Finding(
                        path: file.path, line: index + 1, message: "\(word): we say \(better)")
                }
        }
    }

    /// Words that mark unfinished work.
    static let unfinished: Set<String> = [
        "todo", "fixme", "xxx", "hack", "stub", "mock", "placeholder",
    ]

    /// Marks of unfinished work, in code, texts and comments.
    static func marks(in file: SourceFile) -> [Finding] {
        file.lines.enumerated().compactMap { index, line in
            let words = Identifiers.of(line).map { $0.lowercased() }
            // In a text for people, an order may well be for now.
            let isComment = line.drop { $0 == " " }.hasPrefix("//")
            let isProvisional =
                isComment && zip(words, words.dropFirst()).contains { $0 == ("for", "now") }
            guard isProvisional || words.contains(where: unfinished.contains) else { return nil }
            return Finding(path: file.path, line: index + 1, message: "unfinished: \(line)")
        }
    }
}
