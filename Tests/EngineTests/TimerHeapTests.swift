// Many small heaps against one sorted array.

import Basics
import Testing

@testable import Engine

@Suite struct TimerHeapTests {
    @Test(arguments: UInt64(1)...5) func theNextOneComesFirst(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var heap = TimerHeap()
        var model: [EngineTimer] = []
        for number in 1...3_000 {
            if generator.chance(percent: 40), let next = model.first {
                #expect(heap.min == next)
                heap.removeMin()
                model.removeFirst()
            } else {
                let at = Instant(millisecondsSinceEpoch: Int64(generator.below(500)))
                let timer = EngineTimer(
                    at: at, number: UInt64(number), subject: .work(RunnerIndex(0)))
                heap.insert(timer)
                model.insert(timer, at: model.firstIndex { timer < $0 } ?? model.count)
            }
            #expect(heap.min == model.first)
        }
        #expect(heap.unordered.sorted(by: <) == model)
    }
}
