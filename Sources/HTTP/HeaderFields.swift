// Header fields in the order in which they came. A head has a dozen of them, so a scan of an array
// beats a dictionary, and order and repetition are kept.

/// One field line.
public struct HeaderField: Hashable, Sendable {
    /// The name: in lower case if a parser read it, else as given.
    public var name: String
    /// The value without surrounding space.
    public var value: String

    /// The field `name: value`.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The fields of a head. Names are compared without regard to case. Look-ups are O(fields).
public struct HeaderFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// The fields in order, a repeated name as often as it came.
    public private(set) var all: [HeaderField] = []

    /// No fields.
    public init() {}

    /// These fields in this order.
    public init(dictionaryLiteral elements: (String, String)...) {
        all = elements.map { HeaderField(name: $0.0, value: $0.1) }
    }

    /// How many field lines there are.
    public var count: Int { all.count }

    /// Adds a field at the end.
    public mutating func append(name: String, value: String) {
        all.append(HeaderField(name: name, value: value))
    }

    /// The value of a field, several joined by ", " (RFC 9110 §5.3); `nil` if it is absent.
    public subscript(name: String) -> String? {
        var joined: String?
        for field in all where field.name.equalsIgnoringCase(name) {
            joined = joined.map { "\($0), \(field.value)" } ?? field.value
        }
        return joined
    }

    /// How many field lines bear that name.
    public func count(of name: String) -> Int {
        all.reduce(0) { $0 + ($1.name.equalsIgnoringCase(name) ? 1 : 0) }
    }

    /// The elements of a comma-separated field over all its lines, without empty ones (RFC 9110
    /// §5.6.1).
    public func elements(of name: String) -> [Substring] {
        var elements: [Substring] = []
        for field in all where field.name.equalsIgnoringCase(name) {
            // By bytes: walking a text by characters costs ten times as much.
            for part in field.value.utf8.split(separator: UInt8(ascii: ",")) {
                let element = Substring(part.trimmed)
                if !element.isEmpty { elements.append(element) }
            }
        }
        return elements
    }

    /// Whether a comma-separated field lists `token`, in any case.
    public func lists(_ token: String, in name: String) -> Bool {
        elements(of: name).contains { $0.equalsIgnoringCase(token) }
    }

    /// Whether `text` is a token of RFC 9110 §5.6.2, as methods and subprotocols must be.
    public static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isToken)
    }
}

extension Substring.UTF8View {
    /// The text without spaces and tabs around it.
    fileprivate var trimmed: Substring.UTF8View {
        let isBlank: (UInt8) -> Bool = { $0 == space || $0 == tab }
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
