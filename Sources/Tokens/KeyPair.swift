// RS256, ES256 and EdDSA: keys read once from PEM, kept parsed, and pinned to the one algorithm their
// kind allows. A key that cannot be used safely is refused when it is read, not when a token comes.

internal import COpenSSL

/// A public key, or a private one, with the algorithm it serves.
@safe
final class KeyPair: @unchecked Sendable {
    /// RFC 7518 §3.3.
    static let rsaBitCountMin = 2_048

    /// What a PEM text should hold.
    enum Half: String {
        case publicKey = "public key"
        case privateKey = "private key"
    }

    let algorithm: SignatureAlgorithm
    // Made in init with the key inside, freed in deinit and only copied between, which OpenSSL allows
    // from any thread. A copy costs 5 µs less than preparing one for each token.
    private let prepared: OpaquePointer
    private let signatureByteCountMax: Int

    /// The key in `pem`; `id` names it in errors.
    init(pem: [UInt8], half: Half, id: String) throws(TokensError) {
        guard let key = unsafe Self.read(pem, half: half) else {
            ERR_clear_error()
            throw .unusableKey(id: id, reason: "not a PEM \(half.rawValue) without a passphrase")
        }
        defer { unsafe EVP_PKEY_free(key) }
        algorithm = unsafe try Self.algorithm(of: key, id: id)
        signatureByteCountMax = Int(unsafe EVP_PKEY_get_size(key))
        unsafe prepared = try Self.prepare(key, half: half, algorithm: algorithm)
    }

    deinit {
        unsafe EVP_MD_CTX_free(prepared)
    }

    /// Whether `signature`, in the form tokens carry (RFC 7518 §3.4, RFC 8037 §3.1), is this key's over
    /// `message`.
    func verifies(_ signature: [UInt8], of message: Span<UInt8>) -> Bool {
        var form = signature
        if algorithm == .es256 {
            guard let der = ECDSASignature.der(joined: signature) else { return false }
            form = der
        }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe EVP_MD_CTX_copy_ex(context, prepared) == 1 else { return false }
        return unsafe message.withUnsafeBufferPointer { bytes in
            unsafe EVP_DigestVerify(context, form, form.count, bytes.baseAddress, bytes.count) == 1
        }
    }

    /// The signature of `message` in the form tokens carry; the key must be a private one.
    func sign(_ message: Span<UInt8>) throws(TokensError) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw .lastFailure(of: "EVP_MD_CTX_new")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_MD_CTX_copy_ex(context, prepared) == 1 else {
            throw .lastFailure(of: "EVP_MD_CTX_copy_ex")
        }
        var signature = [UInt8](repeating: 0, count: signatureByteCountMax)
        var byteCount = signature.count
        let outcome = unsafe message.withUnsafeBufferPointer { bytes in
            unsafe EVP_DigestSign(context, &signature, &byteCount, bytes.baseAddress, bytes.count)
        }
        guard outcome == 1 else { throw .lastFailure(of: "EVP_DigestSign") }
        signature.removeLast(signature.count - byteCount)
        guard algorithm == .es256 else { return signature }
        guard let joined = ECDSASignature.joined(der: signature) else {
            throw .failed(call: "EVP_DigestSign", reason: "not a DER signature of two numbers")
        }
        return joined
    }

    /// A context ready to verify or sign one message.
    private static func prepare(
        _ key: OpaquePointer, half: Half, algorithm: SignatureAlgorithm
    ) throws(TokensError) -> OpaquePointer {
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw .lastFailure(of: "EVP_MD_CTX_new")
        }
        // Ed25519 brings its own hash.
        let digest = algorithm == .edDSA ? nil : unsafe EVP_sha256()
        let outcome =
            switch half {
            case .publicKey: unsafe EVP_DigestVerifyInit(context, nil, digest, nil, key)
            case .privateKey: unsafe EVP_DigestSignInit(context, nil, digest, nil, key)
            }
        guard outcome == 1 else {
            unsafe EVP_MD_CTX_free(context)
            throw .lastFailure(of: "EVP_DigestVerifyInit or EVP_DigestSignInit")
        }
        return unsafe context
    }

    private static func read(_ pem: [UInt8], half: Half) -> OpaquePointer? {
        guard let source = unsafe BIO_new_mem_buf(pem, Int32(pem.count)) else { return nil }
        defer { unsafe BIO_free(source) }
        // Without the closures, OpenSSL would ask the terminal for an encrypted key's passphrase.
        return switch half {
        case .publicKey: unsafe PEM_read_bio_PUBKEY(source, nil, { _, _, _, _ in -1 }, nil)
        case .privateKey: unsafe PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
        }
    }

    private static func algorithm(
        of key: OpaquePointer, id: String
    ) throws(TokensError) -> SignatureAlgorithm {
        if unsafe EVP_PKEY_is_a(key, "RSA") == 1 {
            let bitCount = Int(unsafe EVP_PKEY_get_bits(key))
            guard bitCount >= rsaBitCountMin else {
                throw .unusableKey(
                    id: id, reason: "RSA with \(bitCount) bits; RS256 needs \(rsaBitCountMin)")
            }
            return .rs256
        }
        if unsafe EVP_PKEY_is_a(key, "ED25519") == 1 { return .edDSA }
        if unsafe EVP_PKEY_is_a(key, "EC") == 1, unsafe isP256(key) { return .es256 }
        throw .unusableKey(id: id, reason: "neither RSA, P-256 nor Ed25519")
    }

    private static func isP256(_ key: OpaquePointer) -> Bool {
        var name = [CChar](repeating: 0, count: 64)
        var count = 0
        guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else {
            return false
        }
        let text = String(decoding: name.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return text == "prime256v1" || text == "P-256"
    }
}
