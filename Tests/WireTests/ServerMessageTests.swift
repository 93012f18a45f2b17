// What the daemon says, read back as an app reads it.

import Basics
import Geo
import Testing

@testable import Engine
@testable import Wire

/// What the daemon writes, a client reads.
struct ServerMessageTests {
    static func read(_ write: (inout JSONWriter) -> Void) throws(Refusal) -> ServerMessage {
        var writer = JSONWriter()
        write(&writer)
        return try ServerMessage.decode(writer.bytes.span)
    }

    @Test func positionsComeBack() throws {
        for seed in 0..<1_000 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let fix = Samples.fix(&random)
            let heading = random.chance(percent: 20) ? -1 : Float(random.below(3_600)) / 10
            let update = PositionUpdate(
                order: OrderID(number: random.next()), epoch: random.below(1_000),
                coordinate: fix.coordinate, headingDegrees: heading, fixTime: fix.fixTime,
                receivedAt: fix.fixTime + Milliseconds(7),
                remainingSeconds: random.chance(percent: 50) ? random.below(9_999) : nil)
            let sentAt = fix.fixTime + Milliseconds(9)
            let message = try Self.read { $0.writePosition(update, sentAt: sentAt, datum: .wgs84) }
            let expected = ReceivedPosition(update: update, sentAt: sentAt, age: Milliseconds(9))
            #expect(message == .position(expected), "seed \(seed)")
        }
    }

    @Test func brokenPositionsAreRefused() {
        let whole = text {
            $0.writePosition(Samples.position, sentAt: instant(10_050), datum: .wgs84)
        }
        for count in 0..<whole.utf8.count {
            let cut = Array(whole.utf8.prefix(count))
            #expect(
                refusal { () throws(Refusal) in _ = try ServerMessage.decode(cut.span) } != nil
                    || count == 0)
        }
        let nowhere = Array(whole.replacing("31.2301", with: "91").utf8)
        #expect(refusal { () throws(Refusal) in _ = try ServerMessage.decode(nowhere.span) } != nil)
    }

    @Test func acknowledgementsComeBack() throws {
        var counts = FixCounts()
        counts.accepted = 4
        for drop in FixDrop.allCases where drop != .stale { counts[drop] = Int(drop.rawValue) + 1 }
        let message = try Self.read { $0.writeFixesAck(upToSequence: 99, counts) }
        #expect(message == .fixesAck(upToSequence: 99, counts))
        #expect(
            try Self.read { $0.writeFixesAck(upToSequence: 0, FixCounts()) }
                == .fixesAck(upToSequence: 0, FixCounts()))
    }

    @Test func ordersComeBack() throws {
        let id = OrderID(number: 17)
        let picture = RenderingTests.picture(Samples.assigned, .staff)
        guard
            case .assigned(let order) = try Self.read({ $0.writeAssigned(picture, datum: .wgs84) })
        else { throw UnexpectedMessage() }
        #expect(order.id == id && order.state == .assigned && order.version == 1)
        #expect(order.legs[0].runner == RunnerID("r1") && order.legs[0].epoch == 1)
        #expect(order.stops.map(\.stop.coordinate) == Samples.draft.stops.map(\.coordinate))
        #expect(order.runnerPools == ["female"] && order.totalPrice == 880)
        #expect(
            try Self.read { $0.writeOk(re: .text("a2"), order: picture, datum: .wgs84) }
                == .ok(ReceivedOk(re: .text("a2"), order: order)))
        let snapshot = try Self.read {
            $0.writeSnapshot(
                re: .number(1), picture, position: Samples.position, sentAt: instant(10_050),
                datum: .wgs84)
        }
        let position = ReceivedPosition(
            update: Samples.position, sentAt: instant(10_050), age: Milliseconds(50))
        #expect(
            snapshot
                == .snapshot(
                    ReceivedSnapshot(re: .number(1), order: order, sequence: 2, position: position))
        )
        let event = try Self.read { $0.writeEvent(order: id, sequence: 2, Samples.order.events[1]) }
        #expect(
            event
                == .event(
                    ReceivedEvent(
                        order: id, sequence: 2, epoch: 0, leg: 0, state: .noTaker,
                        at: instant(3_000),
                        version: 2, reason: "no")))
        #expect(
            try Self.read { $0.writeEnded(order: id, state: .cancelled, reason: "x") }
                == .ended(id, .cancelled, reason: "x"))
        #expect(
            try Self.read { $0.writeUnassigned(order: id, reason: "x") }
                == .unassigned(id, reason: "x"))
    }

    @Test func sessionsComeBack() throws {
        let picture = OfferPicture(offer: Samples.offer, stops: Samples.draft.stops)
        let visit = StopVisit(
            order: OrderID(number: 17), leg: 0, index: 0, stop: Samples.draft.stops[0])
        let leg = Welcome.Leg(order: OrderID(number: 17), leg: 0, state: .pickedUp, epoch: 2)
        let welcome = Welcome(
            runner: RunnerID("r1"), duty: .finishing, lastSequence: 9, serverTime: instant(5_000),
            reportInterval: .seconds(4), pingInterval: .seconds(25), legs: [leg], offers: [picture],
            stops: [visit], stopsVersion: 8)
        guard
            case .welcome(let read) = try Self.read({ $0.writeWelcome(welcome, datum: .wgs84) }),
            case .offer(let offer) = try Self.read({
                $0.writeOffer(picture, now: instant(5_000), datum: .wgs84)
            })
        else { throw UnexpectedMessage() }
        #expect(read.runner == welcome.runner && read.duty == .finishing && read.lastSequence == 9)
        #expect(read.legs[0].order == leg.order && read.legs[0].state == .pickedUp)
        #expect(read.offers == [offer] && read.stopsVersion == 8)
        #expect(
            offer.offer == OfferID(number: 3) && offer.remaining == .seconds(15) && offer.fee == 640
        )
        var stop = Samples.draft.stops[0]
        #expect(read.stops == [ReceivedStop(order: visit.order, leg: 0, stop: stop)])
        stop.details = StopDetails()
        #expect(offer.stops[0].stop == stop)
        #expect(
            try Self.read { $0.writeStops(version: 9, [visit], datum: .wgs84) }
                == .stops(version: 9, read.stops))
        #expect(
            try Self.read { $0.writeWithdrawn(offer: OfferID(number: 3), reason: "y") }
                == .withdrawn(OfferID(number: 3), reason: "y"))
        #expect(
            try Self.read { $0.writeReportInterval(.seconds(8)) } == .reportInterval(.seconds(8)))
        #expect(
            try Self.read { $0.writeOk(re: nil, duty: .paused) } == .ok(ReceivedOk(duty: .paused)))
        for code in RefusalCode.allCases {
            let no = Refusal(
                code, field: "/f", limit: 3, detail: "d\"", claimable: false, filter: "pool")
            #expect(
                try Self.read { $0.writeSocketError(no, re: .text("17")) }
                    == .error(re: .text("17"), no))
        }
    }

    @Test func mapsComeBack() throws {
        var load = Load()
        load.orders = 2
        let rows = RunnerState.allCases.map { state in
            RunnerRow(
                id: RunnerID("r\(state.name)"), coordinate: coordinate(-5, 7), fixTime: instant(3),
                state: state, load: load, pools: ["female"])
        }
        #expect(
            try Self.read { $0.writeRunners(re: .text("c1"), rows, datum: .wgs84) }
                == .runners(re: .text("c1"), rows, gone: []))
        #expect(
            try Self.read { $0.writeRunners(re: nil, [], left: [RunnerID("r1")], datum: .wgs84) }
                == .runners(re: nil, [], gone: [RunnerID("r1")]))
        let cells = [CellCount(cell: "wtw3s", runners: 12, free: 5, orders: 7)]
        #expect(
            try Self.read { $0.writeCells(re: .number(1), cells) } == .cells(re: .number(1), cells))
    }

    @Test func strangersArePassedOver() throws {
        let strange = Array(#"{"type":"weather","rain":true}"#.utf8)
        #expect(try ServerMessage.decode(strange.span) == .other(type: "weather"))
    }

    struct UnexpectedMessage: Error {}
}
