// An address to listen on, as an operator writes it.

/// A numeric IP address and a port.
public struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
    /// IPv4 with dots, or IPv6 without brackets.
    public var host: String
    /// 0 … 65,535; 0 lets the system choose.
    public var port: Int

    /// That address; nothing is checked.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The address that `text` is: `127.0.0.1:8080`, `[::1]:8080`; `nil` if it is none. Names are not
    /// looked up: a daemon that starts before the network is there could not.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Self.port(text[text.index(after: colon)...])
        else { return nil }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let inner = host.dropFirst().dropLast()
            guard Self.isIPv6(inner) else { return nil }
            self.init(host: String(inner), port: port)
        } else {
            guard Self.isIPv4(host) else { return nil }
            self.init(host: String(host), port: port)
        }
    }

    /// As it is written in settings and logs.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func port(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit), let port = Int(text), port <= 65_535
        else { return nil }
        return port
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.utf8.allSatisfy(isDigit) && (Int(part) ?? 256) <= 255
                    && (part == "0" || !part.hasPrefix("0"))
            }
    }

    /// Only whether it can be one; the system has the last word when the address is bound.
    private static func isIPv6(_ text: Substring) -> Bool {
        let address = text.prefix { $0 != "%" }
        return address.contains(":") && address.count <= 45
            && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
