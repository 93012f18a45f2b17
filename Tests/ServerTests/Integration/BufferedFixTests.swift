// A phone that was in a cellar: one live point, then what it had kept, in no order and twice. The marker on
// the customer's map never steps back, and the track is as if nothing had happened.

import Basics
import Foundation
import Geo
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct BufferedFixTests {
        private let count = 300
        /// A city in which five minutes pass in a second, and nobody minds.
        private let settings = [
            "clock.rate=300", "positions.staleAfterMs=3600000", "socket.pingIntervalMs=600000",
            "fixes.speedMetersPerSecondMax=100", "fixes.perSecondMax=100000",
        ]

        @Test(arguments: ["wgs84", "gcj02"])
        func whatWasKeptFillsTheTrackAndNeverMovesTheMarker(datum: String) throws {
            let daemon = try RunningDaemon(settings)
            try daemon.register("r1")
            let phone = try RunnerPhone("r1", at: daemon)
            try phone.goOnDuty()
            let order = try daemon.place()["id"].text ?? ""
            let desk = try daemon.http("desk", "dispatcher")
            let assigned = try desk.post(
                "/v1/orders/\(order)/assign",
                #"{"runner":"r1","reason":"a scene","override":true}"#)
            #expect(assigned.status == 200, "\(assigned.text)")
            let customer = try daemon.socket("c1", "customer")
            let ask = #"{"type":"subscribe","id":"s","order":"\#(order)","since":0}"#
            _ = try customer.ask(ask, id: "s")
            let start =
                customer.heard.first { $0["state"] == "assigned" }.flatMap { $0["at"].whole } ?? 0
            #expect(start > 0)
            let again = try reconnect(daemon, after: start + (count + 2) * 1_000)
            try send([count], at: start, "wgs84", live: again, daemon)
            let seed = UInt64(4_711)
            var generator = SeededGenerator(seed: seed)
            var kept = Array(0..<count) + Array(0..<count)
            for place in kept.indices.reversed() {
                kept.swapAt(place, generator.number(in: 0...place))
            }
            let accepted = try send(kept, at: start, datum, live: nil, daemon)
            #expect(accepted == count, "each once, seed \(seed)")
            try send([count + 1], at: start, "wgs84", live: again, daemon)

            try checkMarker(customer, start)
            try checkTrack(daemon, order, start, "seed \(seed), \(datum)")
        }

        /// The phone with a new socket, once the daemon says that it is so late.
        private func reconnect(_ daemon: RunningDaemon, after time: Int) throws -> RunnerPhone {
            let watchdog = Watchdog()
            while true {
                let phone = try RunnerPhone("r1", at: daemon)
                if phone.welcome["serverTime"].whole ?? 0 >= time { return phone }
                try watchdog.check("the city's clock stands still")
            }
        }

        /// Where the phone was at second `number`: on its way north.
        private func place(_ number: Int) -> Coordinate {
            let (latitude, longitude) = Street.point(Double(number) * 5)
            return Coordinate(latitude: latitude, longitude: longitude)
                ?? Coordinate(latitudeE7: 0, longitudeE7: 0)
        }

        /// Sends points on the phone's socket, or over HTTP in the largest batches there are; returns how
        /// many were new.
        @discardableResult
        private func send(
            _ numbers: [Int], at start: Int, _ datum: String, live phone: RunnerPhone?,
            _ daemon: RunningDaemon
        ) throws -> Int {
            let target = Datum(rawValue: datum) ?? .wgs84
            let fixes = numbers.map { number -> String in
                let place = place(number).converted(from: .wgs84, to: target)
                return #"{"seq":\#(number + 1),"latitude":\#(place.latitude),"#
                    + #""longitude":\#(place.longitude),"accuracyMeters":6,"#
                    + #""fixTime":\#(start + number * 1_000)}"#
            }
            if let phone {
                try phone.socket.send(
                    #"{"type":"fixes","fixes":[\#(fixes.joined(separator: ","))]}"#)
                return try phone.socket.next("fixesAck")["accepted"].whole ?? 0
            }
            let client = try daemon.http("r1", "runner")
            var accepted = 0
            for first in stride(from: 0, to: fixes.count, by: 500) {
                let batch = fixes[first..<min(first + 500, fixes.count)].joined(separator: ",")
                let answer = try client.request(
                    .post, "/v1/fixes?datum=\(datum)", #"{"fixes":[\#(batch)]}"#)
                #expect(answer.status == 200, "\(answer.text)")
                accepted += answer.json["accepted"].whole ?? 0
            }
            return accepted
        }

        /// The two live points and nothing between them.
        private func checkMarker(_ customer: SocketClient, _ start: Int) throws {
            let last = start + (count + 1) * 1_000
            _ = try customer.next { $0["type"] == "position" && $0["fixTime"].whole == last }
            let times = customer.heard.filter { $0["type"] == "position" }
                .compactMap { $0["fixTime"].whole }
            #expect(times == times.sorted(), "the marker stepped back")
            #expect(Set(times) == [start + count * 1_000, last])
        }

        /// Every point once, in order, the late ones flagged, where the phone was.
        private func checkTrack(
            _ daemon: RunningDaemon, _ order: String, _ start: Int, _ when: String
        ) throws {
            let track = try daemon.http("c1", "customer").get("/v1/orders/\(order)/track")
            let points = track.json["points"].values
            let times = points.compactMap { $0["fixTime"].whole }
            #expect(times == (0..<count + 2).map { start + $0 * 1_000 }, "\(when)")
            #expect(points.compactMap { $0["late"] == true ? 1 : nil }.count == count)
            #expect(points.suffix(2).allSatisfy { $0["late"] == false })
            var farthestMeters = 0.0
            for (number, point) in points.enumerated() {
                guard let latitude = point["latitude"].decimal,
                    let longitude = point["longitude"].decimal,
                    let found = Coordinate(latitude: latitude, longitude: longitude)
                else {
                    Issue.record("a point without a place, \(when)")
                    continue
                }
                farthestMeters = max(farthestMeters, found.distanceMeters(to: place(number)))
            }
            #expect(farthestMeters <= 2, "\(farthestMeters) m, \(when)")
            figure("\(points.count) points, the farthest \(farthestMeters) m off, \(when)")
        }
    }
}
