// Every way a connection ends, each with its reason, and what an id is worth afterwards.

import Basics
import EventLoop
import Testing

@Suite struct ClosingTests {
    /// A loop with one connection to itself; `body` gets both ends when both are open.
    private func withPair(
        _ settings: EventLoopSettings = EventLoopSettings(),
        _ body: @escaping (LoopScript, _ client: ConnectionID, _ server: ConnectionID) -> Void
    ) throws -> LoopScript {
        let script = try LoopScript(settings)
        let port = try script.loop.listen(host: "127.0.0.1", port: 0).port
        let client = try script.loop.connect(host: "127.0.0.1", port: port)
        script.on.opened = { _, _, _ in
            guard let server = script.openIDs.first(where: { $0 != client }),
                script.openIDs.contains(client)
            else { return }
            body(script, client, server)
        }
        return script
    }

    @Test func halfCloseLeavesTheOtherDirectionOpen() throws {
        let answer = [UInt8](repeating: 5, count: 300_000)
        var events: [String] = []
        var received = 0
        let script = try withPair { script, client, server in
            let loop = script.loop
            script.on.ended = { id in
                events.append(id == client ? "client ended" : "server ended")
                guard id == server else { return loop.shutdown(client) }
                #expect(loop.write([1], to: client) == .gone, "its writing side is closed")
                #expect(loop.write(answer, to: server) != .gone)
                loop.shutdown(server)
                #expect(loop.write([1], to: server) == .gone)
            }
            script.on.received = { bytes, id in
                if id == client { received += bytes.count } else { events.append("request") }
            }
            script.on.closed = { id, reason in
                events.append(id == client ? "client closed" : "server closed")
                #expect(reason == .finished)
                if script.openIDs.isEmpty { loop.stop() }
            }
            loop.write([7], to: client)
            loop.shutdown(client)
        }
        script.run()
        #expect(received == answer.count, "all that was queued went out before the FIN")
        #expect(events.prefix(2) == ["request", "server ended"])
        #expect(events.contains("client ended") && events.count == 5)
    }

    @Test func aResetIsToldAsSuch() throws {
        var serverID: ConnectionID?
        let script = try withPair { script, client, server in
            serverID = server
            // Closed with bytes unread, the kernel answers with a reset instead of a FIN.
            script.loop.pauseReading(client)
            script.loop.write([1, 2, 3], to: server)
            script.on.closed = { id, _ in if id == server { script.loop.stop() } }
            script.loop.close(client)
        }
        script.run()
        let server = try #require(serverID)
        #expect(script.reasons[server] == .reset)
    }

    @Test func writingToAPeerThatIsGoneEndsInAReset() throws {
        var serverID: ConnectionID?
        let script = try withPair { script, client, server in
            serverID = server
            script.loop.close(client)
            script.on.ended = { id in
                if id == server { script.loop.setTimer(after: Milliseconds(1)) }
            }
            script.on.timerFired = {
                // The first write is answered with a reset, the one after that finds it.
                if script.loop.write([1], to: server) != .gone {
                    script.loop.setTimer(after: Milliseconds(1))
                }
            }
            script.on.closed = { id, _ in if id == server { script.loop.stop() } }
        }
        script.run()
        let server = try #require(serverID)
        #expect(script.reasons[server] == .reset)
    }

    @Test func staleIDsDoNothing() throws {
        var stale: ConnectionID?
        var successor: ConnectionID?
        let script = try withPair { script, client, server in
            let loop = script.loop
            stale = client
            loop.close(client)
            loop.close(client)
            #expect(loop.write([1], to: client) == .gone, "from the moment of closing")
            #expect(loop.queuedBytes(client) == 0)
            script.on.closed = { id, reason in
                guard id == client else { return loop.stop() }
                #expect(reason == .closedHere)
                loop.setTimer(after: .zero)
            }
            script.on.ended = { _ in }
            script.on.timerFired = {
                // The slot is taken again by a connection with another generation.
                successor = try? loop.connect(host: "127.0.0.1", port: 1)
                for id in [client, ConnectionID(index: 1_000_000, generation: 0)] {
                    loop.close(id)
                    loop.shutdown(id)
                    loop.pauseReading(id)
                    loop.resumeReading(id)
                    loop.setDeadline(id, after: .zero)
                    #expect(loop.write([1], to: id) == .gone)
                }
                loop.close(server)
            }
            script.on.failedToConnect = { id, _ in #expect(id == successor) }
        }
        script.run()
        let old = try #require(stale)
        #expect(successor?.index == old.index && successor?.generation == old.generation + 1)
    }

    @Test func aConnectionMayBeClosedInItsOwnCallbacks() throws {
        for step in ["opened", "received", "ended", "turnEnded"] {
            var closedCount = 0
            var didClose = false
            let script = try withPair { script, client, server in
                let loop = script.loop
                func close(at now: String) {
                    guard now == step else { return }
                    didClose = true
                    loop.close(server)
                    loop.close(client)
                }
                script.on.received = { _, id in if id == server { close(at: "received") } }
                script.on.ended = { id in if id == server { close(at: "ended") } }
                script.on.turnEnded = { if !didClose { close(at: "turnEnded") } }
                script.on.closed = { _, reason in
                    closedCount += 1
                    #expect(reason == .closedHere)
                    if closedCount == 2 { loop.stop() }
                }
                loop.write([1], to: client)
                loop.shutdown(client)
                close(at: "opened")
            }
            script.run()
            #expect(didClose && closedCount == 2, "closing in \(step)")
        }
    }

    @Test func closingWithAFullQueueFreesIt() throws {
        let script = try withPair { script, client, server in
            script.loop.pauseReading(client)
            while case .written = script.loop.write(
                [UInt8](repeating: 1, count: 60_000), to: server)
            {}
            #expect(script.loop.queuedBytes(server) > 0)
            script.on.drained = { _ in Issue.record("nothing was drained") }
            script.on.closed = { id, _ in if id == server { script.loop.stop() } }
            script.loop.close(server)
            #expect(script.loop.queuedBytes(server) == 0)
        }
        script.run()
        #expect(script.reasons.count == 2)
    }

    @Test func stoppingTheLoopClosesEverythingWithAReason() throws {
        let script = try withPair { script, _, _ in script.loop.stop() }
        script.run()
        #expect(
            script.reasons.values.allSatisfy { $0 == .loopStopped } && script.reasons.count == 2)
        #expect(throws: LoopError.self) { try script.loop.listen(host: "127.0.0.1", port: 0) }
        #expect(throws: LoopError.self) { try script.loop.connect(host: "127.0.0.1", port: 1) }
        script.loop.waker.wake()
    }

