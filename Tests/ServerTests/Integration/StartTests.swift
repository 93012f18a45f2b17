// Starting and ending: what stops a start is said in one line, what ends a daemon leaves nothing.

import Foundation
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct StartTests {
        /// Runs a daemon that must not start and returns what it said.
        func refusal(
            _ settings: [String], in folder: TestFolder
        ) throws -> (status: Int32, line: String) {
            let process = try DaemonProcess(
                RunningDaemon.arguments(settings, in: folder), in: folder)
            #expect(try process.firstLine() == nil, "it names no port")
            let status = try process.wait()
            let lines = process.errors.split(separator: "\n")
            #expect(lines.count == 1, "one line: \(process.errors)")
            return (status, lines.first.map(String.init) ?? "")
        }

        @Test func aPortInUseIsSaidInOneLine() throws {
            let first = try RunningDaemon()
            let (status, line) = try refusal(
                ["http.listen=127.0.0.1:\(first.port)"], in: TestFolder())
            #expect(status == 1)
            #expect(line.contains("http.listen") && line.contains("\(first.port)"), "\(line)")
            #expect(try first.http().get("/healthz").status == 200, "the first goes on")
        }

        @Test func twoDaemonsDoNotShareAFolder() throws {
            let first = try RunningDaemon()
            let (status, line) = try refusal([], in: first.folder)
            #expect(status == 1)
            #expect(line.contains("data.folder"), "\(line)")
            #expect(try first.http().get("/readyz").status == 200, "the first goes on")
        }

        @Test func withoutKeysNobodyCouldBeBelieved() throws {
            let folder = try TestFolder()
            try folder.write("data.folder: data\nhttp.listen: 127.0.0.1:0\n", to: "bare.yaml")
            let process = try DaemonProcess(
                ["serve", "--config", folder.file("bare.yaml")], in: folder)
            #expect(try process.wait() == 1)
            #expect(process.errors.contains("auth.keys"), "\(process.errors)")
            #expect(process.errors.split(separator: "\n").count == 1, "\(process.errors)")
        }

        @Test func anEmptyFolderOfKeysIsNone() throws {
            let folder = try TestFolder()
            try folder.write("", to: "none/readme.txt")
            let (status, line) = try refusal(["auth.keys=\(folder.file("none"))"], in: folder)
            #expect(status == 1)
            #expect(line.contains("auth.keys"), "\(line)")
        }

        @Test func badSettingsAreNamedWithTheirPlaceAndWhatWouldBeRight() throws {
            let folder = try TestFolder()
            try folder.write(
                "matching:\n  roundMs: 10\noffer.deadline: 5000\n", to: "city.yaml")
            let process = try DaemonProcess(
                ["serve", "--config", folder.file("city.yaml"), "--set", "loops=many"], in: folder)
            #expect(try process.wait() != 0)
            let errors = process.errors
            let lines = errors.split(separator: "\n").map(String.init)
            let round = try #require(lines.first { $0.contains("matching.roundMs") }, "\(errors)")
            #expect(round.contains("city.yaml:2") && round.contains("50"), "\(round)")
            let deadline = try #require(lines.first { $0.contains("offer.deadline") }, "\(errors)")
            #expect(deadline.contains("city.yaml:3"), "\(deadline)")
            #expect(deadline.contains("offer.deadlineMs"), "\(deadline)")
            let loops = try #require(lines.first { $0.contains("loops") }, "\(errors)")
            #expect(loops.contains("--set"), "\(loops)")
        }

        @Test(arguments: [SIGTERM, SIGINT])
        func aSignalEndsItInGoodOrder(signal: Int32) throws {
            let daemon = try RunningDaemon()
            let phone = try daemon.runner("r1", at: 0)
            let idle = try daemon.http("c1", "customer")
            #expect(try idle.get("/v1/orders").status == 200)
            let order = try daemon.place()
            let port = daemon.port

            daemon.process.send(signal)

            let goodbye = try phone.socket.closed()
            #expect(goodbye.code == 4_014)
            #expect(try JSONValue(Array(goodbye.reason.utf8))["retryAfterMs"].whole ?? 0 > 0)
            #expect(throws: SocketFailure.ended) { try idle.receive() }
            idle.hangUp()
            #expect(try daemon.process.wait() == 0, "\(daemon.process.errors)")
            #expect(throws: SocketFailure.refused) { try BlockingSocket(port: port) }
            let again = try RunningDaemon(in: daemon.folder)
            #expect(try again.order(order["id"].text)["id"] == order["id"])
        }

        @Test func clientsThatNeverHangUpDoNotKeepIt() throws {
            let daemon = try RunningDaemon()
            let phone = try daemon.runner("r1", at: 0)
            let idle = try daemon.http("c1", "customer")
            #expect(try idle.get("/v1/orders").status == 200)
            #expect(try daemon.stop() == 0)
            #expect(try phone.socket.closed().code == 4_014)
            #expect(throws: SocketFailure.ended) { try idle.receive() }
        }

        @Test func anAnswerOnItsWayStillArrives() throws {
            let daemon = try RunningDaemon()
            try daemon.register("r1")
            let poll = try daemon.http("r1", "runner")
            try poll.send(poll.bytes(.get, "/v1/runners/me/offers?since=0&wait=1"))
            _ = try daemon.metrics()
            daemon.process.send(SIGTERM)
            #expect(try poll.receive(answering: .get).status == 200)
            poll.hangUp()
            #expect(try daemon.process.wait() == 0)
        }
    }
}
