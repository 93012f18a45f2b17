// Races over real sockets: five runners who all say yes in one instant, an accept against a cancel, and a
// customer who reads late. `FLEETFOOT_ROUNDS` asks for more of them than a quick run has.

import Basics
import Foundation
import HTTP
import Testing

/// How often a race is run: `usual` times, or as often as the environment asks for.
func raceCount(usual: Int) -> Int {
    ProcessInfo.processInfo.environment["FLEETFOOT_ROUNDS"].flatMap { Int($0) } ?? usual
}

extension IntegrationTests {
    @Suite struct RaceTests {
        /// So far apart that the runners of one place are never asked about orders of another.
        private static func north(_ place: Int) -> Double { Double(place) * 30_000 }

        /// 200 orders, each in a wave of five who all accept at once, each twice with one key.
        @Test func ofFiveWhoAcceptAtOnceOneWins() throws {
            let places = 4
            let daemon = try RunningDaemon([
                "matching.mode=wave", "matching.waveSizes=5", "matching.roundMs=50",
            ])
            let crews = try (0..<places).map { place in
                try (0..<5).map { number in
                    try daemon.runner(
                        "r\(place)-\(number)", at: RaceTests.north(place) + Double(number) * 10)
                }
            }
            var taken = 0
            for round in 0..<raceCount(usual: 200) / places {
                let orders = try (0..<places).map { place in
                    let body = Street.order(
                        from: RaceTests.north(place), to: RaceTests.north(place) + 500)
                    return try daemon.place(body)["id"].text ?? ""
                }
                for (crew, order) in zip(crews, orders) {
                    taken += try race(crew, about: order, round: round)
                    let customer = try daemon.http("c1", "customer")
                    #expect(try customer.post("/v1/orders/\(order)/cancel", "{}").status == 200)
                }
            }
            #expect(taken == raceCount(usual: 200) / places * places)
        }

        /// Lets all of a crew accept at once, twice each; returns how many won.
        private func race(_ crew: [RunnerPhone], about order: String, round: Int) throws -> Int {
            let offers = try crew.map { phone in
                try phone.socket.next { $0["type"] == "offer" && $0["order"].text == order }
            }
            let key = "race-\(order)-\(round)"
            let messages = offers.map { offer in
                let id = offer["offer"].text ?? ""
                return #"{"type":"accept","id":"\#(key)","offer":"\#(id)","epoch":1}"#
            }
            for _ in 0..<2 {
                for (phone, message) in zip(crew, messages) { try phone.socket.send(message) }
            }
            var winners = 0
            for phone in crew {
                let first = try phone.socket.next { $0["re"].text == key }
                let second = try phone.socket.next { $0["re"].text == key }
                #expect(first == second, "the same key has the same answer")
                if first["type"] == "ok" {
                    winners += 1
                } else {
                    #expect(first["code"] == "offerTaken", "\(first)")
                }
            }
            #expect(winners == 1, "\(order)")
            return winners
        }

        /// An accept against a cancel, 0 … 5 ms apart, whichever comes first.
        @Test func anAcceptAndACancelAreNeverBothFree() throws {
            let places = 10
            let seed = UInt64(20_261_121)
            var generator = SeededGenerator(seed: seed)
            let daemon = try RunningDaemon(["matching.roundMs=50"])
            let phones = try (0..<places).map { place in
                try daemon.runner("r\(place)", at: RaceTests.north(place))
            }
            let customer = try daemon.http("c1", "customer")
            var outcomes: [String: Int] = [:]
            for _ in 0..<raceCount(usual: 500) / places {
                let orders = try (0..<places).map { place in
                    let body = Street.order(
                        from: RaceTests.north(place), to: RaceTests.north(place) + 500)
                    return try daemon.place(body)["id"].text ?? ""
                }
                for (phone, order) in zip(phones, orders) {
                    let offer = try phone.socket.next {
                        $0["type"] == "offer" && $0["order"].text == order
                    }
                    let outcome = try duel(
                        phone, customer, offer, order,
                        offsetMicroseconds: generator.number(in: -5_000...5_000))
                    outcomes[outcome, default: 0] += 1
                    #expect(try daemon.order(order)["state"] == "cancelled", "seed \(seed)")
                }
            }
            let known: Set = ["accepted, then cancelled for a fee", "cancelled, accept refused"]
            #expect(Set(outcomes.keys).isSubset(of: known), "\(outcomes), seed \(seed)")
            let all = outcomes.values.reduce(0, +)
            #expect(all == raceCount(usual: 500) / places * places, "\(outcomes), seed \(seed)")
        }

