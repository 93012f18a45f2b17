// Thousands of WebSockets and a pool of requests on one loop. What they say and what it means is a
// scenario's business; the crowd dials at a bounded pace, frames, answers pings and notices what goes
// wrong.

internal import Basics
internal import CityTraffic
internal import EventLoop
internal import HTTP
internal import WebSocket

/// What a crowd is for. Every call comes on the loop's thread.
protocol Scenario: AnyObject {
    /// A socket may be written to.
    func socketUp(_ socket: Int)
    /// A text message came.
    func received(_ message: Span<UInt8>, on socket: Int, atNanoseconds now: UInt64)
    /// A socket that was up, or was to come up, is gone.
    func socketLost(_ socket: Int, _ why: String)
    /// A request of `Crowd.pool` has its final answer.
    func answered(_ answer: PoolAnswer, atNanoseconds now: UInt64)
    /// The instant of `wakeAt` has come, or something else has: does what is due.
    func advance(toNanoseconds now: UInt64)
    /// When `advance` has something to do.
    var wakeAt: UInt64 { get }
    /// The daemon can't be reached, or somebody pressed Ctrl-C.
    func gaveUp(_ why: String)
}

/// The sockets and requests of a bench. It belongs to the thread that runs it.
final class Crowd: EventLoopHandler {
    /// How many sockets may be on their way up at once.
    static let dialingMax = 128

    let address: DaemonAddress
    let loop: EventLoop
    var pool: RequestPool
    private(set) var upCount = 0
    private unowned let scenario: any Scenario
    private var sockets: [CrowdSocket] = []
    /// The socket of each connection, by its slot; -1 for one of the pool's.
    private var socketOfSlot: [Int32] = []
    private var dialQueue: [Int] = []
    private var firstQueued = 0
    private var dialingCount = 0
    private var generator: SeededGenerator
    private var scratch: [UInt8] = []
    private var output: [UInt8] = []
    private var hasReached = false
    private var isOver = false

    /// A crowd at that daemon, with room for as many descriptors as the system gives. Its requests go
    /// over `lineCount` connections, at most `depth` at once on each.
    init(
        at address: DaemonAddress, seed: UInt64, for scenario: any Scenario, lineCount: Int = 16,
        depth: Int = 8
    ) throws(LoopError) {
        self.address = address
        self.scenario = scenario
        generator = SeededGenerator(seed: seed)
        loop = try EventLoop(settings: EventLoopSettings(idleTimeout: nil))
        pool = RequestPool(address: address, lineCount: lineCount, depth: depth)
    }

    /// Runs until `finish`.
    func run() throws(LoopError) {
        try loop.watchSignals([.interrupt, .terminate])
        loop.setTimer(after: .zero)
        loop.run(self)
    }

    /// Ends `run` after this turn.
    func finish() {
        isOver = true
        loop.stop()
    }

    /// Opens a socket as soon as its turn comes, and returns its number.
    func openSocket(_ target: String, token: String) -> Int {
        var socket = CrowdSocket()
        socket.upgrade = CrowdSocket.Upgrade(target: target, token: token)
        sockets.append(socket)
        dialQueue.append(sockets.count - 1)
        return sockets.count - 1
    }

    func isUp(_ socket: Int) -> Bool { sockets[socket].stage == .up }

    /// Sends a text message. False if the socket is not up or its reader too slow.
    @discardableResult
    func send(_ message: Span<UInt8>, to socket: Int) -> Bool {
        guard sockets[socket].stage == .up else { return false }
        output.removeAll(keepingCapacity: true)
        FrameWriter.write(
            .text, message, maskingKey: UInt32(truncatingIfNeeded: generator.next()),
            into: &output)
        return writeOutput(to: socket)
    }

    /// Writes the frames that were made, all of them or none.
    @discardableResult
    private func writeOutput(to socket: Int) -> Bool {
        let connection = sockets[socket].connection
        switch loop.write(output.span, to: connection) {
        case .written, .queued: return true
        case .gone: return false
        case .overflow:
            lose(socket, "the daemon reads too slowly")
            return false
        }
    }

    /// Gives a socket up and says so, once.
    private func lose(_ socket: Int, _ why: String) {
        let stage = sockets[socket].stage
        guard stage != .down else { return }
        if stage == .up { upCount -= 1 }
        if stage == .dialing || stage == .handshake { dialingCount -= 1 }
        sockets[socket].stage = .down
        sockets[socket].upgrade = nil
        loop.close(sockets[socket].connection)
        scenario.socketLost(socket, why)
    }

    // MARK: Dialing

    private func dialQueued() {
        while dialingCount < Crowd.dialingMax, firstQueued < dialQueue.count {
            let socket = dialQueue[firstQueued]
            firstQueued += 1
            do throws(LoopError) {
                let connection = try loop.connect(
                    host: address.host, port: address.port,
                    from: address.source(ofConnection: socket))
                note(Int32(socket), at: connection)
                sockets[socket].connection = connection
                sockets[socket].stage = .dialing
                dialingCount += 1
            } catch {
                lose(socket, error.description)
            }
        }
    }

