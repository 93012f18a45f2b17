// The same as one dictionary, whatever is done to it.

import Basics
import Testing

@Suite struct ShardedDictionaryTests {
    @Test(arguments: UInt64(1)...5) func itIsADictionary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var sharded = ShardedDictionary<Int, String>()
        var model: [Int: String] = [:]
        for step in 0..<5_000 {
            let key = generator.below(700)
            switch generator.below(5) {
            case 0:
                #expect(sharded.removeValue(forKey: key) == model.removeValue(forKey: key))
            case 1:
                sharded[key] = nil
                model[key] = nil
            case 2:
                sharded[key]?.append("+")
                model[key]?.append("+")
            default:
                sharded[key] = "\(step)"
                model[key] = "\(step)"
            }
            #expect(sharded[key] == model[key] && sharded.count == model.count)
        }
        #expect(sharded.keys.sorted() == model.keys.sorted())
    }
}
