// Every key that PROTOCOL's harness starts a daemon with is a setting that does something.

import Testing

@testable import Server

@Suite struct ProtocolSettingsTests {
    private let reader = SettingsReader(environment: [:]) { _ in nil }

    @Test func theProtocolsKeysAreSettings() {
        let keys = [
            "matching.roundMs", "matching.mode", "matching.waveSizes", "offer.deadlineMs",
            "offer.confirmMs", "offer.refusalMemoryMs", "hall.windowMs", "hall.refreshesPerSecond",
            "escalation.afterMs", "positions.staleAfterMs", "orders.undoMs",
            "orders.finishedInMemoryMs", "track.flushMs", "timeZone", "clock.rate", "clock.origin",
        ]
        for key in keys { #expect(SettingsTable.setting(key) != nil, "\(key)") }
    }

    @Test func waveSizesAreAList() throws {
        #expect(
            try reader.read(overrides: ["matching.waveSizes=2, 4"]).settings.matching.waveSizes
                == [2, 4])
        for wrong in ["", "0", "1,", "1;3", "1,3,x", "101", "1,1,1,1,1,1,1,1,1,1,1"] {
            #expect(throws: SettingsError.self, "\(wrong)") {
                try reader.read(overrides: ["matching.waveSizes=\(wrong)"])
            }
        }
    }

    @Test func otherKeysAreStillRefused() {
        #expect(throws: SettingsError.self) {
            try reader.read(overrides: ["offer.confirmMillis=1000"])
        }
    }
}
