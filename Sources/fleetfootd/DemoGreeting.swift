// What the demo says first: where to look, and with which token.

import Basics
import Foundation
import Server
import Tokens

/// Tokens signed with the key that the demo made for itself.
struct DemoTokens: Sendable {
    private let minter: TokenMinter
    /// The key for the daemon.
    let key: TokenKey

    init() throws {
        let secret = randomBytes(32)
        key = try TokenKey(id: "demo", secret: secret)
        minter = try TokenMinter(keyID: "demo", secret: secret)
    }

    /// A token that holds for a day.
    func mint(_ subject: String, _ role: String) -> String {
        let now = Instant(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1_000))
        let claims = Claims(subject: subject, role: role, expires: now + .minutes(24 * 60))
        // A secret that made a minter signs; an empty token would be refused with a clear reason.
        return (try? minter.mint(claims)) ?? ""
    }
}

enum DemoGreeting {
    /// The page's address, a token, and something to try.
    static func text(_ daemon: Daemon, _ settings: ServerSettings, _ tokens: DemoTokens) -> String {
        let token = tokens.mint("demo", "dispatcher")
        let page = "http://\(daemon.listenAddress)"
        return """
            A city of \(settings.demo.runners) runners in two pools, \(settings.clock.rate) times as \
            fast as life.
            The map:   \(page)/#token=\(token)
            In a shell:
              TOKEN=\(token)
              curl -H "Authorization: Bearer $TOKEN" "\(page)/v1/orders?limit=3"
            Ctrl-C ends it.

            """
    }
}
