// The first line of a request: METHOD SP TARGET SP VERSION (RFC 9112 §3).

/// A request line taken apart.
struct RequestLine: Sendable {
    var method: Method
    var path: String
    var query: String?
    var version: Version

    /// Reads the line at `range`.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(HTTPError) {
        guard let methodEnd = bytes.firstIndex(of: space, range),
            let targetEnd = bytes.firstIndex(of: space, methodEnd + 1..<range.upperBound)
        else { throw .badRequestLine }
        let methodRange = range.lowerBound..<methodEnd
        guard !methodRange.isEmpty, bytes.allSatisfy(methodRange, \.isToken)
        else { throw .badRequestLine }
        version = try Version.read(bytes, targetEnd + 1..<range.upperBound)
        method = Method(rawValue: bytes.asciiText(methodRange))
        guard method != .connect else { throw .unsupportedMethod }
        let target = methodEnd + 1..<targetEnd
        guard bytes.allSatisfy(target, { $0.isVisible && $0 != UInt8(ascii: "#") })
        else { throw .badTarget }
        (path, query) = try Self.split(bytes.asciiText(target), of: method)
    }

    /// Path and query of a target in origin, absolute or asterisk form.
    private static func split(
        _ target: String, of method: Method
    ) throws(HTTPError) -> (path: String, query: String?) {
        if target == "*", method == .options { return ("*", nil) }
        let origin =
            target.utf8.first == UInt8(ascii: "/")
            ? target[...] : try originForm(ofAbsolute: target)
        guard let mark = origin.utf8.firstIndex(of: UInt8(ascii: "?"))
        else { return (String(origin), nil) }
        let path = origin[..<mark]
        return (path.isEmpty ? "/" : String(path), String(origin[origin.index(after: mark)...]))
    }

    /// What follows the authority of `http://authority/path`, which a server must understand though
    /// only proxies are sent it (RFC 9112 §3.2.2).
    private static func originForm(ofAbsolute target: String) throws(HTTPError) -> Substring {
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            guard Host.isValid(rest[..<end]), end != rest.startIndex else { throw .badTarget }
            return end == rest.endIndex ? "/" : rest[end...]
        }
        throw .badTarget
    }
}

/// The rules for a Host field (RFC 9110 §7.2).
enum Host {
    /// Whether it is a name or address with an optional port; empty is allowed. User information is
    /// not: `a@b` reads as one host to some and as the other to others.
    static func isValid(_ host: Substring) -> Bool {
        host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"),
                UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: byte.isLetter || byte.isDigit
            }
        }
    }

    /// One Host, or none in HTTP/1.0, and a valid one.
    static func check(_ fields: HeaderFields, version: Version) throws(HTTPError) {
        switch fields.count(of: "host") {
        case 0: if version == .http11 { throw .missingHost }
        case 1: if !isValid((fields["host"] ?? "")[...]) { throw .badHost }
        default: throw .duplicateHost
        }
    }
}
