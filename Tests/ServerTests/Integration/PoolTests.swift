// Pools as the people of a city meet them: nobody outside is asked, an empty pool waits where everybody can
// see it, and only a dispatcher with a reason goes past it.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct PoolTests {
        private let roundMs = 100
        private let escalationMs = 1_500
        /// What a busy machine may take beyond an instant that was promised.
        private let slackMs = 500

        /// Twenty men beside the pickup, one woman 4 km off, an order that asks for women.
        @Test func onlyTheWomanIsAskedAndNobodyElseWhenSheDeclines() throws {
            let daemon = try RunningDaemon([
                "matching.roundMs=\(roundMs)", "escalation.afterMs=\(escalationMs)",
            ])
            let men = try (0..<20).map { try daemon.runner("m\($0)", at: 50, gender: "male") }
            let woman = try daemon.runner("f", at: 4_000)
            let desk = try daemon.socket("desk", "dispatcher")
            let order = try daemon.place(Street.order(pools: ["female"]))["id"].text ?? ""
            let customer = try daemon.socket("c1", "customer")
            try customer.send(#"{"type":"subscribe","id":"s","order":"\#(order)","since":0}"#)

            let offer = try woman.nextOffer()
            #expect(offer["order"].text == order)
            try woman.decline(offer)
            try checkTheWait(customer, order)
            try checkOverrides(daemon, order, men[0])

            for man in men {
                // Whatever was sent before this answer has been heard with it.
                #expect(try man.command("duty", #""on":true"#)["duty"] == "on")
                #expect(!man.socket.heard.contains { $0["type"] == "offer" }, "\(man.id) was asked")
            }
            let asked = woman.socket.heard.filter { $0["type"] == "offer" }
            #expect(asked.count == 1, "a refusal is remembered")
            let told = customer.heard.first { $0["reason"] == "escalated" }?["at"]
            let exception = try desk.next { $0["type"] == "exception" }
            #expect(exception["exception"] == "poolEmpty" && exception["order"].text == order)
            #expect(exception["at"] == told)
        }

        /// After the refusal: waiting within a round, and people told on time.
        private func checkTheWait(_ customer: SocketClient, _ order: String) throws {
            _ = try customer.next { $0["state"] == "offered" }
            let back = try customer.next { $0["type"] == "event" }["at"].whole ?? 0
            let waits: JSONValue
            if customer.heard.last?["state"] == "waitingForPool" {
                waits = customer.heard.last ?? .null
            } else {
                waits = try customer.next { $0["state"] == "waitingForPool" }
            }
            let since = waits["at"].whole ?? 0
            #expect(since - back <= roundMs + slackMs, "\(since - back) ms after the refusal")
            let told = try customer.next { $0["reason"] == "escalated" }
            #expect(told["state"] == "waitingForPool")
            let late = (told["at"].whole ?? 0) - since - escalationMs
            #expect((0...slackMs).contains(late), "\(late) ms late")
            figure("waiting after \(since - back) ms, escalated \(late) ms after its time")
        }

        /// Who may send a man all the same, and how: every try is written down.
        private func checkOverrides(
            _ daemon: RunningDaemon, _ order: String, _ man: RunnerPhone
        ) throws {
            let target = "/v1/orders/\(order)/assign"
            let desk = try daemon.http("desk", "dispatcher")
            let plain = try desk.post(target, #"{"runner":"m0"}"#)
            #expect(plain.status == 422 && plain.code == "poolConflict", "\(plain.text)")
            let silent = try desk.post(target, #"{"runner":"m0","override":true}"#)
            #expect(silent.status == 422 && silent.code == "reasonRequired", "\(silent.text)")
            let reason = #""override":true,"reason":"agreed by phone""#
            let shop = try daemon.http("shop", "merchant")
            #expect(try shop.post(target, #"{"runner":"m0",\#(reason)}"#).status == 403)
            #expect(try daemon.order(order)["state"] == "waitingForPool")
            let done = try desk.post(target, #"{"runner":"m0",\#(reason)}"#)
            #expect(done.status == 200 && done.json["state"] == "assigned", "\(done.text)")
            #expect(try man.socket.next("assigned")["order"]["id"].text == order)

            let log = try daemon.http("boss", "admin").get("/v1/audit?limit=100").json["entries"]
            let lines = log.values.filter {
                $0["action"] == "assignOrder" && $0["object"].text == order
            }
            let outcomes = lines.map { line in
                [line["subject"], line["role"], line["outcome"], line["code"], line["reason"]]
                    .map { $0.text ?? "-" }.joined(separator: " ")
            }
            #expect(outcomes.contains { $0.hasPrefix("desk dispatcher refused reasonRequired") })
            #expect(outcomes.contains { $0.hasPrefix("shop merchant refused forbidden") })
            #expect(outcomes.last == "desk dispatcher done - agreed by phone", "\(outcomes)")
        }
    }
}
