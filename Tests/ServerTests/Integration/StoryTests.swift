// One order from its placing to the door, as its people live it: over requests alone, and over sockets.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct StoryTests {
        /// Runners of tests cover metres in milliseconds; nothing is to be taken for a teleport.
        private var fastRunners: String { "fixes.speedMetersPerSecondMax=10000" }
        private var phases: [String] { ["atPickup", "pickedUp", "atDropoff", "delivered"] }

        @Test func byRequestsAlone() throws {
            let daemon = try RunningDaemon(["matching.roundMs=100", fastRunners])
            try daemon.register("r1")
            let runner = try daemon.http("r1", "runner")
            let customer = try daemon.http("c1", "customer")
            let duty = try runner.request(.put, "/v1/runners/me/duty", #"{"on":true}"#)
            #expect(duty.status == 200 && duty.json["duty"] == "on")
            let fix = #"{"fixes":[{\#(RunnerPhone.fix(1, 420))}]}"#
            let ack = try runner.request(.post, "/v1/fixes", fix)
            #expect(ack.status == 200 && ack.json["accepted"] == 1)
            // The poll is there before the order is.
            try runner.send(runner.bytes(.get, "/v1/runners/me/offers?since=0&wait=20"))

            let placed = try customer.post("/v1/orders", Street.order())
            #expect(placed.status == 201 && placed.fields["etag"] == "\"1\"")
            let id = placed.json["id"].text ?? ""
            #expect(placed.fields["location"] == "/v1/orders/\(id)")

            let poll = try runner.receive(answering: .get).json
            let offer = poll["offers"][0]
            #expect(offer["order"].text == id && offer["pickupDistanceMeters"] == 420)
            #expect(offer["stops"][1]["contact"] == .null, "who lives there is told after accept")
            let target = "/v1/offers/\(offer["offer"].text ?? "")"
            #expect(try runner.request(.post, target + "/seen").status == 200)
            #expect(try customer.get("/v1/orders/\(id)").json["state"] == "offered")
            let accepted = try runner.post(target + "/accept", #"{"epoch":1}"#)
            #expect(accepted.status == 200, "\(accepted.text)")
            let taken = accepted.json["order"]
            #expect(taken["state"] == "assigned")
            #expect(taken["stops"][0]["code"] == "3-2-1007")
            #expect(taken["stops"][1]["code"] == .null, "the customer tells it at the door")
            let seen = try customer.get("/v1/orders/\(id)").json
            #expect(seen["state"] == "assigned")
            #expect(seen["legs"][0]["runner"]["name"] == "赵*")
            #expect(seen["legs"][0]["runner"]["id"] == .null)

            try carry(id, runner, customer)
            let track = try customer.get("/v1/orders/\(id)/track").json
            #expect(track["points"].values.count == 1)
            #expect(try daemon.runner("r1")["load"]["orders"] == 0)
            let over = try customer.post("/v1/orders/\(id)/cancel", "{}")
            #expect(over.status == 409 && over.code == "stateConflict")
        }

        /// Reports every phase, and looks at the order as its customer does after each.
        func carry(_ id: String, _ runner: HTTPClient, _ customer: HTTPClient) throws {
            let phases = "/v1/orders/\(id)/legs/0/phase"
            var version = 0
            for phase in ["atPickup", "pickedUp", "atDropoff"] {
                let answer = try runner.post(phases, #"{"to":"\#(phase)"}"#)
                #expect(answer.status == 200, "\(answer.text)")
                let order = try customer.get("/v1/orders/\(id)").json
                #expect(order["state"].text == phase)
                #expect(order["version"].whole ?? 0 > version)
                version = order["version"].whole ?? 0
            }
            let way = #"{"fixes":[{\#(RunnerPhone.fix(2, 418))}]}"#
            #expect(try runner.request(.post, "/v1/fixes", way).json["accepted"] == 1)
            let wrong = try runner.post(phases, #"{"to":"delivered","code":"0000"}"#)
            #expect(wrong.status == 422 && wrong.code == "wrongCode" && wrong.json["limit"] == 4)
            let proof = #""code":"4821","reason":"met halfway""#
            let done = try runner.post(phases, #"{"to":"delivered",\#(proof)}"#)
            #expect(done.status == 200 && done.json["state"] == "delivered")
            let order = try customer.get("/v1/orders/\(id)").json
            #expect(order["state"] == "delivered")
            #expect(order["legs"][0]["holder"] == "recipient")
        }

        @Test func bySocketsTheCustomerSeesItsOrderAndNothingElse() throws {
            let daemon = try RunningDaemon(["matching.roundMs=100", fastRunners])
            let phone = try daemon.runner("r1", at: 400)
            let id = try daemon.place(Street.order())["id"].text ?? ""
            let customer = try daemon.socket("c1", "customer")
            let snapshot = try customer.ask(
                #"{"type":"subscribe","id":"s","order":"\#(id)"}"#, id: "s")
            #expect(snapshot["type"] == "snapshot" && snapshot["position"] == .null)
            let offer = try phone.nextOffer()
            try phone.report(390)

            #expect(try phone.accept(offer)["state"] == "assigned")
            _ = try customer.next { $0["state"] == "assigned" }
            for (place, phase) in zip([385.0, 380, 375, 370], phases) {
                try phone.report(place)
                let position = try customer.next("position")
                #expect(position["order"].text == id && position["epoch"] == 1)
                let latitude = position["latitude"].decimal ?? 0
                #expect(abs(latitude - Street.point(place).latitude) < 2e-7)
                let proof = #""code":"4821","reason":"met halfway""#
                let code = phase == "delivered" ? proof : #""code":null"#
                #expect(try phone.report(phase, of: id, code)["type"] == "ok")
                let event = try customer.next("event")
                #expect(event["state"].text == phase)
            }
            let ended = try customer.next("ended")
            #expect(ended["state"] == "delivered")

            // What the runner does next is nobody's business: after its fix is acknowledged, the
            // customer's own question is answered first.
            try phone.report(365)
            let late = try customer.ask(
                #"{"type":"subscribe","id":"t","order":"\#(id)","since":0}"#, id: "t")
            #expect(late["type"] == "ok")
            checkWhatWasHeard(by: customer)
        }

        /// Four positions, all between accept and delivery, and a gapless sequence of events.
        private func checkWhatWasHeard(by customer: SocketClient) {
            let live = customer.heard.prefix { $0["type"] != "ended" }
            let later = customer.heard.dropFirst(live.count)
            let positions = live.indices.filter { live[$0]["type"] == "position" }
            #expect(positions.count == 4)
            #expect(!later.contains { $0["type"] == "position" })
            let assigned = live.firstIndex { $0["state"] == "assigned" } ?? 0
            #expect(positions.allSatisfy { $0 > assigned })
            let replayed = later.filter { $0["type"] == "event" }
            #expect(replayed.compactMap { $0["seq"].whole } == Array(1...replayed.count))
            let states = replayed.compactMap { $0["state"].text }
            #expect(states == ["matching", "offered", "assigned"] + phases)
        }

        @Test func aNewerSessionReplacesTheOlder() throws {
            let daemon = try RunningDaemon()
            let older = try daemon.runner("r1", at: 0)
            let newer = try RunnerPhone("r1", at: daemon)
            #expect(try older.socket.closed().code == 4_009)
            #expect(newer.welcome["duty"] == "on")
            try newer.report(10)
        }
    }
}