        /// One race; what came of it in words.
        private func duel(
            _ phone: RunnerPhone, _ customer: HTTPClient, _ offer: JSONValue, _ order: String,
            offsetMicroseconds: Int
        ) throws -> String {
            let id = offer["offer"].text ?? ""
            let accept = #"{"type":"accept","id":"a-\#(order)","offer":"\#(id)","epoch":1}"#
            let cancel = customer.bytes(
                .post, "/v1/orders/\(order)/cancel", "{}", key: "c-\(order)")
            if offsetMicroseconds < 0 {
                try customer.send(cancel)
                RaceTests.spin(microseconds: -offsetMicroseconds)
                try phone.socket.send(accept)
            } else {
                try phone.socket.send(accept)
                RaceTests.spin(microseconds: offsetMicroseconds)
                try customer.send(cancel)
            }
            let accepted = try phone.socket.next { $0["re"].text == "a-\(order)" }
            let cancelled = try customer.receive()
            let from = cancelled.json["cancellation"]["from"].text ?? ""
            let fee = cancelled.json["cancellation"]["fee"].whole ?? -1
            switch (accepted["type"], cancelled.status) {
            case ("ok", 200) where from == "assigned" && fee > 0:
                return "accepted, then cancelled for a fee"
            case ("error", 200) where from == "offered" && fee == 0:
                #expect(accepted["code"] == "offerWithdrawn")
                return "cancelled, accept refused"
            default:
                return "\(accepted["type"]) against \(cancelled.status) from \(from), fee \(fee)"
            }
        }

        private static func spin(microseconds: Int) {
            let end = ContinuousClock.now + .microseconds(microseconds)
            while ContinuousClock.now < end {}
        }

        /// Runner A streams while nobody reads; B takes over and delivers; then the customer reads.
        @Test func aCustomerWhoReadsLateSeesNoForeignPosition() throws {
            let daemon = try RunningDaemon([
                "fixes.perSecondMax=100000", "fixes.speedMetersPerSecondMax=10000",
                "fixes.jumpMetersMax=100000",
            ])
            let first = try daemon.runner("a", at: 0)
            let second = try daemon.runner("b", at: 400)
            let order = try daemon.place()["id"].text ?? ""
            let desk = try daemon.http("desk", "dispatcher")
            let assign = "/v1/orders/\(order)/assign"
            #expect(try desk.post(assign, #"{"runner":"a"}"#).status == 200)
            let customer = try daemon.socket("c1", "customer")
            let snapshot = try customer.ask(
                #"{"type":"subscribe","id":"s","order":"\#(order)"}"#, id: "s")
            #expect(snapshot["type"] == "snapshot")
            for step in 1...300 { try first.report(Double(step % 50)) }
            #expect(try desk.post(assign, #"{"runner":"b"}"#).status == 200)
            for step in 1...50 { try first.report(Double(step)) }
            for step in 1...300 { try second.report(1_000 + Double(step % 50)) }
            try second.report(1_500)
            #expect(try second.report("pickedUp", of: order)["type"] == "ok")
            #expect(try second.report("delivered", of: order, #""code":"4821""#)["type"] == "ok")
            for step in 1...20 { try second.report(1_500 - Double(step)) }

            // Of each position, whose it is and the assignment that was known when it came.
            var epoch = snapshot["order"]["legs"][0]["epoch"].whole ?? 0
            var hasEnded = false
            while let message = try? customer.next(), message["type"] != "ended" {
                if message["type"] == "event" { epoch = message["epoch"].whole ?? 0 }
                if message["type"] == "event", message["state"] == "delivered" { hasEnded = true }
                guard message["type"] == "position" else { continue }
                let isFirst = (message["latitude"].decimal ?? 0) < 31.23 + 200 / 111_195.0
                #expect(message["epoch"].whole == epoch && epoch == (isFirst ? 1 : 2))
                #expect(!hasEnded, "a position after the end")
            }
            #expect(hasEnded)
        }
    }
}
