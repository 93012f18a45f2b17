// HS256: one secret signs and verifies. The secret is put through the hash once; each token costs a
// copy of that state and one more hash.

internal import COpenSSL

/// HMAC-SHA256 (RFC 2104, FIPS 180-4) keyed once.
@safe
final class MessageCode: @unchecked Sendable {
    /// RFC 7518 §3.2: a key of at least the size of the hash.
    static let secretByteCountMin = 32
    static let byteCount = 32

    // Keyed in init, freed in deinit and only copied between, which OpenSSL allows from any thread.
    private let keyed: OpaquePointer

    init(secret: [UInt8]) throws(TokensError) {
        guard let keyed = unsafe fleetfoot_hmac_sha256_new(secret, secret.count) else {
            throw .lastFailure(of: "EVP_MAC_init")
        }
        unsafe self.keyed = keyed
    }

    deinit {
        unsafe EVP_MAC_CTX_free(keyed)
    }

    /// The code of `message`.
    func code(of message: Span<UInt8>) throws(TokensError) -> [UInt8] {
        guard let context = unsafe EVP_MAC_CTX_dup(keyed) else {
            throw .lastFailure(of: "EVP_MAC_CTX_dup")
        }
        defer { unsafe EVP_MAC_CTX_free(context) }
        let updated = unsafe message.withUnsafeBufferPointer { bytes in
            unsafe EVP_MAC_update(context, bytes.baseAddress, bytes.count)
        }
        var code = [UInt8](repeating: 0, count: Self.byteCount)
        var written = 0
        guard updated == 1, unsafe EVP_MAC_final(context, &code, &written, code.count) == 1 else {
            throw .lastFailure(of: "EVP_MAC_final")
        }
        return code
    }

    /// Whether `code` is that of `message`; the comparison's time tells nothing about where they differ.
    func verifies(_ code: [UInt8], of message: Span<UInt8>) -> Bool {
        guard code.count == Self.byteCount, let expected = try? self.code(of: message) else {
            return false
        }
        return unsafe CRYPTO_memcmp(code, expected, expected.count) == 0
    }
}
