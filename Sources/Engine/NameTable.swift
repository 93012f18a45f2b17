// Pools and skills have names outside and bits inside: that a runner is in all pools of an order is
// then one AND.

/// Up to 64 names, each with a bit, in the order in which they first came.
struct NameTable: Sendable {
    private(set) var names: [String]

    /// A table that knows `names` from the start.
    init(_ names: [String] = []) { self.names = names }

    /// The bits of `wanted`, or the first name for which there is no bit left.
    mutating func mask(of wanted: [String]) -> UInt64 {
        wanted.reduce(0) { $0 | bit(of: $1) }
    }

    /// Whether all of `wanted` have a bit or can get one while the table has at most `most` names.
    func canHold(_ wanted: [String], most: Int) -> Bool {
        let unknown = Set(wanted).subtracting(names)
        return unknown.isEmpty || names.count + unknown.count <= most
    }

    /// The bits of those names of `wanted` that the table knows.
    func knownMask(of wanted: [String]) -> UInt64 {
        wanted.reduce(0) { mask, name in
            names.firstIndex(of: name).map { mask | 1 << UInt64($0) } ?? mask
        }
    }

    private mutating func bit(of name: String) -> UInt64 {
        if let place = names.firstIndex(of: name) { return 1 << UInt64(place) }
        precondition(names.count < Policy.namesMax, "decide refuses names beyond the limit")
        names.append(name)
        return 1 << UInt64(names.count - 1)
    }
}
