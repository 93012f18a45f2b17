// The same as one dictionary, whatever is done to it.

import Basics
import Testing

/// Some lie in one table, some in others.
private struct Number: ShardedKey {
    var value: Int

    var shardNumber: UInt64 { UInt64(value / 3) }
}

@Suite struct ShardedDictionaryTests {
    @Test(arguments: UInt64(1)...5) func itIsADictionary(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var sharded = ShardedDictionary<Number, String>()
        var model: [Number: String] = [:]
        for step in 0..<5_000 {
            let key = Number(value: generator.below(700))
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
        #expect(Dictionary(uniqueKeysWithValues: sharded.map { ($0.key, $0.value) }) == model)
        #expect(sharded.isEmpty == model.isEmpty)
        sharded[Number(value: 9_999), default: ""].append("new")
        #expect(sharded[Number(value: 9_999)] == "new" && sharded.count == model.count + 1)
    }
}
