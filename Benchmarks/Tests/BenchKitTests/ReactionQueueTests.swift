// Reactions come in the order of their instants, none early, none lost.

import Basics
import Testing

@testable import BenchKit

@Suite struct ReactionQueueTests {
    @Test(arguments: [0, 1, 7, 1_000])
    func eachComesOnceWithinItsPause(pause: Int) {
        var generator = SeededGenerator(seed: 41)
        var queue = ReactionQueue(pauseMilliseconds: pause, seed: 5)
        var addedAt: [UInt64] = []
        var seen: Set<Int> = []
        var now: UInt64 = 9_000_000
        var last: UInt64 = 0
        for _ in 0..<5_000 {
            now += UInt64(generator.below(4_000_000))
            if generator.chance(percent: 60) {
                queue.add(addedAt.count, at: now)
                addedAt.append(now)
            }
            while let next = queue.takeDue(at: now) {
                #expect(seen.insert(next.order).inserted)
                #expect(next.dueNanoseconds <= now && next.dueNanoseconds >= last, "\(next)")
                let waited = Int(next.dueNanoseconds) - Int(addedAt[next.order])
                #expect((0...pause * 1_000_000).contains(waited))
                last = next.dueNanoseconds
            }
            if let due = queue.dueNanoseconds { #expect(due > now) }
        }
        while let next = queue.takeDue(at: .max) { #expect(seen.insert(next.order).inserted) }
        #expect(seen.count == addedAt.count && queue.dueNanoseconds == nil)
    }

    @Test func theSameSeedPausesAlike() {
        var first = ReactionQueue(pauseMilliseconds: 500, seed: 3)
        var second = ReactionQueue(pauseMilliseconds: 500, seed: 3)
        for order in 0..<50 {
            first.add(order, at: 0)
            second.add(order, at: 0)
        }
        while let one = first.takeDue(at: 600_000_000) {
            let other = second.takeDue(at: 600_000_000)
            #expect(one.order == other?.order && one.dueNanoseconds == other?.dueNanoseconds)
        }
        #expect(second.takeDue(at: 600_000_000) == nil)
    }
}
