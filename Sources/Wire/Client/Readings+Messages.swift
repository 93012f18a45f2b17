// The messages around the values of `Readings.swift`.

import Basics
import Engine
import Geo

struct WelcomeReading: Decodable {
    var runner: String
    var duty: String
    var lastSeq: Int64
    var serverTime: Int64
    var reportIntervalMs: Int64
    var legs: [LegReading]
    var offers: [OfferReading]
    var stops: [StopReading]
    var stopsVersion: Int

    var welcome: ReceivedWelcome {
        get throws(Refusal) {
            var read: [ReceivedOffer] = []
            for (index, offer) in offers.enumerated() {
                read.append(try offer.offer(at: "/offers/\(index)"))
            }
            return ReceivedWelcome(
                runner: RunnerID(runner), duty: try Field("/duty").duty(duty),
                lastSequence: lastSeq, serverTime: Instant(millisecondsSinceEpoch: serverTime),
                reportInterval: Milliseconds(reportIntervalMs),
                legs: try LegReading.legs(legs, at: "/legs"), offers: read,
                stops: try StopReading.stops(stops, at: "/stops"), stopsVersion: stopsVersion)
        }
    }
}

struct OkReading: Decodable {
    var re: KeyReading?
    var duty: String?
    var seq: Int?
    var order: OrderReading?

    var ok: ReceivedOk {
        get throws(Refusal) {
            var read = ReceivedOk(re: re?.key, sequence: seq)
            if let duty { read.duty = try Field("/duty").duty(duty) }
            if let order { read.order = try order.order(at: "/order") }
            return read
        }
    }
}

struct ErrorReading: Decodable {
    var code: String
    var field: String?
    var limit: Int?
    var detail: String
    var filter: String?
    var claimable: Bool?
    var re: KeyReading?

    var message: ServerMessage {
        get throws(Refusal) {
            guard let known = RefusalCode(rawValue: code) else {
                throw Field("/code").invalid("is unknown")
            }
            return .error(
                re: re?.key,
                Refusal(
                    known, field: field, limit: limit, detail: detail, claimable: claimable,
                    filter: filter))
        }
    }
}

struct WithdrawnReading: Decodable {
    var offer: String
    var reason: String

    var message: ServerMessage {
        get throws(Refusal) { .withdrawn(try Field("/offer").offer(offer), reason: reason) }
    }
}

struct StopsReading: Decodable {
    var version: Int
    var stops: [StopReading]

    var message: ServerMessage {
        get throws(Refusal) {
            .stops(version: version, try StopReading.stops(stops, at: "/stops"))
        }
    }
}

struct IntervalReading: Decodable {
    var ms: Int64
}

struct AssignedReading: Decodable {
    var order: OrderReading
}

/// The fields of `unassigned` and `ended`.
struct OrderEndReading: Decodable {
    var order: String
    var state: String?
    var reason: String?

    var unassigned: ServerMessage {
        get throws(Refusal) {
            .unassigned(
                try Field("/order").order(order), reason: try Field("/reason").required(reason))
        }
    }

    var ended: ServerMessage {
        get throws(Refusal) {
            let state = try Field("/state").state(try Field("/state").required(state))
            return .ended(try Field("/order").order(order), state, reason: reason)
        }
    }
}

struct EventReading: Decodable {
    var order: String
    var seq: Int
    var epoch: Int
    var leg: Int
    var state: String
    var at: Int64
    var version: Int
    var reason: String?

    var event: ReceivedEvent {
        get throws(Refusal) {
            ReceivedEvent(
                order: try Field("/order").order(order), sequence: seq, epoch: epoch, leg: leg,
                state: try Field("/state").state(state),
                at: Instant(millisecondsSinceEpoch: at), version: version, reason: reason)
        }
    }
}

struct PositionReading: Decodable {
    var order: String
    var epoch: Int
    var latitude: Double
    var longitude: Double
    var headingDegrees: Double?
    var fixTime: Int64
    var receivedAt: Int64
    var sentAt: Int64
    var positionAgeMs: Int64
    var remainingSeconds: Int?

    func position(at pointer: String) throws(Refusal) -> ReceivedPosition {
        ReceivedPosition(
            update: PositionUpdate(
                order: try Field(pointer + "/order").order(order), epoch: epoch,
                coordinate: try Field(pointer).coordinate(
                    latitude: latitude, longitude: longitude, datum: .wgs84),
                headingDegrees: headingDegrees.map { Float($0) } ?? -1,
                fixTime: Instant(millisecondsSinceEpoch: fixTime),
                receivedAt: Instant(millisecondsSinceEpoch: receivedAt),
                remainingSeconds: remainingSeconds),
            sentAt: Instant(millisecondsSinceEpoch: sentAt), age: Milliseconds(positionAgeMs))
    }
}

struct SnapshotReading: Decodable {
    var re: KeyReading?
    var order: OrderReading
    var seq: Int
    var position: PositionReading?

    var snapshot: ReceivedSnapshot {
        get throws(Refusal) {
            var read = ReceivedSnapshot(
                re: re?.key, order: try order.order(at: "/order"), sequence: seq)
            if let position { read.position = try position.position(at: "/position") }
            return read
        }
    }
}

struct LoadReading: Decodable {
    var orders: Int
    var grams: Int
}

struct RowReading: Decodable {
    var id: String
    var latitude: Double
    var longitude: Double
    var fixTime: Int64
    var state: String
    var load: LoadReading
    var pools: [String]

    func row(at pointer: String) throws(Refusal) -> RunnerRow {
        guard let state = RunnerState(name: state) else {
            throw Field(pointer + "/state").invalid("is unknown")
        }
        var read = Load()
        read.orders = load.orders
        read.grams = load.grams
        return RunnerRow(
            id: RunnerID(id),
            coordinate: try Field(pointer).coordinate(
                latitude: latitude, longitude: longitude, datum: .wgs84),
            fixTime: Instant(millisecondsSinceEpoch: fixTime), state: state, load: read,
            pools: pools)
    }
}

struct RunnersReading: Decodable {
    var re: KeyReading?
    var runners: [RowReading]
    var gone: [String]?

    var message: ServerMessage {
        get throws(Refusal) {
            var rows: [RunnerRow] = []
            for (index, row) in runners.enumerated() {
                rows.append(try row.row(at: "/runners/\(index)"))
            }
            return .runners(re: re?.key, rows, gone: (gone ?? []).map { RunnerID($0) })
        }
    }
}

struct CellReading: Decodable {
    var cell: String
    var runners: Int
    var free: Int
    var orders: Int
}

struct CellsReading: Decodable {
    var re: KeyReading?
    var cells: [CellReading]

    var message: ServerMessage {
        .cells(
            re: re?.key,
            cells.map {
                CellCount(cell: $0.cell, runners: $0.runners, free: $0.free, orders: $0.orders)
            })
    }
}
