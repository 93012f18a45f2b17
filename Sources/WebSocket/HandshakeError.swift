// Every way in which a handshake can fail, for both sides.

public import HTTP

/// Why a connection does not become a WebSocket (RFC 6455 §4).
public enum HandshakeError: String, Error, Hashable, Sendable, CaseIterable {
    case notGet, notHTTP11, hasBody, noUpgrade, noConnectionUpgrade
    case unsupportedVersion, badKey, badSubprotocols
    case notSwitching, badAccept, unexpectedSubprotocol, unexpectedExtension

    /// The name for programs, as it stands in an answer's `code`.
    public var code: String { rawValue }

    /// The status that a server answers with.
    public var status: Int {
        switch self {
        case .notGet: 405
        case .noUpgrade, .unsupportedVersion: 426
        case .notSwitching, .badAccept, .unexpectedSubprotocol, .unexpectedExtension: 502
        default: 400
        }
    }

    /// The fields that must stand in that answer: what would be right.
    public var fields: HeaderFields {
        switch self {
        case .notGet: ["Allow": "GET"]
        case .noUpgrade: ["Upgrade": "websocket"]
        case .unsupportedVersion: ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"]
        default: [:]
        }
    }

    /// What was wrong and what would be right, for people.
    public var sentence: String {
        switch self {
        case .notGet: "A WebSocket is opened with GET."
        case .notHTTP11: "A WebSocket is opened with HTTP/1.1."
        case .hasBody: "A request that opens a WebSocket must have no body."
        case .noUpgrade: "This resource is a WebSocket: the Upgrade field must name 'websocket'."
        case .noConnectionUpgrade: "The Connection field must name 'Upgrade'."
        case .unsupportedVersion: "The Sec-WebSocket-Version must be 13."
        case .badKey: "The Sec-WebSocket-Key must be 16 bytes in base 64."
        case .badSubprotocols: "Sec-WebSocket-Protocol must list distinct tokens."
        case .notSwitching: "The server did not switch to the WebSocket protocol."
        case .badAccept: "The server's Sec-WebSocket-Accept does not belong to the key."
        case .unexpectedSubprotocol: "The server selected a subprotocol that was not offered."
        case .unexpectedExtension: "The server uses an extension that was not offered."
        }
    }
}
