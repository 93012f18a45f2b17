// One file of the table, with all that an answer needs: nothing is computed while a request waits.

internal import Basics

/// A document that is compiled into the program.
public struct Page: Equatable, Sendable {
    /// The path of a request, with its leading slash.
    public let path: String
    /// The media type, with `charset=utf-8` where it is text.
    public let contentType: String
    /// A strong entity tag with its quotes (RFC 9110 §8.8.3): the stable hash of the bytes, equal in
    /// each process that was built from the same sources.
    public let etag: String
    /// The content.
    public let bytes: [UInt8]

    init(_ path: String, _ kind: Kind, _ bytes: [UInt8]) {
        self.path = path
        self.contentType = kind.rawValue
        self.etag = Page.etag(of: bytes)
        self.bytes = bytes
    }

    /// What the table holds. YAML's media type is that of RFC 9512.
    enum Kind: String {
        case html = "text/html; charset=utf-8"
        case css = "text/css; charset=utf-8"
        case javaScript = "text/javascript; charset=utf-8"
        case svg = "image/svg+xml"
        case yaml = "application/yaml"
    }

    private static func etag(of bytes: [UInt8]) -> String {
        var hash = StableHash()
        hash.add(bytes)
        let digits = String(hash.value, radix: 16)
        return "\"\(String(repeating: "0", count: 16 - digits.count))\(digits)\""
    }
}
