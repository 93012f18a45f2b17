// Random opens, writes, pauses, half-closes and closes against a model that knows which bytes each
// end must see. Each stream is the same long random text, begun at a place of its own.

import Basics
import EventLoop
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A text that repeats after `period` bytes, long enough for any slice of one read or write.
private enum Text {
    static let period = 1 << 17
    static let bytes: [UInt8] = {
        var generator = SeededGenerator(seed: 99)
        let once = (0..<period).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        return once + once
    }()
}

/// One direction of one connection, as the model sees it.
private struct Stream {
    let key: UInt64
    var sentCount = 0
    var receivedCount = 0

    /// The `count` bytes from `position` on, as a range of the text.
    func range(_ position: Int, _ count: Int) -> Range<Int> {
        let start = Int((key &+ UInt64(position)) % UInt64(Text.period))
        return start..<(start + count)
    }

    var firstByte: UInt8 { Text.bytes[range(0, 1).lowerBound] }

    /// Whether `bytes` are what comes next.
    func expects(_ bytes: Span<UInt8>) -> Bool {
        let wanted = Text.bytes.span.extracting(range(receivedCount, bytes.count))
        // Both borrow their bytes for the length of the comparison.
        return unsafe wanted.withUnsafeBytes { wanted in
            unsafe bytes.withUnsafeBytes { bytes in
                guard let left = wanted.baseAddress, let right = bytes.baseAddress
                else { return false }
                return unsafe memcmp(left, right, bytes.count) == 0
            }
        }
    }
}

/// A client's end and, once its greeting was read, the server's end of the same connection.
private struct Pair {
    var client: ConnectionID
    var server: ConnectionID?
    var up: Stream
    var down: Stream
    var isCut = false
}

private final class RandomTraffic {
    let script: LoopScript
    let seed: UInt64
    private let loop: EventLoop
    private let port: Int
    private var generator: SeededGenerator
    private var pairs: [Pair] = []
    /// Which pair an end belongs to, and whether it is the client's.
    private var ends: [ConnectionID: (pair: Int, isClient: Bool)] = [:]
    private var live: [ConnectionID] = []
    private var stepsLeft = 400
    private(set) var checkedBytes = 0
    private(set) var wholeStreams = 0
    private(set) var overflows = 0

    init(seed: UInt64) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        script = try LoopScript(
            EventLoopSettings(
                queuedBytesMax: 60_000, sweepInterval: Milliseconds(10), sendBufferBytes: 16_384))
        loop = script.loop
        port = try loop.listen(host: "127.0.0.1", port: 0).port
        script.on.opened = { [unowned self] id, _, listener in
            if listener == nil { greet(id) }
        }
        script.on.received = { [unowned self] bytes, id in receive(bytes, id) }
        script.on.closed = { [unowned self] id, reason in close(id, reason) }
        script.on.turnEnded = { [unowned self] in step() }
    }

    private func greet(_ id: ConnectionID) {
        live.append(id)
        send(8, from: id)
    }

    /// An accepted end learns from its first byte which connection it is.
    private func introduce(_ id: ConnectionID, _ first: UInt8) {
        guard let pair = pairs.firstIndex(where: { $0.server == nil && $0.up.firstByte == first })
        else {
            Issue.record("seed \(seed): a greeting of nobody")
            return
        }
        pairs[pair].server = id
        ends[id] = (pair, false)
        live.append(id)
    }

    private func receive(_ bytes: Span<UInt8>, _ id: ConnectionID) {
        if ends[id] == nil { introduce(id, bytes[0]) }
        guard let end = ends[id] else { return }
        var stream = end.isClient ? pairs[end.pair].down : pairs[end.pair].up
        guard stream.expects(bytes) else {
            Issue.record("seed \(seed): wrong bytes after \(stream.receivedCount) on \(id)")
            return loop.stop()
        }
        stream.receivedCount += bytes.count
        checkedBytes += bytes.count
        #expect(stream.receivedCount <= stream.sentCount, "seed \(seed)")
        if end.isClient { pairs[end.pair].down = stream } else { pairs[end.pair].up = stream }
    }

    private func send(_ count: Int, from id: ConnectionID) {
        guard let end = ends[id] else { return }
        let stream = end.isClient ? pairs[end.pair].up : pairs[end.pair].down
        let bytes = Text.bytes.span.extracting(stream.range(stream.sentCount, count))
        switch loop.write(bytes, to: id) {
        case .written, .queued:
            if end.isClient {
                pairs[end.pair].up.sentCount += count
            } else {
                pairs[end.pair].down.sentCount += count
            }
        case .overflow(let limit):
            overflows += 1
            #expect(loop.queuedBytes(id) + count > limit, "seed \(seed)")
        case .gone: break
        }
    }

    private func close(_ id: ConnectionID, _ reason: CloseReason) {
        live.removeAll { $0 == id }
        guard let end = ends.removeValue(forKey: id) else { return }
        if reason != .finished { pairs[end.pair].isCut = true }
    }

    private func finish() {
        for pair in pairs where !pair.isCut {
            #expect(pair.up.receivedCount == pair.up.sentCount, "seed \(seed)")
            #expect(pair.down.receivedCount == pair.down.sentCount, "seed \(seed)")
            wholeStreams += 2
        }
        loop.stop()
    }

    private func step() {
        stepsLeft -= 1
        if stepsLeft > 0 {
            act()
            loop.waker.wake()
        } else if ends.isEmpty {
            finish()
        } else {
            for id in live {
                loop.resumeReading(id)
                loop.shutdown(id)
            }
        }
    }

    private func act() {
        if live.isEmpty || generator.chance(percent: 6) { return open() }
        let id = live[generator.below(live.count)]
        switch generator.below(100) {
        case ..<70: send(generator.number(in: 1...60_000), from: id)
        case ..<85: loop.pauseReading(id)
        case ..<92: loop.resumeReading(id)
        case ..<97: loop.shutdown(id)
        default: loop.close(id)
        }
    }

    private func open() {
        // The first byte names the pair among those not yet introduced, so it must be a new one.
        let waiting = pairs.filter { $0.server == nil }.map { $0.up.firstByte }
        let up = Stream(key: generator.next())
        guard !waiting.contains(up.firstByte),
            let client = try? loop.connect(host: "127.0.0.1", port: port)
        else { return }
        ends[client] = (pairs.count, true)
        pairs.append(Pair(client: client, up: up, down: Stream(key: generator.next())))
    }
}

@Suite struct RandomTrafficTests {
    @Test func everyByteArrivesOnceInOrderAtItsOwnEnd() throws {
        var wholeStreams = 0
        var queuedWrites = 0
        var overflows = 0
        for seed in UInt64(1)...60 {
            let traffic = try RandomTraffic(seed: seed)
            traffic.script.run()
            #expect(traffic.checkedBytes > 0, "seed \(seed)")
            wholeStreams += traffic.wholeStreams
            queuedWrites += traffic.script.loop.counters.queuedWrites
            overflows += traffic.overflows
        }
        #expect(wholeStreams > 0, "some connections ended in good order")
        #expect(queuedWrites > 0 && overflows > 0, "some readers were slow")
    }
}
