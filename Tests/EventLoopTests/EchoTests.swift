// Bytes through real sockets: all of them, in order, whatever the pieces.

import Basics
import EventLoop
import Testing

@Suite struct EchoTests {
    /// A client that sends `sent` in odd pieces as its queue allows, and a server that sends it back
    /// and stops reading while its own queue is not empty.
    @Test(arguments: ["127.0.0.1", "::1"])
    func aMegabyteComesBackUnchanged(host: String) throws {
        var generator = SeededGenerator(seed: 7)
        let sent = (0..<1_000_003).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        let script = try LoopScript(EventLoopSettings(queuedBytesMax: 90_000))
        let loop = script.loop
        let port = try loop.listen(host: host, port: 0).port
        let client = try loop.connect(host: host, port: port)
        var offset = 0
        var back: [UInt8] = []

        func sendMore() {
            while offset < sent.count {
                let end = min(sent.count, offset + generator.number(in: 1...30_011))
                switch loop.write(Array(sent[offset..<end]), to: client) {
                case .written, .queued: offset = end
                case .overflow: return
                case .gone: return loop.stop()
                }
            }
        }
        script.on.opened = { id, peer, listener in
            #expect(peer.host == host)
            #expect((listener == nil) == (id == client))
            if id == client { sendMore() }
        }
        script.on.received = { bytes, id in
            if id == client {
                back += bytes.array
                if back.count == sent.count { loop.stop() }
            } else if case .queued = loop.write(bytes, to: id) {
                loop.pauseReading(id)
            }
        }
        script.on.drained = { id in
            if id == client { sendMore() } else { loop.resumeReading(id) }
        }
        script.run()
        #expect(back == sent)
        #expect(loop.counters.receivedBytes == 2 * sent.count)
        #expect(loop.counters.writtenBytes == 2 * sent.count)
    }

    @Test func threeHundredConnectionsEachGetTheirOwnAnswer() throws {
        let script = try LoopScript()
        let loop = script.loop
        let port = try loop.listen(host: "127.0.0.1", port: 0).port
        var clients: [ConnectionID: Int] = [:]
        for number in 0..<300 { clients[try loop.connect(host: "127.0.0.1", port: port)] = number }
        #expect(clients.count == 300, "ids are distinct")
        var answered: Set<Int> = []
        script.on.opened = { id, _, _ in
            guard let number = clients[id] else { return }
            loop.write([UInt8(number / 256), UInt8(number % 256)], to: id)
        }
        script.on.received = { bytes, id in
            guard let number = clients[id] else {
                #expect(loop.write(bytes, to: id) == .written)
                return
            }
            #expect(bytes.array == [UInt8(number / 256), UInt8(number % 256)])
            answered.insert(number)
            loop.close(id)
            if answered.count == 300 { loop.stop() }
        }
        script.run()
        #expect(answered.count == 300)
        #expect(loop.counters.accepted == 300)
    }

    @Test func outgoingConnectionsUseTheGivenLocalAddress() throws {
        let script = try LoopScript()
        let loop = script.loop
        let port = try loop.listen(host: "127.0.0.1", port: 0).port
        _ = try loop.connect(host: "127.0.0.1", port: port, from: "127.0.0.77")
        script.on.opened = { _, peer, listener in
            guard listener != nil else { return }
            #expect(peer.host == "127.0.0.77")
            loop.stop()
        }
        script.run()
        #expect(loop.counters.accepted == 1)
    }

    @Test func twoListenersAreToldApart() throws {
        let script = try LoopScript()
        let loop = script.loop
        let first = try loop.listen(host: "127.0.0.1", port: 0)
        let second = try loop.listen(host: "::1", port: 0)
        #expect(first.id != second.id)
        _ = try loop.connect(host: "::1", port: second.port)
        var seen: [ListenerID] = []
        script.on.opened = { _, peer, listener in
            guard let listener else { return }
            seen.append(listener)
            #expect(!peer.isIPv4)
            loop.stop()
        }
        script.run()
        #expect(seen == [second.id])
    }

    @Test func aSlowReaderFillsItsQueueAndNoMore() throws {
        let limit = 50_000
        let script = try LoopScript(EventLoopSettings(queuedBytesMax: limit))
        let loop = script.loop
        let port = try loop.listen(host: "127.0.0.1", port: 0).port
        let client = try loop.connect(host: "127.0.0.1", port: port)
        var taken = 0
        var received = 0
        var drainedCount = 0
        func fill(_ server: ConnectionID) {
            while true {
                switch loop.write([UInt8](repeating: 9, count: 1_000), to: server) {
                case .written:
                    #expect(loop.queuedBytes(server) == 0)
                    taken += 1_000
                case .queued(let bytes):
                    #expect(bytes == loop.queuedBytes(server) && bytes <= limit)
                    taken += 1_000
                case .overflow(let bound):
                    #expect(bound == limit)
                    let free = limit - loop.queuedBytes(server)
                    #expect(free < 1_000, "refused only when it does not fit")
                    let rest = [UInt8](repeating: 9, count: free)
                    #expect(loop.write(rest, to: server) != .overflow(limit: limit))
                    #expect(loop.queuedBytes(server) == limit)
                    taken += free
                    #expect(loop.write([9], to: server) == .overflow(limit: limit))
                    #expect(loop.write([], to: server) == .written, "nothing always fits")
                    return
                case .gone: return loop.stop()
                }
            }
        }
        var server: ConnectionID?
        script.on.opened = { id, _, listener in
            if listener == nil { loop.pauseReading(id) } else { server = id }
            guard let server, script.openIDs.count == 2 else { return }
            fill(server)
            loop.resumeReading(client)
        }
        script.on.received = { bytes, _ in
            received += bytes.count
            if received == taken && drainedCount > 0 { loop.stop() }
        }
        script.on.drained = { _ in
            drainedCount += 1
            if received == taken { loop.stop() }
        }
        script.run()
        #expect(received == taken && drainedCount == 1)
    }
}
