// Where the daemon listens, read from the URL that people type, and from which addresses of this machine
// a crowd connects to it.

/// The daemon's address: the scheme is http, the host numeric.
public struct DaemonAddress: Hashable, Sendable, CustomStringConvertible {
    /// The numeric IPv4 or IPv6 address, without brackets.
    public var host: String
    /// The TCP port.
    public var port: Int

    /// The daemon at a numeric address.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `http://127.0.0.1:8080`, with or without a slash at the end; without a port it is 80,
    /// `localhost` is 127.0.0.1. Throws a sentence that says what would be right.
    public init(url: String) throws(AddressError) {
        guard url.hasPrefix("http://") else {
            throw AddressError(url: url, problem: "it does not begin with http://")
        }
        var authority = url.dropFirst("http://".count)
        if authority.last == "/" { authority = authority.dropLast() }
        guard !authority.contains("/"), !authority.contains("@") else {
            throw AddressError(url: url, problem: "only a host and a port may follow http://")
        }
        let isBracketed = authority.first == "["
        let hostEnd = isBracketed ? authority.firstIndex(of: "]") : authority.lastIndex(of: ":")
        var host = authority[..<(hostEnd ?? authority.endIndex)]
        var rest = authority[host.endIndex...]
        if isBracketed { (host, rest) = (host.dropFirst(), rest.dropFirst()) }
        port = 80
        if !rest.isEmpty {
            guard rest.first == ":", let number = Int(rest.dropFirst()), (1...65_535) ~= number
            else {
                throw AddressError(url: url, problem: "its port is not a number from 1 to 65535")
            }
            port = number
        }
        self.host = host == "localhost" ? "127.0.0.1" : String(host)
        guard self.host.utf8.allSatisfy(DaemonAddress.isNumeric), !self.host.isEmpty else {
            throw AddressError(url: url, problem: "its host is neither numeric nor localhost")
        }
    }

    /// `127.0.0.1:8080`, as it stands in the Host field.
    public var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// `http://127.0.0.1:8080`.
    public var description: String { "http://" + authority }

    /// From where the `number`-th connection comes. One address has fewer ports than a city has phones,
    /// and a daemon may count connections by address: on the loopback network they are spread over 64.
    /// `nil` leaves the choice to the system.
    public func source(ofConnection number: Int) -> String? {
        host.hasPrefix("127.") ? "127.0.0.\(2 + number % 64)" : nil
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}

/// A URL that names no daemon.
public struct AddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was given.
    public var url: String
    /// What is wrong with it.
    public var problem: String

    /// One line.
    public var description: String {
        "\(url) is no address of a daemon: \(problem); give http://ADDRESS:PORT, "
            + "http://127.0.0.1:8080 for one"
    }
}
