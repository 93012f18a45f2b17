// Whose connection it is, as a value that can be counted, compared and logged.

internal import CLibUV

/// The address and port of the other end.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The IPv6 address, most significant byte first; an IPv4 address is mapped into it as
    /// `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2), so that one host has one value.
    public var address: UInt128
    /// The TCP port.
    public var port: UInt16

    /// The given end.
    public init(address: UInt128, port: UInt16) {
        self.address = address
        self.port = port
    }

    init(_ peer: loop_peer) {
        self.init(address: UInt128(peer.high) << 64 | UInt128(peer.low), port: peer.port)
    }

    /// Whether the address is an IPv4 one.
    public var isIPv4: Bool { address >> 32 == 0xFFFF }

    /// The address alone, as text: `127.0.0.1` or `::1` (RFC 5952).
    public var host: String {
        let high = UInt64(truncatingIfNeeded: address >> 64)
        let low = UInt64(truncatingIfNeeded: address)
        var text = [CChar](repeating: 0, count: 46)
        // The call writes at most `count` bytes, with a terminating zero.
        guard unsafe loop_peer_text(high, low, &text, text.count) == 0 else { return "?" }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `127.0.0.1:8080` or `[::1]:8080`.
    public var description: String { PeerAddress.text(host: host, port: Int(port)) }

    /// A host and a port as one text, brackets around IPv6 (RFC 3986, 3.2.2).
    static func text(host: String, port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
