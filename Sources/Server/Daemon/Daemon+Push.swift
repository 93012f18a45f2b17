// The push port on the daemon's loop: messages from the gateway into it, the loop's events to it, and
// a line in the log when its receiver fails or is back. Bodies are never logged.

internal import Basics
internal import EventLoop
internal import Foundation
internal import Gateway
internal import Logging

extension Daemon {
    /// The port that the settings ask for; `nil` if they ask for none.
    static func pushPort(_ settings: ServerSettings) throws(DaemonError) -> PushPort? {
        guard let text = settings.push.url, let url = PushURL(text) else { return nil }
        let path = settings.push.secretFile ?? ""
        guard let secret = FileManager.default.contents(atPath: path) else {
            throw DaemonError(description: "push.secretFile: \(path) cannot be read")
        }
        let byteCountMin = 32
        guard secret.count >= byteCountMin else {
            throw DaemonError(
                description: "push.secretFile: \(path) has \(secret.count) bytes; a secret that "
                    + "can't be guessed has at least \(byteCountMin)")
        }
        return PushPort(
            url: url, signer: PushSigner(secret: Array(secret)), settings: settings.push)
    }

    /// Takes the turn's pushes over and begins what can be begun.
    func sendPushes(at now: Instant) {
        guard pushPort != nil else { return }
        for message in effects.pushes {
            let span = clock.realSpan(until: message.deadline)
            _ = pushPort?.add(message, deadline: loop.nowMilliseconds + span.count)
        }
        if case .draining = shutdown {
            // A push that was not begun is lost: who is asked finds the offer by long-poll too.
            pushPort?.leave(on: loop)
        } else {
            pushPort?.pump(
                on: loop, at: loop.nowMilliseconds, wall: CityClock.wall(),
                syncedUpTo: gateway.syncedPosition)
        }
        sayPushTrouble()
    }

    /// The real time until the port has something to do by itself.
    var pushSpan: Milliseconds? {
        pushPort?.nextDue.map { Milliseconds(max(1, $0 - loop.nowMilliseconds)) }
    }

    /// Says once that the receiver fails, and once that it is back.
    private func sayPushTrouble() {
        let trouble = pushPort?.trouble
        guard (trouble != nil) != isPushTroubled else { return }
        isPushTroubled = trouble != nil
        if let trouble {
            log.warning("pushes are not taken", metadata: ["reason": "\(trouble)"])
        } else {
            log.notice("pushes are taken again")
        }
    }
}
