// A customer whose phone stops reading while its order changes hands: whatever it reads later, it reads each
// runner's places only while that runner had the order.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct LateReaderTests {
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
            // A carries four orders of the customer; one of them is going to be B's.
            let orders = try (0..<4).map { _ in try daemon.place()["id"].text ?? "" }
            let order = orders[0]
            let desk = try daemon.http("desk", "dispatcher")
            for order in orders {
                let given = try desk.post("/v1/orders/\(order)/assign", #"{"runner":"a"}"#)
                #expect(given.status == 200, "\(given.text)")
            }
            // A small window, so that the daemon soon has more to say than the kernel takes.
            let customer = try SocketClient(
                port: daemon.port, "/v1/customer", token: TestTokens.mint("c1", "customer"),
                receiveBufferBytes: 4_096)
            for order in orders {
                let ask = #"{"type":"subscribe","id":"\#(order)","order":"\#(order)"}"#
                #expect(try customer.ask(ask, id: order)["type"] == "snapshot")
            }

            let streamed = try stream(first, second)
            let taken = try desk.post("/v1/orders/\(order)/assign", #"{"runner":"b"}"#)
            #expect(taken.status == 200, "\(taken.text)")
            for step in 1...50 { try first.report(Double(step)) }
            for step in 1...100 { try second.report(1_000 + Double(step % 50)) }
            let conflated = try daemon.metrics()["fleetfoot_positions_conflated_total"]
            // Now it reads again: first what was kept for it, up to B on its way.
            var reader = Reader(order: order)
            while reader.seenOfSecond == 0 { reader.take(try customer.next()) }
            try second.report(1_500)
            #expect(try second.report("pickedUp", of: order)["type"] == "ok")
            let proof = #""code":"4821","reason":"met halfway""#
            #expect(try second.report("delivered", of: order, proof)["type"] == "ok")
            for step in 1...20 { try second.report(1_500 - Double(step)) }
            while !reader.hasEnded { reader.take(try customer.next()) }
            // What the daemon says after its last word would come before this answer.
            let ask = #"{"type":"subscribe","id":"t","order":"\#(order)","since":0}"#
            #expect(try customer.ask(ask, id: "t")["type"] == "ok")
            let end = customer.heard.firstIndex { $0["type"] == "ended" } ?? 0
            let late = customer.heard[end...].filter { $0["type"] == "position" }
            #expect(!late.contains { $0["order"].text == order })

            figure(
                """
                \(streamSeconds) s, \(streamed) fixes of A, \(conflated) replaced by newer ones; \
                read \(reader.seenOfFirst) of A, then \(reader.seenOfSecond) of B
                """)
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
    }

    /// What a customer makes of its messages: each position is held against the assignment that it knew of
    /// when the position came.
    private struct Reader {
        /// Beyond this latitude, in metres, is where B is; A stays before it.
        static let borderMeters = 200.0

        let order: String
        var epoch = 1
        var isDelivered = false
        var hasEnded = false
        var seenOfFirst = 0
        var seenOfSecond = 0

        mutating func take(_ message: JSONValue) {
            guard message["order"].text == order else { return }
            switch message["type"].text {
            case "event":
                epoch = message["epoch"].whole ?? 0
                if message["state"] == "delivered" { isDelivered = true }
            case "position":
                let latitude = message["latitude"].decimal ?? 0
                let isFirst = latitude < Street.point(Reader.borderMeters).latitude
                if isFirst { seenOfFirst += 1 } else { seenOfSecond += 1 }
                #expect(message["epoch"].whole == epoch && epoch == (isFirst ? 1 : 2))
                #expect(!isDelivered && !hasEnded, "a position after the end")
            case "ended":
                hasEnded = true
                #expect(isDelivered)
            default: break
            }
        }
    }
}
