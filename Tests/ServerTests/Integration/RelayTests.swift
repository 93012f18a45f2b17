// An order that goes through a station with a clerk, and everything that people try there: whatever comes of
// it, every look at the order shows one holder.

import Foundation
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct RelayTests {
        private let station = 1_000.0
        private let door = 2_000.0

        @Test func goodsHaveOneHolderWhateverPeopleScan() throws {
            let daemon = try RunningDaemon([
                "matching.roundMs=50", "handover.codeMs=1000",
                "fixes.speedMetersPerSecondMax=10000", "positions.staleAfterMs=600000",
                "offer.confirmMs=600000", "offer.deadlineMs=600000",
            ])
            let scene = try Scene(daemon, station: station, door: door)
            try scene.bringToTheStation()
            try scene.tryEverythingBeforeTheFirstScan()
            try scene.scanAtTheDesk()

            try daemon.crash()
            try daemon.restart()
            try scene.reconnect()

            try scene.tryEverythingBetweenTheScans()
            try scene.fetchFromTheDesk()
            try scene.deliver()
            figure("\(scene.looks) looks at the order, each with one holder")
        }

        @Test func aFullStationIsWaitedForInPlainSight() throws {
            let daemon = try RunningDaemon([
                "matching.roundMs=50", "fixes.speedMetersPerSecondMax=10000",
                "positions.staleAfterMs=600000", "offer.confirmMs=600000",
                "offer.deadlineMs=600000",
            ])
            let scene = try Scene(daemon, station: station, door: door)
            let shop = try daemon.http("shop", "merchant")
            let second = try shop.post("/v1/orders", scene.body).json["id"].text ?? ""
            try awaitState(daemon, second) { $0["reason"] == "stationFull" }
            #expect(try daemon.order(second)["state"] == "matching")
            let forced = try daemon.http("desk", "dispatcher").post(
                "/v1/orders/\(second)/assign", #"{"runner":"a"}"#)
            #expect(forced.status == 422, "\(forced.text)")
            #expect(forced.json["filter"] == "stationFull", "\(forced.text)")
            try scene.bringToTheStation()
            try scene.scanAtTheDesk()
            #expect(try daemon.order(second)["reason"] == "stationFull")
            try scene.fetchFromTheDesk()
            // There is a place again, and A, who is beside the station, is asked.
            try awaitState(daemon, second) { $0["state"] == "offered" }
            let reasons = try daemon.http("desk", "dispatcher")
                .get("/v1/orders/\(second)/events?since=0").json["events"].values
                .compactMap { $0["reason"].text }
            #expect(reasons == ["stationFull", "stationFree"])
        }

        private func awaitState(
            _ daemon: RunningDaemon, _ order: String, _ isWanted: (JSONValue) -> Bool
        ) throws {
            let watchdog = Watchdog()
            while true {
                let found = try daemon.order(order)
                if isWanted(found) { return }
                try watchdog.check("\(found)")
            }
        }
    }

    /// Runners A and B, a clerk, an order from a shop through the clerk's station, and somebody who looks.
    fileprivate final class Scene {
        let daemon: RunningDaemon
        let order: String
        let body: String
        private(set) var looks = 0
        private let station: Double
        private let door: Double
        private var a: RunnerPhone
        private var b: RunnerPhone?
        private var usedCode = ""

        /// Opens the station, which has one place, and gives the order to A.
        init(_ daemon: RunningDaemon, station: Double, door: Double) throws {
            self.daemon = daemon
            (self.station, self.door) = (station, door)
            let put = try daemon.http("boss", "admin").request(
                .put, "/v1/stations/st1",
                #"{\#(Street.members(station)),"capacity":1,"dwellMinutes":30,"unattended":false}"#)
            guard put.status == 200 else { throw Unexpected(put) }
            body = Street.order(from: 0, to: door).replacing(
                #""runnerPools""#, with: #""via":["st1"],"runnerPools""#)
            a = try daemon.runner("a", at: 10)
            let placed = try daemon.http("shop", "merchant").post("/v1/orders", body)
            guard placed.status == 201 else { throw Unexpected(placed) }
            order = placed.json["id"].text ?? ""
            let offer = try a.nextOffer()
            #expect(offer["order"].text == order && offer["leg"] == 0)
            _ = try a.accept(offer)
            try look(sees: "sender")
        }

        /// A picks up and walks; B takes the next leg and waits at the station.
        func bringToTheStation() throws {
            #expect(try a.report("pickedUp", of: order)["type"] == "ok")
            try look(sees: "runner")
            let b = try daemon.runner("b", at: station)
            self.b = b
            let offer = try b.nextOffer()
            #expect(offer["order"].text == order && offer["leg"] == 1)
            _ = try b.accept(offer)
            try a.report(station)
            try b.report(station)
        }

        func tryEverythingBeforeTheFirstScan() throws {
            let b = try #require(b)
            // B before A.
            #expect(try refusal(b.command("phase", phase("pickedUp", leg: 1))) == "notYet")
            #expect(try code(of: 1, by: "st1", "station").code == "notYet")
            #expect(try code(of: 1, by: "b", "runner").status >= 400)
            // A alone.
            let own = try newCode(of: 0, by: "a", "runner")
            #expect(try refusal(scan(own, a)) == "sameRunner")
            #expect(try refusal(a.command("phase", phase("delivered", leg: 0))) == "wrongCode")
            #expect(try refusal(scan(own + "x", a)) == "wrongCode")
            // An expired code; time passes while somebody looks.
            let issued = try code(of: 0, by: "a", "runner").json
            let expiresAt = issued["expiresAt"].whole ?? .max
            while Int(Date().timeIntervalSince1970 * 1_000) <= expiresAt {
                try look(sees: "runner")
            }
            let late = try scanAtDesk(issued["code"].text ?? "")
            #expect(late.status == 422 && late.code == "codeExpired", "\(late.text)")
            try look(sees: "runner")
        }

        /// The first hand-over, looked at from before to after it.
        func scanAtTheDesk() throws {
            usedCode = try newCode(of: 0, by: "a", "runner")
            try look(from: "runner", to: "station") {
                let first = try scanAtDesk(usedCode, key: "scan-1")
                #expect(first.status == 200 && first.json["handedOver"] == true, "\(first.text)")
                #expect(try scanAtDesk(usedCode, key: "scan-1").text == first.text)
            }
            #expect(try scanAtDesk(usedCode).code == "codeUsed")
            try look(sees: "station")
        }

        /// After a crash their apps come back.
        func reconnect() throws {
            try look(sees: "station")
            a = try daemon.onDuty("a", at: station)
            b = try daemon.onDuty("b", at: station)
        }

        func tryEverythingBetweenTheScans() throws {
            #expect(try scanAtDesk(usedCode).code == "codeUsed")
            let b = try #require(b)
            #expect(try refusal(scan(usedCode, b)) == "codeUsed")
            // A does both scans.
            #expect(try refusal(a.command("phase", phase("pickedUp", leg: 1))) == "sameRunner")
            let forB = try newCode(of: 1, by: "st1", "station")
            #expect(try refusal(scan(forB, a)) == "sameRunner")
            #expect(try code(of: 1, by: "a", "runner").status >= 400)
            // The giver can't scan what the taker should.
            let turned = try scanAtDesk(forB)
            #expect(turned.status >= 400, "\(turned.text)")
            try look(sees: "station")
        }

        /// The second hand-over.
        func fetchFromTheDesk() throws {
            let b = try #require(b)
            let code = try newCode(of: 1, by: "st1", "station")
            try look(from: "station", to: "runner") {
                let taken = try scan(code, b)
                #expect(taken["handedOver"] == true, "\(taken)")
            }
            #expect(try refusal(scan(code, b)) == "codeUsed")
            try look(sees: "runner")
        }

        func deliver() throws {
            let b = try #require(b)
            try b.report(door)
            try look(from: "runner", to: "recipient") {
                let done = try b.command(
                    "phase", phase("delivered", leg: 1) + #","code":"4821""#)
                #expect(done["type"] == "ok", "\(done)")
            }
        }
    }
}

// MARK: What people do

extension IntegrationTests.Scene {
    fileprivate func phase(_ phase: String, leg: Int) -> String {
        #""order":"\#(order)","leg":\#(leg),"to":"\#(phase)""#
    }

    fileprivate func refusal(_ answer: JSONValue) -> String {
        answer["type"] == "error" ? answer["code"].text ?? "" : "none: \(answer)"
    }

    fileprivate func code(of leg: Int, by subject: String, _ role: String) throws -> HTTPAnswer {
        try daemon.http(subject, role).post("/v1/orders/\(order)/legs/\(leg)/code", "{}")
    }

    fileprivate func newCode(of leg: Int, by subject: String, _ role: String) throws -> String {
        let answer = try code(of: leg, by: subject, role)
        guard answer.status == 200, let text = answer.json["code"].text else {
            throw Unexpected(answer)
        }
        return text
    }

    fileprivate func scan(_ code: String, _ phone: RunnerPhone) throws -> JSONValue {
        try phone.command("scan", #""code":"\#(code)""#)
    }

    fileprivate func scanAtDesk(_ code: String, key: String? = nil) throws -> HTTPAnswer {
        try daemon.http("st1", "station").post("/v1/scan", #"{"code":"\#(code)"}"#, key: key)
    }
}

// MARK: Who looks

extension IntegrationTests.Scene {
    /// The one holder of the goods that an answer shows.
    private func holder(_ answer: HTTPAnswer) -> String {
        looks += 1
        let holders = answer.json["legs"].values.compactMap { $0["holder"].text }
        #expect(answer.status == 200 && holders.count == 1, "\(answer.text)")
        return holders.first ?? "nobody"
    }

    /// A look by everybody who may look.
    fileprivate func look(sees wanted: String) throws {
        for (subject, role) in [("desk", "dispatcher"), ("shop", "merchant")] {
            let answer = try daemon.http(subject, role).get("/v1/orders/\(order)")
            #expect(holder(answer) == wanted, "\(role)")
        }
    }

    /// Looks that are on their way while something happens: first the one holder, then the other.
    fileprivate func look(
        from former: String, to latter: String, while action: () throws -> Void
    ) throws {
        let client = try daemon.http("desk", "dispatcher")
        let read = client.bytes(.get, "/v1/orders/\(order)")
        for _ in 0..<50 { try client.send(read) }
        try action()
        for _ in 0..<50 { try client.send(read) }
        var seen: [String] = []
        for _ in 0..<100 {
            let found = holder(try client.receive(answering: .get))
            if seen.last != found { seen.append(found) }
        }
        #expect(seen == [former, latter] || seen == [latter], "\(seen)")
    }
}
