// A WebSocket as an app sees it: messages out, messages in, pings answered, and what it was told on
// the way kept for later questions.

import HTTP
import WebSocket

/// A WebSocket to the daemon.
final class SocketClient {
    /// The upgrade was refused.
    struct Refused: Error {
        var status: Int
    }

    /// The daemon has closed the socket.
    struct Closed: Error, Equatable {
        var code: Int?
        var reason: String
    }

    /// Every message that came, in order.
    private(set) var heard: [JSONValue] = []
    private let socket: BlockingSocket
    private var input: [UInt8] = []
    private var reader = FrameReader(
        role: .client, frameBytesMax: 1 << 20, messageBytesMax: 1 << 20)
    private var scratch: [UInt8] = []

    /// Upgrades at `target` as the bearer of `token`.
    init(
        port: Int, _ target: String, token: String?, receiveBufferBytes: Int? = nil
    ) throws {
        socket = try BlockingSocket(port: port, receiveBufferBytes: receiveBufferBytes)
        let bearer = token.map { ["bearer." + $0] } ?? []
        let handshake = ClientHandshake(
            key: Array(0..<16), subprotocols: ["fleetfoot.v1.json"] + bearer)
        var bytes: [UInt8] = []
        handshake.writeRequest(target: target, host: "127.0.0.1", into: &bytes)
        try socket.send(bytes)
        var parser = ResponseParser()
        while true {
            input += try socket.receive()
            let buffer = input
            guard let response = try parser.read(buffer.span, answering: .get) else { continue }
            guard response.status == 101 else { throw Refused(status: response.status) }
            guard try handshake.check(response) == "fleetfoot.v1.json" else {
                throw HandshakeError.unexpectedSubprotocol
            }
            input.removeFirst(response.consumed)
            return
        }
    }

    /// Sends a message.
    func send(_ text: String) throws { try socket.send(SocketClient.bytes(text)) }

    /// Sends bytes that were made before, where a race is about microseconds.
    func send(raw bytes: [UInt8]) throws { try socket.send(bytes) }

    /// The bytes of a message.
    static func bytes(_ text: String) -> [UInt8] { bytes(.text, Array(text.utf8)) }

    private static func bytes(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameWriter.write(opcode, payload.span, maskingKey: 0x1234_5678, into: &bytes)
        return bytes
    }

    /// The next message. Throws `Closed` when the daemon says goodbye.
    func next() throws -> JSONValue {
        while true {
            if let message = try nextRead() {
                heard.append(message)
                return message
            }
            input += try socket.receive()
        }
    }

    /// Waits until one of `clients` has something to read, or so long; returns the places of those.
    static func awaitInput(of clients: [SocketClient], milliseconds: Int) -> [Int] {
        let ready = clients.indices.filter { !clients[$0].input.isEmpty }
        if !ready.isEmpty { return ready }
        return BlockingSocket.awaitInput(of: clients.map(\.socket), milliseconds: milliseconds)
    }

    /// The next message of a type; others before it are only kept in `heard`.
    func next(_ type: String) throws -> JSONValue {
        try next { $0["type"].text == type }
    }

    /// The next message that `isWanted`.
    func next(where isWanted: (JSONValue) -> Bool) throws -> JSONValue {
        while true {
            let message = try next()
            if isWanted(message) { return message }
        }
    }

    /// Sends a message with an id and returns what answers it: `ok`, an error, a snapshot.
    func ask(_ text: String, id: String) throws -> JSONValue {
        try send(text)
        return try next { $0["re"].text == id }
    }

    /// Waits for the goodbye and closes the connection; messages before it are only kept in `heard`.
    func closed() throws -> Closed {
        do {
            while true { _ = try next() }
        } catch let goodbye as Closed {
            hangUp()
            return goodbye
        }
    }

    /// Closes the connection without a word, as a phone without a network does.
    func hangUp() { socket.hangUp() }

    private func nextRead() throws -> JSONValue? {
        let buffer = input
        var offset = 0
        defer { input.removeFirst(offset) }
        while let event = try reader.next(buffer.span, at: &offset, into: &scratch) {
            switch event {
            case .text(let range), .binary(let range):
                return try JSONValue(Array(scratch[range]))
            case .ping(let range):
                try socket.send(SocketClient.bytes(.pong, Array(scratch[range])))
            case .pong:
                break
            case .close(let code, let reason):
                throw Closed(
                    code: code.map { Int($0.rawValue) },
                    reason: String(decoding: scratch[reason], as: UTF8.self))
            }
        }
        return nil
    }
}
