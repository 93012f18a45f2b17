// A full disk, by a bound on the database's pages: nothing that cannot be kept is acknowledged, what
// needs no disk goes on, and with room again everything is as it was promised.

import Foundation
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

        #if os(Linux)
            /// A disk whose room is a bound on the size of files: it can be given back to a process that
            /// lives.
            @Test func aDiskWithRoomAgainNeedsNoRestart() throws {
                let limits = "trap '' XFSZ; ulimit -S -f 1024"
                let daemon = try RunningDaemon(settings, limits: limits)
                try goThroughAFullDisk(daemon) {
                    let program = URL(fileURLWithPath: "/usr/bin/prlimit")
                    let arguments = ["--pid", "\(daemon.process.id)", "--fsize=unlimited"]
                    let given = try Process.run(program, arguments: arguments)
                    given.waitUntilExit()
                    #expect(given.terminationStatus == 0)
                }
            }
        #endif

        /// The same with a small file system of its own, where there is one: `FLEETFOOT_SMALL_DISK` names
        /// its folder. A ballast is thrown off it when it is full.
        @Test(.enabled(if: DiskTests.smallDisk != nil))
        func aFileSystemWithRoomAgainNeedsNoRestart() throws {
            let folder = try #require(DiskTests.smallDisk)
            let ballast = folder + "/ballast"
            let bytes = [UInt8](repeating: 1, count: 1 << 20)
            try Data(bytes).write(to: URL(fileURLWithPath: ballast))
            let daemon = try RunningDaemon(settings + ["data.folder=\(folder)/data"])
            try goThroughAFullDisk(daemon) { try FileManager.default.removeItem(atPath: ballast) }
        }

        private static let smallDisk = ProcessInfo.processInfo.environment["FLEETFOOT_SMALL_DISK"]
        private var settings: [String] {
            ["matching.roundMs=50", "fixes.ackMs=100", "fixes.speedMetersPerSecondMax=10000"]
        }

        /// Until the disk is full, while it is, and once `makeRoom` was called.
        private func goThroughAFullDisk(
            _ daemon: RunningDaemon, makeRoom: () throws -> Void
        ) throws {
            let phone = try daemon.runner("r1", at: 100)
            let order = try daemon.place()["id"].text ?? ""
            _ = try phone.accept(try phone.nextOffer())
            let watcher = try daemon.socket("c1", "customer")
            _ = try watcher.ask(#"{"type":"subscribe","id":"s","order":"\#(order)"}"#, id: "s")
            let client = try daemon.http("c2", "customer")
            let kept = try fill(daemon, client)
            try #require(!kept.isEmpty, "it began with room")

            for place in 1...20 {
                let probe = try daemon.http("c3", "customer").post("/v1/orders", Street.order())
                #expect(probe.status == 503 && probe.code == "notReady", "\(probe.text)")
                try phone.report(100 + Double(place))
                let position = try watcher.next("position")
                let off = abs(
                    (position["latitude"].decimal ?? 0)
                        - Street.point(100 + Double(place)).latitude)
                #expect(off < 2e-7)
            }
            let process = daemon.process.id
            let started = ContinuousClock.now
            try makeRoom()
            let watchdog = Watchdog()
            while try daemon.http().get("/readyz").status != 200 {
                try watchdog.check("not ready again: \(daemon.process.errors)")
            }
            let waited = started.duration(to: .now)
            #expect(daemon.process.id == process)
            // Whose order did not fit hears at last: it is kept, or it was refused at once.
            let last = try client.receive()
            #expect(last.status == 201 || last.code == "notReady", "\(last.text)")
            #expect(try phone.report("pickedUp", of: order)["type"] == "ok")
            let next = try daemon.http("c3", "customer").post("/v1/orders", Street.order())
            #expect(next.status == 201)
            figure("\(kept.count) orders until it was full, ready \(waited) after there was room")

            try daemon.crashAndRestart()
            let all = try daemon.http("c2", "customer").get("/v1/orders?limit=200").json["orders"]
            #expect(all.values.count == min(200, kept.count + (last.status == 201 ? 1 : 0)))
            #expect(try daemon.order(order)["state"] == "pickedUp")
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
