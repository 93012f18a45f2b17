// An app sends its token with every request, and one signature of a token is as good as the next look at
// it: what was believed once is remembered, and only the clock is asked again.

public import Basics

/// A verifier that remembers whom it believed.
public struct TokenMemory: Sendable {
    /// How many tokens a generation holds; there are two, and the older is forgotten when the younger is
    /// full. So a token that is used stays, and memory is bounded.
    public static let generationCountMax = 8_192

    private let verifier: TokenVerifier
    private let countMax: Int
    private var young: [String: Claims] = [:]
    private var old: [String: Claims] = [:]

    /// A memory in front of `verifier`, whose keys and rules never change.
    public init(_ verifier: TokenVerifier, countMax: Int = generationCountMax) {
        precondition(countMax > 0, "a memory holds something")
        self.verifier = verifier
        self.countMax = countMax
    }

    /// What `TokenVerifier.verify` says, without a signature check where the same text was believed
    /// before. A refusal is never remembered. O(token).
    public mutating func verify(_ token: String, at now: Instant) -> Result<Claims, TokenRefusal> {
        if let claims = young[token] ?? old[token], !verifier.hasExpired(claims, at: now) {
            if young[token] == nil { remember(token, claims) }
            return .success(claims)
        }
        let result = verifier.verify(token, at: now)
        if case .success(let claims) = result { remember(token, claims) }
        return result
    }

    /// How many tokens are remembered, some of them perhaps in both generations.
    var count: Int { young.count + old.count }

    private mutating func remember(_ token: String, _ claims: Claims) {
        if young.count >= countMax {
            old = young
            young = [:]
        }
        young[token] = claims
    }
}
