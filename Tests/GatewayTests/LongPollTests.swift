// A runner without a socket asks for offers and waits.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct LongPollTests {
    /// A runner on duty with a position but no socket.
    private func sleeper(_ shell: Shell, _ name: String = "r1") {
        shell.register(name)
        shell.ask(.put, "/v1/runners/me/duty", as: "runner-\(name)", #"{"on":true}"#)
        report(shell, 1, name)
    }

    private func report(_ shell: Shell, _ sequence: Int, _ name: String = "r1") {
        shell.ask(.post, "/v1/fixes", as: "runner-\(name)", "{\"fixes\":[\(shell.fix(sequence))]}")
    }

    private func poll(_ shell: Shell, since: Int = 0, wait: Int = 0) -> ConnectionID {
        let id = shell.connect()
        shell.ask(
            on: id, .get, "/v1/runners/me/offers?since=\(since)&wait=\(wait)", as: "runner-r1")
        return id
    }

    @Test func withoutAWaitTheAnswerComesAtOnce() {
        let shell = Shell()
        sleeper(shell)
        let none = shell.answers(poll(shell)).first
        #expect(none?.status == 200)
        #expect(none?.json["offers"] == .list([]))
        #expect(none?.json["cursor"] == 0)
        let order = shell.place()
        shell.pass(.seconds(2))
        let some = shell.answers(poll(shell, wait: 30)).first
        #expect(some?.json["offers"][0]["order"].text == order)
        #expect(some?.json["cursor"] != 0)
    }

    @Test func anOfferEndsTheWait() {
        let shell = Shell()
        sleeper(shell)
        let id = poll(shell, wait: 30)
        shell.pass(.seconds(5))
        #expect(shell.answers(id).isEmpty)
        report(shell, 2)
        let order = shell.place()
        shell.pass(.seconds(2))
        #expect(shell.answers(id).first?.json["offers"][0]["order"].text == order)
    }

    @Test func anOfferThatIsKnownDoesNotEndTheWait() throws {
        let shell = Shell()
        sleeper(shell)
        _ = shell.place()
        shell.pass(.seconds(2))
        let cursor = try #require(shell.answers(poll(shell)).first?.json["cursor"].integer)
        let id = poll(shell, since: cursor, wait: 5)
        #expect(shell.answers(id).isEmpty)
        shell.pass(.seconds(4))
        #expect(shell.answers(id).isEmpty)
        shell.pass(.seconds(1))
        #expect(shell.answers(id).first?.json["offers"] == .list([]))
        #expect(shell.answers(id).first?.json["cursor"].integer == cursor)
    }

    @Test func aClientThatIsGoneIsForgotten() {
        let shell = Shell()
        sleeper(shell)
        let id = poll(shell, wait: 30)
        #expect(shell.gateway.waitingPollCount == 1)
        shell.drop(id)
        #expect(shell.gateway.waitingPollCount == 0)
        _ = shell.place()
        shell.pass(.seconds(2))
        #expect(shell.answers(id).isEmpty)
    }

    @Test func aConnectionServesOnAfterAWait() {
        let shell = Shell()
        sleeper(shell)
        let id = poll(shell, wait: 2)
        shell.ask(on: id, .get, "/v1/runners/me", as: "runner-r1")
        #expect(shell.answers(id).isEmpty)
        shell.pass(.seconds(3))
        #expect(shell.answers(id).map(\.status) == [200, 200])
        #expect(shell.answers(id).last?.json["id"] == "r1")
    }

    @Test(arguments: [("wait", "61", 60), ("wait", "-1", 60), ("since", "-1", Int.max)])
    func theNumbersHaveRanges(name: String, value: String, limit: Int) {
        let shell = Shell()
        sleeper(shell)
        let answer = shell.ask(
            .get, "/v1/runners/me/offers?\(name)=\(value)", as: "runner-r1")
        #expect(answer.status == 422)
        #expect(answer.json["field"].text == name)
    }

    @Test func anOfferIsSeenAcceptedAndCarriedByHTTP() throws {
        let shell = Shell()
        sleeper(shell)
        let order = shell.place()
        shell.pass(.seconds(2))
        let offer = try #require(
            shell.answers(poll(shell)).first?.json["offers"][0]["offer"].text)
        let seen = shell.ask(.post, "/v1/offers/\(offer)/seen", as: "runner-r1", "{}")
        #expect(seen.status == 200)
        let bare = shell.ask(
            .post, "/v1/offers/\(offer)/accept", as: "runner-r1", #"{"epoch":1}"#)
        #expect(bare.status == 400)
        let accepted = shell.ask(
            .post, "/v1/offers/\(offer)/accept", as: "runner-r1", key: "a", #"{"epoch":1}"#)
        #expect(accepted.status == 200)
        #expect(accepted.json["order"]["id"].text == order)
        #expect(accepted.json["order"]["state"] == "assigned")
        #expect(accepted.fields["etag"] == "\"\(accepted.json["order"]["version"].integer ?? 0)\"")
        let stops = shell.ask(.get, "/v1/runners/me/stops", as: "runner-r1").json
        #expect(stops["stops"].list.map { $0["kind"] } == ["pickup", "dropoff"])
        let phase = shell.ask(
            .post, "/v1/orders/\(order)/legs/0/phase", as: "runner-r1", key: "p",
            #"{"to":"pickedUp"}"#)
        #expect(phase.status == 200)
        #expect(phase.json["state"] == "pickedUp")
    }

    @Test func anOfferIsDeclinedByHTTP() throws {
        let shell = Shell()
        sleeper(shell)
        let order = shell.place()
        shell.pass(.seconds(2))
        let offer = try #require(
            shell.answers(poll(shell)).first?.json["offers"][0]["offer"].text)
        let declined = shell.ask(
            .post, "/v1/offers/\(offer)/decline", as: "runner-r1", key: "d",
            #"{"reason":"tooFar"}"#)
        #expect(declined.status == 200)
        #expect(declined.json == .object([:]))
        #expect(shell.order(order)["state"] == "noTaker")
    }

    @Test func dutyByHTTP() {
        let shell = Shell()
        shell.register("r1")
        let on = shell.ask(.put, "/v1/runners/me/duty", as: "runner-r1", #"{"on":true}"#)
        #expect(on.status == 200)
        #expect(on.json["duty"] == "on")
        let wrong = shell.ask(.put, "/v1/runners/me/duty", as: "runner-r1", "{}")
        #expect(wrong.status == 422)
        let stranger = shell.ask(
            .put, "/v1/runners/me/duty", as: "runner-stranger", #"{"on":true}"#)
        #expect(stranger.status == 404)
    }
}
