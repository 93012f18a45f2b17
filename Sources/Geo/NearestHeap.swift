// The best few of many candidates: a heap with the worst of them on top, so that a candidate is
// weighed against one number. Nearly all candidates lose by the squared half chord, which costs
// half of a distance; what decides is the distance itself and then the slot, as measuring every
// slot would.

/// The nearest slots seen so far, at most `countMax`, none beyond a radius.
struct NearestHeap: ~Copyable {
    private let ruler: Ruler
    private let countMax: Int
    private let radiusMeters: Double
    /// No squared half chord above this can get in.
    private var chordBound: Double
    private var items: [Neighbor]

    /// An empty heap that works in the memory of `storage`, an empty array, until `sort(into:)`.
    init(
        from origin: Coordinate, countMax: Int, radiusMeters: Double,
        in storage: inout [Neighbor]
    ) {
        ruler = Ruler(from: origin)
        self.countMax = countMax
        self.radiusMeters = min(radiusMeters, Earth.halfTurnMeters)
        chordBound = Ruler.squaredHalfChordBound(meters: radiusMeters)
        items = []
        swap(&items, &storage)
    }

    /// Whether it holds all it may.
    var isFull: Bool { items.count >= countMax }

    /// No slot farther than this can get in.
    var boundMeters: Double { isFull ? items[0].distanceMeters : radiusMeters }

    mutating func removeAll() {
        items.removeAll(keepingCapacity: true)
        chordBound = Ruler.squaredHalfChordBound(meters: radiusMeters)
    }

    /// Takes `slot` in if it is among the nearest and `predicate` says so.
    @inline(__always)
    mutating func offer(_ slot: Int, at place: Coordinate, where predicate: (Int) -> Bool) {
        let chord = ruler.squaredHalfChord(to: place)
        guard chord <= chordBound else { return }
        consider(slot, chord: chord, where: predicate)
    }

    private mutating func consider(_ slot: Int, chord: Double, where predicate: (Int) -> Bool) {
        let item = Neighbor(slot: slot, distanceMeters: Ruler.meters(squaredHalfChord: chord))
        guard item.distanceMeters <= radiusMeters else { return }
        guard !isFull || NearestHeap.isNearer(item, items[0]), predicate(slot) else { return }
        if isFull {
            siftDown(item, end: items.count)
        } else {
            siftUp(item)
        }
        if isFull { chordBound = Ruler.squaredHalfChordBound(meters: items[0].distanceMeters) }
    }

    /// Hands the slots over, nearest first, and the storage with them.
    mutating func sort(into storage: inout [Neighbor]) {
        for end in stride(from: items.count - 1, to: 0, by: -1) {
            let item = items[end]
            items[end] = items[0]
            siftDown(item, end: end)
        }
        swap(&items, &storage)
    }

    private static func isNearer(_ left: Neighbor, _ right: Neighbor) -> Bool {
        left.distanceMeters != right.distanceMeters
            ? left.distanceMeters < right.distanceMeters : left.slot < right.slot
    }

    private mutating func siftUp(_ item: Neighbor) {
        var hole = items.count
        items.append(item)
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard NearestHeap.isNearer(items[parent], item) else { break }
            items[hole] = items[parent]
            hole = parent
        }
        items[hole] = item
    }

    /// Puts `item` in the place of the worst of the first `end`, and the heap in order again.
    private mutating func siftDown(_ item: Neighbor, end: Int) {
        var hole = 0
        while true {
            var worst = 2 * hole + 1
            guard worst < end else { break }
            if worst + 1 < end, NearestHeap.isNearer(items[worst], items[worst + 1]) { worst += 1 }
            guard NearestHeap.isNearer(item, items[worst]) else { break }
            items[hole] = items[worst]
            hole = worst
        }
        items[hole] = item
    }
}
