// Races over real sockets: five runners who all say yes in one instant, and an accept against a cancel.

import Basics
import Foundation
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct RaceTests {
        /// So far apart that the runners of one place are never asked about orders of another.
        private static func north(_ place: Int) -> Double { Double(place) * 30_000 }

        /// Orders, each in a wave of five who all accept at once, each twice with one key.
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
            var seen = Outcomes()
            let rounds = raceCount(usual: 40) / places
            for round in 0..<rounds {
                let orders = try (0..<places).map { place in
                    let body = Street.order(
                        from: RaceTests.north(place), to: RaceTests.north(place) + 500)
                    return try daemon.place(body)["id"].text ?? ""
                }
                for (crew, order) in zip(crews, orders) {
                    // Every other time the daemon is held while they speak: it hears them in one turn.
                    let held = round.isMultiple(of: 2) ? nil : daemon.process
                    try race(crew, about: order, holding: held, &seen)
                    let customer = try daemon.http("c1", "customer")
                    #expect(try customer.post("/v1/orders/\(order)/cancel", "{}").status == 200)
                }
            }
            #expect(seen.accepted == rounds * places)
            #expect(seen.taken == rounds * places * 4)
            let quick = seen.spreadMicroseconds.count { $0 < 1_000 }
            figure(
                """
                \(rounds * places) orders: \(seen.accepted) accepted, \(seen.taken) offerTaken; all five \
                accepts within a millisecond \(quick) times, found at once \(rounds / 2 * places) times
                """)
        }

        /// What came of all races.
        private struct Outcomes {
            var accepted = 0
            var taken = 0
            /// From the first of the five accepts to the last.
            var spreadMicroseconds: [Int64] = []
        }

        /// Lets all of a crew accept at once, twice each with one key.
        private func race(
            _ crew: [RunnerPhone], about order: String, holding held: DaemonProcess?,
            _ seen: inout Outcomes
        ) throws {
            let offers = try crew.map { phone in
                try phone.socket.next { $0["type"] == "offer" && $0["order"].text == order }
            }
            let key = "race-\(order)"
            let messages = offers.map { offer in
                let id = offer["offer"].text ?? ""
                return SocketClient.bytes(
                    #"{"type":"accept","id":"\#(key)","offer":"\#(id)","epoch":1}"#)
            }
            held?.send(SIGSTOP)
            let first = ContinuousClock.now
            for (phone, message) in zip(crew, messages) { try phone.socket.send(raw: message) }
            let spread = first.duration(to: .now) / .microseconds(1)
            seen.spreadMicroseconds.append(Int64(spread))
            for (phone, message) in zip(crew, messages) { try phone.socket.send(raw: message) }
            held?.send(SIGCONT)
            var winners = 0
            for phone in crew {
                let first = try phone.socket.next { $0["re"].text == key }
                let second = try phone.socket.next { $0["re"].text == key }
                #expect(first == second, "the same key has the same answer")
                if first["type"] == "ok" {
                    winners += 1
                } else {
                    #expect(first["code"] == "offerTaken", "\(first)")
                    seen.taken += first["code"] == "offerTaken" ? 1 : 0
                }
            }
            #expect(winners == 1, "\(order)")
            seen.accepted += winners
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
            for _ in 0..<raceCount(usual: 100) / places {
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
            #expect(all == raceCount(usual: 100) / places * places, "\(outcomes), seed \(seed)")
            figure("\(all) duels: \(outcomes), seed \(seed)")
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
    }
}
