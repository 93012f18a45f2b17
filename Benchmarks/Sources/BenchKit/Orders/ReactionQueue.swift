// When runners do what an offer asks of them: a little later each, because people who are shown a screen in
// the same millisecond do not all touch it in the next.

internal import Basics
internal import HeapModule

/// Orders whose next step is due soon.
struct ReactionQueue {
    private struct Reaction: Comparable {
        var dueNanoseconds: UInt64
        var order: Int

        static func < (one: Reaction, other: Reaction) -> Bool {
            (one.dueNanoseconds, one.order) < (other.dueNanoseconds, other.order)
        }
    }

    private let pauseMilliseconds: Int
    private var reactions = Heap<Reaction>()
    private var generator: SeededGenerator

    /// Pauses are drawn evenly from 0 to `pauseMilliseconds`.
    init(pauseMilliseconds: Int, seed: UInt64) {
        self.pauseMilliseconds = pauseMilliseconds
        generator = SeededGenerator(seed: StableHash.mix(seed))
    }

    /// When to look again; `nil` while nothing waits. O(1).
    var dueNanoseconds: UInt64? { reactions.min?.dueNanoseconds }

    /// Puts an order in, to be due after a pause of its own. O(log waiting).
    mutating func add(_ order: Int, at nowNanoseconds: UInt64) {
        let pause = generator.below(pauseMilliseconds * 1_000 + 1)
        reactions.insert(
            Reaction(dueNanoseconds: nowNanoseconds + UInt64(pause) * 1_000, order: order))
    }

    /// The next order that is due, and since when; `nil` if none is. O(log waiting).
    mutating func takeDue(at nowNanoseconds: UInt64) -> (order: Int, dueNanoseconds: UInt64)? {
        guard let next = reactions.min, next.dueNanoseconds <= nowNanoseconds else { return nil }
        reactions.removeMin()
        return (next.order, next.dueNanoseconds)
    }
}
