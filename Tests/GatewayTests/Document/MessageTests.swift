// Every message of asyncapi.yaml over the real gateway's sockets: what clients send is taken, what the
// gateway sends is as described, and none of either is left out.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct MessageTests {
    /// A socket whose messages are held against the document.
    private struct Line {
        var channel: String
        var id: ConnectionID
    }

    /// A city on the line: what was said by whom, and what was wrong with it.
    private final class Stage {
        let document: SocketDocument
        var shell: Shell
        var said: [String: Set<String>] = [:]
        var heard: [String: Set<String>] = [:]
        var problems: [String] = []
        private var lines: [Line] = []
        /// Whole orders are described there.
        private let api: APIDocument

        init(_ shell: Shell) throws {
            document = try SocketDocument()
            api = try APIDocument()
            self.shell = shell
        }

        /// Another city; what was said stays noted.
        func change(to shell: Shell) {
            listen()
            lines = []
            self.shell = shell
        }

        func open(_ channel: String, as token: String) -> ConnectionID {
            let id = shell.socket(document.channels[channel] ?? "", as: token)
            lines.append(Line(channel: channel, id: id))
            return id
        }

        /// Sends a message as a client does, and notes what comes back.
        func say(_ text: String, on id: ConnectionID, isWrong: Bool = false) -> [JSON] {
            guard let line = lines.first(where: { $0.id == id }) else { return [] }
            let message = JSON(Array(text.utf8))
            let known = document.messages("receive", on: line.channel)
                .first { $0.type == message.type }
            if let known {
                said[line.channel, default: []].insert(known.key)
                if !isWrong {
                    note(document.schemas.problems(message, known.schema), "sent \(text)")
                }
            } else {
                problems.append("\(line.channel) does not document what is sent: \(text)")
            }
            listen()
            shell.say(text, on: id)
            let answers = listen()[id] ?? []
            let refused = answers.contains { $0.type == "error" }
            if refused != isWrong { problems.append("\(text) was answered \(answers)") }
            return answers
        }

        func pass(_ span: Milliseconds) {
            shell.pass(span)
            listen()
        }

        /// Takes and checks what has come on all lines.
        @discardableResult
        func listen() -> [ConnectionID: [JSON]] {
            var all: [ConnectionID: [JSON]] = [:]
            for line in lines {
                let messages = shell.hear(line.id)
                all[line.id] = messages
                for message in messages { check(message, on: line.channel) }
            }
            return all
        }

        private func check(_ message: JSON, on channel: String) {
            let known = document.messages("send", on: channel).first { $0.type == message.type }
            guard let known else {
                problems.append("\(channel) does not document \(message)")
                return
            }
            heard[channel, default: []].insert(known.key)
            note(document.schemas.problems(message, known.schema), "\(channel) \(message.type)")
            if case .object = message["order"] {
                let order: JSON = .object(["$ref": "#/components/schemas/Order"])
                note(api.schemas.problems(message["order"], order), "\(channel) \(message.type)")
            }
        }

        private func note(_ found: [String], _ what: String) {
            problems += found.map { "\(what): \($0)" }
        }

        /// A runner on its documented socket, on duty at the pickup.
        func runner(_ name: String) -> ConnectionID {
            shell.register(name)
            let id = open("runner", as: "runner-\(name)")
            _ = say(#"{"type":"duty","id":"duty-\#(name)","on":true}"#, on: id)
            _ = say(shell.fix(1), on: id)
            return id
        }

        func offer(on id: ConnectionID) -> JSON {
            for _ in 0..<4 {
                shell.pass(.seconds(1))
                if let offer = listen()[id]?.first(where: { $0.type == "offer" }) { return offer }
            }
            return .null
        }
    }

    private func stage(mode: MatchingMode = .auto) throws -> Stage {
        try Stage(Drives.shell(mode: mode))
    }

    @Test func everyMessageIsSentAndDescribed() throws {
        let stage = try stage()
        try playOffers(stage)
        playWork(stage)
        playFollowing(stage, channel: "customer", token: "customer-c1")
        playFollowing(stage, channel: "merchant", token: "merchant-m1")
        playHall(stage)
        playRest(stage)
        playDispatcher(stage)
        #expect(stage.problems == [])
        for channel in stage.document.channels.keys.sorted() {
            let sent = Set(stage.document.messages("receive", on: channel).map(\.key))
            let got = Set(stage.document.messages("send", on: channel).map(\.key))
            #expect(!got.isEmpty, "\(channel)")
            #expect(sent.subtracting(stage.said[channel] ?? []).sorted() == [], "\(channel) sends")
            #expect(got.subtracting(stage.heard[channel] ?? []).sorted() == [], "\(channel) gets")
        }
    }

    // MARK: Scenes

    /// Offers that are seen, declined, accepted, withdrawn; an order bound and unbound by hand.
    private func playOffers(_ stage: Stage) throws {
        let runner = stage.runner("r1")
        let declined = stage.shell.place(key: "one")
        let first = try #require(stage.offer(on: runner)["offer"].text)
        _ = stage.say(#"{"type":"offerSeen","id":"s1","offer":"\#(first)"}"#, on: runner)
        _ = stage.say(
            #"{"type":"decline","id":"d1","offer":"\#(first)","reason":"tooFar"}"#, on: runner)
        _ = stage.shell.ask(
            .post, "/v1/orders/\(declined)/cancel", as: "customer-c1", key: "c1", "{}")
        let cancelled = stage.shell.place(key: "two")
        _ = stage.offer(on: runner)
        _ = stage.shell.ask(
            .post, "/v1/orders/\(cancelled)/cancel", as: "customer-c1", key: "c2", "{}")
        _ = stage.shell.place(key: "three")
        let offer = stage.offer(on: runner)
        let id = try #require(offer["offer"].text)
        let accept = #"{"type":"accept","id":"a1","offer":"\#(id)","epoch":1}"#
        _ = stage.say(accept, on: runner)
        let other = stage.runner("r2")
        let byHand = stage.shell.place(key: "four")
        stage.shell.assign(byHand, to: "r1")
        stage.shell.assign(byHand, to: "r2")
        stage.listen()
        let fixes = stage.shell.fix(2).replacing("\"type\":\"fix\",", with: "")
        _ = stage.say(#"{"type":"fixes","fixes":[\#(fixes)]}"#, on: other)
        stage.pass(.seconds(2))
    }

    /// A leg from hand to hand: given back, taken by its code, carried, undone.
    private func playWork(_ stage: Stage) {
        stage.change(to: Drives.shell(mode: .scan))
        let runner = stage.runner("r1")
        let order = stage.shell.place()
        stage.shell.assign(order, to: "r1")
        func law(_ type: String, _ id: String, _ more: String = "") {
            _ = stage.say(
                #"{"type":"\#(type)","id":"\#(id)","order":"\#(order)","leg":0\#(more)}"#,
                on: runner)
        }
        law("phase", "p1", #","to":"atPickup""#)
        law("undo", "u1")
        law("phase", "p2", #","to":"pickedUp""#)
        law("attempt", "t1")
        law("phase", "p3", #","to":"delivered","reason":null"#)
        let next = stage.shell.place(key: "next")
        let code = stage.shell.ask(
            .post, "/v1/orders/\(next)/legs/0/code", as: "customer-c1", key: "code", "{}")
        let scan = #"{"type":"scan","id":"x1","code":"\#(code.json["code"].text ?? "")"}"#
        _ = stage.say(scan, on: runner)
        _ = stage.say(
            #"{"type":"release","id":"r1","order":"\#(next)","leg":0,"reason":"other"}"#,
            on: runner)
        _ = stage.say(scan.replacing("x1", with: "x2"), on: runner, isWrong: true)
        _ = stage.say(#"{"type":"sos","id":"help"}"#, on: runner)
    }

    /// An order that is followed from its offer to its end.
    private func playFollowing(_ stage: Stage, channel: String, token: String) {
        stage.change(to: Drives.shell())
        let runner = stage.runner("r1")
        let follower = stage.open(channel, as: token)
        let order = stage.shell.place(as: token)
        _ = stage.say(#"{"type":"subscribe","id":"b1","order":"\#(order)"}"#, on: follower)
        stage.shell.assign(order, to: "r1")
        stage.pass(.seconds(4))
        _ = stage.say(stage.shell.fix(2, northMeters: 120), on: runner)
        _ = stage.say(#"{"type":"unsubscribe","id":"b2","order":"\#(order)"}"#, on: follower)
        _ = stage.say(
            #"{"type":"subscribe","id":"b3","order":"\#(order)","since":0}"#, on: follower)
        let foreign = #"{"type":"subscribe","id":"b4","order":"ord_0000000000000"}"#
        _ = stage.say(foreign, on: follower, isWrong: true)
        stage.shell.deliver(order, on: runner)
        stage.listen()
    }

    private func playHall(_ stage: Stage) {
        stage.change(to: Drives.shell(mode: .hall))
        let (one, two) = (stage.runner("r1"), stage.runner("r2"))
        let order = stage.shell.place()
        stage.pass(.seconds(1))
        _ = stage.say(#"{"type":"hall","id":"h1"}"#, on: one)
        for (id, runner) in [("g1", one), ("g2", two)] {
            _ = stage.say(#"{"type":"grab","id":"\#(id)","order":"\#(order)"}"#, on: runner)
        }
        stage.pass(.seconds(10))
    }

    /// A runner who works for too long.
    private func playRest(_ stage: Stage) {
        var policy = Policy()
        policy.protection.continuous = .seconds(40)
        policy.protection.rest = .seconds(10)
        policy.protection.warning = .seconds(5)
        stage.change(to: Shell(policy: policy))
        _ = stage.runner("r1")
        stage.pass(.seconds(60))
    }

    private func playDispatcher(_ stage: Stage) {
        stage.change(to: Drives.shell(viewRunnersMax: 1))
        let dispatcher = stage.open("dispatcher", as: "dispatcher-d1")
        _ = stage.runner("r1")
        let near = #""south":31.1,"west":121.3,"north":31.4,"east":121.6"#
        _ = stage.say(#"{"type":"watch","id":"w1",\#(near),"zoom":14}"#, on: dispatcher)
        stage.pass(.seconds(3))
        _ = stage.runner("r2")
        let wide = #""south":21.1,"west":111.3,"north":41.4,"east":131.6"#
        _ = stage.say(#"{"type":"watch","id":"w2",\#(wide),"zoom":4}"#, on: dispatcher)
        let runner = stage.open("runner", as: "runner-r1")
        _ = stage.say(#"{"type":"sos","id":"help"}"#, on: runner)
        let about = #""runner":"r1","exception":"sos""#
        _ = stage.say(#"{"type":"claim","id":"c1",\#(about)}"#, on: dispatcher)
        _ = stage.say(
            #"{"type":"resolve","id":"c2",\#(about),"reason":"called"}"#, on: dispatcher)
        _ = stage.say(#"{"type":"claim","id":"c3",\#(about)}"#, on: dispatcher, isWrong: true)
    }
}
