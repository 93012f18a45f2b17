// Snapshots of the real daemon: taken while it serves, begun with after a crash, and nobody can tell.

import HTTP
import Testing

extension IntegrationTests {
    @Suite struct SnapshotTests {
        /// Waits until the daemon has said so in its log, in this run.
        private func await(_ line: String, from daemon: RunningDaemon) throws -> String {
            let watchdog = Watchdog()
            while true {
                let lines = daemon.process.errors.split(separator: "\n")
                if let found = lines.first(where: { $0.contains(line) }) { return String(found) }
                try watchdog.check(line)
            }
        }

        @Test func aStartBeginsWithTheSnapshot() throws {
            let daemon = try RunningDaemon([
                "matching.roundMs=100", "journal.snapshotEvery=20", "offer.deadlineMs=60000",
            ])
            let phone = try daemon.runner("r1", at: 100)
            let first = try daemon.place()["id"].text ?? ""
            let offer = try phone.nextOffer()
            let accepted = try phone.accept(offer, key: "accept-1")
            var orders = [first]
            for _ in 0..<8 { orders.append(try daemon.place()["id"].text ?? "") }
            let cancelled = try daemon.http("c1", "customer").post(
                "/v1/orders/\(orders[3])/cancel", #"{"reason":"no"}"#)
            #expect(cancelled.status == 200)
            _ = try self.await("info snapshot ", from: daemon)
            let last = try daemon.place()["id"].text ?? ""
            orders.append(last)
            let before = try orders.map { try daemon.order($0) }

            try daemon.crashAndRestart()

            let ready = try self.await("ready", from: daemon)
            #expect(!ready.contains("snapshot=0"), "\(ready)")
            for (order, was) in zip(orders, before) {
                let found = try daemon.order(order)
                // Rounds go on meanwhile; what was, is there.
                #expect(found["version"].whole ?? 0 >= was["version"].whole ?? 1)
                for field in ["stops", "number", "price", "createdAt", "promisedBy", "items"] {
                    #expect(found[field] == was[field], "\(field)")
                }
            }
            let again = try RunnerPhone("r1", at: daemon)
            #expect(try again.accept(offer, key: "accept-1") == accepted)
            let next = try daemon.place()
            #expect(!orders.contains(next["id"].text ?? ""))

            // Once more through the offline compaction, which leaves nothing but the snapshot.
            #expect(try daemon.stop() == 0)
            let data = daemon.folder.file("data")
            let done = try DaemonCommand([
                "journal", "compact", "--folder", data, "--set", "idempotency.keepMs=1000",
                "--set", "idempotency.inMemoryMs=1000",
            ])
            #expect(done.status == 0, "\(done.errors)")
            let verified = try DaemonCommand(["journal", "verify", "--folder", data])
            #expect(verified.lines.last == "sound", "\(verified.lines)")
            try daemon.restart()
            let state = try daemon.order(first)["state"]
            #expect(state == "assigned")
            #expect(try daemon.order(orders[3])["state"] == "cancelled")
            #expect(try daemon.runner("r1")["name"] == "赵敏")
            let erased = try DaemonCommand([
                "journal", "erase", "--runner", "r1", "--folder", data,
            ])
            #expect(erased.status == 0, "found in a snapshot: \(erased.errors)")
        }
    }
}
