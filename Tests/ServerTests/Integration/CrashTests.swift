// kill -9: what was acknowledged is there afterwards, and nothing happens twice.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct CrashTests {
        @Test func anAcceptedOrderStaysWithItsRunner() throws {
            let daemon = try RunningDaemon(["matching.roundMs=100"])
            let phone = try daemon.runner("r1", at: 100)
            let order = try daemon.place()["id"].text ?? ""
            let offer = try phone.nextOffer()
            let first = try phone.accept(offer, key: "accept-1")
            #expect(first["state"] == "assigned")

            try daemon.crashAndRestart()

            let after = try daemon.order(order)
            #expect(after["state"] == "assigned")
            #expect(after["legs"][0]["runner"]["id"] == "r1")
            #expect(after["legs"][0]["epoch"] == 1)
            let again = try RunnerPhone("r1", at: daemon)
            #expect(again.welcome["legs"][0]["order"].text == order)
            #expect(again.welcome["offers"] == [])
            // A second runner, free and nearer, for whom rounds would offer whatever waits.
            let other = try daemon.runner("r2", at: 0)
            let next = try daemon.place()["id"].text
            #expect(try other.nextOffer()["order"].text == next)
            #expect(!again.socket.heard.contains { $0["type"] == "offer" })
            let repeated = try again.accept(offer, key: "accept-1")
            #expect(repeated == first, "the old key gives the first answer")
        }

        @Test func anOfferDoesNotGetLongerByACrash() throws {
            let daemon = try RunningDaemon([
                "matching.roundMs=100", "offer.deadlineMs=3000",
            ])
            let phone = try daemon.runner("r1", at: 100)
            let order = try daemon.place()["id"].text ?? ""
            let offer = try phone.nextOffer()

            try daemon.crashAndRestart()

            let again = try RunnerPhone("r1", at: daemon)
            let kept = again.welcome["offers"][0]
            #expect(kept["offer"] == offer["offer"])
            #expect(kept["expiresAt"] == offer["expiresAt"], "the first deadline")
            let poll = try daemon.http("r1", "runner").get("/v1/runners/me/offers?since=0&wait=0")
            let remaining = poll.json["offers"][0]["remainingMs"].whole ?? 0
            #expect(remaining < offer["remainingMs"].whole ?? 0)
            #expect(try again.accept(kept)["state"] == "assigned")
            #expect(try daemon.order(order)["legs"][0]["epoch"] == 1)
        }

        @Test func anOfferRunsOutOnTimeAfterACrash() throws {
            let daemon = try RunningDaemon([
                "matching.roundMs=100", "offer.deadlineMs=1000",
            ])
            let phone = try daemon.runner("r1", at: 100)
            let order = try daemon.place()["id"].text ?? ""
            let offer = try phone.nextOffer()

            try daemon.crashAndRestart()

            let customer = try daemon.socket("c1", "customer")
            try customer.send(#"{"type":"subscribe","id":"s","order":"\#(order)","since":0}"#)
            _ = try customer.next { $0["state"] == "offered" }
            let ended = try customer.next { $0["state"] == "matching" }["at"].whole ?? 0
            let late = ended - (offer["expiresAt"].whole ?? 0)
            #expect((0...500).contains(late), "\(late) ms after its deadline")
            let again = try RunnerPhone("r1", at: daemon)
            let members = #""offer":"\#(offer["offer"].text ?? "")","epoch":1"#
            #expect(try again.command("accept", members)["code"] == "offerExpired")
        }

        /// Where in a burst of orders the crash comes.
        enum Moment: CaseIterable {
            /// The bytes have just left.
            case sent
            /// The loop has turned: orders are decided, the disk may not have them yet.
            case decided
            /// The first order is acknowledged.
            case acknowledged
        }

        @Test func everyOrderWhose201WasReceivedIsThere() throws {
            let daemon = try RunningDaemon()
            let client = try daemon.http("c1", "customer")
            let requests = (0..<300).map { number in
                client.bytes(
                    .post, "/v1/orders", Street.order(externalID: "A-\(number)"),
                    key: "k-\(number)")
            }
            var acknowledged: [Int: HTTPAnswer] = [:]
            for moment in Moment.allCases + [.acknowledged] {
                // What was not acknowledged is sent again with its key, as an app does it.
                let open = requests.indices.filter { acknowledged[$0] == nil }
                let answers = try crash(daemon, at: moment, of: open.map { requests[$0] })
                for (number, answer) in zip(open, answers) { acknowledged[number] = answer }
                try daemon.restart()
            }
            #expect(acknowledged.values.allSatisfy { $0.status == 201 })
            #expect(!acknowledged.isEmpty)

            let again = try daemon.http("c1", "customer")
            let known = acknowledged.sorted { $0.key < $1.key }
            let reads = try again.pipeline(
                known.map { again.bytes(.get, $0.value.fields["location"] ?? "/") },
                answering: .get)
            for ((number, _), read) in zip(known, reads) {
                #expect(read.text.contains(#""externalId":"A-\#(number)""#))
            }
            let repeated = try again.pipeline(requests)
            #expect(repeated.allSatisfy { $0.status == 201 })
            for (number, first) in known {
                #expect(repeated[number].text == first.text, "the first answer, byte by byte")
            }
            #expect(try allExternalIDs(again) == Set((0..<300).map { "A-\($0)" }), "each once")
        }

        /// Sends a burst, kills the daemon, and returns the answers that were received.
        func crash(
            _ daemon: RunningDaemon, at moment: Moment, of burst: [[UInt8]]
        ) throws -> [HTTPAnswer] {
            let client = try daemon.http("c1", "customer")
            let other = try daemon.http()
            var received: [HTTPAnswer] = []
            try client.send(Array(burst.joined()))
            switch moment {
            case .sent: break
            case .decided: _ = try other.get("/healthz")
            case .acknowledged:
                if !burst.isEmpty { received.append(try client.receive()) }
            }
            try daemon.crash()
            // What the daemon sent before it died was received too.
            while let answer = try? client.receive() { received.append(answer) }
            return received
        }

        /// The external ids of all orders, by pages; an id that comes twice fails.
        func allExternalIDs(_ client: HTTPClient) throws -> Set<String> {
            var found: Set<String> = []
            var cursor = ""
            while true {
                let page = try client.get("/v1/orders?limit=100\(cursor)").text
                for id in page.matches(of: /"externalId":"([^"]*)"/) {
                    #expect(found.insert(String(id.1)).inserted, "\(id.1) is there twice")
                }
                guard let next = page.firstMatch(of: /"cursor":"([^"]*)"/) else { return found }
                cursor = "&cursor=\(next.1)"
            }
        }

        @Test func aKeyMeansOneThing() throws {
            let daemon = try RunningDaemon()
            let client = try daemon.http("c1", "customer")
            let first = try client.post("/v1/orders", Street.order(from: 1), key: "k")
            let same = try client.post("/v1/orders", Street.order(from: 1), key: "k")
            let other = try client.post("/v1/orders", Street.order(from: 2), key: "k")
            #expect(first.status == 201 && same.status == 201)
            #expect(first.text == same.text)
            #expect(first.fields["etag"] == same.fields["etag"])
            #expect(first.fields["location"] == same.fields["location"])
            #expect(other.status == 422 && other.code == "keyReused")
            let keyless = try client.request(.post, "/v1/orders", Street.order())
            #expect(keyless.status == 400)
            let stranger = try daemon.http("c2", "customer")
                .post("/v1/orders", Street.order(from: 2), key: "k")
            #expect(stranger.status == 201, "keys are each subject's own")
        }
    }
}
