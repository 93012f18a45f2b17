// Who is asked: the plan of a whole round, not the nearest runner of each order.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct MatchingTests {
        /// Places orders so that one round sees them all: the daemon takes up pipelined requests in one
        /// turn, before its timers.
        func placeTogether(_ bodies: [String], at daemon: RunningDaemon) throws -> [String] {
            let client = try daemon.http("c1", "customer")
            let requests = bodies.enumerated().map { index, body in
                client.bytes(.post, "/v1/orders", body, key: "together-\(index)")
            }
            return try client.pipeline(requests).map { answer in
                guard answer.status == 201 else { throw Unexpected(answer) }
                return answer.json["id"].text ?? ""
            }
        }

        @Test func aRoundMinimizesTheSumNotEachWay() throws {
            let daemon = try RunningDaemon()
            let south = try daemon.runner("south", at: 0)
            let north = try daemon.runner("north", at: 1_000)

            let orders = try placeTogether(
                [Street.order(from: 450), Street.order(from: -500)], at: daemon)

            let southOffer = try south.nextOffer()
            let northOffer = try north.nextOffer()
            #expect(southOffer["order"].text == orders[1])
            #expect(northOffer["order"].text == orders[0])
            let meters = [southOffer, northOffer].compactMap { $0["pickupDistanceMeters"].whole }
            #expect(meters == [500, 550], "1,050 m in all; the nearest first would be 1,950 m")
        }

        /// B's distance from the pickup, and who is asked: A stands at 300 m with 3 of 4 orders.
        @Test(arguments: [(600.0, "b"), (3_000.0, "a")])
        func loadCountsAsDistance(distance: Double, asked: String) throws {
            let daemon = try RunningDaemon()
            try daemon.register("a")
            let dispatcher = try daemon.http("desk", "dispatcher")
            for _ in 0..<3 {
                let id = try daemon.place()["id"].text ?? ""
                let answer = try dispatcher.post(
                    "/v1/orders/\(id)/assign",
                    #"{"runner":"a","reason":"before its shift","override":true}"#)
                #expect(answer.status == 200, "\(answer.text)")
            }
            let phones = [
                "a": try daemon.onDuty("a", at: 300), "b": try daemon.runner("b", at: -distance),
            ]
            #expect(try daemon.runner("a")["load"]["orders"] == 3)

            let order = try daemon.place(Street.order(from: 0))

            let offer = try phones[asked]?.nextOffer()
            #expect(offer?["order"] == order["id"])
            for (id, phone) in phones where id != asked {
                // Whatever was sent before this answer has been heard with it.
                _ = try phone.command("duty", #""on":false"#)
                #expect(!phone.socket.heard.contains { $0["type"] == "offer" }, "\(id) was asked")
            }
        }

        @Test func aPoolIsNeverWidenedSilently() throws {
            let daemon = try RunningDaemon(["matching.roundMs=100"])
            let man = try daemon.runner("m", at: 10, gender: "male")
            let customer = try daemon.socket("c1", "customer")
            let order = try daemon.place(Street.order(pools: ["female"]))["id"].text ?? ""
            try customer.send(#"{"type":"subscribe","id":"s","order":"\#(order)","since":0}"#)
            _ = try customer.next { $0["state"] == "waitingForPool" }

            let woman = try daemon.runner("f", at: 4_000)

            #expect(try woman.nextOffer()["order"].text == order)
            #expect(try man.command("duty", #""on":false"#)["duty"] == "off")
            #expect(!man.socket.heard.contains { $0["type"] == "offer" })
        }
    }
}
