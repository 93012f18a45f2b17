// Decides whether a token is believed. Every token passes here, on the loop's thread, so that keys stay
// parsed and an HS256 token costs a few microseconds.

public import Basics

/// What a token must say beyond a good signature.
public struct TokenRules: Sendable {
    /// The `iss` it must have; `nil` does not look.
    public var issuer: String?
    /// A string its `aud` must contain; `nil` does not look.
    public var audience: String?
    /// How far two clocks may be apart when `exp` and `nbf` are compared.
    public var leeway: Milliseconds

    /// Rules from their parts.
    public init(issuer: String? = nil, audience: String? = nil, leeway: Milliseconds = .zero) {
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
    }
}

/// Verifies compact JSON Web Tokens (RFC 7519, with the advice of RFC 8725).
public struct TokenVerifier: Sendable {
    /// The longest token looked at.
    public static let tokenByteCountMax = 8_192

    private let keys: [TokenKey]
    private let rules: TokenRules

    /// A verifier with these keys, at least one, their ids all different.
    public init(keys: [TokenKey], rules: TokenRules) {
        self.keys = keys
        self.rules = rules
    }

    /// The claims of `token` if all is well at `now`, else the first thing that is not. `now` is real
    /// time, also where the daemon's clock is scaled. Costs O(token) plus one signature check; nothing of
    /// the payload is looked at before the signature holds.
    public func verify(_ token: Span<UInt8>, at now: Instant) -> Result<Claims, TokenRefusal> {
        do throws(TokenRefusal) {
            let payload = try checkSignature(of: token)
            return .success(try check(payload, at: now))
        } catch {
            return .failure(error)
        }
    }

    /// As above, for a token that is text.
    public func verify(_ token: String, at now: Instant) -> Result<Claims, TokenRefusal> {
        verify(Array(token.utf8).span, at: now)
    }

    /// Whether claims that were believed once are worth nothing any more at `now`.
    func hasExpired(_ claims: Claims, at now: Instant) -> Bool {
        hasExpired(claims.expires, at: now)
    }

    private func hasExpired(_ expires: Instant, at now: Instant) -> Bool {
        now >= expires + rules.leeway
    }

    /// The decoded payload of a token whose signature holds.
    private func checkSignature(of token: Span<UInt8>) throws(TokenRefusal) -> [UInt8] {
        guard token.count <= Self.tokenByteCountMax, let dots = Self.dots(in: token),
            let headerBytes = Base64URL.decode(token.extracting(..<dots.first)),
            let header = try? TokenHeader(headerBytes),
            let payload = Base64URL.decode(token.extracting((dots.first + 1)..<dots.second)),
            let signature = Base64URL.decode(token.extracting((dots.second + 1)...))
        else { throw .malformed }
        let key = try key(for: header)
        guard header.algorithm == key.algorithm.rawValue else { throw .algorithmMismatch }
        guard key.verifies(signature, of: token.extracting(..<dots.second)) else {
            throw .badSignature
        }
        return payload
    }

    /// The places of exactly two dots, or `nil`.
    private static func dots(in token: Span<UInt8>) -> (first: Int, second: Int)? {
        var first: Int?
        var second: Int?
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            guard second == nil else { return nil }
            if first == nil { first = index } else { second = index }
        }
        guard let first, let second else { return nil }
        return (first, second)
    }

    /// The key that the token names. One that names none means the only key there is, or the only one of
    /// its algorithm: a public key beside a secret does not make the secret's tokens ambiguous.
    private func key(for header: TokenHeader) throws(TokenRefusal) -> TokenKey {
        if let id = header.keyID {
            guard let named = keys.first(where: { $0.id == id }) else { throw .unknownKey }
            return named
        }
        if keys.count == 1 { return keys[0] }
        let fitting = keys.filter { $0.algorithm.rawValue == header.algorithm }
        guard fitting.count == 1 else { throw .unknownKey }
        return fitting[0]
    }

    private func check(_ bytes: [UInt8], at now: Instant) throws(TokenRefusal) -> Claims {
        guard let payload = try? TokenPayload(bytes) else { throw .malformed }
        guard let expires = payload.expires else { throw .missingClaim("exp") }
        guard !hasExpired(expires, at: now) else { throw .expired(at: expires) }
        if let notBefore = payload.notBefore, now + rules.leeway < notBefore { throw .notYetValid }
        if let issuer = rules.issuer {
            guard let claimed = payload.issuer else { throw .missingClaim("iss") }
            guard claimed == issuer else { throw .wrongIssuer }
        }
        if let audience = rules.audience {
            guard let claimed = payload.audience else { throw .missingClaim("aud") }
            guard claimed.contains(audience) else { throw .wrongAudience }
        }
        guard let subject = payload.subject, !subject.isEmpty else { throw .missingClaim("sub") }
        guard let role = payload.role, !role.isEmpty else { throw .missingClaim("role") }
        return Claims(
            subject: subject, role: role, person: payload.person, site: payload.site,
            order: payload.order, expires: expires)
    }
}
