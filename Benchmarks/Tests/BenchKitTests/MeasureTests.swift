// What the figures are made of: histograms, ledgers, the ring of sent fixes, and the path of a fix.

import Basics
import Engine
import Geo
import Testing
import Wire

@testable import BenchKit

@Suite struct MeasureTests {
    @Test func percentilesAreThoseOfTheDurations() {
        var latencies = LatencyHistogram()
        #expect(latencies.milliseconds(atPercent: 99) == 0 && latencies.longestMilliseconds == 0)
        for millisecond in 1...1_000 as ClosedRange<UInt64> {
            latencies.observe(nanoseconds: millisecond * 1_000_000)
        }
        #expect(abs(latencies.milliseconds(atPercent: 50) - 500) <= 1)
        #expect(abs(latencies.milliseconds(atPercent: 99) - 990) <= 1)
        #expect(abs(latencies.longestMilliseconds - 1_000) <= 1)
        #expect(latencies.count == 1_000)
    }

    @Test func aLateGeneratorSaysSo() {
        var meter = GeneratorMeter()
        for _ in 0..<1_000 { meter.observeLag(nanoseconds: 1_000_000) }
        #expect(!meter.isLimit)
        for _ in 0..<20 { meter.observeLag(nanoseconds: 11_000_000) }
        #expect(meter.isLimit)
    }

    @Test func errorsAreCountedByKindWithTheFirstExample() {
        var errors = ErrorCounts()
        #expect(errors.summary == ["errors      0"])
        errors.note("a", "first")
        errors.note("b", "other")
        errors.note("a", "second")
        #expect(errors.total == 3)
        #expect(errors.kinds.map(\.name) == ["a", "b"])
        #expect(errors.kinds.first == ErrorCounts.Kind(name: "a", count: 2, example: "first"))
    }

    @Test func theLedgerListsDropsByReason() {
        var ledger = FixLedger()
        ledger.sent = 10
        var counts = FixCounts()
        counts.accepted = 6
        counts[.teleport] = 2
        counts[.stale] = 1
        ledger.acknowledge(counts)
        #expect(ledger.accepted == 6 && ledger.dropped == 3 && ledger.unacknowledged == 1)
        #expect(ledger.drops.map(\.name) == ["stale", "teleport"])
    }

    @Test func theRingRemembersTheNewestFixesOfEachRunner() {
        var ring = SentRing(runnerCount: 2)
        let count = Int64(SentRing.reach) + 3
        for number in 0..<count {
            ring.append(
                Instant(millisecondsSinceEpoch: number), dueNanoseconds: UInt64(number) * 10,
                of: 1)
        }
        for number in 0..<count {
            let due = ring.due(Instant(millisecondsSinceEpoch: number), of: 1)
            #expect(due == (number < 3 ? nil : UInt64(number) * 10))
            #expect(ring.due(Instant(millisecondsSinceEpoch: number), of: 0) == nil)
        }
    }

    @Test func aCityCountsWhatItAsked() {
        var load = CityLoad()
        load.runnerCount = 3
        load.customerCount = 0
        var report = CityReport(load: load)
        #expect(report.isFine(p99MillisecondsMax: 1))
        report.latencies.observe(nanoseconds: 5_000_000)
        #expect(!report.isFine(p99MillisecondsMax: 1))
        #expect(report.isFine(p99MillisecondsMax: nil))
        report.errors.note("x")
        #expect(!report.isFine(p99MillisecondsMax: nil))
        #expect(String(decoding: report.json, as: UTF8.self).hasPrefix(#"{"bench":"city""#))
    }
}

@Suite struct FixPathTests {
    @Test func everyFixIsTakenAndARunIsRepeatable() {
        var work = FixPathWork()
        work.fixCount = 500
        work.runnerCount = 7
        let report = work.run()
        #expect(report.accepted == 500)
        #expect(work.run() == report)
        work.isDry = true
        #expect(work.run().accepted == 0)
    }

    @Test func aPatchedFrameIsTheFixItSays() throws {
        var frame = FixFrame(runner: 3)
        let time = Instant(millisecondsSinceEpoch: 1_790_000_123_456)
        frame.set(sequence: 4_567_890, fixTime: time, step: 20_001)
        let fix = try FixScanner.scanFix(frame.bytes.span.extracting(8...), datum: .wgs84)
        #expect(fix?.sequence == 4_567_890)
        #expect(fix?.fixTime == time)
        #expect(fix?.coordinate.latitudeE7 == 312_300_000 + Int32(20_001 * 7 % 20_000))
    }
}
