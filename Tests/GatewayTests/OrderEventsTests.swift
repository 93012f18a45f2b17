// The events of an order by request: from any place on, waited for, and for whom.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct OrderEventsTests {
    private func read(
        _ shell: Shell, _ order: String, _ query: String = "", as token: String = "customer-c1"
    ) -> Answer {
        shell.ask(.get, "/v1/orders/\(order)/events\(query)", as: token)
    }

    private func wait(
        _ shell: Shell, _ order: String, since: Int, as token: String = "customer-c1"
    ) -> ConnectionID {
        let id = shell.connect()
        shell.ask(on: id, .get, "/v1/orders/\(order)/events?since=\(since)&wait=30", as: token)
        return id
    }

    private func sequences(_ answer: Answer?) -> [Int] {
        answer?.json["events"].list.compactMap { $0["seq"].integer } ?? []
    }

    /// An order that r1 carries.
    private func carried(_ shell: Shell) -> (runner: ConnectionID, order: String) {
        shell.holdsRounds = true
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        _ = shell.hear(runner)
        return (runner, order)
    }

    @Test func theBeginningIsZero() {
        let shell = Shell()
        let (_, order) = carried(shell)
        let all = read(shell, order)
        #expect(all.status == 200)
        #expect(sequences(all) == [1, 2])
        #expect(all.json["seq"] == 2)
        #expect(all.json["events"][0]["state"] == "matching")
        #expect(all.json["events"][1]["state"] == "assigned")
        #expect(all.json["events"][1]["epoch"] == 1)
        #expect(all.json["events"][1]["order"].text == order)
        #expect(all.json.has("position"))
        #expect(all.json["position"] == .null)
        #expect(all.body == read(shell, order, "?since=0").body)
    }

    @Test(arguments: [(1, [2]), (2, []), (3, [1, 2]), (Int.max, [1, 2])])
    func sinceLeavesOutWhatIsKnown(since: Int, expected: [Int]) {
        let shell = Shell()
        let (_, order) = carried(shell)
        let answer = read(shell, order, "?since=\(since)")
        #expect(sequences(answer) == expected)
        #expect(answer.json["seq"] == 2)
    }

    @Test(arguments: ["since=-1", "since=x", "wait=61", "wait=-1"])
    func theNumbersHaveRanges(query: String) {
        let shell = Shell()
        let order = shell.place()
        let answer = read(shell, order, "?" + query)
        #expect(answer.status == 422)
        #expect(answer.json["code"] == "outOfRange")
        #expect(answer.json["field"].text == String(query.prefix { $0 != "=" }))
    }

    @Test func thePositionIsOfTheOneWhoCarriesItNow() {
        let shell = Shell()
        let (runner, order) = carried(shell)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        let shown = read(shell, order, "?datum=wgs84").json["position"]
        #expect(shown["epoch"] == 1)
        #expect(abs((shown["latitude"].number ?? 0) - Stage.north(80)) < 1e-6)
        let moved = read(shell, order, "?datum=gcj02").json["position"]["latitude"].number ?? 0
        #expect(abs(moved - Stage.north(80)) > 0.001)
        _ = shell.runner("r2", northMeters: 50)
        shell.assign(order, to: "r2")
        #expect(read(shell, order).json["position"] == .null)
        shell.deliver(order, on: runner)
        #expect(read(shell, order).json["position"] == .null)
    }

    // MARK: Waiting

    @Test func theNextEventEndsTheWait() {
        let shell = Shell()
        let (runner, order) = carried(shell)
        let id = wait(shell, order, since: 2)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        #expect(shell.answers(id).isEmpty)
        shell.say(
            #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"pickedUp"}"#, on: runner)
        #expect(sequences(shell.answers(id).first) == [3])
        #expect(shell.answers(id).first?.json["events"][0]["state"] == "pickedUp")
        #expect(shell.answers(id).first?.json["position"]["epoch"] == 1)
        #expect(shell.gateway.waitingEventPollCount == 0)
    }

    @Test func whatIsNewerThanSinceIsNotWaitedFor() {
        let shell = Shell()
        let (_, order) = carried(shell)
        #expect(sequences(shell.answers(wait(shell, order, since: 1)).first) == [2])
    }

    @Test func aWaitEndsInTime() {
        let shell = Shell()
        let (_, order) = carried(shell)
        let id = wait(shell, order, since: 2)
        shell.pass(.seconds(29))
        #expect(shell.answers(id).isEmpty)
        #expect(shell.gateway.waitingEventPollCount == 1)
        shell.pass(.seconds(1))
        #expect(shell.answers(id).map(\.status) == [200])
        #expect(sequences(shell.answers(id).first) == [])
        #expect(shell.answers(id).first?.json["seq"] == 2)
        #expect(shell.gateway.waitingEventPollCount == 0)
    }

    @Test func anotherOrdersEventDoesNotEndIt() {
        let shell = Shell()
        let (_, order) = carried(shell)
        let other = shell.place(key: "other")
        let id = wait(shell, order, since: 2)
        let second = wait(shell, other, since: 1)
        shell.ask(.post, "/v1/orders/\(other)/cancel", as: "customer-c1", key: "x", "{}")
        #expect(shell.answers(id).isEmpty)
        #expect(sequences(shell.answers(second).first) == [2])
        #expect(shell.gateway.waitingEventPollCount == 1)
    }

    @Test func theAnswerWaitsForTheDisk() {
        let shell = Shell()
        let (runner, order) = carried(shell)
        let id = wait(shell, order, since: 2)
        shell.disk.mood = .held
        shell.say(
            #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"pickedUp"}"#, on: runner)
        #expect(shell.answers(id).isEmpty)
        shell.sync()
        #expect(sequences(shell.answers(id).first) == [3])
    }

    @Test func whoIsGoneIsForgotten() {
        let shell = Shell()
        let (_, order) = carried(shell)
        let ids = (0..<3).map { _ in wait(shell, order, since: 2) }
        #expect(shell.gateway.waitingEventPollCount == 3)
        shell.drop(ids[1])
        #expect(shell.gateway.waitingEventPollCount == 2)
        shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "x", "{}")
        #expect(ids.map { shell.answers($0).count } == [1, 0, 1])
        #expect(shell.gateway.waitingEventPollCount == 0)
    }

    @Test func aRunnerThatLosesTheOrderHearsNoMore() {
        let shell = Shell()
        let (_, order) = carried(shell)
        _ = shell.runner("r2", northMeters: 50)
        let id = wait(shell, order, since: 2, as: "runner-r1")
        shell.assign(order, to: "r2")
        #expect(shell.answers(id).map(\.status) == [404])
        #expect(shell.answers(id).first?.json["code"] == "notFound")
    }

    @Test func anEndedOrderIsNotWaitedFor() {
        let shell = Shell()
        let (runner, order) = carried(shell)
        shell.deliver(order, on: runner)
        let answer = shell.answers(wait(shell, order, since: 6)).first
        #expect(answer?.status == 200)
        #expect(answer?.json["seq"] == 6)
        #expect(sequences(answer) == [])
    }

    @Test func headDoesNotWait() {
        let shell = Shell()
        let (_, order) = carried(shell)
        let id = shell.connect()
        shell.ask(
            on: id, .head, "/v1/orders/\(order)/events?since=2&wait=30", as: "customer-c1",
            fields: ["Accept": "text/event-stream"])
        #expect(shell.answers(id).map(\.status) == [200])
        #expect(shell.answers(id).first?.body == [])
    }

    // MARK: Rights and memory

    @Test func foreignAndUnknownAreTheSame() {
        let shell = Shell()
        let (_, order) = carried(shell)
        let unknown = read(shell, "ord_0000000000000")
        #expect(unknown.status == 404)
        for token in ["customer-c2", "merchant-m1", "runner-r2", "service-s1"] {
            let foreign = read(shell, order, as: token)
            #expect(foreign.status == 404, "\(token)")
            #expect(foreign.body == unknown.body)
        }
        for token in ["runner-r1", "dispatcher-d1", "admin-a1"] {
            #expect(read(shell, order, as: token).status == 200, "\(token)")
        }
    }

    @Test func aTokenInTheQueryIsNotBelieved() {
        let shell = Shell()
        let order = shell.place()
        let answer = shell.ask(.get, "/v1/orders/\(order)/events?access_token=customer-c1")
        #expect(answer.status == 401)
    }

    @Test func aForgottenOrderIsReadFromTheStore() {
        var policy = Policy()
        policy.finishedInMemory = .minutes(1)
        let shell = Shell(policy: policy)
        let (runner, order) = carried(shell)
        shell.deliver(order, on: runner)
        let before = read(shell, order, "?since=2&wait=30")
        #expect(sequences(before) == [3, 4, 5, 6])
        shell.pass(.seconds(70))
        #expect(shell.gateway.withEngine { $0.orderIDs.isEmpty })
        #expect(read(shell, order, "?since=2&wait=30").body == before.body)
        #expect(read(shell, order, as: "customer-c2").status == 404)
        shell.disk.refusesQueries = true
        #expect(read(shell, order).status == 503)
    }
}
