// A runner's socket, message by message.

import Basics
import Engine
import HTTP
import Testing
import WebSocket
import Wire

@testable import Gateway

@Suite struct RunnerSocketTests {
    @Test func aWelcomeSaysWhereTheRunnerStands() throws {
        let shell = Shell()
        shell.register("r1")
        let id = shell.socket("/v1/runner", as: "runner-r1")
        #expect(shell.answers(id).map(\.status) == [101])
        let welcome = try #require(shell.hear(id).first)
        #expect(welcome.type == "welcome")
        #expect(welcome["runner"] == "r1")
        #expect(welcome["duty"] == "off")
        #expect(welcome["lastSeq"] == 0)
        #expect(welcome["serverTime"].integer == Int(shell.now.millisecondsSinceEpoch))
        #expect(welcome["reportIntervalMs"] == 4_000)
        #expect(welcome["pingIntervalMs"] == 25_000)
        #expect(welcome["protocol"] == "1.0")
        for list in ["legs", "offers", "stops"] { #expect(welcome[list] == .list([])) }
    }

    @Test func aNativeAppMaySendItsTokenAsAField() {
        let shell = Shell()
        shell.register("r1")
        let id = shell.connect()
        shell.change(id) {
            $0.asked = [.get]
            $0.handshake = ClientHandshake(key: Array(0..<16), subprotocols: ["fleetfoot.v1.json"])
        }
        var bytes: [UInt8] = []
        shell.peers[id]?.handshake?.writeRequest(
            target: "/v1/runner", host: "h", fields: ["Authorization": "Bearer runner-r1"],
            into: &bytes)
        shell.send(bytes, on: id)
        #expect(types(shell.hear(id)) == ["welcome"])
    }

    @Test(
        arguments: [
            (#"{"type":"duty","id":"a","on":true}"#, "on"),
            (#"{"type":"duty","id":"a","duty":"paused"}"#, "paused"),
            (#"{"type":"duty","id":"a","on":false}"#, "off"),
        ])
    func dutyIsAnsweredWithWhatNowHolds(text: String, duty: String) {
        let shell = Shell()
        let id = shell.runner("r1")
        let answer = shell.converse(text, on: id)
        #expect(types(answer) == ["ok"])
        #expect(answer.first?["re"] == "a")
        #expect(answer.first?["duty"].text == duty)
    }

    @Test func anUnverifiedRunnerStaysOffDuty() {
        let shell = Shell()
        shell.ask(
            .post, "/v1/runners", as: "admin-a1", key: "k",
            #"{"id":"r1","name":"张伟","vehicle":"bicycle"}"#)
        let id = shell.socket("/v1/runner", as: "runner-r1")
        let answer = shell.converse(#"{"type":"duty","id":"a","on":true}"#, on: id)
        #expect(answer.first?["code"] == "notVerified")
    }

    // MARK: Sessions

    @Test func aNewerSessionClosesTheOlder() {
        let shell = Shell()
        let older = shell.runner("r1")
        let newer = shell.socket("/v1/runner", as: "runner-r1")
        #expect(shell.closeCode(older) == 4_009)
        #expect(shell.isClosed(older))
        #expect(types(shell.hear(newer)) == ["welcome"])
        shell.say(shell.fix(2), on: newer)
        #expect(shell.gateway.coreCounters.fixes.accepted == 2)
        _ = shell.place()
        #expect(shell.offer(on: newer).type == "offer")
    }

    @Test func theEndOfAnOlderSessionLeavesTheNewerAlone() {
        let shell = Shell()
        let older = shell.runner("r1")
        shell.change(older) { $0.isSlow = true }
        let newer = shell.socket("/v1/runner", as: "runner-r1")
        shell.drop(older)
        _ = shell.hear(newer)
        _ = shell.place()
        #expect(shell.offer(on: newer).type == "offer")
    }

    @Test func dutyOutlivesTheSocket() {
        let shell = Shell()
        let id = shell.runner("r1")
        shell.drop(id)
        #expect(shell.ask(.get, "/v1/runners/r1", as: "admin-a1").json["duty"] == "on")
        let again = shell.socket("/v1/runner", as: "runner-r1")
        let welcome = first("welcome", in: shell.hear(again))
        #expect(welcome["duty"] == "on")
        #expect(welcome["lastSeq"] == 1)
    }
}
