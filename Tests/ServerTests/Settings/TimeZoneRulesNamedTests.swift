// The time zone database as data: published changes, and every six hours of 26 years as the database
// itself answers them.

import Basics
import Foundation
import Server
import Testing

@Suite struct TimeZoneRulesNamedTests {
    private func instant(_ text: String) throws -> Instant {
        let date = try Date(text, strategy: .iso8601)
        return Instant(millisecondsSinceEpoch: Int64(date.timeIntervalSince1970) * 1_000)
    }

    @Test func aZoneWithoutChangesIsOneOffset() {
        #expect(TimeZoneRules.named("Asia/Shanghai") == .fixed(.minutes(8 * 60)))
        #expect(TimeZoneRules.named("Asia/Kathmandu") == .fixed(.minutes(5 * 60 + 45)))
        #expect(TimeZoneRules.named("UTC") == .utc)
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29T01:00:00Z", 60, 120),
        ("Europe/Berlin", "2026-10-25T01:00:00Z", 120, 60),
        ("America/New_York", "2026-03-08T07:00:00Z", -300, -240),
        ("America/New_York", "2026-11-01T06:00:00Z", -240, -300),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", 660, 630),
        ("Europe/Dublin", "2026-03-29T01:00:00Z", 0, 60),
        ("Europe/Berlin", "2045-03-26T01:00:00Z", 60, 120),
    ])
    func clocksChangeWhenPublished(
        name: String, at text: String, before: Int64, after: Int64
    ) throws {
        let zone = try #require(TimeZoneRules.named(name))
        let change = try instant(text)
        #expect(zone.offset(at: change - Milliseconds(1)) == .minutes(before))
        #expect(zone.offset(at: change) == .minutes(after))
        #expect(zone.nextOffsetChange(after: change - Milliseconds(1)) == change)
    }

    @Test(arguments: [
        "Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago",
        "Africa/Casablanca", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Gaza",
        "Atlantic/Azores", "America/St_Johns", "Pacific/Apia", "Antarctica/Troll",
    ])
    func agreesWithTheDatabase(name: String) throws {
        let rules = try #require(TimeZoneRules.named(name))
        let zone = try #require(TimeZone(identifier: name))
        var at = try instant("2020-01-03T00:00:00Z")
        let end = try instant("2045-12-29T00:00:00Z")
        var wrong: [Date] = []
        while at < end {
            let date = Date(timeIntervalSince1970: Double(at.millisecondsSinceEpoch) / 1_000)
            if rules.offset(at: at) != .seconds(Int64(zone.secondsFromGMT(for: date))) {
                wrong.append(date)
            }
            at = at + .minutes(6 * 60)
        }
        #expect(wrong == [], "\(name)")
    }

    @Test func nothingChangesBeyondTheYears() throws {
        let zone = try #require(TimeZoneRules.named("Europe/Berlin", years: 2026...2026))
        #expect(zone.offsets.count == 3)
        #expect(zone.offset(at: .distantPast) == .minutes(60))
        #expect(try zone.offset(at: instant("2027-07-01T00:00:00Z")) == .minutes(60))
    }

    @Test(arguments: ["", "Asia/Nowhere", "Mars"])
    func anUnknownZoneHasNone(name: String) {
        #expect(TimeZoneRules.named(name) == nil)
    }
}
