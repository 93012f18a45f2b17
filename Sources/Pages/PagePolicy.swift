// What a browser may do with the pages. They need no inline script or style and nothing from elsewhere;
// Leaflet sets styles through the object model, which a policy does not forbid.

extension Pages {
    /// The `Content-Security-Policy` to send with every page (Content Security Policy Level 3).
    ///
    /// `ws:` and `wss:` stand beside `'self'` because older browsers don't count a socket to the same
    /// host as such. `tileOrigins` are tile servers the operator trusts with what is looked at, as
    /// `https://tiles.example.org`; an entry that is not such an origin is left out.
    public static func contentSecurityPolicy(tileOrigins: [String] = []) -> String {
        let images = (["'self'", "data:"] + tileOrigins.filter(isOrigin)).joined(separator: " ")
        return [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src \(images)",
            "connect-src 'self' ws: wss:", "base-uri 'none'", "form-action 'none'",
            "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    /// The headers to send with every page beside its type, tag and policy: no guessing of types, and
    /// no address of ours for others.
    public static let securityHeaders: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]

    // A space or a semicolon would end the directive and start another.
    private static func isOrigin(_ text: String) -> Bool {
        let schemes = ["https://", "http://"]
        guard let scheme = schemes.first(where: { text.hasPrefix($0) }) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty
            && host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".:-*".contains($0)) }
    }
}
