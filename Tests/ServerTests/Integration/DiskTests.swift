// A full disk, by a bound on the database's pages: nothing that cannot be kept is acknowledged, what
// needs no disk goes on, and with room again everything is as it was promised.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct DiskTests {
        @Test func aFullDiskRefusesCommandsAndNothingElse() throws {
            let daemon = try RunningDaemon(["journal.pageCountMax=80", "fixes.ackMs=100"])
            let phone = try daemon.runner("r1", at: 100_000)
            let client = try daemon.http("c1", "customer")
            let kept = try fill(daemon, client)
            try #require(!kept.isEmpty, "it began with room")

            let probe = try daemon.http("c2", "customer")
            let refused = try probe.post("/v1/orders", Street.order())
            #expect(refused.status == 503 && refused.code == "notReady")
            #expect(refused.fields["retry-after"].flatMap { Int($0) } ?? 0 > 0)
            #expect(try probe.get("/readyz").status == 503)
            #expect(try probe.get("/healthz").status == 200)
            #expect(try daemon.metrics()["fleetfoot_ready"] == 0)
            #expect(try phone.command("duty", #""on":false"#)["code"] == "notReady")
            // Fixes need no disk, by socket and by request; what was placed can still be read.
            try phone.report(100_010)
            let fixes = try daemon.http("r1", "runner").request(
                .post, "/v1/fixes", #"{"fixes":[{\#(RunnerPhone.fix(90, 100_020))}]}"#)
            #expect(fixes.status == 200 && fixes.json["accepted"] == 1)
            let read = try daemon.http("c1", "customer").get(kept[0].fields["location"] ?? "/")
            #expect(read.json["externalId"] == "A-0")

            try daemon.crashAndRestart(["journal.pageCountMax=0"])

            let again = try daemon.http("c1", "customer")
            let reads = try again.pipeline(
                kept.map { again.bytes(.get, $0.fields["location"] ?? "/") }, answering: .get)
            for (number, read) in reads.enumerated() {
                #expect(read.text.contains(#""externalId":"A-\#(number)""#))
            }
            let next = try again.post("/v1/orders", Street.order(externalID: "next"))
            #expect(next.status == 201)
        }

        /// Places orders one by one until the disk is full, and returns the answers that came: all of
        /// them promises. The one that did not fit is not answered.
        func fill(_ daemon: RunningDaemon, _ client: HTTPClient) throws -> [HTTPAnswer] {
            let readiness = try daemon.http()
            let watchdog = Watchdog()
            var kept: [HTTPAnswer] = []
            while true {
                let body = Street.order(externalID: "A-\(kept.count)")
                try client.send(client.bytes(.post, "/v1/orders", body, key: "k-\(kept.count)"))
                while !client.hasInput {
                    if try readiness.get("/readyz").status == 503 { return kept }
                    try watchdog.check("the disk is not full")
                }
                kept.append(try client.receive())
                #expect(kept.last?.status == 201)
            }
        }
    }
}
