// Counters and histograms, and the text they become.

import Basics
import Testing

@testable import Server

@Suite struct HistogramTests {
    @Test func aNumberFallsIntoTheFirstBucketThatHoldsIt() {
        var histogram = Histogram(bounds: [10, 20, 30], unitsPerShown: 1)
        for number in [-5, 0, 10, 11, 20, 21, 30, 31, 1_000] { histogram.record(number) }
        #expect(histogram.counts == [3, 2, 2, 2])
        #expect(histogram.count == 9)
        #expect(histogram.sum == 1_118)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func agreesWithCountingOneByOne(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var histogram = Histogram.latency
        let numbers = (0..<500).map { _ in generator.below(1 << generator.number(in: 1...25)) }
        for number in numbers { histogram.record(number) }
        var below = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            below += count
            #expect(below == numbers.count { $0 <= bound }, "seed \(seed), bound \(bound)")
        }
        #expect(histogram.count == numbers.count)
        #expect(histogram.sum == numbers.reduce(0, +))
    }

    @Test func twoAddUp() {
        var first = Histogram(bounds: [1, 2], unitsPerShown: 10)
        var second = first
        first.record(1)
        second.record(2)
        second.record(3)
        first.add(second)
        #expect(first.counts == [1, 1, 1])
        #expect(first.sum == 6)
    }
}

@Suite struct MetricsPageTests {
    @Test func writesTheFormat() {
        var page = MetricsPage()
        page.counter("fleetfoot_fixes_total", "Fixes received.", 7)
        page.counter("fleetfoot_cpu_seconds_total", "CPU.", 1_250_000, unitsPerShown: 1_000_000)
        page.counters(
            "fleetfoot_dropped_total", "Fixes dropped.", by: "reason",
            [("duplicate", 1), ("off\"D\\uty\n", 2)])
        page.gauge("fleetfoot_connections", "Open \"connections\"\nnow.", 3)
        page.gauges("fleetfoot_orders", "Orders.", by: "state", [("matching", 0)])
        var histogram = Histogram(bounds: [500, 2_000_000], unitsPerShown: 1_000_000)
        histogram.record(400)
        histogram.record(1_000_000)
        histogram.record(3_000_000)
        page.histogram("fleetfoot_round_seconds", "Rounds.", histogram)
        let expected = """
            # HELP fleetfoot_fixes_total Fixes received.
            # TYPE fleetfoot_fixes_total counter
            fleetfoot_fixes_total 7
            # HELP fleetfoot_cpu_seconds_total CPU.
            # TYPE fleetfoot_cpu_seconds_total counter
            fleetfoot_cpu_seconds_total 1.25
            # HELP fleetfoot_dropped_total Fixes dropped.
            # TYPE fleetfoot_dropped_total counter
            fleetfoot_dropped_total{reason="duplicate"} 1
            fleetfoot_dropped_total{reason="off\\"D\\\\uty\\n"} 2
            # HELP fleetfoot_connections Open "connections"\\nnow.
            # TYPE fleetfoot_connections gauge
            fleetfoot_connections 3
            # HELP fleetfoot_orders Orders.
            # TYPE fleetfoot_orders gauge
            fleetfoot_orders{state="matching"} 0
            # HELP fleetfoot_round_seconds Rounds.
            # TYPE fleetfoot_round_seconds histogram
            fleetfoot_round_seconds_bucket{le="0.0005"} 1
            fleetfoot_round_seconds_bucket{le="2"} 2
            fleetfoot_round_seconds_bucket{le="+Inf"} 3
            fleetfoot_round_seconds_sum 4.0004
            fleetfoot_round_seconds_count 3

            """
        #expect(String(decoding: page.bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        (0, 1_000, "0"), (1, 1_000, "0.001"), (10, 1_000, "0.01"), (999, 1_000, "0.999"),
        (1_000, 1_000, "1"), (1_050, 1_000, "1.05"), (-1_500, 1_000, "-1.5"), (-1, 10, "-0.1"),
        (7, 1, "7"), (Int.max, 1_000_000, "9223372036854.775807"),
    ])
    func decimalsAreExact(number: Int, divisor: Int, text: String) {
        #expect(MetricsPage.decimal(number, per: divisor) == text)
    }
}
