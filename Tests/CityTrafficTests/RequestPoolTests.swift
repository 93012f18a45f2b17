// A pool must answer every request once, whatever the daemon does to its connections.

import Basics
import CityTraffic
import EventLoop
import HTTP
import Testing

/// A server that echoes idempotency keys, and a pool that asks it, on one loop.
private final class PoolScript: EventLoopHandler {
    /// What the server does with a request.
    enum Reaction {
        case answer
        case later
        case hangUp
    }

    let loop: EventLoop
    var pool: RequestPool
    /// Decides by the how-manieth request it is.
    var react: (Int) -> Reaction = { _ in .answer }
    private(set) var answers: [PoolAnswer] = []
    private(set) var keys: [String] = []
    private(set) var hasTimedOut = false
    private var served: [ConnectionID: (parser: RequestParser, input: [UInt8])] = [:]
    private let wantedCount: Int
    private let start = EventLoop.nowNanoseconds

    init(requestCount: Int, lineCount: Int, depth: Int) throws {
        loop = try EventLoop(settings: EventLoopSettings(idleTimeout: nil))
        let listener = try loop.listen(host: "127.0.0.1", port: 0)
        let address = DaemonAddress(host: "127.0.0.1", port: listener.port)
        pool = RequestPool(address: address, lineCount: lineCount, depth: depth)
        wantedCount = requestCount
        for tag in 0..<requestCount {
            pool.enqueue(
                PoolRequest(
                    tag: tag, .post, "/v1/orders", token: "t", key: "key-\(tag)",
                    body: Array("{}".utf8)))
        }
    }

    func run() {
        loop.setTimer(after: .zero)
        loop.run(self)
    }

    func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?) {
        if listener == nil {
            pool.opened(connection)
        } else {
            served[connection] = (RequestParser(), [])
        }
    }

    func failedToConnect(_ connection: ConnectionID, error: LoopError) {
        answers += pool.closed(
            connection, error: error, atNanoseconds: EventLoop.nowNanoseconds)
    }

    func received(_ bytes: Span<UInt8>, on connection: ConnectionID) {
        guard served[connection] != nil else {
            answers += pool.received(
                bytes, on: connection, loop: loop, atNanoseconds: EventLoop.nowNanoseconds)
            return
        }
        for index in bytes.indices { served[connection]?.input.append(bytes[index]) }
        while let request = nextRequest(on: connection) { serve(request, on: connection) }
    }

    private func nextRequest(on connection: ConnectionID) -> Request? {
        guard var (parser, input) = served[connection] else { return nil }
        guard case .request(let request)? = try? parser.read(input.span) else {
            served[connection] = (parser, input)
            return nil
        }
        input.removeFirst(request.consumed)
        served[connection] = (parser, input)
        return request
    }

    private func serve(_ request: Request, on connection: ConnectionID) {
        let key = request.fields["idempotency-key"] ?? ""
        keys.append(key)
        var output: [UInt8] = []
        let nothing: [UInt8] = []
        switch react(keys.count - 1) {
        case .hangUp:
            served[connection] = nil
            loop.close(connection)
            return
        case .later:
            let head = ResponseHead(status: 503, fields: ["Retry-After": "0"])
            ResponseWriter.write(head, body: nothing.span, into: &output)
        case .answer:
            let body = Array(key.utf8)
            ResponseWriter.write(ResponseHead(status: 201), body: body.span, into: &output)
        }
        _ = loop.write(output.span, to: connection)
    }

    func closed(_ connection: ConnectionID, reason: CloseReason) {
        served[connection] = nil
        answers += pool.closed(connection, atNanoseconds: EventLoop.nowNanoseconds)
    }

    func turnEnded() {
        let now = EventLoop.nowNanoseconds
        hasTimedOut = now - start > 20_000_000_000
        if answers.count >= wantedCount || hasTimedOut { return loop.stop() }
        pool.pump(on: loop, atNanoseconds: now)
        loop.setTimer(after: Milliseconds(20))
    }

    func ended(_ connection: ConnectionID) { loop.close(connection) }
    func drained(_ connection: ConnectionID) {}
    func refused(_ connectionCount: Int, error: LoopError) {}
    func wokeUp() {}
    func timerFired() {}
    func signalled(_ signal: Signal) {}
}

