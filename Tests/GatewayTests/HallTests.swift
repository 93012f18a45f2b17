// The hall over sockets and HTTP: what is shown, how often, and who hears what became of a claim.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct HallTests {
    private func shell(
        _ change: (inout GatewaySettings) -> Void = { _ in }
    ) -> Shell {
        var policy = Policy()
        policy.mode = .hall
        var settings = GatewaySettings()
        change(&settings)
        return Shell(settings: settings, policy: policy)
    }

    @Test func anOrderIsSeenClaimedAndWon() throws {
        let shell = shell()
        let (one, two) = (shell.runner("r1"), shell.runner("r2", northMeters: 1_800))
        let order = shell.place()
        let shown = first("hall", in: shell.converse(#"{"type":"hall","id":"h1"}"#, on: one))
        #expect(shown["re"] == "h1")
        let entry = shown["orders"][0]
        #expect(entry["order"].text == order)
        #expect(entry["cell"].text?.count == 6)
        #expect(entry["closesAt"] == nil && entry.has("closesAt"))
        #expect(!entry.has("stops"))
        let claim = #"{"type":"grab","id":"g1","order":"\#(order)"}"#
        let ok = first("ok", in: shell.converse(claim, on: two))
        #expect(ok["pending"] == true)
        let closesAt = try #require(ok["closesAt"].integer)
        #expect(closesAt == Int(shell.now.millisecondsSinceEpoch) + 4_000)
        // The same key gives the same answer, and the same claim.
        #expect(first("ok", in: shell.converse(claim, on: two)) == ok)
        shell.pass(.seconds(2))
        let late = shell.ask(
            .post, "/v1/orders/\(order)/grab", as: "runner-r1", key: "g", "{}")
        #expect(late.status == 200 && late.json["closesAt"].integer == closesAt)
        _ = shell.hear(one)
        shell.pass(Milliseconds(1_999))
        #expect(shell.hear(one).isEmpty)
        shell.pass(Milliseconds(1))
        let won = shell.hear(one)
        #expect(first("grabbed", in: won)["order"].text == order)
        #expect(first("assigned", in: won)["order"]["stops"][0]["contact"]["phone"].text != nil)
        #expect(first("grabLost", in: shell.hear(two))["order"].text == order)
        #expect(shell.order(order)["state"] == "assigned")
        let taken = shell.ask(
            .post, "/v1/orders/\(order)/grab", as: "runner-r2", key: "again", "{}")
        #expect(taken.status == 409 && taken.json["code"] == "offerTaken")
    }

    @Test func looksAreBounded() {
        let shell = shell { $0.hallRefreshesPerSecond = 3 }
        let runner = shell.runner("r1")
        for _ in 0..<3 {
            #expect(shell.ask(.get, "/v1/hall", as: "runner-r1").status == 200)
        }
        let refused = shell.ask(.get, "/v1/hall", as: "runner-r1")
        #expect(refused.status == 429 && refused.fields["retry-after"] == "1")
        let error = first("error", in: shell.converse(#"{"type":"hall","id":1}"#, on: runner))
        #expect(error["code"] == "rateLimited" && error["limit"] == 3 && error["re"] == 1)
        shell.pass(.seconds(1))
        #expect(shell.ask(.get, "/v1/hall", as: "runner-r1").status == 200)
    }

    @Test func aClaimOutlivesACrash() {
        let shell = shell()
        _ = shell.runner("r1")
        let order = shell.place()
        shell.ask(.post, "/v1/orders/\(order)/grab", as: "runner-r1", key: "g", "{}")
        shell.restart()
        #expect(shell.order(order)["state"] == "matching")
        shell.pass(.seconds(5))
        #expect(shell.order(order)["state"] == "assigned")
    }

    @Test func decisionsSayWhyAfterACrashToo() {
        let shell = Shell()
        let runner = shell.runner("r1")
        shell.register("r9")
        let order = shell.place()
        _ = shell.offer(on: runner)
        shell.restart()
        let path = "/v1/orders/\(order)/decisions"
        let answer = shell.ask(.get, path, as: "dispatcher-d1")
        #expect(answer.status == 200)
        let decision = answer.json["decisions"][0]
        #expect(decision["chosen"] == "r1" && decision["round"].integer != nil)
        #expect(decision["candidates"][0]["runner"] == "r1")
        #expect(decision["candidates"][0]["parts"]["pickupMeters"].integer != nil)
        #expect(decision["candidates"][0].has("excluded"))
        #expect(shell.ask(.get, path, as: "customer-c1").status == 403)
        let missing = "/v1/orders/ord_0000000000000/decisions"
        #expect(shell.ask(.get, missing, as: "dispatcher-d1").status == 404)
    }
}
