// Methods are open: a parser passes on any token, and the router answers 405 for what it does not
// know.

/// A request method, case-sensitive (RFC 9110 §9.1).
public struct Method: RawRepresentable, Hashable, Sendable {
    /// The method as it stands on the wire.
    public let rawValue: String

    /// The method of that name, a token.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public static let get = Method(rawValue: "GET")
    public static let head = Method(rawValue: "HEAD")
    public static let post = Method(rawValue: "POST")
    public static let put = Method(rawValue: "PUT")
    public static let patch = Method(rawValue: "PATCH")
    public static let delete = Method(rawValue: "DELETE")
    public static let options = Method(rawValue: "OPTIONS")
    public static let connect = Method(rawValue: "CONNECT")
}
