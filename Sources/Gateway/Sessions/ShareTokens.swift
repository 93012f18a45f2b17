// Tokens of links to an order. The daemon makes and checks them itself: they name an order and one of its
// links, and nothing that has to be asked elsewhere.

internal import Basics
internal import Engine

/// Makes and reads the tokens of links.
struct ShareTokens: Sendable {
    /// Tells them from the tokens that the operator's login mints.
    private static let prefix = "fs1_"
    private static let codeByteCount = 16
    private let hash: KeyedHash

    /// Tokens under a key of their own, drawn from the daemon's secret.
    init(secret: [UInt8]) {
        let key = KeyedHash(key: secret).code(of: "share".utf8)
        hash = KeyedHash(key: key)
    }

    /// The token of the order's `number`-th link.
    func token(of order: OrderID, number: UInt64) -> String {
        let named = ShareTokens.bytes(order.number) + ShareTokens.bytes(number)
        let code = hash.code(of: named, byteCount: ShareTokens.codeByteCount)
        return ShareTokens.prefix + Crockford.text(of: named + code)
    }

    /// Whether the text is such a token, right or wrong.
    static func isShare(_ token: String) -> Bool { token.hasPrefix(prefix) }

    /// Who bears the token, or `nil` if nobody made it. Whether the link still lives is the engine's to
    /// say.
    func principal(of token: String) -> Principal? {
        guard ShareTokens.isShare(token),
            let bytes = Crockford.bytes(of: String(token.dropFirst(ShareTokens.prefix.count))),
            bytes.count == 16 + ShareTokens.codeByteCount
        else { return nil }
        let named = Array(bytes[..<16])
        guard hash.isCode(Array(bytes[16...]), of: named, byteCount: ShareTokens.codeByteCount)
        else { return nil }
        let order = OrderID(number: ShareTokens.number(named[..<8]))
        let share = Share(
            number: ShareTokens.number(named[8...]), stop: nil, expiresAt: .distantFuture)
        return Principal(subject: share.subject(of: order), role: .customer, order: order)
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
