// Makes tokens: for `fleetfootd token` and `demo`, for load generators, for tests. The daemon itself
// never needs a private key.

public import Basics

/// Signs claims with one key.
public struct TokenMinter: Sendable {
    private enum Material {
        case secret(MessageCode)
        case privateKey(KeyPair)
    }

    private let keyID: String?
    private let material: Material

    /// Signs with HS256; the secret has at least 32 bytes. Without `keyID` tokens carry no `kid`.
    public init(keyID: String?, secret: [UInt8]) throws(TokensError) {
        self.keyID = keyID
        material = .secret(try MessageCode(id: keyID ?? "of the minter", checked: secret))
    }

    /// Signs with the algorithm of a private key in PEM: RS256, ES256 or EdDSA.
    public init(keyID: String?, privateKeyPEM: [UInt8]) throws(TokensError) {
        self.keyID = keyID
        material = .privateKey(
            try KeyPair(pem: privateKeyPEM, half: .privateKey, id: keyID ?? "of the minter"))
    }

    /// What the tokens are signed with.
    public var algorithm: SignatureAlgorithm {
        switch material {
        case .secret: .hs256
        case .privateKey(let key): key.algorithm
        }
    }

    /// A token with these claims; times are cut to whole seconds.
    public func mint(
        _ claims: Claims, issuer: String? = nil, audience: String? = nil,
        notBefore: Instant? = nil
    ) throws(TokensError) -> String {
        var payload = JSONMembers()
        payload.add("sub", claims.subject)
        payload.add("role", claims.role)
        payload.add("person", claims.person)
        payload.add("site", claims.site)
        payload.add("order", claims.order)
        payload.add("iss", issuer)
        payload.add("aud", audience)
        payload.add("nbf", notBefore.map(Self.seconds))
        payload.add("exp", Self.seconds(claims.expires))
        return try sign(payload: payload.text)
    }

    /// A token around any payload, also one no verifier would believe.
    func sign(payload: String) throws(TokensError) -> String {
        var header = JSONMembers()
        header.add("alg", algorithm.rawValue)
        header.add("typ", "JWT")
        header.add("kid", keyID)
        return try sign(header: header.text, payload: payload)
    }

    /// A token around any header and payload.
    func sign(header: String, payload: String) throws(TokensError) -> String {
        let input =
            Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
        let message = Array(input.utf8)
        let signature =
            switch material {
            case .secret(let code): try code.code(of: message.span)
            case .privateKey(let key): try key.sign(message.span)
            }
        return input + "." + Base64URL.encode(signature)
    }

    private static func seconds(_ instant: Instant) -> Int64 {
        let milliseconds = instant.millisecondsSinceEpoch
        return milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0)
    }
}

/// The text of a small JSON object, its members in the order in which they were added.
private struct JSONMembers {
    private var body = ""

    var text: String { "{" + body + "}" }

    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        begin(name)
        body += "\""
        for scalar in value.unicodeScalars { append(scalar) }
        body += "\""
    }

    mutating func add(_ name: String, _ value: Int64?) {
        guard let value else { return }
        begin(name)
        body += String(value)
    }

    private mutating func begin(_ name: String) {
        if !body.isEmpty { body += "," }
        body += "\"" + name + "\":"
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"", "\\":
            body += "\\"
            body.unicodeScalars.append(scalar)
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            body += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: body.unicodeScalars.append(scalar)
        }
    }
}
