// What a server has in its hands when a request is whole, and how to take it apart further.

/// A whole request.
public struct Request: Hashable, Sendable {
    /// The method.
    public var method: Method
    /// The path as sent, percent-encoded, beginning with `/`; `*` for OPTIONS of the whole server.
    public var path: String
    /// What followed the first `?`, percent-encoded; `nil` without `?`.
    public var query: String?
    /// The version.
    public var version: Version
    /// The fields, names in lower case. Trailers of a chunked body are not among them.
    public var fields: HeaderFields
    /// The content.
    public var body: Body
    /// Whether the peer wants to send another request on this connection.
    public var keepAlive: Bool
    /// How many bytes of the buffer the request took: the rest begins the next one.
    public var consumed: Int

    /// The path's segments, decoded: `/v1/orders/a%2Fb` has three, the last being `a/b`. O(path).
    public func segments() throws(HTTPError) -> [String] {
        var segments: [String] = []
        // By bytes: walking a text by characters costs ten times as much.
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for part in parts.dropFirst() {
            segments.append(try PercentEncoding.decode(Substring(part)))
        }
        return segments
    }

    /// The items of the query, decoded. O(query).
    public func queryItems() throws(HTTPError) -> QueryItems {
        try QueryItems(parsing: query ?? "")
    }
}
