// The simulated disk and network are as bad as they say, and not worse.

import Basics
import City
import Engine
import Gateway
import Journal
import Testing

@testable import Simulation

@Suite struct NetworkTests {
    private static let start = World.origin

    @Test func bytesArriveInOrderAndNotBeforeTheirTime() {
        for seed in UInt64(0)..<100 {
            var generator = SeededGenerator(seed: seed)
            var stream = Stream()
            var sent: [UInt8] = []
            for number in 0..<50 {
                let bytes = [UInt8(number)]
                sent += bytes
                let delay = Milliseconds(Int64(generator.below(1_000)))
                _ = stream.send(bytes, at: Self.start + delay)
            }
            #expect(stream.byteCount == 50)
            var received: [UInt8] = []
            var now = Self.start - Milliseconds(1)
            #expect(stream.receive(at: now) == nil)
            while received.count < 50 {
                now = now + Milliseconds(1)
                while let piece = stream.receive(at: now) { received += piece }
                if now >= stream.lastAt { break }
            }
            #expect(received == sent, "seed \(seed)")
            #expect(stream.byteCount == 0)
        }
    }

    @Test func aSlotIsUsedAgainOnlyWhenBothSidesHaveClosed() {
        var network = Network(lineCount: 2)
        let first = network.open(line: 0)
        _ = network.change(first) { $0.isClosedForApp = true }
        #expect(network.connection(ofLine: 0) == nil)
        #expect(network[first] != nil)
        let second = network.open(line: 0)
        #expect(second.index != first.index)
        _ = network.change(first) { $0.isClosedForDaemon = true }
        #expect(network[first] == nil)
        let third = network.open(line: 1)
        #expect(third.index == first.index)
        #expect(third.generation == first.generation + 1)
        #expect(network.connection(ofLine: 0) == second)
    }

    @Test func whatIsSentOnABrokenConnectionIsLost() {
        var scenario = Scenario(seed: 1, duration: .minutes(1))
        scenario.faults = Faults()
        var world = World(scenario)
        world.run(until: World.origin + .seconds(10))
        let ids = world.network.all.map(\.id)
        #expect(ids.count > 10)
        for id in ids {
            world.cut(id)
            #expect(world.network[id]?.isBroken == true)
        }
        world.run(until: World.origin + .seconds(11))
        for id in ids { #expect(world.network[id] == nil) }
    }

    @Test func aCrashClosesEverythingOnTheDaemonsSide() {
        var network = Network(lineCount: 3)
        let ids = (0..<3).map { network.open(line: $0) }
        #expect(network.loseDaemon().map(\.id) == ids)
        for id in ids { #expect(network[id]?.isClosedForDaemon == true) }
    }
}

@Suite struct SimulatedStoreTests {
    private func entries(_ positions: ClosedRange<UInt64>) -> [JournalEntry] {
        positions.map { position in
            JournalEntry(
                position: JournalPosition(position), at: World.origin,
                scope: .order(position % 3), body: [UInt8(position)], personal: [7])
        }
    }

    /// A disk with six entries on it.
    private func filled() -> SimulatedStore {
        var store = SimulatedStore()
        store.hold(SimulatedBatch(entries: entries(1...6)))
        _ = store.send()
        _ = store.commit()
        return store
    }

    @Test func oneBatchIsOnItsWayAtATime() {
        var store = SimulatedStore()
        let empty = store.send()
        #expect(!empty)
        store.hold(SimulatedBatch(entries: entries(1...2)))
        let first = store.send()
        #expect(first)
        store.hold(SimulatedBatch(entries: entries(3...4)))
        let second = store.send()
        #expect(!second)
        #expect(store.synced == .none)
        #expect(store.commit() == JournalPosition(2))
        let third = store.send()
        #expect(third)
        #expect(store.commit() == JournalPosition(4))
    }

    @Test func whatWasCommittedIsReadBack() {
        var store = filled()
        #expect(store.reopen() == entries(1...6))
        guard case .entry(let third) = store.answer(.entry(JournalPosition(3))) else {
            Issue.record("an entry was asked for")
            return
        }
        #expect(third == entries(3...3)[0])
        guard case .order(let found, _) = store.answer(.order(OrderID(number: 2))) else {
            Issue.record("an order was asked for")
            return
        }
        #expect(found.map(\.position.value) == [2, 5])
    }

    @Test(arguments: [(SimulatedStore.Tail.lost, UInt64(6)), (.torn, 6), (.whole, 10)])
    func aCrashLosesWhatWasNotSynced(tail: SimulatedStore.Tail, last: UInt64) {
        var store = filled()
        store.hold(SimulatedBatch(entries: entries(7...10)))
        _ = store.send()
        store.hold(SimulatedBatch(entries: entries(11...12)))
        #expect(store.isWriting)
        store.crash(leaving: tail)
        #expect(!store.isWriting)
        #expect(store.reopen() == entries(1...last))
        let sent = store.send()
        #expect(!sent)
        // The journal goes on where it was cut.
        store.hold(SimulatedBatch(entries: entries((last + 1)...(last + 1))))
        _ = store.send()
        #expect(store.commit() == JournalPosition(last + 1))
        #expect(store.reopen() == entries(1...(last + 1)))
    }
}
