// An order's event stream: a follower like a socket, written as EventSource reads it.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct OrderStreamTests {
    /// An order that r1 carries, and its customer's stream.
    private func followed(
        _ shell: Shell
    ) -> (runner: ConnectionID, customer: ConnectionID, order: String) {
        shell.holdsRounds = true
        let runner = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        let customer = shell.stream(order)
        _ = (shell.hear(runner), shell.hearStream(customer))
        return (runner, customer, order)
    }

    private func names(_ events: [EventSource.Event]) -> [String] { events.map(\.name) }

    @Test func theHeadAndThePast() {
        let shell = Shell()
        shell.holdsRounds = true
        _ = shell.runner("r1")
        let order = shell.place()
        shell.assign(order, to: "r1")
        let id = shell.stream(order)
        let source = shell.source(id)
        #expect(source.status == 200)
        #expect(source.head.contains("content-type: text/event-stream"))
        #expect(source.head.contains("cache-control: no-store"))
        #expect(source.head.contains("transfer-encoding: chunked"))
        #expect(source.retryMilliseconds == 2_000)
        #expect(names(source.events) == ["event", "event"])
        #expect(source.events.map(\.id) == ["1", "2"])
        #expect(source.events[0].json["type"] == "event")
        #expect(source.events[1].json["state"] == "assigned")
        #expect(!source.isComplete && source.faults.isEmpty)
        #expect(shell.gateway.followerCount(of: OrderID(order) ?? OrderID(number: 0)) == 1)
        #expect(shell.gateway.sessionCounters.streamsOpened == 1)
    }

    @Test func itHearsWhatASocketHears() {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        let socket = shell.socket("/v1/customer", as: "customer-c1")
        shell.say(#"{"type":"subscribe","id":"b","order":"\#(order)","since":2}"#, on: socket)
        _ = shell.hear(socket)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        shell.deliver(order, on: runner)
        let told = shell.hearStream(customer)
        #expect(told.map(\.json) == shell.hear(socket))
        #expect(names(told) == ["position", "event", "event", "event", "event", "ended"])
        #expect(told.map(\.name) == told.map { $0.json.type })
        // A position moves nobody's place in the story.
        #expect(told.map(\.id) == ["2", "3", "4", "5", "6", "6"])
        #expect(shell.source(customer).isComplete)
        #expect(shell.isClosed(customer))
        #expect(shell.source(customer).faults.isEmpty)
    }

    @Test func theURLIsReadInItsDatum() {
        let shell = Shell()
        let (runner, _, order) = followed(shell)
        let moved = shell.stream(order, query: "?since=2&datum=gcj02")
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        let shown = shell.hearStream(moved).first?.json["latitude"].number ?? 0
        #expect(abs(shown - Stage.north(80)) > 0.001)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func anyCutOfTheRequestIsTheSame(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let shell = Shell()
        let (_, customer, order) = followed(shell)
        let whole = shell.stream(order)
        let request = Shell.request(
            .get, "/v1/orders/\(order)/events", as: "customer-c1",
            fields: ["Accept": "text/event-stream"])
        let cut = shell.connect()
        shell.change(cut) { $0.source = EventSource() }
        var rest = request[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + generator.below(40))
            rest = rest.dropFirst(piece.count)
            shell.send(Array(piece), on: cut)
        }
        #expect(shell.source(cut).events == shell.source(whole).events, "seed \(seed)")
        #expect(!shell.isClosed(customer))
        // What is sent after the request is nobody's.
        shell.send(request, on: cut)
        #expect(shell.source(cut).events == shell.source(whole).events, "seed \(seed)")
    }

    // MARK: Who sees where the runner is

    /// A relay's first runner sees the order and not the second one; its station sees who brings the goods,
    /// and not who takes them away.
    @Test func thoseOnTheWaySeeTheirOwnPart() {
        let shell = Shell()
        shell.holdsRounds = true
        shell.ask(
            .put, "/v1/stations/st1", as: "admin-a1",
            #"{"latitude":31.2314,"longitude":121.4737,"unattended":true}"#)
        let (r1, r2) = (shell.runner("r1"), shell.runner("r2", northMeters: 110))
        let body = Shell.orderBody().dropLast(1) + #","via":["st1"]}"#
        let placed = shell.ask(.post, "/v1/orders", as: "merchant-m1", key: "relay", String(body))
        #expect(placed.status == 201, "\(placed.text)")
        let order = placed.json["id"].text ?? ""
        shell.assign(order, to: "r1")
        let readers = ["runner-r1", "station-st1", "merchant-m1"]
        let streams = readers.map { shell.stream(order, as: $0) }
        var sequence = 1
        /// Who hears of a fix on the stream, and who by asking.
        func heard(_ runner: ConnectionID) -> [[Bool]] {
            for stream in streams { _ = shell.hearStream(stream) }
            shell.pass(.seconds(2))
            sequence += 1
            shell.say(shell.fix(sequence, northMeters: 100 + Double(sequence)), on: runner)
            let asked = readers.map {
                let answer = shell.ask(.get, "/v1/orders/\(order)/events", as: $0)
                return answer.json["position"] != .null
            }
            return [streams.map { names(shell.hearStream($0)).contains("position") }, asked]
        }
        func phase(_ leg: Int, _ to: String, on runner: ConnectionID) {
            let head = #""type":"phase","id":"\#(leg)-\#(to)","order":"\#(order)""#
            shell.say(#"{\#(head),"leg":\#(leg),"to":"\#(to)"}"#, on: runner)
        }
        #expect(heard(r1) == [[true, false, true], [true, false, true]])
        phase(0, "pickedUp", on: r1)
        #expect(heard(r1) == [[true, true, true], [true, true, true]])
        phase(0, "delivered", on: r1)
        shell.ask(
            .post, "/v1/orders/\(order)/assign", as: "dispatcher-d1", key: "second",
            #"{"runner":"r2","reason":"test","leg":1}"#)
        #expect(heard(r2) == [[false, true, true], [false, true, true]])
        phase(1, "pickedUp", on: r2)
        #expect(heard(r2) == [[false, false, true], [false, false, true]])
    }

    // MARK: Resuming

    @Test func lastEventIDIsNewerThanTheURL() {
        let shell = Shell()
        let (_, _, order) = followed(shell)
        let told = { shell.hearStream($0).compactMap { $0.json["seq"].integer } }
        #expect(told(shell.stream(order, query: "?since=1")) == [2])
        #expect(told(shell.stream(order, query: "?since=0", lastEventID: "1")) == [2])
        #expect(told(shell.stream(order, lastEventID: "2")) == [])
        #expect(told(shell.stream(order, lastEventID: "99")) == [1, 2])
        #expect(told(shell.stream(order, query: "?since=1", lastEventID: "")) == [2])
        let wrong = shell.stream(order, lastEventID: "2x")
        #expect(shell.source(wrong).status == 422)
    }

    @Test func anEndedOrderIsToldAndEnded() {
        let shell = Shell()
        let (runner, _, order) = followed(shell)
        shell.deliver(order, on: runner)
        for lastEventID in [nil, "2", "99"] as [String?] {
            let id = shell.stream(order, lastEventID: lastEventID)
            let source = shell.source(id)
            #expect(source.events.last?.name == "ended")
            #expect(source.events.last?.json["state"] == "delivered")
            #expect(source.events.count == (lastEventID == "2" ? 5 : 7))
            #expect(source.isComplete && source.faults.isEmpty)
            #expect(shell.isClosed(id))
        }
        #expect(shell.source(shell.stream(order, lastEventID: "6")).status == 204)
        // Who was not here before hears the end, however much it knows.
        #expect(names(shell.hearStream(shell.stream(order, query: "?since=6"))) == ["ended"])
    }

    @Test func aForgottenOrderIsToldFromTheStore() {
        var policy = Policy()
        policy.finishedInMemory = .minutes(1)
        let shell = Shell(policy: policy)
        let (runner, _, order) = followed(shell)
        shell.deliver(order, on: runner)
        let before = shell.hearStream(shell.stream(order))
        shell.pass(.seconds(70))
        #expect(shell.gateway.withEngine { $0.orderIDs.isEmpty })
        let id = shell.stream(order)
        #expect(shell.hearStream(id) == before)
        #expect(shell.source(id).isComplete && shell.isClosed(id))
        #expect(shell.source(shell.stream(order, lastEventID: "6")).status == 204)
        #expect(shell.source(shell.stream(order, as: "customer-c2")).status == 404)
        shell.holdsQueries = true
        let gone = shell.stream(order)
        shell.drop(gone)
        // Another takes the connection's place before the rows come.
        shell.reopen(ConnectionID(index: gone.index, generation: 2))
        shell.answerQueries()
        #expect(shell.source(gone).status == nil)
    }

    // MARK: What may be seen

    enum End: CaseIterable { case reassigned, cancelled, delivered }

    @Test(arguments: End.allCases)
    func whatMayNoLongerBeSeenIsPurgedForASlowReaderToo(end: End) {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        let other = shell.runner("r2", northMeters: 50)
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
        let told = shell.hearStream(customer)
        // The first position had been handed to the kernel before; the later ones are gone.
        #expect(names(told).filter { $0 == "position" }.count == 1)
        #expect(told.first?.name == "position")
        #expect((told.last?.name == "ended") == (end != .reassigned))
        #expect(shell.isClosed(customer) == (end != .reassigned))
        guard end == .reassigned else { return }
        shell.say(shell.fix(2, northMeters: 40), on: other)
        let position = shell.hearStream(customer)
        #expect(names(position) == ["position"])
        #expect(position.first?.json["epoch"] == 2)
    }

    @Test func aRunnerThatLosesTheOrderIsLetGo() {
        let shell = Shell()
        let (_, customer, order) = followed(shell)
        let first = shell.stream(order, as: "runner-r1")
        _ = shell.hearStream(first)
        _ = shell.runner("r2", northMeters: 50)
        shell.assign(order, to: "r2")
        #expect(shell.hearStream(first).isEmpty)
        #expect(shell.source(first).isComplete)
        #expect(shell.isClosed(first))
        #expect(names(shell.hearStream(customer)) == ["event"])
        #expect(shell.source(shell.stream(order, as: "runner-r1")).status == 404)
        #expect(shell.gateway.followerCount(of: OrderID(order) ?? OrderID(number: 0)) == 1)
    }

    @Test func whoHasItInTheQueryAlone() {
        let shell = Shell()
        let (_, _, order) = followed(shell)
        let id = shell.connect()
        shell.change(id) { $0.source = EventSource() }
        shell.send(
            Shell.request(
                .get, "/v1/orders/\(order)/events?access_token=customer-c1",
                fields: ["Accept": "text/event-stream"]), on: id)
        #expect(shell.source(id).status == 200)
        #expect(shell.source(id).events.count == 2)
        #expect(!shell.logs.contains { $0.message.contains("customer-c1") })
        #expect(shell.source(shell.stream(order, as: "customer-c2")).status == 404)
        #expect(shell.source(shell.stream(order, as: "nobody")).status == 401)
    }

    // MARK: Bounds

    @Test func aReaderThatStandsStillIsClosed() {
        var settings = GatewaySettings()
        settings.outboxBytesMax = 4_096
        let shell = Shell(settings: settings)
        let (_, customer, order) = followed(shell)
        _ = shell.runner("r2", northMeters: 50)
        shell.change(customer) { $0.isSlow = true }
        for number in 0..<60 {
            shell.assign(order, to: number.isMultiple(of: 2) ? "r2" : "r1", key: "k\(number)")
        }
        #expect(shell.gateway.sessionCounters.slowReaders == 1)
        #expect(shell.gateway.outboxBytesMost < 3 * 4_096)
        shell.catchUp(customer)
        #expect(shell.isClosed(customer))
        let told = shell.hearStream(customer).compactMap { $0.json["seq"].integer }
        #expect(told == Array(3..<3 + told.count), "no event is left out")
        #expect(told.count < 60)
        let back = shell.stream(order, lastEventID: "\(told.last ?? 0)")
        #expect(shell.hearStream(back).first?.json["seq"].integer == 3 + told.count)
    }

    @Test func eventsWaitForTheDiskAndPositionsBehindThem() {
        let shell = Shell()
        let (runner, customer, order) = followed(shell)
        shell.disk.mood = .held
        shell.say(
            #"{"type":"phase","id":"p","order":"\#(order)","leg":0,"to":"pickedUp"}"#, on: runner)
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        #expect(shell.hearStream(customer).isEmpty)
        shell.sync()
        #expect(names(shell.hearStream(customer)) == ["event", "position"])
    }

    @Test func aSilentStreamIsKeptWarm() {
        let shell = Shell()
        let (_, customer, _) = followed(shell)
        #expect(shell.peers[customer]?.deadline == .seconds(45))
        shell.pass(.seconds(14))
        #expect(shell.source(customer).heartbeatCount == 0)
        shell.pass(.seconds(46))
        #expect(shell.source(customer).heartbeatCount == 4)
        #expect(!shell.isClosed(customer))
        #expect(shell.source(customer).faults.isEmpty)
    }

    @Test func aReaderThatIsGoneWithoutAWordIsClosed() {
        let shell = Shell()
        let (runner, customer, _) = followed(shell)
        shell.change(customer) { $0.isSlow = true }
        shell.pass(.seconds(2))
        shell.say(shell.fix(2, northMeters: 80), on: runner)
        shell.drop(runner)
        shell.pass(.seconds(60))
        #expect(shell.isClosed(customer))
        #expect(shell.gateway.sessionCounters.socketsDead == 1)
    }

    @Test func whoLeavesIsForgotten() {
        let shell = Shell()
        let (_, customer, order) = followed(shell)
        let id = OrderID(order) ?? OrderID(number: 0)
        #expect(shell.gateway.followerCount(of: id) == 1)
        shell.drop(customer)
        #expect(shell.gateway.followerCount(of: id) == 0)
        let again = shell.stream(order)
        shell.halfClose(again)
        #expect(shell.isClosed(again))
        #expect(shell.gateway.followerCount(of: id) == 0)
    }

    @Test func aDrainEndsIt() {
        let shell = Shell()
        let (_, customer, _) = followed(shell)
        shell.drain()
        #expect(shell.source(customer).isComplete)
        #expect(shell.isClosed(customer))
    }

    @Test func aPeerOfHTTP10GetsABodyWithoutChunks() {
        let shell = Shell()
        let (runner, _, order) = followed(shell)
        let id = shell.connect()
        shell.change(id) { $0.source = EventSource() }
        let text = """
            GET /v1/orders/\(order)/events HTTP/1.0\r\nAccept: text/event-stream\r
            Authorization: Bearer customer-c1\r\n\r\n
            """
        shell.send(Array(text.utf8), on: id)
        #expect(shell.source(id).status == 200)
        #expect(!shell.source(id).head.contains("transfer-encoding"))
        #expect(shell.source(id).head.contains("connection: close"))
        shell.deliver(order, on: runner)
        #expect(shell.source(id).events.count == 7)
        #expect(shell.source(id).events.last?.name == "ended")
        #expect(shell.isClosed(id))
    }
}
