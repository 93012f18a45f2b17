// The window of sequences against a set that forgets nothing.

import Basics
import Testing

@testable import Engine

@Suite struct SequenceWindowTests {
    @Test func agreesWithASetWithinItsReach() {
        for seed in UInt64(0)..<60 {
            var generator = SeededGenerator(seed: seed)
            var window = SequenceWindow()
            var seen: Set<Int64> = []
            var highest: Int64 = Int64(generator.number(in: -2_000...2_000))
            for step in 0..<600 {
                let sequence = next(after: highest, &generator)
                let isNew = window.insert(sequence)
                let isInReach = highest - sequence < Int64(SequenceWindow.reach)
                let expected = step == 0 || !isInReach || !seen.contains(sequence)
                #expect(isNew == expected, "seed \(seed) step \(step): \(sequence)")
                seen.insert(sequence)
                highest = step == 0 ? sequence : max(highest, sequence)
                #expect(window.highest == highest, "seed \(seed) step \(step)")
            }
        }
    }

    private func next(after highest: Int64, _ generator: inout SeededGenerator) -> Int64 {
        switch generator.below(10) {
        case 0: highest + Int64(generator.below(2_000))
        case 1: highest + Int64(generator.number(in: 510...514))
        case 2: highest - Int64(generator.number(in: 510...514))
        case 3: highest - Int64(generator.below(3_000))
        case 4...6: highest - Int64(generator.below(40))
        default: highest + 1
        }
    }

    @Test func theEndsOfTheNumbersAreNoTrap() {
        var window = SequenceWindow()
        let edges: [Int64] = [.min, .max, 0, .max - 511, .max - 512, .min + 1]
        let first = edges.map { window.insert($0) }
        #expect(first == [true, true, true, true, true, true])
        let again = edges.map { window.insert($0) }
        #expect(again == [true, false, true, false, true, true])
        #expect(window.highest == .max)
    }

    @Test func itsReachIsExact() {
        var window = SequenceWindow()
        let reach = Int64(SequenceWindow.reach)
        for sequence in Int64(1)...reach { _ = window.insert(sequence) }
        let within = (1...reach).filter { window.insert($0) }
        #expect(within.isEmpty)
        _ = window.insert(reach + 1)
        let beyond = [window.insert(1), window.insert(2)]
        #expect(beyond == [true, false])
    }
}
