// What can go wrong in here that is not the token's fault: keys that cannot be read, data that was
// tampered with, and OpenSSL itself saying no.

internal import COpenSSL

/// Why a key could not be read, or data could not be sealed, opened or signed.
public enum TokensError: Error, Equatable, CustomStringConvertible {
    /// A key for `PersonalCipher` has another length than 32 bytes.
    case wrongKeyLength(byteCount: Int)
    /// The sealed bytes were changed, cut, or sealed with another key or other additional data.
    case notAuthentic
    /// The folder of keys cannot be read.
    case unreadable(path: String, reason: String)
    /// The folder holds no `KID.hs256` and no `KID.pem`.
    case noKeys(folder: String)
    /// A key cannot be used; the reason says what would be right.
    case unusableKey(id: String, reason: String)
    /// Two files name the same key.
    case duplicateKey(id: String)
    /// An OpenSSL call failed.
    case failed(call: String, reason: String)

    /// One line for a log or a terminal. It never holds key material.
    public var description: String {
        switch self {
        case .wrongKeyLength(let byteCount):
            "a key for personal data has \(PersonalCipher.keyByteCount) bytes, not \(byteCount)"
        case .notAuthentic: "the sealed data was changed, or the key is another one"
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .noKeys(let folder):
            "no keys in \(folder): put KID.hs256 (a raw secret) or KID.pem (a public key) there"
        case .unusableKey(let id, let reason): "key \(id): \(reason)"
        case .duplicateKey(let id): "key \(id) is there twice: keep one of \(id).hs256, \(id).pem"
        case .failed(let call, let reason): "\(call) failed: \(reason)"
        }
    }

    /// The failure of `call`, with the oldest reason OpenSSL noted on this thread; its queue of errors
    /// is emptied, so that no later call is blamed for it.
    static func lastFailure(of call: String) -> TokensError {
        let code = ERR_get_error()
        ERR_clear_error()
        var text = [CChar](repeating: 0, count: 256)
        unsafe ERR_error_string_n(code, &text, text.count)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let reason = code == 0 ? "no reason given" : String(decoding: bytes, as: UTF8.self)
        return .failed(call: call, reason: reason)
    }
}
