// Most unknown keys are known ones with a slip of the finger.

enum NearestWord {
    /// The candidate with the fewest changes from `word`, if that is few enough to be a slip: a third of
    /// the word. Ties go to the earlier candidate. O(candidates × word²).
    static func find(_ word: String, among candidates: [String]) -> String? {
        let lowercased = Array(word.lowercased())
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(lowercased, Array(candidate.lowercased()))
            if distance <= max(2, word.count / 3), distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.candidate
    }

    /// Insertions, deletions and replacements that lead from one to the other (Levenshtein).
    static func distance(_ from: [Character], _ to: [Character]) -> Int {
        var row = Array(0...to.count)
        for (index, character) in from.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in to.indices {
                let replaced = diagonal + (character == to[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[to.count]
    }
}
