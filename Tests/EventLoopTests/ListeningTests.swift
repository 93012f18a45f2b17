// Ports, refusals and limits: what the loop says when the system says no, and that it goes on.

import Basics
import EventLoop
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct ListeningTests {
    private func failure(_ body: () throws -> Void) -> LoopError? {
        do {
            try body()
            return nil
        } catch {
            return error as? LoopError
        }
    }

    @Test func aPortInUseIsNamedWithAdvice() throws {
        let loop = try EventLoop()
        let port = try loop.listen(host: "127.0.0.1", port: 0).port
        let error = try #require(failure { try loop.listen(host: "127.0.0.1", port: port) })
        #expect(error.kind == .addressInUse)
        #expect(error.description.hasPrefix("cannot listen on 127.0.0.1:\(port): "))
        #expect(error.description.hasSuffix("or choose another port"))
        #expect(!error.description.contains("\n"))
    }

    @Test(arguments: [
        ("300.1.1.1", 80, LoopError.Kind.badAddress), ("localhost", 80, .badAddress),
        ("127.0.0.1", 65_536, .badAddress), ("127.0.0.1", -1, .badAddress),
        ("192.0.2.1", 0, .addressUnavailable),
    ])
    func badAddressesAreRefused(host: String, port: Int, kind: LoopError.Kind) throws {
        let loop = try EventLoop()
        let error = try #require(failure { try loop.listen(host: host, port: port) })
        #expect(error.kind == kind)
        #expect(error.description.contains("\(host):\(port)"))
    }

    @Test func aRefusedConnectIsToldOnceAndItsIDIsFree() throws {
        let script = try LoopScript()
        let loop = script.loop
        let port = try loop.listen(host: "127.0.0.1", port: 0).port
        loop.stopListening()
        let client = try loop.connect(host: "127.0.0.1", port: port)
        var failures: [LoopError.Kind] = []
        script.on.failedToConnect = { id, error in
            #expect(id == client)
            failures.append(error.kind)
            loop.setTimer(after: Milliseconds(1))
        }
        script.on.timerFired = { loop.stop() }
        script.run()
        #expect(failures == [.connectionRefused])
    }

    @Test func aConnectGivenUpIsCancelled() throws {
        let script = try LoopScript()
        let port = try script.loop.listen(host: "127.0.0.1", port: 0).port
        let client = try script.loop.connect(host: "127.0.0.1", port: port)
        script.loop.close(client)
        var failures: [LoopError.Kind] = []
        script.on.failedToConnect = { id, error in
            failures.append(error.kind)
            script.loop.stop()
        }
        script.run()
        #expect(failures == [.cancelled])
    }

    @Test func oneConnectionMoreThanTheLimitIsTurnedAway() throws {
        let script = try LoopScript(EventLoopSettings(connectionsMax: 4))
        let loop = script.loop
        let port = try loop.listen(host: "127.0.0.1", port: 0).port
        // Three outgoing ends leave room for one incoming.
        let clients = try (0..<3).map { _ in try loop.connect(host: "127.0.0.1", port: port) }
        var refusals = 0
        var lost = 0
        func stopIfSettled() {
            if refusals == 2 && lost == 2 { loop.stop() }
        }
        script.on.refused = { count, error in
            refusals += count
            #expect(
                error.kind == .tooManyConnections && error.description.contains("4 connections"))
            stopIfSettled()
        }
        script.on.ended = { id in
            #expect(clients.contains(id))
            lost += 1
            stopIfSettled()
        }
        script.run()
        #expect(loop.counters.accepted == 1 && loop.counters.refused == 2)
    }

    @Test func atTheLimitAnOutgoingConnectionIsAnError() throws {
        let loop = try EventLoop(settings: EventLoopSettings(connectionsMax: 1))
        let port = try loop.listen(host: "127.0.0.1", port: 0).port
        _ = try loop.connect(host: "127.0.0.1", port: port)
        let error = try #require(failure { _ = try loop.connect(host: "127.0.0.1", port: port) })
        #expect(error.kind == .tooManyConnections)
    }

    /// In a process of its own, as the limit of descriptors belongs to the whole process.
    @Test func withoutDescriptorsConnectionsAreTurnedAwayAndLaterAccepted() async {
        await #expect(processExitsWith: .success) {
            let script = try LoopScript()
            let loop = script.loop
            let port = try loop.listen(host: "127.0.0.1", port: 0).port
            for _ in 0..<6 { _ = try loop.connect(host: "127.0.0.1", port: port) }
            let restore = try lowerDescriptorLimit(toFree: 2)
            var lost = 0
            var refusals = 0
            var later: ConnectionID?
            func goOnIfSettled() throws {
                guard lost == 4, refusals == 4 else { return }
                restore()
                later = try loop.connect(host: "127.0.0.1", port: port)
            }
            script.on.refused = { count, error in
                precondition(error.kind == .outOfDescriptors)
                refusals += count
                do { try goOnIfSettled() } catch { fatalError("\(error)") }
            }
            script.on.ended = { _ in
                lost += 1
                do { try goOnIfSettled() } catch { fatalError("\(error)") }
            }
            script.on.opened = { id, _, _ in
                if let later, id == later { loop.write([1], to: id) }
            }
            script.on.received = { _, _ in loop.stop() }
            script.run()
            precondition(loop.counters.accepted == 3 && loop.counters.refused == 4)
            exit(0)
        }
    }

    @Test func raisingTheDescriptorLimitReachesTheHardLimit() async {
        await #expect(processExitsWith: .success) {
            _ = try lowerDescriptorLimit(toFree: 3)
            let raised = raiseDescriptorLimit()
            precondition(raised > 64 && raised == raiseDescriptorLimit())
            exit(0)
        }
    }
}

/// Lowers the soft limit so that just `count` more descriptors can be opened; returns the way back.
private func lowerDescriptorLimit(toFree count: Int) throws -> () -> Void {
    // The next descriptors need not be consecutive, so they are tried.
    let free = (0..<count).map { _ in dup(0) }
    for descriptor in free { close(descriptor) }
    let highest = try #require(free.max())
    try #require(free.allSatisfy { $0 >= 0 })
    var before = rlimit()
    // The limits are written into a local struct and read from one.
    try #require(unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &before) == 0)
    var lowered = before
    lowered.rlim_cur = rlim_t(highest + 1)
    try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &lowered) == 0)
    return {
        var limit = before
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
