// Why a token is not believed: a result, not an accident. The reasons go to logs and counters; the
// outside learns only 401 or a close code.

public import Basics

/// The first check that a token failed, in the order in which they are made.
public enum TokenRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// Not three parts of strict base64url, or not the strict JSON of a token inside.
    case malformed
    /// No key has that `kid`, or there is no `kid` and more than one key.
    case unknownKey
    /// `alg` is missing, `none`, or another one than the key's.
    case algorithmMismatch
    /// The signature is not the key's over these bytes.
    case badSignature
    /// A claim that must be there is not.
    case missingClaim(String)
    /// `exp` has passed.
    case expired(at: Instant)
    /// `nbf` lies ahead.
    case notYetValid
    /// `iss` is not the one configured.
    case wrongIssuer
    /// `aud` does not contain the one configured.
    case wrongAudience

    /// One line for a log; it holds nothing of the token but the name or time that failed.
    public var description: String {
        switch self {
        case .malformed: "malformed"
        case .unknownKey: "unknown key"
        case .algorithmMismatch: "algorithm is not the key's"
        case .badSignature: "bad signature"
        case .missingClaim(let name): "claim \(name) is missing"
        case .expired(let at): "expired at \(at.millisecondsSinceEpoch)"
        case .notYetValid: "not yet valid"
        case .wrongIssuer: "wrong issuer"
        case .wrongAudience: "wrong audience"
        }
    }
}
