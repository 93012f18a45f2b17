// Values that the tests share: the order of the protocol's example, and random ones.

import Basics
import Geo
import Wire

@testable import Engine

/// The text of what a writer wrote.
func text(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

func coordinate(_ latitudeE7: Int32, _ longitudeE7: Int32) -> Coordinate {
    Coordinate(latitudeE7: latitudeE7, longitudeE7: longitudeE7)
}

func instant(_ milliseconds: Int64) -> Instant {
    Instant(millisecondsSinceEpoch: milliseconds)
}

/// Runs `body` and returns the refusal that it throws, if any.
func refusal(_ body: () throws(Refusal) -> Void) -> Refusal? {
    do throws(Refusal) {
        try body()
        return nil
    } catch {
        return error
    }
}

enum Samples {
    static let draft = OrderDraft(
        type: "parcel",
        stops: [
            Stop(
                kind: .pickup, coordinate: coordinate(312_304_000, 1_214_737_000),
                details: StopDetails(
                    address: "菜鸟驿站", contactName: "王小明", contactPhone: "13800000000",
                    code: "3-2-1007")),
            Stop(
                kind: .dropoff, coordinate: coordinate(312_333_000, 1_214_801_000),
                details: StopDetails(
                    address: "女生宿舍 3 栋", contactName: "李", contactPhone: "13900000000",
                    note: "到楼下打电话", code: "4821")),
        ],
        items: [Item(description: "小件", weightGrams: 800)], runnerPools: ["female"],
        addition: 200, externalId: "A-17")

    static let card = RunnerCard(id: RunnerID("r1"), name: "张伟", vehicle: .bicycle)

    static var order: Order {
        var order = Order(
            id: OrderID(number: 17),
            PlacedOrder(
                number: "20261121-000017", owner: Principal(subject: "c1", role: .customer),
                draft: draft,
                price: Price(
                    currency: "CNY", base: 500, distance: 180, addition: 200, tariff: "v3"),
                meters: 690, promisedBy: instant(1_801_000)),
            at: instant(1_000))
        order.events = [
            OrderEvent(epoch: 0, leg: 0, state: .matching, at: instant(1_000), version: 1),
            OrderEvent(
                epoch: 0, leg: 0, state: .noTaker, at: instant(3_000), version: 2, reason: "no"),
        ]
        return order
    }

    static var assigned: Order {
        var order = order
        order.state = .assigned
        order.legs[0].state = .assigned
        order.legs[0].epoch = 1
        order.legs[0].runner = RunnerIndex(0)
        return order
    }

    static var offer: Offer {
        Offer(
            id: OfferID(number: 3), legID: LegID(order: OrderID(number: 17), leg: 0),
            terms: OfferTerms(
                runner: RunnerIndex(0), epoch: 1, expiresAt: instant(20_000),
                pickupDistanceMeters: 420, fee: 640),
            createdAt: instant(5_000))
    }

    static let position = PositionUpdate(
        order: OrderID(number: 17), epoch: 1, coordinate: coordinate(312_301_000, 1_214_731_000),
        headingDegrees: 87.5, fixTime: instant(10_000), receivedAt: instant(10_040),
        remainingSeconds: 410)

    /// A fix whose measures are whole hundredths, as the client's writer sends them.
    static func fix(_ random: inout SeededGenerator) -> Fix {
        Fix(
            coordinate: coordinate(
                Int32(random.number(in: -900_000_000...900_000_000)),
                Int32(random.number(in: -1_800_000_000...1_800_000_000))),
            fixTime: instant(Int64(random.number(in: 0...253_402_300_799_999))),
            sequence: Int64(random.number(in: 0...(.max - 1))),
            accuracyMeters: measure(&random, below: 100_000),
            speedMetersPerSecond: measure(&random, below: 10_000),
            headingDegrees: measure(&random, below: 36_000))
    }

    private static func measure(_ random: inout SeededGenerator, below bound: Int) -> Float {
        random.chance(percent: 20) ? -1 : Float(Double(random.below(bound)) / 100)
    }

    /// A text with what JSON must escape, and with characters of every length.
    static func text(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "张", "😀", "e\u{301}",
            "\u{2028}", "\u{FFFD}", "👩‍👩‍👧",
        ]
        var text = ""
        for _ in 0..<random.below(12) { text += pieces[random.below(pieces.count)] }
        return text
    }
}
