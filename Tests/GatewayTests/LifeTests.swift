// Sockets that live long: pings, silence, goodbyes.

import Basics
import Engine
import HTTP
import Testing
import WebSocket
import Wire

@testable import Gateway

@Suite struct LifeTests {
    @Test func aSilentSocketIsPingedAndOneThatStaysSilentIsClosed() {
        let shell = Shell()
        let id = shell.socket("/v1/customer", as: "customer-c1")
        shell.pass(.seconds(24))
        #expect(shell.peers[id]?.pingCount == 0)
        shell.pass(.seconds(2))
        #expect(shell.peers[id]?.pingCount == 1)
        #expect(!shell.isClosed(id))
        shell.pass(.seconds(25))
        #expect(shell.isClosed(id))
        #expect(shell.gateway.sessionCounters.socketsDead == 1)
        #expect(shell.gateway.connectionCount == 0)
    }

    @Test func aPongKeepsItAlive() {
        let shell = Shell()
        let id = shell.socket("/v1/customer", as: "customer-c1")
        for _ in 0..<10 {
            shell.pass(.seconds(25))
            shell.send(Shell.frame(.pong, []), on: id)
        }
        #expect(!shell.isClosed(id))
    }

    @Test func whoSpeaksIsNotPinged() {
        let shell = Shell()
        let id = shell.runner("r1")
        for sequence in 2...40 {
            shell.pass(.seconds(4))
            shell.say(shell.fix(sequence), on: id)
        }
        #expect(shell.peers[id]?.pingCount == 0)
    }

    @Test func aPingIsAnswered() {
        let shell = Shell()
        let id = shell.socket("/v1/customer", as: "customer-c1")
        shell.send(Shell.frame(.ping, [1, 2, 3]), on: id)
        #expect(shell.peers[id]?.pongs == [[1, 2, 3]])
    }

    @Test func aCloseIsAnswered() {
        let shell = Shell()
        let id = shell.socket("/v1/customer", as: "customer-c1")
        shell.send(Shell.frame(.close, [0x03, 0xE8]), on: id)
        #expect(shell.closeCode(id) == 1_000)
        #expect(shell.isClosed(id))
    }

    @Test func afterACloseNothingIsHeard() {
        let shell = Shell()
        let id = shell.runner("r1")
        let bytes =
            Shell.frame(.close, [0x03, 0xE8]) + Shell.frame(.text, Array(shell.fix(2).utf8))
        shell.send(bytes, on: id)
        #expect(shell.gateway.coreCounters.fixes.accepted == 1)
    }

    @Test func drainingTellsEverySocketToComeBack() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let idle = shell.connect()
        shell.disk.mood = .held
        shell.holdsRounds = true
        let asking = shell.connect()
        shell.ask(on: asking, .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody())
        shell.drain()
        for id in [runner, customer] {
            #expect(shell.closeCode(id) == 4_014)
            #expect(shell.peers[id]?.closeReason == "{\"retryAfterMs\":1000}")
            #expect(shell.isClosed(id))
        }
        #expect(shell.isClosed(idle))
        #expect(!shell.isClosed(asking))
        shell.sync()
        #expect(shell.answers(asking).map(\.status) == [201])
        #expect(shell.isClosed(asking))
        #expect(shell.gateway.connectionCount == 0)
    }

    @Test func aMessageThatWaitsForTheDiskLeavesBeforeTheGoodbye() {
        let shell = Shell()
        let runner = shell.runner("r1")
        shell.disk.mood = .held
        shell.say(#"{"type":"duty","id":"d","on":false}"#, on: runner)
        shell.drain()
        #expect(shell.hear(runner).isEmpty)
        #expect(shell.closeCode(runner) == nil)
        shell.sync()
        #expect(types(shell.hear(runner)) == ["ok"])
        #expect(shell.closeCode(runner) == 4_014)
    }

    @Test func aSlotIsUsedAgainAfterItsConnection() {
        let shell = Shell()
        let first = shell.runner("r1")
        shell.drop(first)
        let again = ConnectionID(index: first.index, generation: 2)
        shell.reopen(again)
        shell.ask(on: again, .get, "/healthz")
        #expect(shell.answers(again).map(\.status) == [200])
    }

    @Test func whatWasAskedForAConnectionThatIsGoneIsDropped() {
        let shell = Shell()
        let id = shell.connect()
        shell.holdsTickets = true
        shell.ask(on: id, .get, "/v1/orders", as: "customer-c1")
        shell.drop(id)
        shell.reopen(ConnectionID(index: id.index, generation: 2))
        shell.checkTokens()
        #expect(shell.peers[ConnectionID(index: id.index, generation: 2)]?.writes.isEmpty == true)
    }
}
