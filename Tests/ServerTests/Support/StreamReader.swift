// An event stream as a script reads it: raw bytes of a socket, the head, the chunks, line by line.

import Foundation
import HTTP

/// One order's event stream.
final class StreamReader {
    /// One event.
    struct Event {
        var name: String
        var id: String
        var json: JSONValue
    }

    /// The status.
    private(set) var status = 0
    /// The fields, as text.
    private(set) var head = ""
    /// Comments that have come.
    private(set) var heartbeatCount = 0
    /// The last chunk has come.
    private(set) var isComplete = false
    private let socket: BlockingSocket
    private var input: [UInt8] = []
    private var body = ""
    private var lastID = ""

    /// Opens the stream and reads its head.
    init(
        port: Int, _ target: String, token: String? = nil, fields: HeaderFields = HeaderFields()
    ) throws {
        socket = try BlockingSocket(port: port)
        var all = fields
        all.append(name: "Accept", value: "text/event-stream")
        if let token { all.append(name: "Authorization", value: "Bearer " + token) }
        var bytes: [UInt8] = []
        RequestWriter.write(.get, target: target, host: "127.0.0.1", fields: all, into: &bytes)
        try socket.send(bytes)
        let end = try take(upTo: "\r\n\r\n")
        head = end.lowercased()
        status = Int(end.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    /// The next event; `nil` once the stream is complete.
    func next() throws -> Event? {
        while true {
            if let block = takeBlock() {
                guard let event = read(block) else { continue }
                return event
            }
            if isComplete { return nil }
            try readChunk()
        }
    }

    /// The next event of a name.
    func next(_ name: String) throws -> Event {
        while let event = try next() {
            if event.name == name { return event }
        }
        throw SocketFailure.ended
    }

    /// Reads until so many comments have come.
    func awaitHeartbeats(_ count: Int) throws {
        while heartbeatCount < count {
            if let block = takeBlock() { _ = read(block) } else { try readChunk() }
        }
    }

    private func takeBlock() -> String? {
        guard let end = body.range(of: "\n\n") else { return nil }
        defer { body.removeSubrange(..<end.upperBound) }
        return String(body[..<end.lowerBound])
    }

    private func read(_ block: String) -> Event? {
        var name = ""
        var data: String?
        for line in block.split(separator: "\n") {
            if line.hasPrefix(":") { heartbeatCount += 1 }
            if line.hasPrefix("id: ") { lastID = String(line.dropFirst(4)) }
            if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
        }
        guard let data else { return nil }
        return Event(
            name: name, id: lastID, json: (try? JSONValue(Array(data.utf8))) ?? .null)
    }

    private func readChunk() throws {
        let line = try take(upTo: "\r\n")
        guard let size = Int(line.prefix(while: \.isHexDigit), radix: 16) else {
            throw SocketFailure.system(0)
        }
        while input.count < size + 2 { input += try socket.receive() }
        body += String(decoding: input[..<size], as: UTF8.self)
        input.removeFirst(size + 2)
        isComplete = size == 0
    }

    private func take(upTo end: String) throws -> String {
        while true {
            if let range = input.firstRange(of: Array(end.utf8)) {
                defer { input.removeFirst(range.upperBound) }
                return String(decoding: input[..<range.upperBound], as: UTF8.self)
            }
            input += try socket.receive()
        }
    }
}
