// Latencies as the field reports them: HdrHistogram, three digits, from the moment a message should have
// been sent. What was sent late counts from when it was due, so that a stalled generator hides nothing.

internal import Histogram
internal import Wire

/// Durations between 1 µs and an hour, to three digits.
public struct LatencyHistogram: Sendable {
    private var histogram = Histogram<UInt32>(
        highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: .three)

    /// Nothing yet.
    public init() {}

    /// Notes a duration; anything under a microsecond counts as none. O(1).
    public mutating func observe(nanoseconds: UInt64) {
        histogram.record(min(nanoseconds / 1_000, 3_600_000_000))
    }

    /// How many were noted.
    public var count: Int { Int(histogram.totalCount) }

    /// The duration below which `percent` of a hundred lie; 0 if there are none.
    public func milliseconds(atPercent percent: Double) -> Double {
        count == 0 ? 0 : Double(histogram.valueAtPercentile(percent)) / 1_000
    }

    /// The longest; 0 if there are none.
    public var longestMilliseconds: Double { count == 0 ? 0 : Double(histogram.max) / 1_000 }
}

extension JSONWriter {
    /// Writes a histogram's summary as a field, in milliseconds.
    mutating func field(_ name: String, _ latencies: LatencyHistogram) {
        self.name(name)
        beginObject()
        field("count", latencies.count)
        for (name, percent) in [("p50", 50.0), ("p90", 90), ("p99", 99), ("p999", 99.9)] {
            field(name, latencies.milliseconds(atPercent: percent), decimals: 3)
        }
        field("max", latencies.longestMilliseconds, decimals: 3)
        endObject()
    }
}

extension LatencyHistogram {
    /// One line for people.
    var summary: String {
        let figures = [("p50", 50.0), ("p90", 90), ("p99", 99), ("p99.9", 99.9)].map {
            name, percent in
            "\(name) \(Decimal.text(milliseconds(atPercent: percent), places: 2))"
        }
        let longest = Decimal.text(longestMilliseconds, places: 2)
        return "\(figures.joined(separator: ", ")), max \(longest) ms"
    }
}

/// Numbers for people.
enum Decimal {
    /// The number with so many decimals.
    static func text(_ number: Double, places: Int) -> String {
        var writer = JSONWriter()
        writer.value(number, decimals: places)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A share as percent with so many decimals; 100 % of nothing.
    static func percent(_ part: Int, of whole: Int, places: Int = 2) -> String {
        text(whole == 0 ? 100 : 100 * Double(part) / Double(whole), places: places) + " %"
    }
}
