// The server's half of the opening handshake: it judges the request and writes the 101. Whether the
// origin and the token are welcome is decided between the two, by those who know.

public import HTTP

/// A request to open a WebSocket that is in order (RFC 6455 §4.2).
public struct ServerHandshake: Hashable, Sendable {
    /// The value for `Sec-WebSocket-Accept`.
    public let accept: String
    /// The subprotocols the client offers, the preferred one first. A browser can pass its token
    /// only here, so this list is not for logs.
    public let subprotocols: [String]
    /// The page that opens the socket, if a browser does.
    public let origin: String?

    /// Whether the request asks for a WebSocket at all.
    public static func isWanted(by request: Request) -> Bool {
        request.fields.lists("websocket", in: "upgrade")
    }

    /// Checks the request.
    public init(_ request: Request) throws(HandshakeError) {
        let fields = request.fields
        guard request.method == .get else { throw .notGet }
        guard request.version == .http11 else { throw .notHTTP11 }
        guard Self.isWanted(by: request) else { throw .noUpgrade }
        guard fields.lists("upgrade", in: "connection") else { throw .noConnectionUpgrade }
        guard fields["sec-websocket-version"] == "13" else { throw .unsupportedVersion }
        guard request.body.count == 0 else { throw .hasBody }
        guard let key = fields["sec-websocket-key"], Base64.decode(key)?.count == 16
        else { throw .badKey }
        accept = AcceptValue.of(key: key)
        subprotocols = try Self.subprotocols(in: fields)
        origin = fields["origin"]
    }

    /// Appends the 101 that opens the socket. `subprotocol` is one of those offered, or none.
    public func writeResponse(
        selecting subprotocol: String?, fields: HeaderFields = HeaderFields(),
        into bytes: inout [UInt8]
    ) {
        var all: HeaderFields = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept,
        ]
        if let subprotocol {
            precondition(subprotocols.contains(subprotocol), "only what was offered is selected")
            all.append(name: "Sec-WebSocket-Protocol", value: subprotocol)
        }
        for field in fields.all { all.append(name: field.name, value: field.value) }
        ResponseWriter.write(ResponseHead(status: 101, fields: all), into: &bytes)
    }

    private static func subprotocols(
        in fields: HeaderFields
    ) throws(HandshakeError) -> [String] {
        guard fields.count(of: "sec-websocket-protocol") > 0 else { return [] }
        let offered = fields.elements(of: "sec-websocket-protocol").map { String($0) }
        let isDistinct = offered.indices.allSatisfy { !offered[..<$0].contains(offered[$0]) }
        guard !offered.isEmpty, isDistinct, offered.allSatisfy(HeaderFields.isToken)
        else { throw .badSubprotocols }
        return offered
    }
}

/// The proof that a server has read the key (RFC 6455 §4.2.2).
enum AcceptValue {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The value for the key as it stands in the request.
    static func of(key: String) -> String {
        Base64.encode(SHA1.digest(of: Array((key + suffix).utf8)))
    }
}
