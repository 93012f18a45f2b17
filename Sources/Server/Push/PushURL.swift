// Where pushes go, as an operator writes it. The daemon speaks plain HTTP to a numeric address: names
// would be looked up on the loop's thread, and TLS is a local relay's work.

/// The parts of `push.url`.
struct PushURL: Equatable, Sendable {
    /// What a right one looks like.
    static let expected =
        "an http:// URL of a numeric address, as http://127.0.0.1:9000/fleetfoot; for an https:// "
        + "receiver run a relay that speaks TLS on this machine and name the relay"

    /// The address.
    var address: ListenAddress
    /// The path with its query.
    var target: String

    /// What `Host` says.
    var authority: String { address.description }

    /// The URL that `text` is; `nil` if it is none that can be posted to.
    init?(_ text: String) {
        let scheme = "http://"
        guard text.lowercased().hasPrefix(scheme),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("#")
        else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count)
        let hasPort = authority.hasPrefix("[") ? !authority.hasSuffix("]") : authority.contains(":")
        guard let address = ListenAddress(String(authority) + (hasPort ? "" : ":80")),
            address.port > 0
        else { return nil }
        self.address = address
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }
}
