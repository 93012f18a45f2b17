// Which fix a position on a customer's map is of, and when that fix was due: the few newest of each runner
// are remembered, in one array for all.

internal import Basics

/// The newest fixes of each runner.
struct SentRing {
    /// How many fixes back a position is still recognised: three seconds of a runner that reports at the
    /// daemon's limit.
    static let reach = 64

    private struct Entry {
        var fixTime = Instant.distantPast
        var dueNanoseconds: UInt64 = 0
    }

    private var entries: [Entry]
    private var counts: [Int]

    init(runnerCount: Int) {
        entries = [Entry](repeating: Entry(), count: runnerCount * SentRing.reach)
        counts = [Int](repeating: 0, count: runnerCount)
    }

    mutating func append(_ fixTime: Instant, dueNanoseconds: UInt64, of runner: Int) {
        let place = runner * SentRing.reach + counts[runner] % SentRing.reach
        entries[place] = Entry(fixTime: fixTime, dueNanoseconds: dueNanoseconds)
        counts[runner] += 1
    }

    /// When the fix of that time was due; `nil` if the runner sent none. The newest is looked at first.
    func due(_ fixTime: Instant, of runner: Int) -> UInt64? {
        let count = counts[runner]
        for back in 1...SentRing.reach where back <= count {
            let entry = entries[runner * SentRing.reach + (count - back) % SentRing.reach]
            if entry.fixTime == fixTime { return entry.dueNanoseconds }
        }
        return nil
    }
}
