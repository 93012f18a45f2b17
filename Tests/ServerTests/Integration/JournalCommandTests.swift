// The operator's commands beside a running daemon, and on what it leaves.

import Foundation
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct JournalCommandTests {
        /// A daemon with a runner and two orders: eight records, and those of what the market and the
        /// first round have said about them.
        private func makeDaemon() throws -> (daemon: RunningDaemon, orders: [String]) {
            let daemon = try RunningDaemon(["matching.roundMs=60000"])
            try daemon.register("r1")
            let orders = try (1...2).map { _ in try daemon.place()["id"].text ?? "" }
            return (daemon, orders)
        }

        private func journal(_ words: [String], of folder: String) throws -> DaemonCommand {
            try DaemonCommand(["journal"] + words + ["--folder", folder])
        }

        @Test func verifyCountsAndFindsDamage() throws {
            let (daemon, _) = try makeDaemon()
            let data = daemon.folder.file("data")
            let sound = try journal(["verify"], of: data)
            #expect(sound.status == 0 && sound.lines.last == "sound", "\(sound.errors)")
            let isCounted = (8...14).contains { count in
                sound.lines[0].hasPrefix("rows \(count), removed 0, last \(count),")
            }
            #expect(isCounted, "\(sound.lines[0])")
            #expect(try daemon.stop() == 0)

            // A byte of a city's name in the middle of the file, whatever page it is on.
            let file = URL(fileURLWithPath: data + "/fleetfoot.sqlite")
            var bytes = try Data(contentsOf: file)
            let place = try #require(bytes.range(of: Data("parcel".utf8))?.lowerBound)
            bytes[place] ^= 1
            try bytes.write(to: file)
            let damaged = try journal(["verify"], of: data)
            #expect(damaged.status == 1)
            #expect(damaged.lines.last?.hasPrefix("damage at position") == true)
        }

        @Test func dumpShowsRecordsAndNoPersonalFieldUnasked() throws {
            let (daemon, orders) = try makeDaemon()
            let data = daemon.folder.file("data")
            let shown = try journal(["dump"], of: data)
            let count = shown.lines.count
            #expect(shown.status == 0 && (8...14).contains(count), "\(shown.errors)")
            let records = try shown.lines.map { try JSONValue(Array($0.utf8)) }
            #expect(records.map { $0["position"].whole } == Array(1...count))
            #expect(records.contains { $0["record"]["runnerRegistered"]["1"]["id"].text == "r1" })
            #expect(!shown.lines.joined().contains("王小明"))
            let all = try journal(["dump", "--personal", "--order", orders[1]], of: data)
            #expect(all.lines.count >= 2, "created, answered, and maybe waiting")
            #expect(all.lines.joined().contains("王小明"))
            #expect(try journal(["dump", "--after", "\(count - 1)"], of: data).lines.count == 1)
            #expect(try journal(["dump", "--order", "x"], of: data).status != 0)
        }

        @Test func aBackupIsRestoredIntoAnEmptyFolderOnly() throws {
            let (daemon, orders) = try makeDaemon()
            let backup = daemon.folder.file("backup")
            let taken = try journal(["backup", backup], of: daemon.folder.file("data"))
            #expect(taken.status == 0, "\(taken.errors)")
            _ = try daemon.place()
            let refused = try journal(["restore", backup], of: daemon.folder.file("data"))
            #expect(refused.status != 0 && refused.errors.contains("in use"))
            #expect(try daemon.stop() == 0)
            let again = try journal(["restore", backup], of: daemon.folder.file("data"))
            #expect(again.status != 0 && again.errors.contains("is there already"))

            let folder = try TestFolder()
            let restored = try journal(["restore", backup], of: folder.file("data"))
            #expect(restored.status == 0, "\(restored.errors)")
            let second = try RunningDaemon(in: folder)
            #expect(try second.order(orders[1])["state"].text != nil)
            let list = try second.http("desk", "dispatcher").get("/v1/orders")
            #expect(list.json["orders"].values.count == 2)
        }

        @Test func eraseTakesOneOrderOrOneRunner() throws {
            let (daemon, orders) = try makeDaemon()
            let data = daemon.folder.file("data")
            let done = try journal(["erase", "--order", orders[0]], of: data)
            #expect(done.status == 0, "\(done.errors)")
            #expect(done.lines.first?.contains("2 records") == true, "\(done.lines)")
            #expect(try journal(["erase", "--order", orders[0]], of: data).status != 0)
            #expect(try journal(["erase", "--runner", "nobody"], of: data).status != 0)
            #expect(try journal(["erase"], of: data).status != 0)
            #expect(try journal(["erase", "--runner", "r1"], of: data).status == 0)
            try daemon.crashAndRestart()
            let first = try daemon.order(orders[0])
            #expect(first["stops"][0]["contact"]["name"].text ?? "" == "")
            #expect(try daemon.order(orders[1])["stops"][0]["contact"]["name"] == "王小明")
            #expect(try daemon.runner("r1")["name"].text == "")
        }
    }
}
