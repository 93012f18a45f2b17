// kill -9 at moments that nobody chose, under load: what was acknowledged is there, offers keep their
// deadlines, and each order's history has no hole.

import Basics
import Foundation
import HTTP
import Testing

extension IntegrationTests.CrashTests {
    /// What people were told before the daemon died.
    private struct Acknowledged {
        var placed: Set<String> = []
        var cancelled: Set<String> = []
        /// Who took an order.
        var accepted: [String: String] = [:]
        /// Offers and when they end.
        var deadlines: [String: Int] = [:]
        /// Offers that were seen again after a crash.
        var offersKept = 0
    }

    private static let runners = ["r0", "r1", "r2", "r3"]

    @Test func nothingAcknowledgedIsMissingWheneverItDies() throws {
        let seed = UInt64(731)
        var generator = SeededGenerator(seed: seed)
        let daemon = try RunningDaemon(["matching.roundMs=50", "offer.confirmMs=600000"])
        for id in Self.runners { try daemon.register(id, capacity: 100) }
        var known = Acknowledged()
        for moment in 0..<raceCount(usual: 12) {
            let spin = generator.number(in: 0...150_000)
            try load(daemon, moment, dyingAfterMicroseconds: spin, &known, &generator)
            try daemon.restart()
            let newest = known.placed.sorted().suffix(40)
            try check(daemon, known, newest, "moment \(moment), seed \(seed)")
        }
        try check(daemon, known, known.placed.sorted()[...], "at the end, seed \(seed)")
        #expect(!known.placed.isEmpty && !known.cancelled.isEmpty && !known.accepted.isEmpty)
        #expect(known.offersKept > 0)
        figure(
            """
            \(known.placed.count) placed, \(known.cancelled.count) cancelled, \
            \(known.accepted.count) accepted, \(known.deadlines.count) offers of which \
            \(known.offersKept) outlived a crash, seed \(seed)
            """)
    }

    /// Orders, cancels and accepts until the daemon is killed; what was answered is noted.
    private func load(
        _ daemon: RunningDaemon, _ moment: Int, dyingAfterMicroseconds spin: Int,
        _ known: inout Acknowledged, _ generator: inout SeededGenerator
    ) throws {
        let phones = try Self.runners.enumerated().map { number, id in
            try daemon.onDuty(id, at: Double(number) * 20)
        }
        for phone in phones { greet(phone, moment, &known) }
        let shop = try daemon.http("m\(moment)", "merchant")
        let desk = try daemon.http("desk", "dispatcher")
        let open = known.placed.subtracting(known.cancelled).subtracting(known.accepted.keys)
        let orders = (0..<40).map { number in
            shop.bytes(.post, "/v1/orders", Street.order(), key: "k-\(moment)-\(number)")
        }
        let cancels = open.sorted().prefix(10).map { id in
            desk.bytes(.post, "/v1/orders/\(id)/cancel", "{}", key: "c-\(moment)-\(id)")
        }
        try shop.send(Array(orders.joined()))
        try desk.send(Array(cancels.joined()))
        // Half of what is offered is taken, the other half is pending when the end comes.
        for phone in phones where generator.chance(percent: 50) {
            for offer in phone.welcome["offers"].values { try sendAccept(offer, phone) }
        }
        // Every other time the first answers are there, however slow the machine is.
        if moment.isMultiple(of: 2) {
            note(try shop.receive(), 201, in: &known.placed)
            if !cancels.isEmpty { note(try desk.receive(), 200, in: &known.cancelled) }
        }
        let end = ContinuousClock.now + .microseconds(spin)
        while ContinuousClock.now < end {
            let speaking = SocketClient.awaitInput(of: phones.map(\.socket), milliseconds: 1)
            for phone in speaking.map({ phones[$0] }) {
                let message = try phone.socket.next()
                if message["type"] == "offer", generator.chance(percent: 50) {
                    try sendAccept(message, phone)
                }
            }
        }
        try daemon.crash()
        note(shop, desk, phones, &known)
    }

    /// What a phone is greeted with after a crash: offers that it knows end when they were to end.
    private func greet(_ phone: RunnerPhone, _ moment: Int, _ known: inout Acknowledged) {
        for offer in phone.welcome["offers"].values {
            let id = offer["offer"].text ?? ""
            guard let deadline = known.deadlines[id] else {
                known.deadlines[id] = offer["expiresAt"].whole
                continue
            }
            known.offersKept += 1
            #expect(offer["expiresAt"].whole == deadline, "moment \(moment): \(offer)")
        }
    }

    private func sendAccept(_ offer: JSONValue, _ phone: RunnerPhone) throws {
        let (id, order) = (offer["offer"].text ?? "", offer["order"].text ?? "")
        let epoch = offer["epoch"].whole ?? 0
        try phone.socket.send(
            #"{"type":"accept","id":"\#(order)","offer":"\#(id)","epoch":\#(epoch)}"#)
    }

    /// Reads what had left the daemon before it died.
    private func note(
        _ shop: HTTPClient, _ desk: HTTPClient, _ phones: [RunnerPhone],
        _ known: inout Acknowledged
    ) {
        while let answer = try? shop.receive() { note(answer, 201, in: &known.placed) }
        while let answer = try? desk.receive() { note(answer, 200, in: &known.cancelled) }
        for phone in phones {
            while (try? phone.socket.next()) != nil {}
            for message in phone.socket.heard {
                if message["type"] == "ok", let id = message["order"]["id"].text {
                    known.accepted[id] = phone.id
                }
                if message["type"] == "offer", let id = message["offer"].text {
                    known.deadlines[id] = message["expiresAt"].whole
                }
            }
            phone.socket.hangUp()
        }
    }

    private func note(_ answer: HTTPAnswer, _ status: Int, in ids: inout Set<String>) {
        if answer.status == status, let id = answer.json["id"].text { ids.insert(id) }
    }

    private func check(
        _ daemon: RunningDaemon, _ known: Acknowledged, _ ids: ArraySlice<String>, _ when: String
    ) throws {
        let desk = try daemon.http("desk", "dispatcher")
        for id in ids {
            let read = try desk.get("/v1/orders/\(id)")
            #expect(read.status == 200, "\(id), \(when)")
            if known.cancelled.contains(id) {
                #expect(read.json["state"] == "cancelled", "\(id), \(when)")
            } else if let runner = known.accepted[id] {
                #expect(read.json["state"] == "assigned", "\(id), \(when)")
                #expect(read.json["legs"][0]["runner"]["id"].text == runner, "\(id), \(when)")
            }
            let events = try desk.get("/v1/orders/\(id)/events?since=0").json["events"].values
            let sequences = events.compactMap { $0["seq"].whole }
            #expect(sequences == Array(1...max(1, events.count)), "\(id), \(when)")
        }
    }
}
