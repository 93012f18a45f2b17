// What an orders run asks for, and what it reads: the plan is the same in each run, the figures are the
// daemon's, and a report is fine only if everything is.

import Basics
import Testing

@testable import BenchKit

@Suite struct OrdersTests {
    @Test func aPlanDependsOnItsSeedAlone() {
        var plan = StoryPlan(cancelPercent: 40, matchedPercent: 10, seed: 7)
        var again = StoryPlan(cancelPercent: 40, matchedPercent: 10, seed: 7)
        var other = StoryPlan(cancelPercent: 40, matchedPercent: 10, seed: 8)
        let orders = (0..<5_000).map { _ in plan.next() }
        #expect(orders == (0..<5_000).map { _ in again.next() })
        _ = (0..<5_000).map { _ in other.next() }
        #expect(plan.stories != other.stories)
    }

    @Test func everyOrderIsPlacedOnceAndThenComesAfterItsPause() {
        for seed in 0..<20 as Range<UInt64> {
            var plan = StoryPlan(cancelPercent: 30, matchedPercent: 20, seed: seed)
            var last: [Int] = []
            var counts: [Int] = []
            for command in 0..<4_000 {
                let order = plan.next()
                if order == last.count {
                    last.append(command)
                    counts.append(1)
                    continue
                }
                #expect(command - last[order] >= StoryPlan.pauseCommands, "seed \(seed)")
                last[order] = command
                counts[order] += 1
            }
            for (count, story) in zip(counts, plan.stories) {
                #expect(count <= story.plannedCount, "seed \(seed)")
            }
            #expect(counts.first == plan.stories.first?.plannedCount, "seed \(seed)")
        }
    }

    @Test func sharesAreKeptAtTheirEnds() {
        for (cancelled, matched, story) in [
            (100, 0, OrderStory.cancelled), (0, 100, .matched), (0, 0, .byHand),
        ] {
            var plan = StoryPlan(cancelPercent: cancelled, matchedPercent: matched, seed: 1)
            for _ in 0..<300 { _ = plan.next() }
            #expect(plan.stories.allSatisfy { $0 == story })
        }
    }

    @Test func figuresAreReadFromTheMetricsAndSubtracted() {
        let page = { (cpu: String, records: Int, batches: Int) in
            """
            # TYPE fleetfoot_journal_seconds histogram
            process_cpu_seconds_total \(cpu)
            fleetfoot_journal_seconds_bucket{le="0.001"} 7
            fleetfoot_journal_seconds_sum 0.5
            fleetfoot_journal_seconds_count \(batches)
            fleetfoot_journal_position \(records)
            fleetfoot_round_seconds_count 3

            """
        }
        let before = DaemonFigures(metrics: page("1.25", 100, 10))
        let growth = DaemonFigures(metrics: page("3.5", 400, 25)).since(before)
        #expect(growth.cpuSeconds == 2.25)
        #expect(growth.records == 300 && growth.batches == 15 && growth.rounds == 0)
        #expect(DaemonFigures(metrics: "").cpuSeconds == nil)
        #expect(DaemonFigures(metrics: "").since(before).cpuSeconds == nil)
    }

    @Test func textsAreFoundInBodies() {
        let body = Array(#"{"id":"ord_1","number":"2","code":"x"}"#.utf8)
        #expect(OrdersBench.text("id", in: body) == "ord_1")
        #expect(OrdersBench.text("code", in: body) == "x")
        #expect(OrdersBench.text("title", in: body) == nil)
        #expect(OrdersBench.text("id", in: []) == nil)
    }

    @Test func aReportIsFineOnlyIfEverythingIs() {
        var load = OrdersLoad()
        load.runnerCount = 1
        var fine = OrdersReport(load: load)
        #expect(!fine.isFine(p99MillisecondsMax: nil), "nothing was acknowledged")
        fine.acknowledged = 1
        fine.observe(.create, nanoseconds: 5_000_000)
        fine.orders = 1
        fine.ordersEnded = 1
        #expect(fine.isFine(p99MillisecondsMax: 6) && !fine.isFine(p99MillisecondsMax: 4))
        for spoil in [
            { $0.deferrals = 1 }, { $0.ordersEnded = 0 }, { $0.fixes.sent = 1 },
            { $0.errors.note("x") },
        ] as [(inout OrdersReport) -> Void] {
            var spoilt = fine
            spoil(&spoilt)
            #expect(!spoilt.isFine(p99MillisecondsMax: nil))
        }
        #expect(String(decoding: fine.json, as: UTF8.self).hasPrefix(#"{"bench":"orders""#))
    }

    @Test func everybodySendsOnceInEachInterval() {
        var generator = SeededGenerator(seed: 3)
        var pace = SteadyPace(senderCount: 5, perSecond: 2, &generator)
        pace.start(atNanoseconds: 1_000)
        var last: UInt64 = 0
        var dues: [[UInt64]] = Array(repeating: [], count: 5)
        for _ in 0..<20 {
            #expect(pace.dueNanoseconds >= last)
            last = pace.dueNanoseconds
            dues[pace.sender].append(last)
            pace.step()
        }
        for due in dues {
            #expect(zip(due, due.dropFirst()).allSatisfy { $1 - $0 == 500_000_000 })
            #expect((due.first ?? 0) >= 1_000 && (due.first ?? 0) < 500_001_000)
        }
    }
}
