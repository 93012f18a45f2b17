// Nothing that a record caused leaves before the record is on disk; what the disk refuses is never
// acknowledged; positions go on.

import Basics
import HTTP
import Testing

@testable import Gateway

@Suite struct DurabilityTests {
    @Test func anAnswerWaitsForTheDisk() {
        let shell = Shell()
        shell.disk.mood = .held
        let id = shell.connect()
        shell.ask(on: id, .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody())
        shell.pass(.seconds(3))
        #expect(shell.peers[id]?.writes.isEmpty == true)
        shell.sync()
        #expect(shell.answers(id).map(\.status) == [201])
    }

    @Test func whatWasReadWaitsForWhatItTells() {
        let shell = Shell()
        let order = shell.place()
        shell.disk.mood = .held
        let writer = shell.connect()
        let reader = shell.connect()
        shell.ask(
            on: writer, .post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "k", "{}")
        shell.ask(on: reader, .get, "/v1/orders/\(order)", as: "customer-c1")
        #expect(shell.answers(reader).isEmpty)
        shell.sync()
        #expect(shell.answers(writer).first?.json["state"] == "cancelled")
        #expect(shell.answers(reader).first?.json["state"] == "cancelled")
    }

    @Test func messagesKeepTheirOrderWhileTheyWait() {
        let shell = Shell()
        shell.holdsRounds = true
        let runner = shell.runner("r1")
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let order = shell.place()
        shell.say(#"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: customer)
        _ = (shell.hear(customer), shell.hear(runner))
        shell.disk.mood = .held
        shell.assign(order, to: "r1")
        shell.say(#"{"type":"nonsense","id":"n"}"#, on: runner)
        shell.say(#"{"type":"nonsense","id":"n"}"#, on: customer)
        #expect(shell.hear(runner).isEmpty)
        #expect(shell.hear(customer).isEmpty)
        shell.sync()
        #expect(types(shell.hear(runner)) == ["stops", "assigned", "error"])
        #expect(types(shell.hear(customer)) == ["event", "error"])
    }

    @Test func aCrashForgetsOnlyWhatWasNotAnswered() {
        let shell = Shell()
        let kept = shell.place(key: "k1")
        shell.disk.mood = .held
        let id = shell.connect()
        shell.ask(on: id, .post, "/v1/orders", as: "customer-c1", key: "k2", Shell.orderBody())
        #expect(shell.answers(id).isEmpty)
        shell.restart()
        let orders = shell.ask(.get, "/v1/orders", as: "customer-c1").json["orders"].list
        #expect(orders.map { $0["id"].text } == [kept])
    }

    @Test func anAcceptOutlivesACrash() throws {
        let shell = Shell()
        let runner = shell.runner("r1")
        let order = shell.place()
        let offer = try #require(shell.offer(on: runner)["offer"].text)
        let accepted = shell.converse(
            #"{"type":"accept","id":"a","offer":"\#(offer)","epoch":1}"#, on: runner)
        #expect(types(accepted).contains("ok"))
        shell.restart()
        let again = shell.socket("/v1/runner", as: "runner-r1")
        let welcome = try #require(shell.hear(again).first)
        #expect(welcome["legs"][0]["order"].text == order)
        #expect(welcome["legs"][0]["epoch"] == 1)
        #expect(welcome["offers"].list.isEmpty)
        shell.say(shell.fix(2), on: again)
        shell.pass(.seconds(5))
        #expect(!types(shell.hear(again)).contains("offer"))
    }

    @Test func anOffersDeadlineOutlivesACrash() throws {
        let shell = Shell()
        let runner = shell.runner("r1")
        _ = shell.place()
        let offer = shell.offer(on: runner)
        let expiresAt = try #require(offer["expiresAt"].integer)
        let name = try #require(offer["offer"].text)
        shell.say(#"{"type":"offerSeen","offer":"\#(name)"}"#, on: runner)
        shell.pass(.seconds(7))
        shell.restart()
        let again = shell.socket("/v1/runner", as: "runner-r1")
        let shown = try #require(shell.hear(again).first)["offers"][0]
        #expect(shown["offer"] == offer["offer"])
        #expect(shown["expiresAt"].integer == expiresAt)
        #expect((shown["remainingMs"].integer ?? .max) <= 8_000)
        shell.pass(.seconds(9))
        let withdrawn = shell.hear(again).first { $0.type == "withdrawn" }
        #expect(withdrawn?["reason"] == "expired")
    }

    @Test func theMemoryOfARefusalOutlivesACrash() throws {
        let shell = Shell()
        let runner = shell.runner("r1")
        let order = shell.place()
        let offer = try #require(shell.offer(on: runner)["offer"].text)
        shell.say(#"{"type":"decline","id":"d","offer":"\#(offer)"}"#, on: runner)
        shell.pass(.seconds(2))
        #expect(shell.order(order)["state"] == "noTaker")
        shell.restart()
        let again = shell.socket("/v1/runner", as: "runner-r1")
        for sequence in 2..<60 {
            shell.say(shell.fix(sequence), on: again)
            shell.pass(.seconds(10))
        }
        #expect(!types(shell.hear(again)).contains("offer"))
        shell.say(shell.fix(60), on: again)
        shell.pass(.seconds(25))
        #expect(types(shell.hear(again)).contains("offer"))
    }

    // MARK: A disk that refuses

    @Test func aFailingDiskRefusesCommandsAndNothingElse() throws {
        let shell = Shell()
        shell.holdsRounds = true
        let runner = shell.runner("r1")
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        shell.say(#"{"type":"subscribe","id":"b","order":"\#(order)"}"#, on: customer)
        shell.disk.mood = .failing
        let asking = shell.connect()
        shell.ask(on: asking, .post, "/v1/orders", as: "customer-c2", key: "k", Shell.orderBody())
        #expect(shell.answers(asking).isEmpty)

        let next = shell.ask(.post, "/v1/orders", as: "customer-c2", key: "k2", Shell.orderBody())
        #expect(next.status == 503)
        #expect(next.json["code"] == "notReady")
        #expect(next.fields["retry-after"] == "1")
        let ready = shell.ask(.get, "/readyz")
        #expect(ready.status == 503)
        #expect(ready.text.contains("the disk refuses"))
        #expect(ready.fields["retry-after"] != nil)
        #expect(shell.ask(.get, "/healthz").status == 200)

        _ = shell.hear(customer)
        shell.pass(.seconds(4))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        #expect(types(shell.hear(customer)) == ["position"])
        let refused = shell.converse(
            #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"atPickup"}"#, on: runner)
        #expect(first("error", in: refused)["code"] == "notReady")
        #expect(first("error", in: refused)["re"] == "p")
        #expect(shell.ask(.get, "/v1/orders/\(order)", as: "customer-c1").status == 200)
        let fixes = shell.ask(.post, "/v1/fixes", as: "runner-r1", "{\"fixes\":[\(shell.fix(3))]}")
        #expect(fixes.status == 200)
        #expect(fixes.json["accepted"] == 1)

        shell.disk.mood = .prompt
        shell.sync()
        #expect(shell.answers(asking).map(\.status) == [201])
        #expect(shell.ask(.get, "/readyz").status == 200)
        let done = shell.ask(.post, "/v1/orders", as: "customer-c2", key: "k2", Shell.orderBody())
        #expect(done.status == 201)
    }

    @Test func whatWaitsForTheDiskIsBounded() {
        var settings = GatewaySettings()
        settings.journalBacklogBytesMax = 3_000
        let shell = Shell(settings: settings)
        shell.disk.mood = .held
        var statuses: [Int] = []
        for number in 0..<20 {
            let id = shell.connect()
            shell.ask(
                on: id, .post, "/v1/orders", as: "merchant-m1", key: "k\(number)",
                Shell.orderBody())
            statuses += shell.answers(id).map(\.status)
            if let answer = shell.answers(id).first {
                #expect(answer.json["code"] == "overloaded")
                #expect(answer.fields["retry-after"] != nil)
            }
        }
        #expect(statuses.count > 10)
        #expect(Set(statuses) == [503])
        #expect(shell.gateway.journalBacklogBytes < 10_000)
        shell.sync()
        #expect(shell.gateway.journalBacklogBytes == 0)
    }

    @Test func acknowledgementsWhileTheDiskIsHeldDoNotPileUp() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.disk.mood = .held
        let id = shell.connect()
        shell.ask(
            on: id, .post, "/v1/orders/\(order)/assign", as: "dispatcher-d1", key: "k",
            #"{"runner":"r1"}"#)
        for sequence in 2..<200 {
            shell.say(shell.fix(sequence), on: runner)
            shell.pass(.seconds(1))
        }
        #expect(shell.gateway.gatedCount <= 2)
        shell.sync()
        #expect(types(shell.hear(runner)).contains("fixesAck"))
    }
}
