// A key makes a command happen once: over retries, connections, restarts, and while it still runs.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct IdempotencyTests {
    private func place(_ shell: Shell, key: String, body: String = Shell.orderBody()) -> Answer {
        shell.ask(.post, "/v1/orders", as: "customer-c1", key: key, body)
    }

    /// What must be the same in a repeated answer: all but the date.
    private func essence(_ answer: Answer) -> [String?] {
        [
            String(answer.status), answer.fields["location"], answer.fields["etag"],
            answer.fields["content-type"], answer.text,
        ]
    }

    @Test func theSameKeyAndBodyGiveTheFirstAnswer() {
        let shell = Shell()
        let first = place(shell, key: "k")
        shell.pass(.seconds(5))  // The order itself goes on.
        #expect(shell.order(first.json["id"].text ?? "")["version"] != 1)
        #expect(essence(place(shell, key: "k")) == essence(first))
        #expect(shell.gateway.coreCounters.ordersCreated == 1)
    }

    @Test func anotherBodyIsARefusal() {
        let shell = Shell()
        _ = place(shell, key: "k")
        let other = place(shell, key: "k", body: Shell.orderBody(pickupNorthMeters: 5))
        #expect(other.status == 422)
        #expect(other.json["code"] == "keyReused")
        #expect(shell.gateway.coreCounters.ordersCreated == 1)
    }

    @Test func anotherCommandWithTheKeyIsARefusal() {
        let shell = Shell()
        let id = place(shell, key: "k").json["id"].text ?? ""
        let cancel = shell.ask(.post, "/v1/orders/\(id)/cancel", as: "customer-c1", key: "k", "{}")
        #expect(cancel.json["code"] == "keyReused")
    }

    @Test func aKeyIsItsSubjectsOwn() {
        let shell = Shell()
        let first = place(shell, key: "k")
        let other = shell.ask(
            .post, "/v1/orders", as: "customer-c2", key: "k", Shell.orderBody())
        #expect(other.status == 201)
        #expect(other.json["id"] != first.json["id"])
    }

    @Test func aRefusedCommandLeavesNoKey() {
        let shell = Shell()
        let refused = place(shell, key: "k", body: Shell.orderBody(pools: ["female", "male"]))
        #expect(refused.status == 422)
        #expect(place(shell, key: "k").status == 201)
    }

    @Test func theAnswerOutlivesARestart() {
        let shell = Shell()
        let first = place(shell, key: "k")
        shell.pass(.seconds(3))
        shell.restart()
        #expect(essence(place(shell, key: "k")) == essence(first))
        let other = place(shell, key: "k", body: Shell.orderBody(pickupNorthMeters: 5))
        #expect(other.json["code"] == "keyReused")
        #expect(shell.ask(.get, "/v1/orders", as: "customer-c1").json["orders"].list.count == 1)
    }

    @Test func anAnswerThatLeftMemoryIsReadFromTheJournal() {
        var settings = GatewaySettings()
        settings.answersInMemory = .seconds(5)
        let shell = Shell(settings: settings)
        let first = place(shell, key: "k")
        shell.pass(.seconds(6))
        shell.holdsQueries = true
        let id = shell.connect()
        shell.ask(on: id, .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody())
        #expect(shell.answers(id).isEmpty)
        shell.answerQueries()
        #expect(shell.answers(id).map(essence) == [essence(first)])
    }

    @Test func aKeyIsForgottenAfterItsTime() {
        var settings = GatewaySettings()
        settings.keysKept = .seconds(30)
        let shell = Shell(settings: settings)
        let first = place(shell, key: "k")
        shell.pass(.seconds(29))
        #expect(place(shell, key: "k").json["id"] == first.json["id"])
        shell.pass(.seconds(2))
        #expect(place(shell, key: "k").json["id"] != first.json["id"])
    }

    @Test func twoAtOnceAreOneOrder() {
        let shell = Shell()
        shell.disk.mood = .held
        let ids = [shell.connect(), shell.connect()]
        for id in ids {
            shell.ask(on: id, .post, "/v1/orders", as: "customer-c1", key: "k", Shell.orderBody())
        }
        #expect(ids.allSatisfy { shell.answers($0).isEmpty })
        shell.sync()
        let answers = ids.compactMap { shell.answers($0).first }
        #expect(answers.map(\.status) == [201, 201])
        #expect(Set(answers.map(\.text)).count == 1)
        #expect(shell.gateway.coreCounters.ordersCreated == 1)
    }

    @Test func aSocketsKeyGivesTheSameMessage() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let first = shell.converse(#"{"type":"duty","id":7,"on":false}"#, on: runner)
        #expect(types(first) == ["ok"])
        #expect(first.first?["re"] == 7)
        #expect(first.first?["duty"] == "off")
        _ = shell.converse(#"{"type":"duty","id":8,"on":true}"#, on: runner)
        let again = shell.converse(#"{"type":"duty","id":7,"on":false}"#, on: runner)
        #expect(again == first)
        let state = shell.ask(.get, "/v1/runners/r1", as: "runner-r1").json
        #expect(state["duty"] == "on")
        let reused = shell.converse(#"{"type":"duty","id":7,"on":true}"#, on: runner)
        #expect(reused.first?["code"] == "keyReused")
        #expect(reused.first?["re"] == 7)
    }

    @Test func aSocketsKeyHoldsOverReconnectAndRestart() throws {
        let shell = Shell()
        let runner = shell.runner("r1")
        _ = shell.place()
        let offer = shell.offer(on: runner)
        let id = try #require(offer["offer"].text)
        let accept = #"{"type":"accept","id":"a","offer":"\#(id)","epoch":1}"#
        let first = try #require(shell.converse(accept, on: runner).first { $0.type == "ok" })
        let second = shell.socket("/v1/runner", as: "runner-r1")
        #expect(first == self.ok(shell.converse(accept, on: second)))
        shell.restart()
        let third = shell.socket("/v1/runner", as: "runner-r1")
        #expect(first == self.ok(shell.converse(accept, on: third)))
        #expect(shell.gateway.withEngine { $0.runner(.init(0)).load.orders } == 1)
    }

    private func ok(_ messages: [JSON]) -> JSON { messages.first { $0.type == "ok" } ?? .null }
}
