// A daemon in miniature, for one app: it speaks HTTP and WebSocket with the real codecs and says what the
// test tells it to say.

import Basics
import Engine
import Geo
import HTTP
import WebSocket
import Wire

@testable import City

/// A request that came, with its body.
struct CameRequest {
    var request: Request
    var body: [UInt8]
}

/// The other end of an app's lines.
struct ScriptedDaemon<A: App> {
    var app: A
    var now = MotionTests.origin
    /// What came by HTTP and has not been taken.
    var requests: [CameRequest] = []
    /// What came on the socket and has not been taken.
    var messages: [[UInt8]] = []
    var pongs: [[UInt8]] = []
    /// The token of the last upgrade.
    var token: String?
    private var inputs = [[UInt8]](repeating: [], count: A.lineCount)
    private var readers = [FrameReader?](repeating: nil, count: A.lineCount)
    private(set) var isOpen = [Bool](repeating: false, count: A.lineCount)
    /// Whether new connections are taken.
    var isListening = true
    /// Whether silent sockets are pinged.
    var pings = true
    private var nextPingAt = MotionTests.origin + .seconds(25)
    /// The longest piece in which bytes reach the app.
    var pieceBytesMax = Int.max
    /// How often each line was opened.
    private(set) var openCount = [Int](repeating: 0, count: A.lineCount)

    init(_ app: A) { self.app = app }

    // MARK: Time

    /// Lets `span` pass, in steps of the app's deadlines.
    mutating func pass(_ span: Milliseconds) {
        let end = now + span
        serve()
        while min(app.nextDeadline, nextPingAt) <= end {
            now = max(now, min(app.nextDeadline, nextPingAt))
            if nextPingAt <= now { ping() }
            app.advance(to: now)
            serve()
        }
        now = end
    }

    private mutating func ping() {
        nextPingAt = now + .seconds(25)
        for line in 0..<A.lineCount where pings && readers[line] != nil && isOpen[line] {
            var frame: [UInt8] = []
            let nothing: [UInt8] = []
            FrameWriter.write(.ping, nothing.span, into: &frame)
            deliver(frame, on: line)
        }
    }

    /// Does what the app's lines want until they are quiet.
    mutating func serve() {
        var isBusy = true
        while isBusy {
            isBusy = false
            for line in 0..<A.lineCount {
                var bytes: [UInt8] = []
                app.takeOutput(of: line, into: &bytes)
                if isOpen[line], !bytes.isEmpty {
                    isBusy = true
                    read(bytes, on: line)
                }
                isBusy = carryOut(app.wish(of: line), on: line) || isBusy
            }
        }
    }

    private mutating func carryOut(_ wish: Wish, on line: Int) -> Bool {
        switch wish {
        case .nothing: return false
        case .connect where isOpen[line]: return false
        case .connect where isListening:
            isOpen[line] = true
            openCount[line] += 1
            inputs[line] = []
            readers[line] = nil
            app.opened(line, at: now)
        case .connect, .disconnect:
            isOpen[line] = false
            app.closed(line, at: now)
        }
        return true
    }

    /// Breaks a connection.
    mutating func drop(_ line: Int) {
        isOpen[line] = false
        app.closed(line, at: now)
    }

    // MARK: Reading

    private mutating func read(_ bytes: [UInt8], on line: Int) {
        if readers[line] != nil { return readFrames(bytes, on: line) }
        inputs[line] += bytes
        var parser = RequestParser()
        let input = inputs[line]
        guard case .request(let request)? = try? parser.read(input.span) else { return }
        let body = request.body.bytes(in: input.span)
        inputs[line].removeFirst(request.consumed)
        guard ServerHandshake.isWanted(by: request) else {
            requests.append(CameRequest(request: request, body: body))
            return
        }
        upgrade(request, on: line)
    }

    private mutating func upgrade(_ request: Request, on line: Int) {
        guard let handshake = try? ServerHandshake(request) else { return }
        let bearer = handshake.subprotocols.first { $0.hasPrefix("bearer.") }
        token = bearer.map { String($0.dropFirst("bearer.".count)) }
        var answer: [UInt8] = []
        handshake.writeResponse(selecting: "fleetfoot.v1.json", into: &answer)
        readers[line] = FrameReader(role: .server, frameBytesMax: 1 << 20, messageBytesMax: 1 << 20)
        deliver(answer, on: line)
    }

    private mutating func readFrames(_ bytes: [UInt8], on line: Int) {
        guard var reader = readers[line] else { return }
        var offset = 0
        var scratch: [UInt8] = []
        while let event = try? reader.next(bytes.span, at: &offset, into: &scratch) {
            switch event {
            case .text(let range): messages.append(Array(scratch[range]))
            case .pong(let range): pongs.append(Array(scratch[range]))
            default: break
            }
        }
        readers[line] = reader
    }

    // MARK: Speaking

    /// Bytes as they are, cut into pieces.
    mutating func deliver(_ bytes: [UInt8], on line: Int) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieceBytesMax))
            rest = rest.dropFirst(piece.count)
            app.received(piece.span, on: line, at: now)
        }
        serve()
    }

    /// A message on the socket.
    mutating func say(on line: Int, _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        write(&writer)
        let message = writer.takeBytes()
        var frame: [UInt8] = []
        FrameWriter.write(.text, message.span, into: &frame)
        deliver(frame, on: line)
    }

    /// An answer to the oldest request that was not taken.
    mutating func answer(
        _ status: Int, on line: Int, fields: HeaderFields = HeaderFields(),
        _ write: (inout JSONWriter) -> Void = { _ in }
    ) {
        requests.removeFirst()
        var writer = JSONWriter()
        write(&writer)
        let body = writer.takeBytes()
        let head = ResponseHead(status: status, fields: fields, date: "", keepAlive: true)
        var bytes: [UInt8] = []
        ResponseWriter.write(head, body: body.span, into: &bytes)
        deliver(bytes, on: line)
    }

    /// Takes the runner's messages that came, decoded.
    mutating func takeRunnerMessages() throws -> [(key: MessageKey?, message: RunnerMessage)] {
        defer { messages = [] }
        return try messages.map { bytes in
            let head = MessageHead.read(bytes.span)
            return (
                head.key, try RunnerMessage.decode(bytes.span, head: head, datum: .wgs84)
            )
        }
    }

    /// Takes the customer's messages that came, decoded.
    mutating func takeCustomerMessages() throws -> [(key: MessageKey?, message: CustomerMessage)] {
        defer { messages = [] }
        return try messages.map { bytes in
            let head = MessageHead.read(bytes.span)
            return (head.key, try CustomerMessage.decode(bytes.span, head: head))
        }
    }
}
