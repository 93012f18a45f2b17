// kill -9 at moments that nobody chose, under load: what was acknowledged is there, and each order's history
// has no hole.

import Basics
import Foundation
import HTTP
import Testing

extension IntegrationTests.CrashTests {
    /// What one run of load got acknowledged.
    private struct Acknowledged {
        var placed: Set<String> = []
        var cancelled: Set<String> = []
    }

    @Test func nothingAcknowledgedIsMissingWheneverItDies() throws {
        let seed = UInt64(731)
        var generator = SeededGenerator(seed: seed)
        let daemon = try RunningDaemon(["matching.roundMs=50", "tariff.cancelFee=300"])
        for number in 0..<4 { try daemon.register("r\(number)", capacity: 100) }
        var known = Acknowledged()
        for moment in 0..<raceCount(usual: 12) {
            let spin = generator.number(in: 0...60_000)
            try load(daemon, moment, dyingAfterMicroseconds: spin, &known)
            try daemon.restart()
            try check(daemon, known, "moment \(moment), seed \(seed)")
        }
        #expect(!known.placed.isEmpty && !known.cancelled.isEmpty)
    }

    /// Orders and cancels until the daemon is killed; what was answered is noted.
    private func load(
        _ daemon: RunningDaemon, _ moment: Int, dyingAfterMicroseconds spin: Int,
        _ known: inout Acknowledged
    ) throws {
        let phones = try (0..<4).map { try daemon.onDuty("r\($0)", at: Double($0) * 20) }
        let client = try daemon.http("m\(moment)", "merchant")
        let old = Array(known.placed.subtracting(known.cancelled).sorted().prefix(10))
        let owner = try daemon.http("desk", "dispatcher")
        try client.send(
            Array(
                (0..<40).map { number in
                    client.bytes(
                        .post, "/v1/orders", Street.order(), key: "k-\(moment)-\(number)")
                }.joined()))
        try owner.send(
            Array(
                old.map { id in
                    owner.bytes(.post, "/v1/orders/\(id)/cancel", "{}", key: "c-\(moment)-\(id)")
                }.joined()))
        // Every other time the first answers are there, however slow the machine is.
        if moment.isMultiple(of: 2) {
            note(try client.receive(), 201, in: &known.placed)
            if !old.isEmpty { note(try owner.receive(), 200, in: &known.cancelled) }
        }
        let end = ContinuousClock.now + .microseconds(spin)
        while ContinuousClock.now < end {}
        try daemon.crash()
        while let answer = try? client.receive() { note(answer, 201, in: &known.placed) }
        while let answer = try? owner.receive() { note(answer, 200, in: &known.cancelled) }
        for phone in phones { phone.socket.hangUp() }
    }

    private func note(_ answer: HTTPAnswer, _ status: Int, in ids: inout Set<String>) {
        if answer.status == status, let id = answer.json["id"].text { ids.insert(id) }
    }

    private func check(
        _ daemon: RunningDaemon, _ known: Acknowledged, _ when: String
    ) throws {
        let desk = try daemon.http("desk", "dispatcher")
        for id in known.placed.sorted().suffix(60) {
            let read = try desk.get("/v1/orders/\(id)")
            #expect(read.status == 200, "\(id), \(when)")
            if known.cancelled.contains(id) {
                #expect(read.json["state"] == "cancelled", "\(when)")
            }
            let events = try desk.get("/v1/orders/\(id)/events?since=0").json["events"].values
            let sequences = events.compactMap { $0["seq"].whole }
            #expect(sequences == Array(1...max(1, events.count)), "\(id), \(when)")
        }
    }
}
