// The push port: who is told by it, of what, and what may stand in it.

import Basics
import Engine
import HTTP
import Testing

@testable import Gateway

@Suite struct PushTests {
    private func shell(sendsPushes: Bool = true) -> Shell {
        var settings = GatewaySettings()
        settings.sendsPushes = sendsPushes
        return Shell(settings: settings)
    }

    /// A runner on duty with a position but no socket.
    private func sleeper(_ shell: Shell) {
        shell.register("r1")
        shell.ask(.put, "/v1/runners/me/duty", as: "runner-r1", #"{"on":true}"#)
        shell.ask(.post, "/v1/fixes", as: "runner-r1", "{\"fixes\":[\(shell.fix(1))]}")
    }

    @Test func anOfferToASleeperIsPushed() throws {
        let shell = shell()
        sleeper(shell)
        let order = shell.place(code: "4821")
        shell.pass(.seconds(2))
        #expect(shell.pushes.count == 1)
        let push = try #require(shell.pushes.first)
        let offer = shell.ask(.get, "/v1/runners/me/offers", as: "runner-r1").json["offers"][0]
        let body = JSON(push.body)
        #expect(push.kind == .offerCreated)
        #expect(push.kind.name == "offer.created")
        #expect(push.id == "offer.created:\(offer["offer"].text ?? "")")
        #expect(push.runner == RunnerID("r1"))
        #expect(push.deadline.millisecondsSinceEpoch == Int64(offer["expiresAt"].integer ?? 0))
        #expect(push.createdAt < push.deadline && push.createdAt <= shell.now)
        #expect(body["runner"] == "r1")
        #expect(body["order"].text == order)
        // As the long-poll shows it, masked, but for the time that has gone by since.
        let fields = ["offer", "epoch", "leg", "expiresAt", "stops", "fee", "pickupDistanceMeters"]
        for field in fields {
            #expect(body[field] == offer[field], "\(field)")
            #expect(body.has(field))
        }
        let text = String(decoding: push.body, as: UTF8.self)
        for secret in ["4821", "13800000000", "王小明"] { #expect(!text.contains(secret)) }
    }

    @Test func itWaitsForTheRecordOfTheOffer() throws {
        let shell = shell()
        sleeper(shell)
        shell.holdsRounds = true
        _ = shell.place()
        let before = shell.gateway.lastPosition
        shell.disk.mood = .held
        shell.planRounds()
        let push = try #require(shell.pushes.first)
        #expect(push.after > before)
        #expect(push.after > shell.gateway.syncedPosition)
        shell.sync()
        #expect(push.after <= shell.gateway.syncedPosition)
    }

    @Test func whoHasASocketIsNotPushed() {
        let shell = shell()
        let runner = shell.runner("r1")
        _ = shell.place()
        #expect(shell.offer(on: runner)["offer"].text != nil)
        #expect(shell.pushes.isEmpty)
    }

    @Test func whoseSocketIsGoneIsPushed() {
        let shell = shell()
        let runner = shell.runner("r1")
        shell.drop(runner)
        _ = shell.place()
        shell.pass(.seconds(2))
        #expect(shell.pushes.map(\.runner) == [RunnerID("r1")])
    }

    @Test func withoutAPortNothingIsMade() {
        let shell = shell(sendsPushes: false)
        sleeper(shell)
        _ = shell.place()
        shell.pass(.seconds(2))
        #expect(shell.ask(.get, "/v1/runners/me/offers", as: "runner-r1").json["cursor"] != 0)
        #expect(shell.pushes.isEmpty)
    }
}
