// What a token says once it is believed, and how it is read from the token's payload.

public import Basics

/// The claims of a verified token (RFC 7519 §4 and Fleetfoot's own).
public struct Claims: Equatable, Sendable {
    /// `sub`: who; a runner's is its runner id. Not empty.
    public var subject: String
    /// `role`: `runner`, `customer`, `merchant`, `dispatcher`, `admin`, `station` or `service`; which of
    /// them exist is the Gateway's to know.
    public var role: String
    /// `person`: the same human across roles.
    public var person: String?
    /// `site`: the campus or city the subject belongs to.
    public var site: String?
    /// `order`: the one order a share link shows.
    public var order: String?
    /// `exp`: from when on the token is worth nothing.
    public var expires: Instant

    /// Claims from their parts.
    public init(
        subject: String, role: String, person: String? = nil, site: String? = nil,
        order: String? = nil, expires: Instant
    ) {
        self.subject = subject
        self.role = role
        self.person = person
        self.site = site
        self.order = order
        self.expires = expires
    }
}

/// The members of a token's first part that decide how it is checked (RFC 7515 §4.1).
struct TokenHeader {
    var algorithm: String?
    var keyID: String?

    init(_ bytes: [UInt8]) throws(JSONCursor.Malformed) {
        var cursor = JSONCursor(bytes)
        while let name = try cursor.nextName() {
            switch name {
            case "alg": algorithm = try cursor.string()
            case "kid": keyID = try cursor.string()
            // Names extensions the receiver must understand (§4.1.11). None is understood here.
            case "crit": throw JSONCursor.Malformed()
            default: try cursor.skip()
            }
        }
    }
}

/// The members of a token's second part, as written.
struct TokenPayload {
    var subject: String?
    var role: String?
    var person: String?
    var site: String?
    var order: String?
    var expires: Instant?
    var notBefore: Instant?
    var issuer: String?
    var audience: [String]?

    init(_ bytes: [UInt8]) throws(JSONCursor.Malformed) {
        var cursor = JSONCursor(bytes)
        while let name = try cursor.nextName() {
            switch name {
            case "sub": subject = try cursor.string()
            case "role": role = try cursor.string()
            case "person": person = try cursor.string()
            case "site": site = try cursor.string()
            case "order": order = try cursor.string()
            case "exp": expires = try cursor.numericDate()
            case "nbf": notBefore = try cursor.numericDate()
            case "iss": issuer = try cursor.string()
            case "aud": audience = try cursor.oneOrMoreStrings()
            default: try cursor.skip()
            }
        }
    }
}
