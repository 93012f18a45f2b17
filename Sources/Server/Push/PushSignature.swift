// How the receiver of a push knows that it comes from this daemon and was not changed on its way: a
// keyed hash over the time and the body, under a secret that both know.

internal import Basics

/// Signs pushes.
struct PushSigner: Sendable {
    private let hash: KeyedHash

    /// A signer with that secret.
    init(secret: [UInt8]) {
        hash = KeyedHash(key: secret)
    }

    /// The field `Fleetfoot-Signature`: `v1=` and the hexadecimal HMAC-SHA-256 of `timestamp.body`,
    /// the timestamp in the digits in which `Fleetfoot-Timestamp` says it.
    func signature(timestamp: Instant, body: [UInt8]) -> String {
        let message = Array("\(timestamp.millisecondsSinceEpoch).".utf8) + body
        let digits = Array("0123456789abcdef".utf8)
        let code = hash.code(of: message).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "v1=" + String(decoding: code, as: UTF8.self)
    }
}
