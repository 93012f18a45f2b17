// Exceptions over sockets and HTTP: every dispatcher hears, one claims.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct ExceptionTests {
    /// A shell with an order that nobody takes.
    private func scene() -> (Shell, order: String) {
        var policy = Policy()
        policy.escalation = .seconds(5)
        let shell = Shell(policy: policy)
        return (shell, shell.place())
    }

    @Test func everyDispatcherHearsAndOneClaims() throws {
        let (shell, order) = scene()
        let watching = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        shell.say(#"{"type":"subscribe","id":"s","order":"\#(order)","since":0}"#, on: customer)
        _ = shell.hear(customer)
        shell.pass(.seconds(6))
        let told = first("exception", in: shell.hear(watching))
        #expect(told["exception"] == "noTaker" && told["order"].text == order)
        #expect(told["runner"] == nil && told.has("runner") && told["claimedBy"] == nil)
        #expect(told["choices"][0]["choice"] == "addition")
        #expect(told["choices"][0]["by"] == "customer")
        let events = shell.hear(customer).filter { $0.type == "event" }
        #expect(events.contains { $0["reason"] == "escalated" })
        // Whoever connects now hears of it too.
        let late = shell.socket("/v1/dispatcher", as: "admin-a1")
        #expect(first("exception", in: shell.hear(late))["exception"] == "noTaker")
        let claim = #"{"type":"claim","id":"c2","order":"\#(order)","exception":"noTaker"}"#
        let answer = shell.converse(claim, on: watching)
        #expect(first("ok", in: answer)["re"] == "c2")
        #expect(first("exception", in: answer)["claimedBy"] == "d1")
        #expect(first("exception", in: shell.hear(late))["claimedBy"] == "d1")
        let second = shell.ask(
            .post, "/v1/orders/\(order)/exceptions/noTaker/claim", as: "admin-a1", key: "x", "{}")
        #expect(second.status == 409 && second.json["code"] == "stateConflict")
        #expect(second.json["claimedBy"] == "d1")
        let list = shell.ask(.get, "/v1/exceptions", as: "admin-a1").json["exceptions"]
        #expect(list.list.count == 1 && list[0]["claimedBy"] == "d1")
        shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "k", "{}")
        #expect(first("exception", in: shell.hear(late))["ended"] == "ended")
        #expect(shell.ask(.get, "/v1/exceptions", as: "admin-a1").json["exceptions"].list == [])
    }

    /// What the law finds wrong comes the same way.
    @Test func aLockedCodeIsHeardClaimedAndEnds() {
        let shell = Drives.shell()
        let watching = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let order = shell.pickedUp(code: "4821")
        for number in 1...5 {
            #expect(!types(shell.hear(watching)).contains("exception"))
            shell.ask(
                .post, "/v1/orders/\(order)/legs/0/phase", as: "runner-r1", key: "w\(number)",
                #"{"to":"delivered","code":"0"}"#)
        }
        let told = first("exception", in: shell.hear(watching))
        #expect(told["exception"] == "wrongCode" && told["order"].text == order)
        #expect(told["runner"] == "r1")
        let path = "/v1/orders/\(order)/exceptions/wrongCode/claim"
        #expect(shell.ask(.post, path, as: "dispatcher-d1", key: "c1", "{}").status == 200)
        #expect(shell.ask(.post, path, as: "admin-a1", key: "c2", "{}").status == 409)
        #expect(first("exception", in: shell.hear(watching))["claimedBy"] == "d1")
        shell.restart()
        let list = shell.ask(.get, "/v1/exceptions", as: "admin-a1").json["exceptions"]
        #expect(list[0]["exception"] == "wrongCode" && list[0]["claimedBy"] == "d1")
        let later = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        shell.ask(
            .post, "/v1/orders/\(order)/code/unlock", as: "dispatcher-d1", key: "u",
            #"{"reason":"customerRequest"}"#)
        #expect(shell.hear(later).last?["ended"] == "codeUnlocked")
    }

    /// What was delivered far from its door is there until somebody has seen to it.
    @Test func whatOutlivesItsOrderIsStillSeenTo() throws {
        var policy = Policy()
        policy.finishedInMemory = .seconds(5)
        policy.deliveredMetersMax = 1
        let shell = Shell(policy: policy)
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        shell.say(shell.fix(2), on: runner)
        for (number, more) in [
            #""to":"pickedUp""#, #""to":"delivered","reason":"metElsewhere""#,
        ].enumerated() {
            let answer = shell.ask(
                .post, "/v1/orders/\(order)/legs/0/phase", as: "runner-r1", key: "p\(number)",
                "{\(more)}")
            #expect(answer.status == 200)
        }
        shell.pass(.seconds(8))
        let watching = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let told = first("exception", in: shell.hear(watching))
        #expect(told["exception"] == "deliveredFar" && told["order"].text == order)
        let path = "/v1/orders/\(order)/exceptions/deliveredFar"
        #expect(shell.ask(.post, "\(path)/claim", as: "admin-a1", key: "c", "{}").status == 200)
        #expect(first("exception", in: shell.hear(watching))["claimedBy"] == "a1")
        shell.restart()
        let later = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        _ = shell.hear(later)
        let done = shell.ask(
            .post, "\(path)/resolve", as: "admin-a1", key: "r", #"{"reason":"called"}"#)
        #expect(done.status == 200)
        #expect(shell.hear(later).last?["ended"] == "called")
    }

    @Test func anEmptyPoolAsksCustomerAndDispatcher() {
        var policy = Policy()
        policy.escalation = .seconds(5)
        let shell = Shell(policy: policy)
        let watching = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let order = shell.place(pools: ["female"])
        shell.pass(.seconds(8))
        let told = first("exception", in: shell.hear(watching))
        #expect(told["exception"] == "poolEmpty")
        let asked = told["choices"].list.filter { $0["by"] == "customer" }.map { $0["choice"] }
        #expect(asked == shell.order(order)["choices"].list.map { $0["choice"] })
        #expect(asked == ["wait", "widen", "cancel"])
        let path = "/v1/orders/\(order)/choice"
        shell.ask(.post, path, as: "customer-c1", key: "w", #"{"choice":"cancel"}"#)
        #expect(first("exception", in: shell.hear(watching))["ended"] == "ended")
    }

    @Test func onlyStaffSeesAndClaims() {
        let (shell, order) = scene()
        shell.pass(.seconds(6))
        let path = "/v1/orders/\(order)/exceptions"
        for role in ["customer-c1", "runner-r1", "merchant-m1", "service-s1"] {
            #expect(shell.ask(.get, "/v1/exceptions", as: role).status == 403)
            let claim = shell.ask(.post, "\(path)/noTaker/claim", as: role, key: "k", "{}")
            #expect(claim.status == 403)
        }
        for kind in ["late", "nothing"] {
            let claim = shell.ask(
                .post, "\(path)/\(kind)/claim", as: "dispatcher-d1", key: kind, "{}")
            #expect(claim.status == 404)
        }
    }

    @Test func aCallForHelpIsClaimedAndEnded() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let watching = shell.socket("/v1/dispatcher", as: "dispatcher-d1")
        let ok = first("ok", in: shell.converse(#"{"type":"sos","id":"a10"}"#, on: runner))
        #expect(ok["re"] == "a10")
        let told = first("exception", in: shell.hear(watching))
        #expect(told["exception"] == "sos" && told["runner"] == "r1" && told["order"] == nil)
        let claim = #"{"type":"claim","id":1,"runner":"r1","exception":"sos"}"#
        #expect(first("ok", in: shell.converse(claim, on: watching))["re"] == 1)
        let path = "/v1/runners/r1/exceptions/sos/resolve"
        let silent = shell.ask(.post, path, as: "admin-a1", key: "1", "{}")
        #expect(silent.json["code"] == "reasonRequired")
        let done = shell.ask(.post, path, as: "admin-a1", key: "2", #"{"reason":"called"}"#)
        #expect(done.status == 200)
        #expect(first("exception", in: shell.hear(watching))["ended"] == "called")
    }

    @Test func aSilentRunnersCustomerHearsHowOldThePositionIs() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        shell.say(shell.fix(2), on: runner)
        shell.say(
            #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"pickedUp"}"#, on: runner)
        shell.say(shell.fix(3), on: runner)
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        shell.say(#"{"type":"subscribe","id":"s","order":"\#(order)","since":0}"#, on: customer)
        _ = shell.hear(customer)
        shell.pass(.seconds(40))
        let event = shell.hear(customer).first { $0["reason"] == "runnerSilent" } ?? .null
        #expect((30_000...34_000).contains(event["positionAgeMs"].integer ?? 0))
        #expect(event["state"] == "pickedUp")
    }
}
