// A customer whose phone stops reading while its order changes hands: whatever it reads later, it reads each
// runner's places only while that runner had the order.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct LateReaderTests {
        /// Beyond this latitude, in metres, is where B is; A stays before it.
        private let borderMeters = 200.0

        /// How long A streams: a moment, or as many seconds as a run in full asks for.
        private var streamSeconds: Int { raceCount(usual: 1) }

        /// Runner A streams while nobody reads; B takes over and delivers; then the customer reads.
        @Test func aCustomerWhoReadsLateSeesNoForeignPosition() throws {
            let daemon = try RunningDaemon([
                "fixes.perSecondMax=100000", "socket.pingIntervalMs=600000",
                "matching.roundMs=60000", "fixes.speedMetersPerSecondMax=10000",
                "fixes.jumpMetersMax=100000",
            ])
            let first = try daemon.runner("a", at: 0)
            let second = try daemon.runner("b", at: 400)
            let order = try daemon.place()["id"].text ?? ""
            let desk = try daemon.http("desk", "dispatcher")
            let assign = "/v1/orders/\(order)/assign"
            #expect(try desk.post(assign, #"{"runner":"a"}"#).status == 200)
            // A small window, so that the daemon soon has more to say than the kernel takes.
            let customer = try SocketClient(
                port: daemon.port, "/v1/customer", token: TestTokens.mint("c1", "customer"),
                receiveBufferBytes: 4_096)
            let snapshot = try customer.ask(
                #"{"type":"subscribe","id":"s","order":"\#(order)"}"#, id: "s")
            #expect(snapshot["type"] == "snapshot")

            let streamed = try stream(first, second)
            #expect(try desk.post(assign, #"{"runner":"b"}"#).status == 200)
            for step in 1...50 { try first.report(Double(step)) }
            for step in 1...100 { try second.report(1_000 + Double(step % 50)) }
            try second.report(1_500)
            #expect(try second.report("pickedUp", of: order)["type"] == "ok")
            #expect(try second.report("delivered", of: order, #""code":"4821""#)["type"] == "ok")
            for step in 1...20 { try second.report(1_500 - Double(step)) }
            let conflated = try daemon.metrics()["fleetfoot_positions_conflated_total"]

            let seen = try read(customer, from: snapshot)
            figure("\(streamSeconds) s, \(streamed) fixes of A, \(conflated) replaced; read \(seen)")
            if isFullSize { #expect(conflated > 0, "the customer's kernel took everything") }
        }

        /// A goes up and down its street, while B, who has nothing to do with it, does the same elsewhere.
        private func stream(_ first: RunnerPhone, _ second: RunnerPhone) throws -> Int {
            let end = ContinuousClock.now + .seconds(streamSeconds)
            var step = 0
            while ContinuousClock.now < end {
                step += 1
                try first.report(Double(step % 50))
                if step % 10 == 0 { try second.report(400 + Double(step % 50)) }
            }
            return step
        }

        /// Reads to the end, and holds each position against the assignment that was known when it came.
        private func read(
            _ customer: SocketClient, from snapshot: JSONValue
        ) throws -> [String: Int] {
            var epoch = snapshot["order"]["legs"][0]["epoch"].whole ?? 0
            var hasEnded = false
            var seen = ["of A": 0, "of B": 0]
            while true {
                let message = try customer.next()
                if message["type"] == "ended" { break }
                if message["type"] == "event" { epoch = message["epoch"].whole ?? 0 }
                if message["type"] == "event", message["state"] == "delivered" { hasEnded = true }
                guard message["type"] == "position" else { continue }
                let border = Street.point(borderMeters).latitude
                let isFirst = (message["latitude"].decimal ?? 0) < border
                seen[isFirst ? "of A" : "of B", default: 0] += 1
                #expect(message["epoch"].whole == epoch && epoch == (isFirst ? 1 : 2))
                #expect(!hasEnded, "a position after the end")
            }
            #expect(hasEnded)
            // What the daemon says after its last word would come before this answer.
            let order = snapshot["order"]["id"].text ?? ""
            let again = try customer.ask(
                #"{"type":"subscribe","id":"t","order":"\#(order)","since":0}"#, id: "t")
            #expect(again["type"] == "ok")
            let end = customer.heard.firstIndex { $0["type"] == "ended" } ?? 0
            #expect(!customer.heard[end...].contains { $0["type"] == "position" })
            return seen
        }
    }
}
