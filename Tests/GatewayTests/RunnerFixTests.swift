// Fixes: what is taken, what is dropped and why, and when it is acknowledged.

import Basics
import Engine
import HTTP
import Testing
import WebSocket
import Wire

@testable import Gateway

@Suite struct RunnerFixTests {
    /// The daemon forgets which sequences it has had; the track knows its points.
    @Test func whatIsSentAgainAfterACrashStandsInTheTrackOnce() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        var sent: [String] = []
        for sequence in 2...6 {
            shell.pass(.seconds(4))
            sent.append(shell.fix(sequence, northMeters: 100 + 10 * Double(sequence)))
            shell.say(sent[sent.count - 1], on: runner)
        }
        shell.pass(.seconds(10))
        shell.restart()
        let again = shell.socket("/v1/runner", as: "runner-r1")
        for fix in sent + [shell.fix(7, northMeters: 180)] { shell.say(fix, on: again) }
        let points = shell.ask(.get, "/v1/orders/\(order)/track", as: "customer-c1").json["points"]
        let times = points.list.compactMap { $0["fixTime"].integer }
        #expect(times.count == 6 && times == Set(times).sorted())
    }

    @Test func fixesAreAcknowledgedOnceASecond() {
        let shell = Shell()
        let id = shell.runner("r1")
        shell.pass(.seconds(2))
        _ = shell.hear(id)
        var acks: [(at: Instant, ack: JSON)] = []
        for sequence in 2...41 {
            shell.say(shell.fix(sequence), on: id)
            shell.pass(Milliseconds(100))
            for message in shell.hear(id) { acks.append((shell.now, message)) }
        }
        shell.pass(.seconds(2))
        for message in shell.hear(id) { acks.append((shell.now, message)) }
        #expect(acks.allSatisfy { $0.ack.type == "fixesAck" })
        #expect((4...5).contains(acks.count))
        #expect(acks.compactMap { $0.ack["accepted"].integer }.reduce(0, +) == 40)
        #expect(acks.last?.ack["upToSeq"] == 41)
        for (earlier, later) in zip(acks, acks.dropFirst()) {
            #expect(later.at - earlier.at >= Milliseconds(1_000))
        }
    }

    @Test func aBatchIsAcknowledgedAtOnceAndDoesNotHurryTheRest() {
        let shell = Shell()
        let id = shell.runner("r1")
        shell.pass(.seconds(2))
        _ = shell.hear(id)
        shell.say(shell.fix(2), on: id)
        shell.pass(Milliseconds(500))
        let batch = "{\"type\":\"fixes\",\"fixes\":[\(shell.fix(3)),\(shell.fix(3))]}"
        let ack = first("fixesAck", in: shell.converse(batch, on: id))
        #expect(ack["accepted"] == 2)
        #expect(ack["dropped"]["duplicate"] == 1)
        #expect(ack["upToSeq"] == 3)
        var times: [Instant] = []
        for sequence in 4..<40 {
            shell.pass(Milliseconds(100))
            shell.say(shell.fix(sequence), on: id)
            times += shell.hear(id).map { _ in shell.now }
        }
        for (earlier, later) in zip(times, times.dropFirst()) {
            #expect(later - earlier >= Milliseconds(1_000))
        }
    }

    @Test func aBatchHasAtMost500() {
        let shell = Shell()
        let id = shell.runner("r1")
        func batch(_ count: Int) -> String {
            let fixes = (0..<count).map { shell.fix(10 + $0) }
            return "{\"type\":\"fixes\",\"id\":\"f\",\"fixes\":[\(fixes.joined(separator: ","))]}"
        }
        let refused = shell.ask(.post, "/v1/fixes", as: "runner-r1", batch(501))
        #expect(refused.status == 422)
        #expect(refused.json["limit"] == 500)
        let taken = shell.ask(.post, "/v1/fixes", as: "runner-r1", batch(500))
        #expect(taken.json["accepted"] == 500)
        let none = shell.ask(.post, "/v1/fixes", as: "runner-r1", #"{"fixes":[]}"#)
        #expect(none.json["accepted"] == 0)
        let socket = shell.converse(
            #"{"type":"fixes","id":"f","fixes":[\#(shell.fix(511))]}"#, on: id)
        #expect(first("fixesAck", in: socket)["accepted"] == 2)
    }

    @Test func tenFixesOfWhichThreeAreDroppedForThreeReasons() {
        let shell = Shell()
        let id = shell.runner("r1")
        let before = shell.gateway.coreCounters.fixes
        var sequence = 1
        for number in 0..<10 {
            shell.pass(Milliseconds(500))
            sequence += 1
            switch number {
            case 4: shell.say(shell.fix(sequence - 1), on: id)
            case 6:
                let text = shell.fix(sequence).replacing(#"itude":31."#, with: #"itude":91."#)
                let error = first("error", in: shell.converse(text, on: id))
                #expect(error["code"] == "outOfRange")
                #expect(error["field"] == "/latitude")
                #expect(error["limit"] == 90)
            case 9:
                shell.say(#"{"type":"duty","id":"off","on":false}"#, on: id)
                shell.say(shell.fix(sequence), on: id)
            default: shell.say(shell.fix(sequence), on: id)
            }
        }
        let after = shell.gateway.coreCounters.fixes
        #expect(after.accepted - before.accepted == 7)
        #expect(after[.duplicate] - before[.duplicate] == 1)
        #expect(after[.outOfRange] - before[.outOfRange] == 1)
        #expect(after[.offDuty] - before[.offDuty] == 1)
        #expect(after.dropped - before.dropped == 3)
    }

    @Test func moreFixesThanTheRateAreDropped() {
        var settings = GatewaySettings()
        settings.fixesPerSecondMax = 5
        let shell = Shell(settings: settings)
        let id = shell.runner("r1")
        shell.pass(.seconds(2))
        let before = shell.gateway.coreCounters.fixes
        for sequence in 2..<22 { shell.say(shell.fix(sequence), on: id) }
        let after = shell.gateway.coreCounters.fixes
        #expect(after.accepted - before.accepted == 5)
        #expect(after[.rateLimited] - before[.rateLimited] == 15)
        shell.pass(.seconds(1))
        shell.say(shell.fix(30), on: id)
        #expect(shell.gateway.coreCounters.fixes.accepted - before.accepted == 6)
    }

    @Test func theURLsDatumHoldsForFixes() throws {
        let shell = Shell()
        shell.register("r1")
        let id = shell.socket("/v1/runner", as: "runner-r1", query: "?datum=gcj02")
        shell.say(#"{"type":"duty","id":"d","on":true}"#, on: id)
        shell.say(shell.fix(1, northMeters: 0), on: id)
        let shown = shell.ask(.get, "/v1/runners/r1", as: "dispatcher-d1").json
        let latitude = try #require(shown["latitude"].number)
        #expect(abs(latitude - Stage.latitude) > 0.001)
        let own = shell.ask(.get, "/v1/runners/r1?datum=gcj02", as: "dispatcher-d1").json
        #expect(abs((own["latitude"].number ?? 0) - Stage.latitude) < 2e-5)
    }
}
