// Many senders, each at its own instants, whatever the daemon does. They come in the order of their phases,
// cycle by cycle, so that the next one is always known without a queue.

internal import Basics

/// When which sender sends next.
struct SteadyPace {
    private let intervalNanoseconds: UInt64
    private let phases: [UInt64]
    private var startNanoseconds: UInt64 = 0
    /// How many sends there were.
    private(set) var count = 0

    /// Senders with phases that are spread over the interval by chance.
    init(senderCount: Int, perSecond: Double, _ generator: inout SeededGenerator) {
        precondition(senderCount > 0 && perSecond > 0, "somebody sends, and sometimes")
        let interval = 1e9 / perSecond
        intervalNanoseconds = UInt64(interval)
        phases = (0..<senderCount).map { _ in UInt64(generator.fraction() * interval) }.sorted()
    }

    /// The first cycle begins at `nanoseconds`.
    mutating func start(atNanoseconds nanoseconds: UInt64) {
        startNanoseconds = nanoseconds
        count = 0
    }

    /// Who sends next.
    var sender: Int { count % phases.count }

    /// When it does.
    var dueNanoseconds: UInt64 {
        let (cycle, sender) = count.quotientAndRemainder(dividingBy: phases.count)
        return startNanoseconds + UInt64(cycle) * intervalNanoseconds + phases[sender]
    }

    /// The one that was next has sent.
    mutating func step() { count += 1 }
}
