// A slab against a dictionary: whatever is inserted, removed and changed, both hold the same, and an
// id that has gone never finds its successor.

import Basics
import Testing

@Suite struct SlabTests {
    @Test func agreesWithADictionary() {
        for seed in UInt64(0)..<200 {
            var generator = SeededGenerator(seed: seed)
            var slab = Slab<Int>()
            var model: [SlabID: Int] = [:]
            var gone: [SlabID] = []
            for step in 0..<120 {
                let known = model.keys.sorted { $0.index < $1.index }
                switch generator.below(known.isEmpty ? 1 : 4) {
                case 0:
                    let id = slab.insert(step)
                    #expect(model[id] == nil && !gone.contains(id), "seed \(seed)")
                    model[id] = step
                case 1:
                    let id = known[generator.below(known.count)]
                    let value = slab.remove(id)
                    #expect(value == model.removeValue(forKey: id), "seed \(seed)")
                    gone.append(id)
                case 2:
                    let id = known[generator.below(known.count)]
                    slab[id]? += 1_000
                    model[id]? += 1_000
                default:
                    guard let id = gone.last else { continue }
                    let removed = slab.remove(id)
                    #expect(removed == nil, "seed \(seed)")
                }
                check(slab, model, gone, seed)
            }
        }
    }

    private func check(
        _ slab: Slab<Int>, _ model: [SlabID: Int], _ gone: [SlabID], _ seed: UInt64
    ) {
        #expect(slab.count == model.count, "seed \(seed)")
        var seen: [SlabID: Int] = [:]
        var lastIndex: UInt32?
        slab.forEach { id, value in
            seen[id] = value
            if let lastIndex { #expect(lastIndex < id.index, "seed \(seed)") }
            lastIndex = id.index
        }
        #expect(seen == model, "seed \(seed)")
        let found = gone.contains { slab.contains($0) || slab[$0] != nil }
        #expect(!found, "seed \(seed)")
    }

    @Test func usesTheSlotFreedLastFirstAndNeverMoreThanNeeded() {
        var slab = Slab<String>()
        let ids = ["a", "b", "c"].map { slab.insert($0) }
        slab.remove(ids[0])
        slab.remove(ids[2])
        let next = slab.insert("d")
        #expect(next == SlabID(index: 2, generation: 1))
        #expect(slab.slotCount == 3)
        #expect(slab[next] == "d")
        #expect(slab[ids[2]] == nil)
    }

    @Test func anIdOfNoSlotFindsNothing() {
        var slab = Slab<Int>()
        let nowhere = SlabID(index: 7, generation: 0)
        #expect(!slab.contains(nowhere))
        #expect(slab[nowhere] == nil)
        #expect(slab.remove(nowhere) == nil)
        #expect(slab.count == 0)
    }
}
