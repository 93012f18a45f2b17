// How long things take, as counts in fixed buckets: to record is a search in a short array, and a
// scrape can be added up over daemons, which percentiles cannot.

/// Counts of whole numbers up to fixed bounds.
public struct Histogram: Sendable {
    /// The upper ends of the buckets, inclusive and rising; above the last there is one more bucket.
    public let bounds: [Int]
    /// How many of the recorded numbers' unit make one of the unit that is shown: numbers in µs that are
    /// shown in seconds have 1,000,000. A power of ten.
    public let unitsPerShown: Int
    /// How many numbers fell into each bucket, the one above the last bound at the end.
    public private(set) var counts: [Int]
    /// The sum of all numbers.
    public private(set) var sum = 0

    /// An empty histogram; `bounds` must rise.
    public init(bounds: [Int], unitsPerShown: Int) {
        precondition(!bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy(<))
        self.bounds = bounds
        self.unitsPerShown = unitsPerShown
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    /// Microseconds from 50 µs to 10 s, shown in seconds.
    public static let latency = Histogram(
        bounds: [
            50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000,
            500_000,
            1_000_000, 2_500_000, 10_000_000,
        ],
        unitsPerShown: 1_000_000)

    /// How many numbers were recorded.
    public var count: Int { counts.reduce(0, +) }

    /// Adds one number. O(log bounds).
    public mutating func record(_ number: Int) {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < number { low = middle + 1 } else { high = middle }
        }
        counts[low] += 1
        sum &+= number
    }

    /// Adds what another histogram of the same bounds has counted.
    public mutating func add(_ other: Histogram) {
        precondition(bounds == other.bounds && unitsPerShown == other.unitsPerShown)
        for index in counts.indices { counts[index] += other.counts[index] }
        sum &+= other.sum
    }
}
