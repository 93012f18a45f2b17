// A key as the operator names it: an id, the one algorithm it may be used with, and the parsed
// material. Pinning the algorithm here is what makes confusion of algorithms impossible (RFC 8725 §3.1).

/// The algorithms a token may be signed with (RFC 7518 §3.1, RFC 8037 §3.1).
public enum SignatureAlgorithm: String, Sendable, CaseIterable {
    /// HMAC-SHA256.
    case hs256 = "HS256"
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// ECDSA with P-256 and SHA-256.
    case es256 = "ES256"
    /// Ed25519.
    case edDSA = "EdDSA"
}

/// A key that tokens are verified with.
public struct TokenKey: Sendable {
    enum Material {
        case secret(MessageCode)
        case publicKey(KeyPair)
    }

    /// What a token's `kid` names.
    public let id: String
    let material: Material

    /// A shared secret of at least 32 bytes, for HS256.
    public init(id: String, secret: [UInt8]) throws(TokensError) {
        self.id = id
        material = .secret(try MessageCode(id: id, checked: secret))
    }

    /// A public key in PEM (`BEGIN PUBLIC KEY`): RSA of at least 2,048 bits for RS256, P-256 for ES256,
    /// Ed25519 for EdDSA.
    public init(id: String, publicKeyPEM: [UInt8]) throws(TokensError) {
        self.id = id
        material = .publicKey(try KeyPair(pem: publicKeyPEM, half: .publicKey, id: id))
    }

    /// The only `alg` a token of this key may name.
    public var algorithm: SignatureAlgorithm {
        switch material {
        case .secret: .hs256
        case .publicKey(let key): key.algorithm
        }
    }

    /// Whether `signature` is this key's over `message`.
    func verifies(_ signature: [UInt8], of message: Span<UInt8>) -> Bool {
        switch material {
        case .secret(let code): code.verifies(signature, of: message)
        case .publicKey(let key): key.verifies(signature, of: message)
        }
    }
}

extension MessageCode {
    /// Keyed with a secret an operator chose, which must be long enough not to be guessed.
    convenience init(id: String, checked secret: [UInt8]) throws(TokensError) {
        guard secret.count >= MessageCode.secretByteCountMin else {
            throw .unusableKey(
                id: id,
                reason: "a secret of \(secret.count) bytes; HS256 needs \(Self.secretByteCountMin)")
        }
        try self.init(secret: secret)
    }
}
