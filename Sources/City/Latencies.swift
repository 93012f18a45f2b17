// How long things took, in buckets fine enough for a p99 and small enough for one in every app.

public import Basics

/// A histogram of durations: exact below 16 ms, within 6.25 % above, up to an hour and more.
public struct Latencies: Equatable, Sendable {
    private static let stepsPerOctave = 16
    private static let bucketCount = 20 * stepsPerOctave
    private var counts: [Int] = []
    /// How many were observed.
    public private(set) var count = 0
    /// The longest.
    public private(set) var longest = Milliseconds.zero

    /// Nothing yet.
    public init() {}

    /// Notes a duration; a negative one counts as none. O(1).
    public mutating func observe(_ duration: Milliseconds) {
        if counts.isEmpty { counts = [Int](repeating: 0, count: Latencies.bucketCount) }
        counts[Latencies.bucket(max(0, duration.count))] += 1
        count += 1
        longest = max(longest, duration)
    }

    /// Adds what another histogram noted. O(buckets).
    public mutating func merge(_ other: Latencies) {
        guard other.count > 0 else { return }
        if counts.isEmpty { counts = [Int](repeating: 0, count: Latencies.bucketCount) }
        for bucket in other.counts.indices { counts[bucket] += other.counts[bucket] }
        count += other.count
        longest = max(longest, other.longest)
    }

    /// The upper bound of the bucket below which `perMille` of a thousand lie; zero if there are none.
    public func quantile(perMille: Int) -> Milliseconds {
        guard count > 0 else { return .zero }
        let wanted = max(1, (count * perMille + 999) / 1_000)
        var seen = 0
        for bucket in counts.indices {
            seen += counts[bucket]
            if seen >= wanted { return min(Milliseconds(Latencies.upperBound(bucket)), longest) }
        }
        return longest
    }

    /// Buckets 0 … 15 are one millisecond wide; each octave above has sixteen.
    private static func bucket(_ milliseconds: Int64) -> Int {
        let value = Int(milliseconds)
        guard value >= stepsPerOctave else { return value }
        let shift = Int.bitWidth - value.leadingZeroBitCount - 5
        return min(bucketCount - 1, shift * stepsPerOctave + (value >> shift))
    }

    private static func upperBound(_ bucket: Int) -> Int64 {
        guard bucket >= stepsPerOctave else { return Int64(bucket) }
        let shift = bucket / stepsPerOctave - 1
        let mantissa = bucket % stepsPerOctave + stepsPerOctave
        return Int64((mantissa + 1) << shift) - 1
    }
}