    @Test func stoppingAgainWhileClosingChangesNothing() throws {
        let script = try withPair { script, _, _ in
            script.on.closed = { _, _ in script.loop.stop() }
            script.loop.stop()
        }
        script.run()
        #expect(script.reasons.count == 2)
    }

    @Test func aLoopStoppedBeforeItRunsReturnsAtOnce() throws {
        let script = try LoopScript()
        try script.loop.listen(host: "127.0.0.1", port: 0)
        script.loop.stop()
        script.run()
        #expect(script.loop.counters.turns == 0)
    }

    @Test func anUnansweredConnectTimesOut() throws {
        // The kernel leaves connections unanswered when nobody accepts and the backlog is full.
        let deaf = try EventLoop()
        let port = try deaf.listen(host: "127.0.0.1", port: 0, backlog: 1).port
        let script = try LoopScript(EventLoopSettings(sweepInterval: Milliseconds(5)))
        let loop = script.loop
        var waiting: Set<ConnectionID> = []
        for _ in 0..<8 {
            let client = try loop.connect(host: "127.0.0.1", port: port)
            waiting.insert(client)
            loop.setDeadline(client, after: Milliseconds(50))
        }
        var failures: [LoopError.Kind] = []
        func settle(_ id: ConnectionID) {
            waiting.remove(id)
            if waiting.isEmpty { loop.stop() }
        }
        script.on.opened = { id, _, _ in settle(id) }
        script.on.failedToConnect = { id, error in
            failures.append(error.kind)
            settle(id)
        }
        script.run()
        #expect(!failures.isEmpty && failures.allSatisfy { $0 == .timedOut })
    }

    @Test func aLoopThatNeverRanIsFreed() throws {
        weak var freed: EventLoop?
        do {
            let loop = try EventLoop()
            freed = loop
            let port = try loop.listen(host: "127.0.0.1", port: 0).port
            _ = try loop.connect(host: "127.0.0.1", port: port)
            try loop.watchSignals([.hangUp])
            loop.stop()
        }
        #expect(freed == nil)
    }

    @Test func silentConnectionsAreSweptAndBusyOnesStay() throws {
        var silent: ConnectionID?
        var writes = 0
        let settings = EventLoopSettings(
            idleTimeout: Milliseconds(500), sweepInterval: Milliseconds(10))
        let script = try withPair(settings) { script, client, server in
            let loop = script.loop
            // Only the server hears something; the client, which only speaks, is the idle one.
            silent = client
            script.on.timerFired = {
                writes += 1
                loop.write([1], to: client)
                loop.setTimer(after: Milliseconds(15))
            }
            script.on.closed = { id, _ in if id == client { loop.stop() } }
            loop.setTimer(after: .zero)
        }
        script.run()
        let idle = try #require(silent)
        #expect(script.reasons[idle] == .idle && writes >= 2)
        #expect(script.reasons.values.contains(.loopStopped), "the busy end was still open")
    }

    @Test func aPausedConnectionIsNotIdle() throws {
        var paused: ConnectionID?
        let settings = EventLoopSettings(
            idleTimeout: Milliseconds(40), sweepInterval: Milliseconds(5))
        let script = try withPair(settings) { script, client, server in
            paused = client
            script.loop.pauseReading(client)
            script.on.closed = { id, reason in
                #expect(id == server && reason == .idle)
                script.on.closed = { _, _ in }
                script.loop.setTimer(after: Milliseconds(60))
            }
            script.on.timerFired = { script.loop.stop() }
        }
        script.run()
        let id = try #require(paused)
        #expect(script.reasons[id] == .loopStopped)
    }

    @Test func aDeadlineHoldsWhateverComesIn() throws {
        var served: ConnectionID?
        let settings = EventLoopSettings(idleTimeout: nil, sweepInterval: Milliseconds(5))
        let script = try withPair(settings) { script, client, server in
            let loop = script.loop
            served = server
            loop.setDeadline(client, after: Milliseconds(20))
            loop.setDeadline(client, after: nil)
            loop.setDeadline(server, after: Milliseconds(60))
            script.on.timerFired = {
                loop.write([1], to: client)
                loop.setTimer(after: Milliseconds(4))
            }
            script.on.closed = { id, _ in if id == server { loop.stop() } }
            loop.setTimer(after: .zero)
        }
        script.run()
        let id = try #require(served)
        #expect(script.reasons[id] == .deadline)
        // The other end may be reset by the closing, if bytes were on their way; its own deadline is void.
        let other = script.reasons.filter { $0.key != id }
        #expect(other.count == 1 && !other.values.contains(.deadline))
    }
}
