// Keys of the protocol that no part reads yet: they start the daemon, and say that they do nothing.

import Testing

@testable import Server

@Suite struct AnnouncedSettingsTests {
    private let reader = SettingsReader(environment: [:]) { _ in nil }

    @Test func announcedKeysAreTakenAndNamed() throws {
        let reading = try reader.read(overrides: ["offer.confirmMs=1000", "orders.undoMs=1000"])
        #expect(reading.keysWithoutEffect == ["offer.confirmMs", "orders.undoMs"])
        #expect(reading.settings == ServerSettings())
    }

    @Test func noAnnouncedKeyIsASetting() {
        for key in SettingsTable.announced { #expect(SettingsTable.setting(key) == nil) }
    }

    @Test func otherKeysAreStillRefused() {
        #expect(throws: SettingsError.self) {
            try reader.read(overrides: ["offer.confirmMillis=1000"])
        }
    }
}
