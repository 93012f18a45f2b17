// An order's events over real sockets: waited for, and followed as an event stream.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct EventsTests {
        /// A daemon with an order that r1 carries.
        private func carried(
            _ settings: [String] = []
        ) throws -> (daemon: RunningDaemon, runner: RunnerPhone, order: String) {
            let daemon = try RunningDaemon(
                ["matching.roundMs=100", "fixes.speedMetersPerSecondMax=10000"] + settings)
            let runner = try daemon.runner("r1", at: 50)
            let order = try daemon.place()["id"].text ?? ""
            #expect(try runner.accept(runner.nextOffer())["id"].text == order)
            return (daemon, runner, order)
        }

        @Test func aWaitEndsWithTheNextEvent() throws {
            let (daemon, runner, order) = try carried()
            let customer = try daemon.http("c1", "customer")
            let all = try customer.get("/v1/orders/\(order)/events").json
            let last = all["seq"].whole ?? 0
            #expect(all["events"].values.compactMap { $0["seq"].whole } == Array(1...last))
            let target = "/v1/orders/\(order)/events?since=\(last)&wait=20"
            try customer.send(customer.bytes(.get, target))
            _ = try runner.report("pickedUp", of: order)
            let next = try customer.receive(answering: .get).json
            #expect(next["seq"].whole == last + 1)
            #expect(next["events"][0]["state"] == "pickedUp")
        }

        @Test func aStreamFollowsToTheEnd() throws {
            let (daemon, runner, order) = try carried()
            let token = try TestTokens.mint("c1", "customer")
            let stream = try StreamReader(
                port: daemon.port, "/v1/orders/\(order)/events?access_token=\(token)")
            #expect(stream.status == 200)
            #expect(stream.head.contains("content-type: text/event-stream"))
            let first = try #require(try stream.next())
            #expect(first.name == "event" && first.id == "1")
            try runner.report(45)
            let position = try stream.next("position")
            #expect(position.json["order"].text == order && position.json["epoch"] == 1)
            for phase in ["atPickup", "pickedUp", "atDropoff"] {
                _ = try runner.report(phase, of: order)
                #expect(try stream.next("event").json["state"].text == phase)
            }
            let last = try customerView(daemon, order)
            let back = try StreamReader(
                port: daemon.port, "/v1/orders/\(order)/events", token: token,
                fields: ["Last-Event-ID": "\(last - 1)"])
            #expect(try back.next("event").json["seq"].whole == last)
            let done = try runner.report(
                "delivered", of: order, #""code":"4821","reason":"handed over at the gate""#)
            #expect(done["type"] == "ok", "\(done)")
            for reader in [stream, back] {
                #expect(try reader.next("ended").json["state"] == "delivered")
                #expect(try reader.next() == nil && reader.isComplete)
            }
            let over = try daemon.http(token: token).get(
                "/v1/orders/\(order)/events",
                fields: ["Accept": "text/event-stream", "Last-Event-ID": "\(last + 1)"])
            #expect(over.status == 204)
            let errors = daemon.process.errors
            #expect(!errors.contains(token) && !errors.contains("access_token"))
        }

        private func customerView(_ daemon: RunningDaemon, _ order: String) throws -> Int {
            let answer = try daemon.http("c1", "customer").get("/v1/orders/\(order)/events")
            return answer.json["seq"].whole ?? 0
        }

        @Test func aSilentStreamOutlivesTheIdleTime() throws {
            let daemon = try RunningDaemon([
                "stream.heartbeatMs=1000", "http.idleMs=1000", "socket.pingIntervalMs=1000",
            ])
            let order = try daemon.place()["id"].text ?? ""
            let stream = try StreamReader(
                port: daemon.port, "/v1/orders/\(order)/events",
                token: TestTokens.mint("c1", "customer"))
            try stream.awaitHeartbeats(4)
            let cancel = "/v1/orders/\(order)/cancel"
            #expect(try daemon.http("c1", "customer").post(cancel, "{}").status == 200)
            #expect(try stream.next("ended").json["state"] == "cancelled")
        }

        @Test func aStopEndsStreams() throws {
            let daemon = try RunningDaemon()
            let order = try daemon.place()["id"].text ?? ""
            let stream = try StreamReader(
                port: daemon.port, "/v1/orders/\(order)/events",
                token: TestTokens.mint("c1", "customer"))
            _ = try stream.next("event")
            #expect(try daemon.stop() == 0)
            while try stream.next() != nil {}
            #expect(stream.isComplete)
        }
    }
}
