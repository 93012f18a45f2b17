// Addresses and clocks: what people type, and what a client may believe about the daemon's time.

import Basics
import CityTraffic
import Testing

@Suite struct DaemonAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080", "127.0.0.1", 8_080, "127.0.0.1:8080"),
        ("http://127.0.0.1:8080/", "127.0.0.1", 8_080, "127.0.0.1:8080"),
        ("http://localhost:1", "127.0.0.1", 1, "127.0.0.1:1"),
        ("http://10.1.2.3", "10.1.2.3", 80, "10.1.2.3:80"),
        ("http://[::1]:65535", "::1", 65_535, "[::1]:65535"),
        ("http://[fe80::1]", "fe80::1", 80, "[fe80::1]:80"),
    ])
    func aURLIsRead(url: String, host: String, port: Int, authority: String) throws {
        let address = try DaemonAddress(url: url)
        #expect(address == DaemonAddress(host: host, port: port))
        #expect(address.authority == authority)
    }

    @Test(arguments: [
        "", "127.0.0.1:8080", "https://127.0.0.1", "http://", "http://example.org:80",
        "http://127.0.0.1:0", "http://127.0.0.1:65536", "http://127.0.0.1:x",
        "http://127.0.0.1:80/v1", "http://me@127.0.0.1", "http://[::1]x",
    ])
    func otherURLsAreRefusedWithASentence(url: String) {
        let error = #expect(throws: AddressError.self) { try DaemonAddress(url: url) }
        #expect(error?.description.contains("give http://ADDRESS:PORT") == true)
    }

    @Test func onlyLoopbackConnectionsAreSpread() {
        let near = DaemonAddress(host: "127.0.0.1", port: 1)
        let sources = Set((0..<1_000).map { near.source(ofConnection: $0) })
        #expect(sources.count == 64 && !sources.contains("127.0.0.1"))
        #expect(DaemonAddress(host: "10.0.0.1", port: 1).source(ofConnection: 7) == nil)
    }
}

@Suite struct DaemonClockTests {
    @Test func aMessageThatWasFasterTeaches() {
        let start = Instant(millisecondsSinceEpoch: 1_000_000)
        var clock = DaemonClock(rate: 60, showing: start, atNanoseconds: 5_000_000_000)
        #expect(clock.instant(atNanoseconds: 6_000_000_000) == start + .seconds(60))
        let isOld = clock.observe(start + .seconds(59), atNanoseconds: 6_000_000_000)
        #expect(!isOld)
        let isNews = clock.observe(start + .seconds(61), atNanoseconds: 6_000_000_000)
        #expect(isNews)
        #expect(clock.instant(atNanoseconds: 7_000_000_000) == start + .seconds(121))
        #expect(clock.instant(atNanoseconds: 5_000_000_000) == start + .seconds(1))
    }

    @Test func theClockIsNeverAheadOfWhoeverTold() {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let rate = generator.number(in: 1...3_600)
            let origin = Int64(generator.below(1_000_000_000))
            func truth(_ nanoseconds: UInt64) -> Instant {
                Instant(
                    millisecondsSinceEpoch: origin + Int64(nanoseconds) * Int64(rate) / 1_000_000)
            }
            var clock = DaemonClock(rate: rate, showing: truth(0), atNanoseconds: 0)
            var now: UInt64 = 0
            for _ in 0..<50 {
                let sent = now + UInt64(generator.below(50_000_000))
                now = sent + UInt64(generator.below(20_000_000))
                clock.observe(truth(sent), atNanoseconds: now)
                #expect(clock.instant(atNanoseconds: now) <= truth(now), "seed \(seed)")
            }
        }
    }

    @Test func anInstantIsReachedWhenTheClockSaysSo() {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let clock = DaemonClock(
                rate: generator.number(in: 1...3_600),
                showing: Instant(millisecondsSinceEpoch: Int64(generator.below(1_000_000))),
                atNanoseconds: UInt64(generator.below(1_000_000_000)))
            let instant = Instant(
                millisecondsSinceEpoch: 1_000_000 + Int64(generator.below(10_000_000)))
            let reached = clock.nanoseconds(at: instant)
            #expect(clock.instant(atNanoseconds: reached) >= instant, "seed \(seed)")
            #expect(clock.instant(atNanoseconds: reached - 1_000_000) < instant, "seed \(seed)")
        }
    }
}
