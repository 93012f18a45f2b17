// Hashes that must be the same in every process: fixed values stand here, so that a change of the
// algorithm is seen; and the mixer is undone by its inverse.

import Basics
import Testing

@Suite struct StableHashTests {
    @Test func hasTheseValuesForEver() {
        #expect(StableHash().value == 0xF52A_15E9_A9B5_E89B)
        #expect(StableHash.of("") == StableHash().value)
        #expect(StableHash.of("fleetfoot") == 0xEAB9_953F_E547_E315)
        #expect(StableHash.of("王小明") == 0xB4AB_2CDB_3112_3E07)
        var words = StableHash()
        words.add(1 as UInt64)
        words.add(UInt64.max)
        #expect(words.value == 0x7828_6AB5_5354_47C5)
        #expect(StableHash.mix(0) == 0)
        #expect(StableHash.mix(1) == 0x5692_161D_100B_05E5)
        #expect(StableHash.mix(.max) == 0xB4D0_55FC_F2CB_BD7B)
    }

    @Test func mixAndUnmixUndoEachOther() {
        var generator = SeededGenerator(seed: 1)
        let edges: [UInt64] = [0, 1, 2, .max, .max - 1, 1 << 63, 1 << 31, 1 << 32]
        for word in edges + (0..<5_000).map({ _ in generator.next() }) {
            #expect(StableHash.unmix(StableHash.mix(word)) == word)
            #expect(StableHash.mix(StableHash.unmix(word)) == word)
        }
    }

    @Test func oneBitInMovesAboutHalfOfTheBitsOut() {
        var generator = SeededGenerator(seed: 2)
        for bit in 0..<64 {
            let flips = (0..<100).reduce(0) { sum, _ in
                let word = generator.next()
                let moved = StableHash.mix(word) ^ StableHash.mix(word ^ (1 << UInt64(bit)))
                return sum + moved.nonzeroBitCount
            }
            #expect((2_800...3_600).contains(flips), "bit \(bit)")
        }
    }

    @Test func theOrderOfWhatIsAddedCounts() {
        var one = StableHash()
        var other = StableHash()
        one.add([1, 2] as [UInt8])
        other.add([2, 1] as [UInt8])
        #expect(one.value != other.value)
        var singly = StableHash()
        singly.add(1 as UInt8)
        singly.add(2 as UInt8)
        #expect(singly.value == one.value)
    }
}