@Suite struct RequestPoolTests {
    private func expectEachOnce(_ script: PoolScript, _ count: Int) {
        #expect(!script.hasTimedOut)
        #expect(script.answers.map(\.tag).sorted() == Array(0..<count))
        #expect(script.pool.pendingCount == 0)
        for answer in script.answers {
            #expect(answer.status == 201)
            #expect(answer.body == Array("key-\(answer.tag)".utf8))
        }
    }

    @Test(arguments: [(1, 1), (1, 8), (4, 3), (16, 1)])
    func everyRequestHasItsOwnAnswer(lineCount: Int, depth: Int) throws {
        let script = try PoolScript(requestCount: 200, lineCount: lineCount, depth: depth)
        script.run()
        expectEachOnce(script, 200)
        #expect(script.keys.count == 200)
    }

    @Test func whatWasLostIsSentAgainWithItsKey() throws {
        let script = try PoolScript(requestCount: 60, lineCount: 3, depth: 4)
        script.react = { $0 % 11 == 10 ? .hangUp : .answer }
        script.run()
        expectEachOnce(script, 60)
        #expect(script.keys.count > 60 && Set(script.keys).count == 60)
    }

    @Test func whatIsDeferredComesAgain() throws {
        let script = try PoolScript(requestCount: 40, lineCount: 2, depth: 4)
        script.react = { $0 % 4 == 3 ? .later : .answer }
        script.run()
        expectEachOnce(script, 40)
        #expect(script.pool.deferralCount == script.keys.count - 40)
    }

    @Test func aRequestThatIsAlwaysLostIsGivenUp() throws {
        let script = try PoolScript(requestCount: 3, lineCount: 1, depth: 1)
        script.react = { _ in .hangUp }
        script.run()
        #expect(!script.hasTimedOut)
        #expect(script.answers.map(\.status) == [0, 0, 0])
        #expect(script.keys.count == 3 * (RequestPool.lossesMax + 1))
    }

    @Test func nobodyThereIsAFailureWithAReason() throws {
        let script = try PoolScript(requestCount: 1, lineCount: 1, depth: 1)
        // Port 1 of the loopback network: no test machine serves it.
        script.pool = RequestPool(address: DaemonAddress(host: "127.0.0.1", port: 1))
        script.pool.enqueue(PoolRequest(tag: 0, .get, "/", token: "t"))
        script.pool.pump(on: script.loop, atNanoseconds: EventLoop.nowNanoseconds)
        let probe = FailureProbe(script)
        probe.run()
        #expect(script.pool.failure?.kind == .connectionRefused)
        #expect(script.pool.pendingCount == 1)
    }
}

/// Stops a script at its first failure to connect.
private final class FailureProbe: EventLoopHandler {
    private let script: PoolScript

    init(_ script: PoolScript) {
        self.script = script
    }

    func run() { script.loop.run(self) }

    func failedToConnect(_ connection: ConnectionID, error: LoopError) {
        script.failedToConnect(connection, error: error)
        script.loop.stop()
    }

    func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?) {
        script.loop.stop()
    }

    func received(_ bytes: Span<UInt8>, on connection: ConnectionID) {}
    func ended(_ connection: ConnectionID) {}
    func drained(_ connection: ConnectionID) {}
    func closed(_ connection: ConnectionID, reason: CloseReason) {}
    func refused(_ connectionCount: Int, error: LoopError) {}
    func wokeUp() {}
    func timerFired() {}
    func signalled(_ signal: Signal) {}
    func turnEnded() {}
}
