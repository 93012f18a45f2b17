// A refusal is remembered for as long as the settings say, over a crash too.

import Testing

extension IntegrationTests {
    @Suite struct RefusalTests {
        /// A socket that hears everything that has happened to an order, and what happens next.
        func follower(of order: String, at daemon: RunningDaemon) throws -> SocketClient {
            let customer = try daemon.socket("c1", "customer")
            try customer.send(#"{"type":"subscribe","id":"s","order":"\#(order)","since":0}"#)
            return customer
        }

        @Test func aLoneRunnersRefusalIsSeenAndForgottenInTime() throws {
            let memory = 1_500
            let daemon = try RunningDaemon([
                "matching.roundMs=200", "offer.refusalMemoryMs=\(memory)",
            ])
            let phone = try daemon.runner("r1", at: 100)
            let order = try daemon.place()["id"].text ?? ""
            let first = try phone.nextOffer()
            #expect(first["order"].text == order)

            try phone.decline(first)

            let customer = try follower(of: order, at: daemon)
            _ = try customer.next { $0["state"] == "offered" }
            let declined = try customer.next { $0["state"] == "matching" }["at"].whole ?? 0
            let noTaker = try customer.next("event")
            #expect(noTaker["state"] == "noTaker")
            // One round's time, and what a busy machine adds to a timer.
            #expect((noTaker["at"].whole ?? .max) - declined <= 200 + 150)

            let second = try phone.nextOffer()
            #expect(second["order"].text == order)
            #expect(second["offer"] != first["offer"])
            let offered = try customer.next { $0["state"] == "offered" }["at"].whole ?? 0
            #expect(offered - declined >= memory)
        }

        @Test func theMemoryOutlivesACrash() throws {
            let memory = 2_000
            let daemon = try RunningDaemon([
                "matching.roundMs=100", "offer.refusalMemoryMs=\(memory)",
            ])
            let phone = try daemon.runner("r1", at: 100)
            let order = try daemon.place()["id"].text ?? ""
            try phone.decline(try phone.nextOffer())
            let customer = try follower(of: order, at: daemon)
            _ = try customer.next { $0["state"] == "offered" }
            let declined = try customer.next { $0["state"] == "matching" }["at"].whole ?? 0
            #expect(try customer.next("event")["state"] == "noTaker")

            try daemon.crashAndRestart()

            let again = try RunnerPhone("r1", at: daemon)
            #expect(again.welcome["duty"] == "on", "duty outlives the crash")
            #expect(again.welcome["offers"] == [])
            try again.report(100)
            let offer = try again.nextOffer()
            #expect(offer["order"].text == order)
            let offered = (offer["expiresAt"].whole ?? 0) - 15_000
            #expect(offered - declined >= memory)
        }

        @Test func anotherRunnerIsAskedAtOnce() throws {
            let daemon = try RunningDaemon(["matching.roundMs=100"])
            let near = try daemon.runner("near", at: 100)
            let far = try daemon.runner("far", at: 900)
            let order = try daemon.place()["id"].text ?? ""
            try near.decline(try near.nextOffer())
            let offer = try far.nextOffer()
            #expect(offer["order"].text == order)
            #expect(try near.command("duty", #""on":false"#)["duty"] == "off")
            #expect(near.socket.heard.count { $0["type"] == "offer" } == 1, "asked once")
            #expect(try far.accept(offer)["state"] == "assigned")
        }
    }
}
