// What apps may say on their sockets, and how each mistake is named.

import Basics
import Geo
import Testing

@testable import Engine
@testable import Wire

/// Messages and bodies from clients: what our own writers send, and what others get wrong.
struct ClientMessageTests {
    static func runner(_ json: String) throws(Refusal) -> RunnerMessage {
        let bytes = Array(json.utf8)
        return try RunnerMessage.decode(
            bytes.span, head: MessageHead.read(bytes.span), datum: .wgs84)
    }

    @Test(arguments: [
        (#"{"type":"duty","id":"a1","on":true}"#, "duty", MessageKey.text("a1") as MessageKey?),
        (#"{"id":17,"x":{"type":"no","id":9},"type":"duty"}"#, "duty", .number(17)),
        (#"{"id":"\u0061😀","type":"d\u0075ty"}"#, "duty", .text("a😀")),
        (#"{"type":"accept","id":"a2","offer":"#, "accept", .text("a2")),
        (#"{"type":"accept","id":1.5}"#, "accept", nil),
        (#"{"type":"accept","id":""}"#, "accept", nil),
        (#"{"type":"accept","id":null}"#, "accept", nil),
        (#"{"type":"accept","id":{}}"#, "accept", nil),
    ])
    func headsAreReadFirst(json: String, type: String, key: MessageKey?) {
        #expect(MessageHead.read(Array(json.utf8).span) == MessageHead(type: type, key: key))
    }

    @Test(arguments: ["", "[]", "{", "3", "{}", #"{"typ":"duty"}"#, #"{"type":3}"#, "nonsense"])
    func headsNeverFail(json: String) {
        #expect(MessageHead.read(Array(json.utf8).span) == MessageHead())
        let found = refusal { () throws(Refusal) in _ = try Self.runner(json) }
        #expect(found?.code == .invalid && found?.field == "/type")
    }

    @Test func keysOfBothKindsAreOneSpace() {
        #expect(MessageKey.number(17).text == MessageKey.text("17").text)
    }

    @Test func runnersMessagesComeBack() throws {
        let offer = OfferID(number: 3)
        let report = PhaseReport(
            order: OrderID(number: 17), leg: 1,
            body: PhaseBody(.pickedUp, code: "3-2", proof: ["photo:1"], reason: nil))
        let key = MessageKey.text("k")
        #expect(try Self.runner(text { $0.writeClientDuty(id: key, .paused) }) == .duty(.paused))
        #expect(
            try Self.runner(text { $0.writeClientAccept(id: .number(4), offer, epoch: 2) })
                == .accept(offer, epoch: 2))
        for reason in [nil, "tooFar"] {
            #expect(
                try Self.runner(text { $0.writeClientDecline(id: key, offer, reason: reason) })
                    == .decline(offer, reason: reason))
        }
        #expect(try Self.runner(text { $0.writeClientOfferSeen(offer) }) == .offerSeen(offer))
        #expect(
            try Self.runner(text { $0.writeClientPhase(id: key, report) }) == .phase(report))
        var random = SeededGenerator(seed: 5)
        let fix = Samples.fix(&random)
        #expect(try Self.runner(text { $0.writeClientFix(fix) }) == .fix(fix))
        #expect(
            try Self.runner(text { $0.writeClientFixes([fix]) }) == .fixes([fix], FixCounts()))
    }

    @Test(arguments: [
        (#"{"type":"duty","id":"a","on":true}"#, Duty.on),
        (#"{"type":"duty","id":"a","on":false}"#, .off),
        (#"{"type":"duty","id":"a","duty":"paused"}"#, .paused),
        (#"{"type":"duty","id":"a","duty":"off"}"#, .off),
    ])
    func duty(json: String, expected: Duty) throws {
        #expect(try Self.runner(json) == .duty(expected))
    }

    @Test(arguments: [
        (#"{"type":"duty","on":true}"#, RefusalCode.keyRequired, "/id"),
        (#"{"type":"duty","id":"a"}"#, .invalid, "/on"),
        (#"{"type":"duty","id":"a","on":"yes"}"#, .invalid, "/on"),
        (#"{"type":"duty","id":"a","duty":"finishing"}"#, .invalid, "/duty"),
        (#"{"type":"accept","id":"a","epoch":1}"#, .invalid, "/offer"),
        (#"{"type":"accept","id":"a","offer":"off_3","epoch":1}"#, .notFound, "/offer"),
        (#"{"type":"accept","id":"a","offer":"OFFER"}"#, .invalid, "/epoch"),
        (#"{"type":"accept","id":"a","offer":"OFFER","epoch":1.5}"#, .invalid, "/epoch"),
        (#"{"type":"phase","id":"a","order":"ORDER","to":"flown"}"#, .invalid, "/to"),
        (#"{"type":"phase","id":"a","order":"x","to":"pickedUp"}"#, .notFound, "/order"),
        (
            #"{"type":"phase","id":"a","order":"ORDER","to":"pickedUp","proof":["a",3]}"#, .invalid,
            "/proof/1"
        ),
        (
            #"{"type":"phase","id":"a","order":"ORDER","leg":-1,"to":"pickedUp"}"#, .outOfRange,
            "/leg"
        ),
        (#"{"type":"decline","id":"a","offer":"OFFER","reason":"LONG"}"#, .outOfRange, "/reason"),
        (#"{"type":"dance","id":"a"}"#, .invalid, "/type"),
        (#"{"type":"accept","id":"a","offer":"OFFER",}"#, .invalid, ""),
        (#"{"type":"fix","seq":1}"#, .invalid, "/latitude"),
    ])
    func runnersMistakesAreNamed(json: String, code: RefusalCode, field: String) {
        let filled = json.replacing("OFFER", with: OfferID(number: 3).text)
            .replacing("ORDER", with: OrderID(number: 17).text)
            .replacing("LONG", with: String(repeating: "长", count: 513))
        let found = refusal { () throws(Refusal) in _ = try Self.runner(filled) }
        #expect(found?.code == code && found?.field == field)
    }

    @Test func customersAndDispatchers() throws {
        let order = OrderID(number: 17)
        func customer(_ json: String) throws(Refusal) -> CustomerMessage {
            let bytes = Array(json.utf8)
            return try CustomerMessage.decode(bytes.span, head: MessageHead.read(bytes.span))
        }
        func dispatcher(_ json: String) throws(Refusal) -> DispatcherMessage {
            let bytes = Array(json.utf8)
            return try DispatcherMessage.decode(
                bytes.span, head: MessageHead.read(bytes.span), datum: .wgs84)
        }
        for since in [nil, 0, 14] {
            #expect(
                try customer(text { $0.writeClientSubscribe(id: nil, order, since: since) })
                    == .subscribe(order, since: since))
        }
        #expect(
            try customer(text { $0.writeClientUnsubscribe(id: .text("b"), order) })
                == .unsubscribe(order))
        let area = WatchedArea(
            southWest: coordinate(311_000_000, 1_213_000_000),
            northEast: coordinate(314_000_000, 1_216_000_000), zoom: 14)
        #expect(try dispatcher(text { $0.writeClientWatch(id: nil, area) }) == .watch(area))
        for (json, field) in [
            (#"{"type":"watch","south":9,"west":0,"north":1,"east":1,"zoom":3}"#, "/south"),
            (#"{"type":"watch","south":0,"west":-181,"north":1,"east":1,"zoom":3}"#, "/west"),
            (#"{"type":"watch","south":0,"west":0,"north":1,"east":1,"zoom":23}"#, "/zoom"),
            (#"{"type":"watch","south":0,"west":0,"north":1,"zoom":2}"#, "/east"),
            (#"{"type":"dance"}"#, "/type"),
        ] {
            #expect(
                refusal { () throws(Refusal) in _ = try dispatcher(json) }?.field == field)
        }
        #expect(
            refusal { () throws(Refusal) in
                _ = try customer(#"{"type":"subscribe","order":"\#(order.text)","since":-1}"#)
            }?.field == "/since")
    }
}
