// The push port of the real daemon: a runner without a socket is asked by a signed webhook.

import Basics
import HTTP
import Testing

extension IntegrationTests {
    @Suite struct PushTests {
        private let secret = "a secret that only two systems know, here in a test"

        /// A daemon that pushes to that port, with runner r1 on duty and without a socket.
        private func daemon(to port: Int, _ settings: [String] = []) throws -> RunningDaemon {
            let folder = try TestFolder()
            try folder.write(secret, to: "push.secret")
            let daemon = try RunningDaemon(
                [
                    "matching.roundMs=100", "push.url=http://127.0.0.1:\(port)/hooks/offer?a=b",
                    "push.secretFile=\(folder.file("push.secret"))", "push.retryMs=50",
                ] + settings, in: folder)
            try daemon.register("r1")
            let runner = try daemon.http("r1", "runner")
            let duty = try runner.request(.put, "/v1/runners/me/duty", #"{"on":true}"#)
            #expect(duty.status == 200)
            let fix = #"{"fixes":[{\#(RunnerPhone.fix(1, 420))}]}"#
            #expect(try runner.request(.post, "/v1/fixes", fix).json["accepted"] == 1)
            return daemon
        }

        /// What the receiver of a push should do first.
        private func isGenuine(_ push: WebhookCall.Push) -> Bool {
            let hash = KeyedHash(key: Array(secret.utf8))
            let message = Array("\(push.field("fleetfoot-timestamp") ?? "").".utf8) + push.body
            let hex = hash.code(of: message).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            return push.field("fleetfoot-signature") == "v1=" + hex.joined()
        }

        @Test func anOfferIsPushedSignedAndTriedAgain() throws {
            let receiver = try WebhookReceiver()
            let daemon = try daemon(to: receiver.port)
            let order = try daemon.place()["id"].text ?? ""
            let call = try receiver.accept()
            let push = try call.receive()
            #expect(push.request.method == .post && push.request.path == "/hooks/offer")
            #expect(push.request.query == "a=b")
            #expect(push.field("host") == "127.0.0.1:\(receiver.port)")
            #expect(push.field("content-type") == "application/json")
            #expect(push.field("fleetfoot-event") == "offer.created")
            #expect(isGenuine(push))
            #expect(push.json["runner"] == "r1")
            #expect(push.json["order"].text == order)
            #expect(push.json["stops"][1]["contact"] == .null, "that is told after accept")
            let offer = push.json["offer"].text ?? ""
            #expect(push.field("fleetfoot-event-id") == "offer.created:\(offer)")
            try call.answer(500)
            // On the same connection, with the same id, signed anew.
            let again = try call.receive()
            #expect(again.body == push.body && isGenuine(again))
            #expect(again.field("fleetfoot-event-id") == push.field("fleetfoot-event-id"))
            try call.answer(204)
            let accepted = try daemon.http("r1", "runner").post(
                "/v1/offers/\(offer)/accept", #"{"epoch":1}"#)
            #expect(accepted.status == 200)
            let metrics = try daemon.metrics()
            #expect(metrics[#"fleetfoot_pushes_total{outcome="sent"}"#] == 1)
            #expect(metrics[#"fleetfoot_pushes_total{outcome="retried"}"#] == 1)
            #expect(metrics["fleetfoot_pushes_waiting"] == 0)
            let errors = daemon.process.errors
            #expect(errors.contains("pushes are not taken") && errors.contains("status 500"))
            #expect(!errors.contains(offer) && !errors.contains(secret))
            #expect(try daemon.stop() == 0)
        }

        @Test func aReceiverThatIsNotThereYet() throws {
            let port = try WebhookReceiver().port
            let daemon = try daemon(to: port)
            _ = try daemon.place()
            let watchdog = Watchdog()
            while try daemon.metrics()[#"fleetfoot_pushes_total{outcome="retried"}"#] == 0 {
                try watchdog.check("no try failed")
            }
            let receiver = try WebhookReceiver(port: port)
            let call = try receiver.accept()
            #expect(try isGenuine(call.receive()))
            try call.answer(200, ["Connection": "close"])
            try call.awaitEnd()
            #expect(try daemon.stop() == 0)
        }

        @Test func aReceiverThatHangsUpAndOneThatIsSilent() throws {
            let receiver = try WebhookReceiver()
            let daemon = try daemon(to: receiver.port, ["push.timeoutMs=300"])
            _ = try daemon.place()
            let first = try receiver.accept()
            let push = try first.receive()
            first.hangUp()
            let second = try receiver.accept()
            #expect(try second.receive().body == push.body)
            try second.awaitEnd()
            let third = try receiver.accept()
            #expect(try third.receive().body == push.body)
            try third.answer(200)
            #expect(try daemon.stop() == 0)
        }

        @Test func whatComesTooLateIsGivenUp() throws {
            let receiver = try WebhookReceiver()
            let daemon = try daemon(
                to: receiver.port, ["offer.deadlineMs=1000", "push.retryMs=400"])
            _ = try daemon.place()
            let call = try receiver.accept()
            // 400 ms, then 800 ms more would be beyond the offer's second.
            for _ in 0..<2 {
                _ = try call.receive()
                try call.answer(503)
            }
            let watchdog = Watchdog()
            while try daemon.metrics()[#"fleetfoot_pushes_total{outcome="failed"}"#] == 0 {
                try watchdog.check("nothing was given up")
            }
        }

        @Test(arguments: ["short", nil] as [String?])
        func aSecretThatWillNotDoEndsTheStart(secret: String?) throws {
            let folder = try TestFolder()
            if let secret { try folder.write(secret, to: "push.secret") }
            let arguments = try RunningDaemon.arguments(
                [
                    "push.url=http://127.0.0.1:9/",
                    "push.secretFile=\(folder.file("push.secret"))",
                ], in: folder)
            let process = try DaemonProcess(arguments, in: folder)
            #expect(try process.wait() != 0)
            #expect(process.errors.contains("push.secretFile"))
        }
    }
}
