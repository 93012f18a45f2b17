// Turns, timers, wake-ups, work beside the loop and signals.

import Basics
import EventLoop
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct PacingTests {
    @Test func theTimerFiresOnceAndTheLastSettingHolds() throws {
        let script = try LoopScript(EventLoopSettings(sweepInterval: Milliseconds(5)))
        let loop = script.loop
        let start = loop.nowMilliseconds
        var firedAt: [Int64] = []
        loop.setTimer(after: Milliseconds(1))
        loop.setTimer(after: Milliseconds(30))
        script.on.timerFired = {
            firedAt.append(loop.nowMilliseconds - start)
            switch firedAt.count {
            case 1: loop.setTimer(after: .zero)
            case 2:
                loop.setTimer(after: Milliseconds(5))
                loop.setTimer(after: nil)
                let cancelledAt = loop.nowMilliseconds
                script.on.turnEnded = {
                    if loop.nowMilliseconds > cancelledAt + 10 { loop.stop() }
                }
            default: break
            }
        }
        script.run()
        #expect(firedAt.count == 2, "a cancelled timer does not fire")
        #expect((firedAt.first ?? 0) >= 30)
    }

    @Test func theTurnEndsAfterATimerBeforeTheLoopWaits() throws {
        let script = try LoopScript()
        let loop = script.loop
        var turnsAtTimer: Int?
        var turnsAtEnd: Int?
        script.on.timerFired = { turnsAtTimer = loop.counters.turns }
        script.on.turnEnded = {
            guard turnsAtTimer != nil, turnsAtEnd == nil else { return }
            turnsAtEnd = loop.counters.turns
            loop.stop()
        }
        loop.setTimer(after: Milliseconds(1))
        script.run()
        #expect(turnsAtTimer == turnsAtEnd, "no poll lies between")
    }

    @Test func wakesBeforeTheCallAreOne() throws {
        let script = try LoopScript()
        var wakeCount = 0
        for _ in 0..<1_000 { script.loop.waker.wake() }
        script.on.wokeUp = {
            wakeCount += 1
            script.loop.setTimer(after: Milliseconds(5))
        }
        script.on.timerFired = { script.loop.stop() }
        script.run()
        #expect(wakeCount == 1)
    }

    @Test func noWakeFromAnotherThreadIsLost() throws {
        let script = try LoopScript()
        let loop = script.loop
        let waker = loop.waker
        let mailbox = Mailbox()
        let total = 20_000
        var received = 0
        var wakeCount = 0
        script.on.wokeUp = {
            wakeCount += 1
            received += mailbox.takeAll()
            if received == total { loop.stop() }
        }
        // One item and one wake at a time: a lost wake would leave the last items lying there.
        loop.runOnWorker(
            {
                for _ in 0..<total {
                    mailbox.put()
                    waker.wake()
                }
            }, then: {})
        script.run()
        #expect(received == total && wakeCount <= total)
    }

    @Test func wakingALoopThatIsGoneDoesNothing() throws {
        var loop: EventLoop? = try EventLoop()
        let waker = try #require(loop).waker
        loop = nil
        waker.wake()
        #expect(loop == nil)
    }

    @Test func workIsDoneInOrderAndItsResultComesBack() throws {
        let script = try LoopScript()
        var results: [Int] = []
        for number in 0..<50 {
            script.loop.runOnWorker(
                { number * number },
                then: { square in
                    results.append(square)
                    if results.count == 50 { script.loop.stop() }
                })
        }
        script.run()
        #expect(results == (0..<50).map { $0 * $0 })
    }

    @Test func stoppingWaitsForRunningWorkAndDropsTheRest() throws {
        let script = try LoopScript()
        let mailbox = Mailbox()
        script.loop.runOnWorker({ mailbox.put() }, then: { script.loop.stop() })
        script.loop.runOnWorker({ mailbox.put() }, then: { Issue.record("the loop has stopped") })
        script.loop.runOnWorker({ mailbox.put() }, then: { Issue.record("the loop has stopped") })
        script.run()
        #expect((1...2).contains(mailbox.takeAll()), "the third never began")
        script.loop.runOnWorker({ mailbox.put() }, then: {})
        #expect(mailbox.takeAll() == 0)
    }

    /// In a process of its own, as signals go to the whole process.
    @Test func watchedSignalsAreTold() async {
        await #expect(processExitsWith: .success) {
            let script = try LoopScript()
            try script.loop.watchSignals(Signal.allCases)
            var seen: [Signal] = []
            script.on.signalled = { signal in
                seen.append(signal)
                switch signal {
                case .hangUp: kill(getpid(), SIGINT)
                case .interrupt: kill(getpid(), SIGTERM)
                case .terminate: script.loop.stop()
                }
            }
            kill(getpid(), SIGHUP)
            script.run()
            precondition(seen == [.hangUp, .interrupt, .terminate])
            exit(0)
        }
    }
}

/// A count that two threads share.
private final class Mailbox: Sendable {
    private let count = Mutex(0)

    func put() { count.withLock { $0 += 1 } }

    func takeAll() -> Int {
        count.withLock { count in
            defer { count = 0 }
            return count
        }
    }
}
