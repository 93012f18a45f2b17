// Names, phones, addresses and notes are written to disk only sealed with a key per order. To erase
// them everywhere, also in backups of the journal, is to delete that key.

internal import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) over personal fields.
///
/// Sealed bytes are nonce (12) + ciphertext (as long as the clear text) + tag (16). The nonce is random:
/// one key may seal 2³² texts before two of them are likely to share one (SP 800-38D §8.3), and an
/// order's key seals a few.
public enum PersonalCipher {
    /// Bytes of a key.
    public static let keyByteCount = 32
    /// Bytes that sealing adds to a clear text.
    public static let overheadByteCount = nonceByteCount + tagByteCount

    static let nonceByteCount = 12
    static let tagByteCount = 16

    /// A new random key.
    public static func makeKey() -> [UInt8] { randomBytes(keyByteCount) }

    /// `clear`, encrypted with `key` and bound to `additional`, which is not stored and must be the same
    /// when it is opened (the order's id and the field's name, so that fields cannot be swapped).
    public static func seal(
        _ clear: [UInt8], key: [UInt8], additional: [UInt8]
    ) throws(TokensError) -> [UInt8] {
        try seal(clear, key: key, additional: additional, nonce: randomBytes(nonceByteCount))
    }

    /// As above with a given nonce, which must never serve the same key twice.
    static func seal(
        _ clear: [UInt8], key: [UInt8], additional: [UInt8], nonce: [UInt8]
    ) throws(TokensError) -> [UInt8] {
        let cipher = try GaloisCounter(key: key, nonce: nonce, encrypts: true)
        try cipher.authenticate(additional)
        return try nonce + cipher.transform(clear[...]) + cipher.makeTag()
    }

    /// The clear text of `sealed`; `TokensError.notAuthentic` if a bit of it, of the key or of
    /// `additional` is not what it was when it was sealed.
    public static func open(
        _ sealed: [UInt8], key: [UInt8], additional: [UInt8]
    ) throws(TokensError) -> [UInt8] {
        guard sealed.count >= overheadByteCount else { throw .notAuthentic }
        let nonce = Array(sealed.prefix(nonceByteCount))
        let cipher = try GaloisCounter(key: key, nonce: nonce, encrypts: false)
        try cipher.authenticate(additional)
        let clear = try cipher.transform(sealed.dropFirst(nonceByteCount).dropLast(tagByteCount))
        try cipher.checkTag(Array(sealed.suffix(tagByteCount)))
        return clear
    }
}

/// One run of AES-256-GCM; owns OpenSSL's context of it.
@safe
private struct GaloisCounter: ~Copyable {
    // The context is made here, used only through this value and freed once, in deinit.
    private let context: OpaquePointer

    init(key: [UInt8], nonce: [UInt8], encrypts: Bool) throws(TokensError) {
        unsafe context = try Self.makeContext(key: key, nonce: nonce, encrypts: encrypts)
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Covers bytes by the tag without encrypting them.
    func authenticate(_ bytes: [UInt8]) throws(TokensError) {
        guard !bytes.isEmpty else { return }
        var written: Int32 = 0
        let outcome = unsafe EVP_CipherUpdate(context, nil, &written, bytes, Int32(bytes.count))
        guard outcome == 1 else { throw .lastFailure(of: "EVP_CipherUpdate") }
    }

    /// The bytes encrypted or decrypted; a stream cipher, so the length stays.
    func transform(_ bytes: ArraySlice<UInt8>) throws(TokensError) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        var output = [UInt8](repeating: 0, count: bytes.count)
        var written: Int32 = 0
        let outcome = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe EVP_CipherUpdate(
                context, &output, &written, input.baseAddress, Int32(input.count))
        }
        guard outcome == 1, Int(written) == output.count else {
            throw .lastFailure(of: "EVP_CipherUpdate")
        }
        return output
    }

    /// Ends an encryption: the tag over everything seen.
    func makeTag() throws(TokensError) -> [UInt8] {
        guard finish() else { throw .lastFailure(of: "EVP_CipherFinal_ex") }
        var tag = [UInt8](repeating: 0, count: PersonalCipher.tagByteCount)
        let outcome = unsafe EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag)
        guard outcome == 1 else { throw .lastFailure(of: "EVP_CTRL_AEAD_GET_TAG") }
        return tag
    }

    /// Ends a decryption: compares the tag in constant time.
    func checkTag(_ tag: [UInt8]) throws(TokensError) {
        var expected = tag
        let outcome = unsafe EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_AEAD_SET_TAG, Int32(expected.count), &expected)
        guard outcome == 1 else { throw .lastFailure(of: "EVP_CTRL_AEAD_SET_TAG") }
        guard finish() else { throw .notAuthentic }
    }

    private func finish() -> Bool {
        var rest = [UInt8](repeating: 0, count: 16)
        var written: Int32 = 0
        return unsafe EVP_CipherFinal_ex(context, &rest, &written) == 1
    }

    private static func makeContext(
        key: [UInt8], nonce: [UInt8], encrypts: Bool
    ) throws(TokensError) -> OpaquePointer {
        guard key.count == PersonalCipher.keyByteCount else {
            throw .wrongKeyLength(byteCount: key.count)
        }
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            throw .lastFailure(of: "EVP_CIPHER_CTX_new")
        }
        let outcome = unsafe EVP_CipherInit_ex(
            context, EVP_aes_256_gcm(), nil, key, nonce, encrypts ? 1 : 0)
        guard outcome == 1 else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw .lastFailure(of: "EVP_CipherInit_ex")
        }
        return unsafe context
    }
}
