// A browser's EventSource, as the HTML standard describes its parser: apart from the code that writes.

import Basics
import HTTP

/// What a reader of an event stream has heard.
struct EventSource {
    /// One dispatched event.
    struct Event: Equatable {
        var name: String
        var id: String
        var json: JSON
    }

    /// The status, once the head is there.
    private(set) var status: Int?
    private(set) var head = ""
    private(set) var events: [Event] = []
    private(set) var heartbeatCount = 0
    private(set) var retryMilliseconds: Int?
    /// The last chunk has come.
    private(set) var isComplete = false
    /// Bytes that are not what they should be.
    private(set) var faults: [String] = []

    private var input: [UInt8] = []
    private var body: [UInt8] = []
    private var lastID = ""
    private var name = ""
    private var data: [String] = []

    mutating func read(_ bytes: [UInt8]) {
        input += bytes
        if status == nil { readHead() }
        if status != nil { readBody() }
        while let end = body.firstIndex(of: 10) {
            let line = String(decoding: body[..<end], as: UTF8.self)
            body.removeFirst(end + 1)
            read(line: line)
        }
    }

    mutating func takeEvents() -> [Event] {
        defer { events = [] }
        return events
    }

    private mutating func readHead() {
        guard let end = input.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        head = String(decoding: input[..<end.lowerBound], as: UTF8.self).lowercased()
        input.removeFirst(end.upperBound)
        status = Int(head.split(separator: " ").dropFirst().first ?? "")
    }

    private mutating func readBody() {
        guard head.contains("transfer-encoding: chunked") else {
            body += input
            input = []
            return
        }
        while !isComplete, let lineEnd = input.firstRange(of: [13, 10]) {
            let digits = String(decoding: input[..<lineEnd.lowerBound], as: UTF8.self)
            guard let size = Int(digits, radix: 16) else {
                faults.append("chunk size \(digits)")
                input = []
                return
            }
            let end = lineEnd.upperBound + size
            guard input.count >= end + 2 else { return }
            if input[end] != 13 || input[end + 1] != 10 { faults.append("chunk end") }
            body += input[lineEnd.upperBound..<end]
            input.removeFirst(end + 2)
            isComplete = size == 0
        }
        if isComplete, !input.isEmpty { faults.append("bytes after the last chunk") }
    }

    private mutating func read(line: String) {
        guard !line.isEmpty else { return dispatch() }
        guard !line.hasPrefix(":") else {
            heartbeatCount += 1
            return
        }
        let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let text = pair.count == 2 ? String(pair[1]) : ""
        let value = text.hasPrefix(" ") ? String(text.dropFirst()) : text
        switch pair[0] {
        case "event": name = value
        case "data": data.append(value)
        case "id": lastID = value
        case "retry": retryMilliseconds = Int(value)
        default: faults.append("field \(pair[0])")
        }
    }

    private mutating func dispatch() {
        defer { (name, data) = ("", []) }
        guard !data.isEmpty else { return }
        let json = JSON(data.joined(separator: "\n").utf8)
        events.append(Event(name: name.isEmpty ? "message" : name, id: lastID, json: json))
    }
}

extension Shell {
    /// Opens an event stream of an order, and returns its connection.
    func stream(
        _ order: String, as token: String = "customer-c1", query: String = "",
        lastEventID: String? = nil
    ) -> ConnectionID {
        let id = connect()
        change(id) { $0.source = EventSource() }
        var fields: HeaderFields = ["Accept": "text/event-stream"]
        if let lastEventID { fields.append(name: "Last-Event-ID", value: lastEventID) }
        send(
            Shell.request(.get, "/v1/orders/\(order)/events\(query)", as: token, fields: fields),
            on: id)
        return id
    }

    func source(_ id: ConnectionID) -> EventSource { peers[id]?.source ?? EventSource() }

    /// The events of a stream that have come since the last call.
    func hearStream(_ id: ConnectionID) -> [EventSource.Event] {
        var events: [EventSource.Event] = []
        change(id) { events = $0.source?.takeEvents() ?? [] }
        return events
    }
}
