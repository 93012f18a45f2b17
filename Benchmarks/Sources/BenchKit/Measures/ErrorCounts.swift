// What went wrong, by kind, with the first example of each: a number alone helps nobody.

internal import Wire

/// Errors by kind.
public struct ErrorCounts: Equatable, Sendable {
    /// One kind of error.
    public struct Kind: Equatable, Sendable {
        /// What kind it is.
        public var name: String
        /// How often it was seen.
        public var count: Int
        /// What was said the first time.
        public var example: String
    }

    /// The kinds in the order in which they were first seen.
    public private(set) var kinds: [Kind] = []

    /// None.
    public init() {}

    /// How many there were.
    public var total: Int { kinds.reduce(0) { $0 + $1.count } }

    /// Notes one. O(kinds).
    public mutating func note(_ kind: String, _ example: @autoclosure () -> String = "") {
        if let place = kinds.firstIndex(where: { $0.name == kind }) {
            kinds[place].count += 1
        } else {
            kinds.append(Kind(name: kind, count: 1, example: example()))
        }
    }

    /// Lines for people.
    var summary: [String] {
        guard !kinds.isEmpty else { return ["errors      0"] }
        return ["errors      \(total)"]
            + kinds.map { "            \($0.count) × \($0.name): \($0.example)" }
    }
}

extension JSONWriter {
    mutating func field(_ name: String, _ errors: ErrorCounts) {
        self.name(name)
        beginArray()
        for kind in errors.kinds {
            beginObject()
            field("kind", kind.name)
            field("count", kind.count)
            field("example", kind.example)
            endObject()
        }
        endArray()
    }
}
