// The index against a dictionary that measures everything: whatever was inserted, moved and
// removed, the answers are the same, to the last bit and in the same order.

import Basics
import Geo
import Testing

/// What an index must do, said as plainly as possible.
struct IndexModel {
    var places: [Int: Coordinate] = [:]

    func near(
        _ origin: Coordinate, count: Int = .max, radiusMeters: Double,
        where predicate: (Int) -> Bool
    ) -> [Neighbor] {
        let all = places.filter { predicate($0.key) }.map {
            Neighbor(slot: $0.key, distanceMeters: origin.distanceMeters(to: $0.value))
        }
        let inside = all.filter { $0.distanceMeters <= radiusMeters }
        let sorted = inside.sorted {
            ($0.distanceMeters, $0.slot) < ($1.distanceMeters, $1.slot)
        }
        return Array(sorted.prefix(count))
    }

    func slots(in box: BoundingBox) -> [Int] {
        places.filter { box.contains($0.value) }.keys.sorted()
    }
}

/// One index, its model, and what a seed does with both.
struct IndexTrial: ~Copyable {
    var index: CellIndex
    var model = IndexModel()
    var generator: SeededGenerator
    let scatter: Scatter
    /// Few, so that slots are used again and again.
    let slotCount: Int

    init(seed: Int, scatter: Scatter) {
        generator = SeededGenerator(seed: UInt64(seed))
        self.scatter = scatter
        slotCount = 1 << generator.number(in: 0...8)
        index = CellIndex(precision: [2, 7, 20, 33, 38, 60][generator.below(6)])
    }

    mutating func change() {
        let slot = generator.below(slotCount)
        let place = nextPlace()
        if model.places[slot] == nil {
            index.insert(slot, at: place)
        } else if generator.chance(percent: 30) {
            index.remove(slot)
            model.places[slot] = nil
            return
        } else {
            index.move(slot, to: place)
        }
        model.places[slot] = place
    }

    /// A place of the scatter; one in four is a place that another slot has, so that distances tie.
    mutating func nextPlace() -> Coordinate {
        if generator.chance(percent: 25), let taken = model.places[generator.below(slotCount)] {
            return taken
        }
        return scatter.place(from: &generator)
    }

    mutating func nextRadius() -> Double {
        switch generator.below(5) {
        case 0: .infinity
        case 1: 0
        default: Double(generator.below(1_000)) * Double(1 << generator.below(15))
        }
    }

    mutating func checkSearches(_ note: String) {
        let origin = nextPlace()
        let (radius, limit) = (nextRadius(), generator.number(in: 0...12))
        let modulus = generator.number(in: 1...3)
        let predicate = { (slot: Int) in slot % modulus == 0 }
        var found: [Neighbor] = [Neighbor(slot: -1, distanceMeters: -1)]
        index.nearest(to: origin, count: limit, within: radius, into: &found, where: predicate)
        let nearest = model.near(origin, count: limit, radiusMeters: radius, where: predicate)
        #expect(found == nearest, "nearest \(limit) to \(origin) within \(radius), \(note)")
        index.within(radiusMeters: radius, of: origin, into: &found, where: predicate)
        let within = model.near(origin, radiusMeters: radius, where: predicate)
        #expect(found == within, "within \(radius) of \(origin), \(note)")
    }

    mutating func checkBounds(_ note: String) {
        let (a, b) = (nextPlace(), nextPlace())
        let box = BoundingBox(
            southE7: min(a.latitudeE7, b.latitudeE7), westE7: a.longitudeE7,
            northE7: max(a.latitudeE7, b.latitudeE7), eastE7: b.longitudeE7)
        var slots: [Int] = []
        index.slots(in: box, into: &slots)
        #expect(slots == model.slots(in: box), "\(box), \(note)")
        let precision = generator.number(in: 0...Cell.precisionMax)
        var expected: [Cell: Int] = [:]
        for slot in slots {
            guard let place = model.places[slot] else { continue }
            expected[Cell(containing: place, precision: precision), default: 0] += 1
        }
        let sorted = expected.map { CellCount(cell: $0.key, count: $0.value) }
            .sorted { $0.cell < $1.cell }
        #expect(index.counts(precision: precision, in: box) == sorted, "\(box), \(note)")
    }

