// The part of a target behind `?`, read the way forms and `URLSearchParams` write it.

/// Names and values of a query in their order, decoded. Look-ups are O(items).
public struct QueryItems: Hashable, Sendable {
    /// One `name=value`; the value is empty if there was no `=`.
    public struct Item: Hashable, Sendable {
        /// What stands before the `=`.
        public var name: String
        /// What stands behind it.
        public var value: String
    }

    /// The items in order.
    public private(set) var all: [Item] = []

    /// No items.
    public init() {}

    /// The items of `query`, the text behind `?`, with `+` for a space.
    public init(parsing query: some StringProtocol) throws(HTTPError) {
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count == 2 ? String(pair[1]) : ""
            all.append(
                Item(
                    name: try PercentEncoding.decode(String(pair[0]), plusIsSpace: true),
                    value: try PercentEncoding.decode(value, plusIsSpace: true)))
        }
    }

    /// The first value of that name.
    public subscript(name: String) -> String? {
        all.first { $0.name == name }?.value
    }

    /// Every value of that name, in order.
    public func values(of name: String) -> [String] {
        all.filter { $0.name == name }.map(\.value)
    }
}
