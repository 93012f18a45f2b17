// The far end of a connection: it reads answers and messages out of the bytes that the gateway wrote,
// with the client's half of the codecs.

import Basics
import HTTP
import WebSocket

/// One answer to a request.
struct Answer {
    var status: Int
    var fields: HeaderFields
    var body: [UInt8]
    var keepAlive: Bool

    var json: JSON { JSON(body) }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// What came back on one connection.
struct Peer {
    /// Answers that have come, interim ones too.
    private(set) var answers: [Answer] = []
    /// Messages that have come and were not taken yet.
    private(set) var messages: [JSON] = []
    private(set) var pingCount = 0
    private(set) var pongs: [[UInt8]] = []
    private(set) var closeCode: UInt16?
    private(set) var closeReason = ""
    /// The bytes of every write, as they came.
    private(set) var writes: [[UInt8]] = []
    /// The gateway asked for the connection's end.
    var isClosed = false
    /// What the gateway last said of a deadline; `nil` means that none is set.
    var deadline: Milliseconds?
    /// Does not read: what is written to it stays in the kernel.
    var isSlow = false
    /// The methods of the requests that have no answer yet.
    var asked: [HTTP.Method] = []
    var handshake: ClientHandshake?
    /// Reads an event stream instead of answers.
    var source: EventSource?

    private var isSocket = false
    private var held: [UInt8] = []
    private var input: [UInt8] = []
    private var parser = ResponseParser()
    private var reader = FrameReader(
        role: .client, frameBytesMax: 1 << 24, messageBytesMax: 1 << 24)
    private var scratch: [UInt8] = []

    /// Whether bytes wait that the peer has not read.
    var isHolding: Bool { !held.isEmpty }

    /// Bytes were written to it.
    mutating func take(_ bytes: [UInt8]) {
        writes.append(bytes)
        if isSlow { held += bytes } else { read(bytes) }
    }

    /// It reads again.
    mutating func catchUp() {
        isSlow = false
        let bytes = held
        held = []
        read(bytes)
    }

    mutating func takeMessages() -> [JSON] {
        defer { messages = [] }
        return messages
    }

    private mutating func read(_ bytes: [UInt8]) {
        guard source == nil else {
            source?.read(bytes)
            return
        }
        input += bytes
        while !isSocket, readAnswer() {}
        if isSocket { readFrames() }
    }

    private mutating func readAnswer() -> Bool {
        let bytes = input
        guard !bytes.isEmpty, let method = asked.first,
            let response = try? parser.read(bytes.span, answering: method)
        else { return false }
        let body = response.body.bytes(in: bytes.span)
        input.removeFirst(response.consumed)
        answers.append(
            Answer(
                status: response.status, fields: response.fields, body: body,
                keepAlive: response.keepAlive))
        if response.status == 101 {
            isSocket = (try? handshake?.check(response)) == "fleetfoot.v1.json"
        }
        if response.status != 100 { asked.removeFirst() }
        return true
    }

    private mutating func readFrames() {
        var offset = 0
        let bytes = input
        input = []
        while let event = try? reader.next(bytes.span, at: &offset, into: &scratch) {
            switch event {
            case .text(let range): messages.append(JSON(scratch[range]))
            case .binary: messages.append("binary")
            case .ping: pingCount += 1
            case .pong(let range): pongs.append(Array(scratch[range]))
            case .close(let code, let reason):
                closeCode = code?.rawValue ?? 1_005
                closeReason = String(decoding: scratch[reason], as: UTF8.self)
            }
        }
    }
}