    func checkContents(_ note: String) {
        #expect(index.count == model.places.count, "\(note)")
        for slot in -1...slotCount {
            #expect(index.coordinate(of: slot) == model.places[slot], "slot \(slot), \(note)")
            #expect(index.contains(slot) == (model.places[slot] != nil))
        }
    }
}

@Suite("The cell index equals measuring everything")
struct CellIndexTests {
    @Test("any inserts, moves and removals", arguments: Scatter.allCases)
    func interleavings(scatter: Scatter) {
        for seed in 0..<60 {
            var trial = IndexTrial(seed: seed, scatter: scatter)
            let note = "\(scatter) seed \(seed)"
            for _ in 0..<12 {
                for _ in 0..<trial.generator.number(in: 1...60) { trial.change() }
                trial.checkSearches(note)
                trial.checkBounds(note)
            }
            trial.checkContents(note)
        }
    }

    @Test("a city of thousands", arguments: [25, 30, 33, 36])
    func city(precision: Int) {
        var generator = SeededGenerator(seed: 11)
        var index = CellIndex(precision: precision, slotCapacity: 2_000)
        var model = IndexModel()
        for slot in 0..<2_000 {
            let scatter: Scatter = slot.isMultiple(of: 2) ? .city : .clusters
            let place = scatter.place(from: &generator)
            index.insert(slot, at: place)
            model.places[slot] = place
        }
        var found: [Neighbor] = []
        for query in 0..<25 {
            let origin = Scatter.city.place(from: &generator)
            index.nearest(to: origin, count: 20, within: 3_000, into: &found) { $0 % 5 != 0 }
            let expected = model.near(origin, count: 20, radiusMeters: 3_000) { $0 % 5 != 0 }
            #expect(found == expected, "query \(query)")
        }
    }

    @Test("a radius is the last distance that counts")
    func radiusEdge() {
        var index = CellIndex()
        let (origin, place) = (degrees(31.2, 121.5), degrees(31.21, 121.51))
        index.insert(3, at: place)
        let meters = origin.distanceMeters(to: place)
        var found: [Neighbor] = []
        index.within(radiusMeters: meters, of: origin, into: &found)
        #expect(found == [Neighbor(slot: 3, distanceMeters: meters)])
        index.within(radiusMeters: meters.nextDown, of: origin, into: &found)
        #expect(found.isEmpty)
        index.nearest(to: origin, count: 1, within: meters, into: &found)
        #expect(found.count == 1)
        for radius in [-1, Double.nan, -Double.infinity] {
            index.nearest(to: origin, count: 1, within: radius, into: &found)
            #expect(found.isEmpty)
        }
    }

    @Test("equal distances come by slot, and the last place goes to the lower one")
    func ties() {
        var index = CellIndex()
        for slot in [5, 1, 4, 2, 3] { index.insert(slot, at: degrees(10, 10)) }
        var found: [Neighbor] = []
        index.nearest(to: degrees(10, 10.001), count: 3, into: &found)
        #expect(found.map(\.slot) == [1, 2, 3])
    }

    @Test("moving along a street crosses cells and forgets none")
    func street() {
        var index = CellIndex(slotCapacity: 1)
        index.insert(0, at: degrees(31, 121))
        var found: [Neighbor] = []
        for step in 1...5_000 {
            let place = degrees(31 + Double(step) * 0.000_7, 121 + Double(step) * 0.001_3)
            index.move(0, to: place)
            index.nearest(to: place, count: 2, within: 1, into: &found)
            #expect(found == [Neighbor(slot: 0, distanceMeters: 0)])
        }
    }

    @Test("an empty index finds nothing")
    func empty() {
        var index = CellIndex()
        var found = [Neighbor(slot: 9, distanceMeters: 9)]
        index.nearest(to: degrees(0, 0), count: 5, into: &found)
        #expect(found.isEmpty)
        index.insert(7, at: degrees(0, 0))
        index.remove(7)
        index.within(radiusMeters: .infinity, of: degrees(0, 0), into: &found)
        #expect(found.isEmpty && index.isEmpty)
        #expect(index.counts(precision: 5).isEmpty)
    }
}
