// The same as an array, however long it grows.

import Basics
import Testing

@Suite struct QueueTests {
    @Test(arguments: UInt64(1)...5) func itIsAnArrayOfWhatWaits(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = Queue<Int>()
        var model: [Int] = []
        for step in 0..<20_000 {
            // Now a time that fills it, now one that empties it, through its pieces each time.
            if generator.chance(percent: step / 5_000 % 2 == 0 ? 30 : 70), !model.isEmpty {
                queue.removeFirst()
                model.removeFirst()
            } else {
                queue.append(step)
                model.append(step)
            }
            #expect(queue.first == model.first && queue.count == model.count)
            if step % 500 == 0 { #expect(Array(queue.waiting) == model) }
        }
    }

    @Test func anEmptyOneHasNoFirst() {
        var queue = Queue<String>()
        #expect(queue.first == nil && queue.count == 0 && Array(queue.waiting).isEmpty)
        queue.append("one")
        queue.removeFirst()
        #expect(queue.first == nil && queue.count == 0)
        queue.append("two")
        #expect(queue.first == "two" && Array(queue.waiting) == ["two"])
    }
}
