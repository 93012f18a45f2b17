// A customer's socket: what is shown of an order, in which order, and when it stops.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct CustomerSocketTests {
    private func subscribe(
        _ shell: Shell, _ order: String, on id: ConnectionID, since: Int? = nil
    ) -> [JSON] {
        let sinceText = since.map { ",\"since\":\($0)" } ?? ""
        return shell.converse(
            #"{"type":"subscribe","id":"b1","order":"\#(order)"\#(sinceText)}"#, on: id)
    }

    /// An order that r1 carries, and its customer's socket, which follows it.
    private func followed(
        _ shell: Shell
    ) -> (runner: ConnectionID, customer: ConnectionID, order: String) {
        let runner = shell.runner("r1")
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let order = shell.place()
        _ = subscribe(shell, order, on: customer)
        shell.assign(order, to: "r1")
        _ = (shell.hear(runner), shell.hear(customer))
        return (runner, customer, order)
    }

    @Test func aSnapshotTellsAll() {
        let shell = Shell()
        shell.holdsRounds = true
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        #expect(shell.hear(customer).isEmpty)
        let order = shell.place()
        let messages = subscribe(shell, order, on: customer)
        #expect(types(messages) == ["snapshot"])
        #expect(messages.first?["re"] == "b1")
        #expect(messages.first?["seq"] == 1)
        #expect(messages.first?["order"] == shell.order(order))
        #expect(messages.first?["position"] == .null)
    }

    @Test func sinceGivesTheMissedEventsAndThenOk() {
        let shell = Shell()
        shell.holdsRounds = true
        let (runner, _, order) = followed(shell)
        shell.deliver(order, on: runner)
        let again = shell.place(key: "second")
        shell.assign(again, to: "r1", key: "second")
        shell.pass(.seconds(1))
        shell.say(shell.fix(2, northMeters: 90), on: runner)
        let socket = shell.socket("/v1/customer", as: "customer-c1")
        let messages = subscribe(shell, again, on: socket, since: 1)
        #expect(types(messages) == ["event", "ok", "position"])
        #expect(messages[0]["seq"] == 2)
        #expect(messages[0]["state"] == "assigned")
        #expect(messages[0]["epoch"] == 1)
        #expect(messages[1]["re"] == "b1")
        #expect(messages[1]["seq"] == 2)
        #expect(types(subscribe(shell, again, on: socket, since: 2)) == ["ok", "position"])
        #expect(types(subscribe(shell, again, on: socket, since: 99)) == ["snapshot"])
    }

    @Test func eventsHaveNoGaps() {
        let shell = Shell()
        shell.holdsRounds = true
        let runner = shell.runner("r1")
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let order = shell.place()
        let first = subscribe(shell, order, on: customer)
        shell.holdsRounds = false
        shell.planRounds()
        var expected = (first.first?["seq"].integer ?? 0) + 1
        let offer = shell.offer(on: runner)["offer"].text ?? ""
        shell.say(#"{"type":"accept","id":"a","offer":"\#(offer)","epoch":1}"#, on: runner)
        shell.deliver(order, on: runner)
        let messages = shell.hear(customer)
        var versions: [Int] = []
        for event in messages where event.type == "event" {
            #expect(event["seq"].integer == expected)
            expected += 1
            versions.append(event["version"].integer ?? 0)
        }
        #expect(versions == versions.sorted())
        let states = messages.filter { $0.type == "event" }.compactMap { $0["state"].text }
        #expect(
            states == ["offered", "assigned", "atPickup", "pickedUp", "atDropoff", "delivered"])
        #expect(messages.last?.type == "ended")
        #expect(messages.last?["state"] == "delivered")
    }

    @Test func aPositionFollowsAFix() throws {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80, ageMs: 300), on: runner)
        let position = try #require(shell.hear(customer).first)
        #expect(position.type == "position")
        #expect(position["order"].text == order)
        #expect(position["epoch"] == 1)
        #expect(abs((position["latitude"].number ?? 0) - Stage.north(80)) < 1e-6)
        #expect(position["headingDegrees"] == 87)
        let now = Int(shell.now.millisecondsSinceEpoch)
        #expect(position["fixTime"].integer == now - 300)
        #expect(position["receivedAt"].integer == now)
        #expect(position["sentAt"].integer == now)
        #expect(position["positionAgeMs"] == 300)
        #expect((position["remainingSeconds"].integer ?? 0) > 0)
    }

    @Test func aPositionComesInTheSocketsDatum() throws {
        let shell = Shell()
        let runner = shell.runner("r1")
        let customer = shell.socket("/v1/customer", as: "customer-c1", query: "?datum=gcj02")
        let plain = shell.socket("/v1/customer", as: "customer-c1")
        let order = shell.place()
        _ = (subscribe(shell, order, on: customer), subscribe(shell, order, on: plain))
        shell.assign(order, to: "r1")
        _ = (shell.hear(customer), shell.hear(plain))
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        let shown = try #require(first("position", in: shell.hear(customer))["latitude"].number)
        let real = try #require(first("position", in: shell.hear(plain))["latitude"].number)
        #expect(abs(real - Stage.north(80)) < 1e-6)
        #expect(abs(shown - real) > 0.001)
    }

    @Test func aLatePointDoesNotMoveTheMarker() {
        let shell = Shell()
        let (runner, customer, _) = followed(shell)
        shell.pass(.seconds(10))
        shell.say(shell.fix(3, northMeters: 60), on: runner)
        #expect(types(shell.hear(customer)) == ["position"])
        shell.say(shell.fix(2, northMeters: 80, ageMs: 5_000), on: runner)
        #expect(shell.hear(customer).isEmpty)
        #expect(shell.gateway.coreCounters.fixesLate == 1)
    }

    @Test func nobodySeesARunnerBeforeItCarriesTheOrder() {
        let shell = Shell()
        let runner = shell.runner("r1")
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let order = shell.place()
        _ = subscribe(shell, order, on: customer)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        #expect(!types(shell.hear(customer)).contains("position"))
        shell.assign(order, to: "r1")
        // The position from before the assignment is not shown either.
        #expect(subscribe(shell, order, on: customer).first?["position"] == .null)
    }

    // MARK: Slow readers

    @Test func aSlowReaderGetsTheNewestPositionOnly() {
        let shell = Shell()
        let (runner, customer, _) = followed(shell)
        shell.change(customer) { $0.isSlow = true }
        for sequence in 2...20 {
            shell.pass(.seconds(1))
            shell.say(shell.fix(sequence, northMeters: 100 - Double(sequence)), on: runner)
        }
        shell.catchUp(customer)
        let positions = shell.hear(customer).filter { $0.type == "position" }
        #expect(positions.count == 2)
        #expect(abs((positions.last?["latitude"].number ?? 0) - Stage.north(80)) < 1e-6)
        #expect(shell.gateway.sessionCounters.positionsConflated == 17)
    }

    enum End: CaseIterable { case reassigned, cancelled, delivered }

    @Test(arguments: End.allCases)
    func whatMayNoLongerBeSeenIsPurgedForASlowReaderToo(end: End) {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        _ = shell.runner("r2", northMeters: 50)
        shell.change(customer) { $0.isSlow = true }
        for sequence in 2...4 {
            shell.pass(.seconds(1))
            shell.say(shell.fix(sequence, northMeters: 100 - Double(sequence)), on: runner)
        }
        switch end {
        case .reassigned: shell.assign(order, to: "r2")
        case .cancelled:
            shell.ask(.post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "x", "{}")
        case .delivered: shell.deliver(order, on: runner)
        }
        shell.pass(.seconds(1))
        shell.say(shell.fix(9, northMeters: 20), on: runner)
        shell.catchUp(customer)
        let messages = shell.hear(customer)
        // The first position had been handed to the kernel before; the later ones are gone.
        #expect(messages.filter { $0.type == "position" }.count == 1)
        #expect(messages.first?.type == "position")
        #expect(messages.dropFirst().allSatisfy { ["event", "ended"].contains($0.type) })
        #expect((messages.last?.type == "ended") == (end != .reassigned))
    }

    @Test func aReassignedOrderShowsTheNewRunnerOnly() throws {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        let other = shell.runner("r2", northMeters: 50)
        shell.assign(order, to: "r2")
        #expect(types(shell.hear(customer)) == ["event"])
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        #expect(shell.hear(customer).isEmpty)
        shell.say(shell.fix(2, northMeters: 40), on: other)
        let position = try #require(shell.hear(customer).first)
        #expect(position["epoch"] == 2)
        #expect(abs((position["latitude"].number ?? 0) - Stage.north(40)) < 1e-6)
    }

    @Test func aReaderThatStandsStillIsClosedWith4008() {
        var settings = GatewaySettings()
        settings.outboxBytesMax = 4_096
        let shell = Shell(settings: settings)
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let order = shell.place()
        shell.change(customer) { $0.isSlow = true }
        for _ in 0..<50 {
            shell.say(#"{"type":"subscribe","id":"b1","order":"\#(order)"}"#, on: customer)
        }
        #expect(shell.gateway.sessionCounters.slowReaders == 1)
        #expect(shell.gateway.outboxBytesMost < 3 * 4_096)
        shell.catchUp(customer)
        #expect(shell.closeCode(customer) == 4_008)
        #expect(shell.peers[customer]?.closeReason == "{\"retryAfterMs\":1000}")
        #expect(shell.isClosed(customer))
    }

    // MARK: Subscriptions

    @Test func aForeignOrderAndNoneAreTheSameError() {
        let shell = Shell()
        let order = shell.place()
        let foreigner = shell.socket("/v1/customer", as: "customer-c2")
        let foreign = subscribe(shell, order, on: foreigner)
        #expect(types(foreign) == ["error"])
        #expect(foreign.first?["code"] == "notFound")
        #expect(foreign.first?["re"] == "b1")
        #expect(foreign == subscribe(shell, "ord_0000000000000", on: foreigner))
        shell.pass(.seconds(3))
        #expect(shell.hear(foreigner).isEmpty)
    }

    @Test func unsubscribingEndsIt() {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        let ok = shell.converse(#"{"type":"unsubscribe","id":5,"order":"\#(order)"}"#, on: customer)
        #expect(types(ok) == ["ok"])
        #expect(ok.first?["re"] == 5)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        shell.deliver(order, on: runner)
        #expect(shell.hear(customer).isEmpty)
    }

    @Test func subscribingTwiceShowsEverythingOnce() {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        _ = subscribe(shell, order, on: customer)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        #expect(types(shell.hear(customer)) == ["position"])
        shell.deliver(order, on: runner)
        #expect(shell.hear(customer).filter { $0.type == "ended" }.count == 1)
    }

    @Test func severalSocketsSeeTheSame() {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        let second = shell.socket("/v1/customer", as: "customer-c1")
        _ = subscribe(shell, order, on: second)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        let shown = shell.hear(customer)
        #expect(types(shown) == ["position"])
        #expect(shown == shell.hear(second))
        shell.drop(customer)
        shell.deliver(order, on: runner)
        #expect(shell.hear(second).last?.type == "ended")
    }

    @Test func oneSocketFollowsAtMostSoManyOrders() {
        var settings = GatewaySettings()
        settings.subscriptionsPerConnectionMax = 2
        let shell = Shell(settings: settings)
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let orders = (1...3).map { shell.place(key: "k\($0)") }
        let kinds = orders.map { types(subscribe(shell, $0, on: customer)) }
        #expect(kinds == [["snapshot"], ["snapshot"], ["error"]])
        let error = subscribe(shell, orders[2], on: customer).first
        #expect(error?["code"] == "rateLimited")
        #expect(error?["limit"] == 2)
        // One that is followed already may be asked about again, and one that ended makes room.
        #expect(types(subscribe(shell, orders[0], on: customer)) == ["snapshot"])
        shell.ask(.post, "/v1/orders/\(orders[0])/cancel", as: "customer-c1", key: "x", "{}")
        #expect(types(subscribe(shell, orders[2], on: customer)) == ["snapshot"])
    }

    @Test func anEndedOrderIsShownAndEnded() {
        let shell = Shell()
        let order = shell.place()
        shell.ask(
            .post, "/v1/orders/\(order)/cancel", as: "customer-c1", key: "x",
            #"{"reason":"changedMyMind"}"#)
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let messages = subscribe(shell, order, on: customer)
        #expect(types(messages) == ["snapshot", "ended"])
        #expect(messages.last?["state"] == "cancelled")
        #expect(messages.last?["reason"] == "changedMyMind")
    }

    @Test(
        arguments: [
            (#"{"type":"watch","id":1}"#, "/type"), (#"{"type":"subscribe","id":1}"#, "/order"),
            (#"{"type":"subscribe","id":1,"order":7}"#, "/order"),
        ])
    func aMessageThatIsWrongIsAnError(text: String, field: String) {
        let shell = Shell()
        let customer = shell.socket("/v1/customer", as: "customer-c1")
        let error = first("error", in: shell.converse(text, on: customer))
        #expect(error["code"] == "invalid")
        #expect(error["field"].text == field)
        #expect(error["re"] == 1)
    }
}
