// The client's half of the opening handshake, for simulated apps, benchmarks and tests.

public import HTTP

/// An attempt to open a WebSocket (RFC 6455 §4.1): write the request, then check the answer.
public struct ClientHandshake: Hashable, Sendable {
    /// The key as it stands in the request.
    public let key: String
    /// The subprotocols offered, the preferred one first.
    public let subprotocols: [String]

    /// An attempt with a key of 16 bytes, which the caller draws afresh for each.
    public init(key: [UInt8], subprotocols: [String] = []) {
        precondition(key.count == 16, "a key has 16 bytes")
        precondition(subprotocols.allSatisfy(HeaderFields.isToken), "a subprotocol is a token")
        self.key = Base64.encode(key)
        self.subprotocols = subprotocols
    }

    /// Appends the request. `target` is a percent-encoded path with an optional query.
    public func writeRequest(
        target: String, host: String, fields: HeaderFields = HeaderFields(),
        into bytes: inout [UInt8]
    ) {
        var all: HeaderFields = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key,
        ]
        if !subprotocols.isEmpty {
            all.append(
                name: "Sec-WebSocket-Protocol", value: subprotocols.joined(separator: ", "))
        }
        for field in fields.all { all.append(name: field.name, value: field.value) }
        RequestWriter.write(.get, target: target, host: host, fields: all, into: &bytes)
    }

    /// Checks the answer and returns the subprotocol that the server selected, if any. After an
    /// answer that is in order, frames begin behind its `consumed` bytes.
    public func check(_ response: Response) throws(HandshakeError) -> String? {
        let fields = response.fields
        guard response.status == 101, fields["upgrade"]?.lowercased() == "websocket",
            fields.lists("upgrade", in: "connection")
        else { throw .notSwitching }
        guard fields["sec-websocket-accept"] == AcceptValue.of(key: key) else { throw .badAccept }
        guard fields["sec-websocket-extensions"] == nil else { throw .unexpectedExtension }
        guard let selected = fields["sec-websocket-protocol"] else { return nil }
        guard subprotocols.contains(selected) else { throw .unexpectedSubprotocol }
        return selected
    }
}
