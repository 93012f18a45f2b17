// The shapes of the daemon's messages for JSONDecoder, and what a client makes of them. Fields that no
// client here acts on are not listed.

import Basics
import Engine
import Geo

/// A `re`: text or whole number.
struct KeyReading: Decodable {
    var key: MessageKey

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            key = .number(number)
        } else {
            key = .text(try container.decode(String.self))
        }
    }
}

struct ContactReading: Decodable {
    var name: String?
    var phone: String?
}

struct StopReading: Decodable {
    var order: String?
    var leg: Int?
    var kind: String
    var latitude: Double
    var longitude: Double
    var address: String?
    var contact: ContactReading?
    var note: String?
    var code: String?
    var capAmount: Int?
    var durationMinutes: Int?
    var handover: String?

    /// What a runner does there: a place where goods are taken is like a pickup, one where they are given
    /// like a door.
    private var stopKind: StopKind? {
        guard kind == "station" || kind == "place" else { return StopKind(name: kind) }
        return handover == "take" ? .pickup : .dropoff
    }

    func stop(at pointer: String) throws(Refusal) -> ReceivedStop {
        guard let kind = stopKind else {
            throw Field(pointer + "/kind").invalid("is unknown")
        }
        return ReceivedStop(
            order: order.flatMap { OrderID($0) }, leg: leg,
            stop: Stop(
                kind: kind,
                coordinate: try Field(pointer).coordinate(
                    latitude: latitude, longitude: longitude, datum: .wgs84),
                capAmount: capAmount, durationMinutes: durationMinutes,
                details: StopDetails(
                    address: address, contactName: contact?.name, contactPhone: contact?.phone,
                    note: note, code: code)))
    }

    static func stops(_ list: [StopReading], at pointer: String) throws(Refusal) -> [ReceivedStop] {
        var stops: [ReceivedStop] = []
        for (index, stop) in list.enumerated() {
            stops.append(try stop.stop(at: "\(pointer)/\(index)"))
        }
        return stops
    }
}

struct CardReading: Decodable {
    var id: String?
}

struct LegReading: Decodable {
    var order: String?
    var index: Int?
    var leg: Int?
    var state: String
    var epoch: Int
    var runner: CardReading?

    func leg(at pointer: String) throws(Refusal) -> ReceivedLeg {
        ReceivedLeg(
            order: order.flatMap { OrderID($0) },
            index: try Field(pointer + "/index").required(index ?? leg),
            state: try Field(pointer + "/state").state(state), epoch: epoch,
            runner: runner?.id.map { RunnerID($0) })
    }

    static func legs(_ list: [LegReading], at pointer: String) throws(Refusal) -> [ReceivedLeg] {
        var legs: [ReceivedLeg] = []
        for (index, leg) in list.enumerated() {
            legs.append(try leg.leg(at: "\(pointer)/\(index)"))
        }
        return legs
    }
}

struct PriceReading: Decodable {
    var total: Int
}

struct OrderReading: Decodable {
    var id: String
    var number: String
    var externalId: String?
    var version: Int
    var state: String
    var reason: String?
    var stops: [StopReading]
    var legs: [LegReading]
    var runnerPools: [String]?
    var price: PriceReading?

    func order(at pointer: String) throws(Refusal) -> ReceivedOrder {
        ReceivedOrder(
            id: try Field(pointer + "/id").order(id), number: number, externalId: externalId,
            version: version, state: try Field(pointer + "/state").state(state), reason: reason,
            stops: try StopReading.stops(stops, at: pointer + "/stops"),
            legs: try LegReading.legs(legs, at: pointer + "/legs"),
            runnerPools: runnerPools ?? [], totalPrice: price?.total)
    }
}

struct OfferReading: Decodable {
    var offer: String
    var epoch: Int
    var order: String
    var leg: Int
    var expiresAt: Int64
    var remainingMs: Int64
    var stops: [StopReading]
    var fee: Int
    var pickupDistanceMeters: Int

    func offer(at pointer: String) throws(Refusal) -> ReceivedOffer {
        ReceivedOffer(
            offer: try Field(pointer + "/offer").offer(offer), epoch: epoch,
            order: try Field(pointer + "/order").order(order), leg: leg,
            expiresAt: Instant(millisecondsSinceEpoch: expiresAt),
            remaining: Milliseconds(remainingMs),
            stops: try StopReading.stops(stops, at: pointer + "/stops"), fee: fee,
            pickupDistanceMeters: pickupDistanceMeters)
    }
}

extension Field {
    func state(_ name: String) throws(Refusal) -> OrderState {
        guard let state = OrderState(name: name) else { throw invalid("is unknown") }
        return state
    }

    func duty(_ name: String) throws(Refusal) -> Duty {
        guard let duty = Duty.allCases.first(where: { $0.name == name }) else {
            throw invalid("is unknown")
        }
        return duty
    }
}
