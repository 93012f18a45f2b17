// Reading settings again while the daemon runs.

import Basics
import Logging
import Testing

@testable import Server

@Suite struct SettingsChangeTests {
    @Test func whatCanBeTakenIsTakenAndTheRestIsNamed() {
        var new = ServerSettings()
        new.log.level = .debug
        new.http.listen.port = 1
        new.auth.issuer = "x"
        let change = SettingsChange(from: ServerSettings(), to: new)
        var expected = ServerSettings()
        expected.log.level = .debug
        #expect(change.settings == expected)
        #expect(change.applied == ["log.level"])
        #expect(change.needingRestart == ["http.listen", "auth.issuer"])
    }

    @Test func theSameSettingsChangeNothing() {
        let change = SettingsChange(from: ServerSettings(), to: ServerSettings())
        #expect(change.settings == ServerSettings())
        #expect(change.applied.isEmpty && change.needingRestart.isEmpty)
    }
}
