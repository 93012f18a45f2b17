// A WebSocket as an app holds it: handshake, frames, pings and the return after a loss are the line's
// business, messages are the app's.

public import Basics
internal import HTTP
internal import WebSocket

/// What came of bytes on a socket.
public enum SocketEvent: Equatable, Sendable {
    /// The handshake is done: messages may be sent.
    case up
    /// The daemon refused the upgrade with this status.
    case refused(status: Int)
    /// A text message; its place in the scratch buffer until the next call.
    case message(Range<Int>)
    /// The daemon said goodbye with this close code.
    case goodbye(code: UInt16?)
    /// What came is no WebSocket.
    case unreadable
}

/// One WebSocket to the daemon, kept up while it is wanted.
public struct SocketLine: Sendable {
    private enum Stage: Sendable {
        case none
        case handshake(ClientHandshake, ResponseParser, input: [UInt8])
        case frames(FrameReader)
    }

    /// A socket on which nothing was heard for so long is given up; the daemon pings every 25 s.
    public static let silenceMax = Milliseconds.seconds(75)

    private let target: String
    private let token: String
    private let host: String
    private var generator: SeededGenerator
    private var dialing = Dialing()
    private var stage = Stage.none
    private var output: [UInt8] = []
    private var heardAt = Instant.distantPast
    /// Whether the app wants the line to be up.
    public private(set) var isWanted = false
    /// How many upgrades succeeded.
    public private(set) var upgradeCount = 0
    /// How many connections that were up ended without the app's wish.
    public private(set) var lossCount = 0

    /// A socket at `target`, `/v1/runner` for one, for the bearer of `token`.
    public init(target: String, token: String, host: String, generator: SeededGenerator) {
        self.target = target
        self.token = token
        self.host = host
        self.generator = generator
    }

    /// Whether messages may be sent.
    public var isUp: Bool {
        if case .frames = stage { return dialing.state == .up }
        return false
    }

    /// What the carrier should do.
    public var wish: Wish { dialing.wish }

    /// Whether there is something to write.
    public var hasOutput: Bool { !output.isEmpty }

    /// When `advance` has something to do.
    public var nextDeadline: Instant {
        guard dialing.state == .up else { return dialing.nextDeadline }
        return heardAt + SocketLine.silenceMax
    }

    /// Moves what is to be written to the end of `bytes`.
    public mutating func takeOutput(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: output)
        output.removeAll(keepingCapacity: true)
    }

    /// Keeps the line up from now on.
    public mutating func connect() {
        isWanted = true
        dialing.want()
    }

    /// Says goodbye and stays down until `connect`.
    public mutating func disconnect() {
        if isUp {
            FrameWriter.writeClose(.normal, maskingKey: maskingKey(), into: &output)
        }
        drop()
    }

    /// Goes down without a word, as a phone without a network does, until `connect`.
    public mutating func drop() {
        isWanted = false
        stage = .none
        dialing.leave()
    }

    /// The carrier has opened the connection.
    public mutating func opened(at now: Instant) {
        guard dialing.state == .dialing else { return }
        dialing.opened()
        heardAt = now
        var key: [UInt8] = []
        for _ in 0..<16 { key.append(UInt8(truncatingIfNeeded: generator.next() >> 32)) }
        let handshake = ClientHandshake(
            key: key, subprotocols: ["fleetfoot.v1.json", "bearer." + token])
        output.removeAll(keepingCapacity: true)
        handshake.writeRequest(target: target, host: host, into: &output)
        stage = .handshake(handshake, ResponseParser(), input: [])
    }

    /// The connection is gone, or could not be opened.
    public mutating func closed(at now: Instant) {
        if isUp { lossCount += 1 }
        stage = .none
        output.removeAll(keepingCapacity: true)
        dialing.closed(isWanted: isWanted, at: now, &generator)
    }

    /// Tries again when a wait is over; gives up a socket on which nothing is heard.
    public mutating func advance(to now: Instant) {
        dialing.advance(to: now)
        if dialing.state == .up, now - heardAt >= SocketLine.silenceMax {
            if isUp { lossCount += 1 }
            stage = .none
            dialing.leave()
        }
    }

    /// Sends a text message; the line must be up.
    public mutating func send(_ message: Span<UInt8>) {
        precondition(isUp, "a message needs a socket that is up")
        FrameWriter.write(.text, message, maskingKey: maskingKey(), into: &output)
    }

    /// The next event in `bytes` from `offset` on; `nil` when they are used up. What is received after
    /// the line has been left means nothing.
    public mutating func next(
        _ bytes: Span<UInt8>, at offset: inout Int, into scratch: inout [UInt8], now: Instant
    ) -> SocketEvent? {
        heardAt = now
        switch stage {
        case .none:
            offset = bytes.count
            return nil
        case .handshake(let handshake, let parser, let input):
            stage = .none
            return readHandshake(handshake, parser, input, bytes, at: &offset)
        case .frames(let reader):
            stage = .none
            return readFrames(reader, bytes, at: &offset, into: &scratch)
        }
    }

    private mutating func maskingKey() -> UInt32 {
        UInt32(truncatingIfNeeded: generator.next())
    }
}

// MARK: Reading

extension SocketLine {
    private mutating func readHandshake(
        _ handshake: ClientHandshake, _ parser: ResponseParser, _ input: [UInt8],
        _ bytes: Span<UInt8>, at offset: inout Int
    ) -> SocketEvent? {
        var (parser, input) = (parser, input)
        let taken = input.count - offset
        for index in offset..<bytes.count { input.append(bytes[index]) }
        offset = bytes.count
        let response: Response
        do throws(HTTPError) {
            guard let whole = try parser.read(input.span, answering: .get) else {
                stage = .handshake(handshake, parser, input: input)
                return nil
            }
            response = whole
        } catch {
            return giveUp(.unreadable)
        }
        do throws(HandshakeError) {
            _ = try handshake.check(response)
        } catch {
            return giveUp(.refused(status: response.status))
        }
        // The frames begin behind the answer, which ended in this chunk.
        offset = response.consumed - taken
        stage = .frames(
            FrameReader(role: .client, frameBytesMax: 1 << 20, messageBytesMax: 1 << 20))
        upgradeCount += 1
        dialing.succeeded()
        return .up
    }

    private mutating func readFrames(
        _ reader: FrameReader, _ bytes: Span<UInt8>, at offset: inout Int,
        into scratch: inout [UInt8]
    ) -> SocketEvent? {
        var reader = reader
        do throws(FrameError) {
            while let event = try reader.next(bytes, at: &offset, into: &scratch) {
                switch event {
                case .text(let range), .binary(let range):
                    stage = .frames(reader)
                    return .message(range)
                case .ping(let range):
                    let key = maskingKey()
                    FrameWriter.write(
                        .pong, scratch.span.extracting(range), maskingKey: key, into: &output)
                case .pong:
                    break
                case .close(let code, _):
                    let key = maskingKey()
                    FrameWriter.writeClose(code ?? .normal, maskingKey: key, into: &output)
                    lossCount += 1
                    return giveUp(.goodbye(code: code?.rawValue))
                }
            }
        } catch {
            return giveUp(.unreadable)
        }
        stage = .frames(reader)
        return nil
    }

    private mutating func giveUp(_ event: SocketEvent) -> SocketEvent {
        stage = .none
        dialing.leave()
        return event
    }
}
