// A client of one connection that is kept alive, made of the client's halves of HTTP: the daemon's
// answers are read as strictly as it reads requests.

import HTTP

/// An answer.
struct HTTPAnswer {
    var status: Int
    var fields: HeaderFields
    var body: [UInt8]

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; `null` if it is none.
    var json: JSONValue { (try? JSONValue(body)) ?? .null }

    /// The `code` of a problem.
    var code: String? { json["code"].text }
}

/// Requests on one connection, by one bearer.
final class HTTPClient {
    /// Whose requests these are; `nil` sends no token.
    let token: String?
    private let socket: BlockingSocket
    private var input: [UInt8] = []
    private var parser = ResponseParser()

    init(port: Int, token: String? = nil) throws {
        socket = try BlockingSocket(port: port)
        self.token = token
    }

    /// The bytes of a request of this client.
    func bytes(
        _ method: Method, _ target: String, _ body: String = "", key: String? = nil,
        fields: HeaderFields = HeaderFields()
    ) -> [UInt8] {
        var all = fields
        if let token { all.append(name: "Authorization", value: "Bearer " + token) }
        if let key { all.append(name: "Idempotency-Key", value: key) }
        if !body.isEmpty { all.append(name: "Content-Type", value: "application/json") }
        let content = Array(body.utf8)
        var bytes: [UInt8] = []
        RequestWriter.write(
            method, target: target, host: "127.0.0.1", fields: all, body: content.span,
            into: &bytes)
        return bytes
    }

    /// Sends bytes without waiting for an answer.
    func send(_ bytes: [UInt8]) throws { try socket.send(bytes) }

    /// Closes the connection.
    func hangUp() { socket.hangUp() }

    /// Whether something has come that was not received yet.
    var hasInput: Bool { !input.isEmpty || socket.hasInput }

    /// The next answer.
    func receive(answering method: Method = .post) throws -> HTTPAnswer {
        while true {
            let buffer = input
            if let response = try parser.read(buffer.span, answering: method) {
                let body = response.body.bytes(in: buffer.span)
                input.removeFirst(response.consumed)
                return HTTPAnswer(status: response.status, fields: response.fields, body: body)
            }
            input += try socket.receive()
        }
    }

    /// Sends a request and waits for its answer.
    func request(
        _ method: Method, _ target: String, _ body: String = "", key: String? = nil,
        fields: HeaderFields = HeaderFields()
    ) throws -> HTTPAnswer {
        try send(bytes(method, target, body, key: key, fields: fields))
        return try receive(answering: method)
    }

    /// Sends requests one behind the other without waiting, and returns the answers.
    func pipeline(_ requests: [[UInt8]], answering method: Method = .post) throws -> [HTTPAnswer] {
        try send(Array(requests.joined()))
        return try requests.map { _ in try receive(answering: method) }
    }

    /// Reads.
    func get(_ target: String, fields: HeaderFields = HeaderFields()) throws -> HTTPAnswer {
        try request(.get, target, fields: fields)
    }

    /// Commands; without a `key` of the test's own, one that was never used.
    func post(_ target: String, _ body: String = "", key: String? = nil) throws -> HTTPAnswer {
        keyCount += 1
        return try request(.post, target, body, key: key ?? "\(keyPrefix)-\(keyCount)")
    }

    // A client made after a crash must not repeat the keys of one before.
    private let keyPrefix = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    private var keyCount = 0
}