    private func note(_ socket: Int32, at connection: ConnectionID) {
        let slot = Int(connection.index)
        while socketOfSlot.count <= slot { socketOfSlot.append(-1) }
        socketOfSlot[slot] = socket
    }

    /// The socket that the connection is, or `nil` for one of the pool's.
    private func socket(_ connection: ConnectionID) -> Int? {
        let slot = Int(connection.index)
        guard slot < socketOfSlot.count, socketOfSlot[slot] >= 0 else { return nil }
        return Int(socketOfSlot[slot])
    }

    // MARK: Events

    func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?) {
        hasReached = true
        guard let socket = socket(connection) else {
            pool.opened(connection)
            return
        }
        var key: [UInt8] = []
        for _ in 0..<16 { key.append(UInt8(truncatingIfNeeded: generator.next())) }
        output.removeAll(keepingCapacity: true)
        sockets[socket].stage = .handshake
        sockets[socket].upgrade?.begin(host: address.authority, key: key, into: &output)
        writeOutput(to: socket)
    }

    func failedToConnect(_ connection: ConnectionID, error: LoopError) {
        guard !isOver else { return }
        let why = "cannot reach \(address): \(error.description)"
        if let socket = socket(connection) {
            socketOfSlot[Int(connection.index)] = -1
            lose(socket, why)
        } else {
            _ = pool.closed(connection, error: error, atNanoseconds: EventLoop.nowNanoseconds)
        }
        if !hasReached { scenario.gaveUp(why) }
    }

    func received(_ bytes: Span<UInt8>, on connection: ConnectionID) {
        let now = EventLoop.nowNanoseconds
        if let socket = socket(connection) {
            read(bytes, on: socket, at: now)
        } else {
            let answers = pool.received(bytes, on: connection, loop: loop, atNanoseconds: now)
            for answer in answers { scenario.answered(answer, atNanoseconds: now) }
        }
    }

    func ended(_ connection: ConnectionID) {
        if let socket = socket(connection) { lose(socket, "the daemon ended the connection") }
        loop.close(connection)
    }

    func closed(_ connection: ConnectionID, reason: CloseReason) {
        guard !isOver else { return }
        if let socket = socket(connection) {
            socketOfSlot[Int(connection.index)] = -1
            lose(socket, "the connection broke: \(reason)")
        } else {
            let now = EventLoop.nowNanoseconds
            for answer in pool.closed(connection, atNanoseconds: now) {
                scenario.answered(answer, atNanoseconds: now)
            }
        }
    }

    func drained(_ connection: ConnectionID) {}
    func refused(_ connectionCount: Int, error: LoopError) {}
    func wokeUp() {}
    func timerFired() {}
    func signalled(_ signal: Signal) { scenario.gaveUp("interrupted") }

    func turnEnded() {
        guard !isOver else { return }
        let now = EventLoop.nowNanoseconds
        scenario.advance(toNanoseconds: now)
        guard !isOver else { return }
        dialQueued()
        pool.pump(on: loop, atNanoseconds: now)
        let due = min(scenario.wakeAt, pool.nextDueNanoseconds ?? .max)
        let later = EventLoop.nowNanoseconds
        let wait = due > later ? min((due - later + 999_999) / 1_000_000, 1_000) : 0
        loop.setTimer(after: Milliseconds(Int64(wait)))
    }

    // MARK: Reading

    private func read(_ bytes: Span<UInt8>, on socket: Int, at now: UInt64) {
        var offset = 0
        if sockets[socket].stage == .handshake {
            switch sockets[socket].upgrade?.read(bytes) ?? .incomplete {
            case .incomplete: return
            case .failed(let why): return lose(socket, "the upgrade was refused: \(why)")
            case .up(let place):
                offset = place
                dialingCount -= 1
                upCount += 1
                sockets[socket].stage = .up
                sockets[socket].upgrade = nil
                scenario.socketUp(socket)
            }
        }
        // The scratch is taken out meanwhile: what a message leads to may not use it.
        var buffer = scratch
        scratch = []
        defer { scratch = buffer }
        do throws(FrameError) {
            while sockets[socket].stage == .up,
                let event = try sockets[socket].reader.next(bytes, at: &offset, into: &buffer)
            {
                take(event, buffer.span, on: socket, at: now)
            }
        } catch {
            lose(socket, "a broken frame: \(error)")
        }
    }

    private func take(
        _ event: FrameEvent, _ buffer: Span<UInt8>, on socket: Int, at now: UInt64
    ) {
        switch event {
        case .text(let range):
            scenario.received(buffer.extracting(range), on: socket, atNanoseconds: now)
        case .ping(let range):
            output.removeAll(keepingCapacity: true)
            FrameWriter.write(
                .pong, buffer.extracting(range),
                maskingKey: UInt32(truncatingIfNeeded: generator.next()), into: &output)
            writeOutput(to: socket)
        case .close(let code, let reason):
            let text = String(
                decoding: buffer.extracting(reason).indices.map { buffer[reason.lowerBound + $0] },
                as: UTF8.self)
            lose(socket, "the daemon closed it with \(code?.rawValue ?? 1_005) \(text)")
        case .binary, .pong:
            break
        }
    }
}
