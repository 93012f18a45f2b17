// What clients say, in the words of the protocol.

import Basics
import Engine
import HTTP
import WebSocket

@testable import Gateway

extension Shell {
    /// A request's bytes.
    static func request(
        _ method: HTTP.Method, _ target: String, as token: String? = nil, key: String? = nil,
        _ body: String? = nil, fields: HeaderFields = [:]
    ) -> [UInt8] {
        var all = fields
        if let token { all.append(name: "Authorization", value: "Bearer \(token)") }
        if let key { all.append(name: "Idempotency-Key", value: key) }
        var bytes: [UInt8] = []
        RequestWriter.write(
            method, target: target, host: "city.example", fields: all,
            body: Array((body ?? "").utf8).span, into: &bytes)
        return bytes
    }

    /// Sends a request on a connection.
    func ask(
        on id: ConnectionID, _ method: HTTP.Method, _ target: String, as token: String? = nil,
        key: String? = nil, _ body: String? = nil, fields: HeaderFields = [:]
    ) {
        change(id) { $0.asked.append(method) }
        send(Shell.request(method, target, as: token, key: key, body, fields: fields), on: id)
    }

    /// The answer to a request on a connection of its own; status 0 if none has come.
    @discardableResult
    func ask(
        _ method: HTTP.Method, _ target: String, as token: String? = nil, key: String? = nil,
        _ body: String? = nil, fields: HeaderFields = [:]
    ) -> Answer {
        let id = connect()
        ask(on: id, method, target, as: token, key: key, body, fields: fields)
        let answer = peers[id]?.answers.last
        drop(id)
        return answer ?? Answer(status: 0, fields: [:], body: [], keepAlive: false)
    }

    // MARK: Sockets

    /// Opens a socket of the protocol's path, and returns its connection.
    func socket(_ path: String, as token: String, query: String = "") -> ConnectionID {
        let id = connect()
        openSocket(path + query, as: token, on: id)
        return id
    }

    func openSocket(_ target: String, as token: String, on id: ConnectionID) {
        let handshake = ClientHandshake(
            key: Array(0..<16), subprotocols: ["fleetfoot.v1.json", "bearer.\(token)"])
        change(id) {
            $0.asked.append(.get)
            $0.handshake = handshake
        }
        var bytes: [UInt8] = []
        handshake.writeRequest(target: target, host: "city.example", into: &bytes)
        send(bytes, on: id)
    }

    func say(_ text: String, on id: ConnectionID) {
        send(Shell.frame(.text, Array(text.utf8)), on: id)
    }

    static func frame(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameWriter.write(opcode, payload.span, maskingKey: 0x1234_5678, into: &bytes)
        return bytes
    }

    /// The messages that have come since the last call.
    func hear(_ id: ConnectionID) -> [JSON] {
        var messages: [JSON] = []
        change(id) { messages = $0.takeMessages() }
        return messages
    }

    /// Says something and returns what came back at once.
    func converse(_ text: String, on id: ConnectionID) -> [JSON] {
        _ = hear(id)
        say(text, on: id)
        return hear(id)
    }

    func answers(_ id: ConnectionID) -> [Answer] { peers[id]?.answers ?? [] }
    func closeCode(_ id: ConnectionID) -> UInt16? { peers[id]?.closeCode }
    func isClosed(_ id: ConnectionID) -> Bool { peers[id]?.isClosed ?? true }
}
