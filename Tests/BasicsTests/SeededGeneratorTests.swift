// The generator's numbers are the published ones, stay in their ranges and reach every value.

import Basics
import Testing

@Suite struct SeededGeneratorTests {
    /// The first outputs of the authors' `splitmix64.c` for the seed 1234567.
    @Test func givesThePublishedNumbers() {
        var generator = SeededGenerator(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func staysInRangeAndReachesEveryValue() {
        for bound in [1, 2, 3, 7, 64, 100] {
            var generator = SeededGenerator(seed: UInt64(bound))
            var seen: Set<Int> = []
            for _ in 0..<(bound * 40) { seen.insert(generator.below(bound)) }
            #expect(seen == Set(0..<bound), "bound \(bound)")
        }
    }

    @Test func aRangeHasBothItsEnds() {
        var generator = SeededGenerator(seed: 3)
        var seen: Set<Int> = []
        for _ in 0..<400 { seen.insert(generator.number(in: -3...3)) }
        #expect(seen == Set(-3...3))
        #expect(generator.number(in: 5...5) == 5)
        let highest = generator.below(.max)
        #expect((0..<Int.max).contains(highest))
    }

    @Test func fractionsLieBelowOneAndSpread() {
        var generator = SeededGenerator(seed: 4)
        var tenths = [Int](repeating: 0, count: 10)
        for _ in 0..<10_000 {
            let fraction = generator.fraction()
            #expect(fraction >= 0 && fraction < 1)
            tenths[Int(fraction * 10)] += 1
        }
        let even = tenths.allSatisfy { (850...1_150).contains($0) }
        #expect(even, "\(tenths)")
    }

    @Test func chanceIsInPercent() {
        var generator = SeededGenerator(seed: 5)
        let hits = (0..<10_000).count { _ in generator.chance(percent: 30) }
        #expect((2_800...3_200).contains(hits))
        let never = (0..<1_000).contains { _ in generator.chance(percent: 0) }
        let always = (0..<1_000).allSatisfy { _ in generator.chance(percent: 100) }
        #expect(!never && always)
    }

    @Test func aPartDoesNotDisturbTheWhole() {
        var one = SeededGenerator(seed: 6)
        var other = SeededGenerator(seed: 6)
        var part = one.split()
        _ = other.split()
        let first = part.next()
        _ = part.next()
        #expect(one.next() == other.next())
        var again = SeededGenerator(seed: 6)
        var samePart = again.split()
        #expect(samePart.next() == first)
    }
}
