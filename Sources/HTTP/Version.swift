// HTTP/1.1, and HTTP/1.0 because health checkers still send it.

/// The version of a message, as far as it is spoken here.
public enum Version: Hashable, Sendable {
    case http10
    case http11
}

extension Version {
    /// Reads `HTTP/1.1` (RFC 9112 §2.3: case-sensitive, one digit each).
    static func read(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) -> Version {
        if bytes.equals("HTTP/1.1", range) { return .http11 }
        if bytes.equals("HTTP/1.0", range) { return .http10 }
        let start = range.lowerBound
        guard range.count == 8, bytes.equals("HTTP/", start..<start + 5),
            bytes[start + 5].isDigit, bytes[start + 6] == UInt8(ascii: "."),
            bytes[start + 7].isDigit
        else { throw .badVersion }
        throw .unsupportedVersion
    }

    /// Whether the connection goes on after a message with these fields (RFC 9112 §9.3).
    func keepsAlive(_ fields: HeaderFields) -> Bool {
        if fields.lists("close", in: "connection") { return false }
        return self == .http11 || fields.lists("keep-alive", in: "connection")
    }
}
