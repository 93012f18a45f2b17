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

    /// Reads.
    public static let get = Method(rawValue: "GET")
    /// Reads the head alone.
    public static let head = Method(rawValue: "HEAD")
    /// Does what the resource does.
    public static let post = Method(rawValue: "POST")
    /// Puts in place of.
    public static let put = Method(rawValue: "PUT")
    /// Changes in part.
    public static let patch = Method(rawValue: "PATCH")
    /// Removes.
    public static let delete = Method(rawValue: "DELETE")
    /// Asks what may be asked.
    public static let options = Method(rawValue: "OPTIONS")
    /// Asks for a tunnel, which this server is not.
    public static let connect = Method(rawValue: "CONNECT")
}
