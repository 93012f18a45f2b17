// The search's queue against a sorted array.

import Basics
import Testing

@testable import Matching

@Suite struct MinHeapTests {
    @Test func comesOutAscending() {
        for seed in UInt64(0)..<300 {
            var generator = SeededGenerator(seed: seed)
            var heap = MinHeap()
            var model: [[Int64]] = []
            for _ in 0..<generator.number(in: 0...60) {
                if generator.chance(percent: 65) {
                    let key = Int64(generator.number(in: -5...5))
                    let target = Int32(generator.number(in: -3...3))
                    heap.push(MinHeap.Entry(key: key, target: target))
                    model.append([key, Int64(target)])
                    model.sort { ($0[0], $0[1]) < ($1[0], $1[1]) }
                } else {
                    let popped = heap.pop().map { [$0.key, Int64($0.target)] }
                    #expect(popped == (model.isEmpty ? nil : model.removeFirst()), "seed \(seed)")
                }
                #expect(heap.first?.key == model.first?[0], "seed \(seed)")
            }
        }
    }
}
