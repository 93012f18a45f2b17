// In which zones is this fix? A city has thousands of zones and asks with every fix, so an area is
// filed under the few cells that its box touches, and a place looks only into the cells it is in. A
// courtyard and a province differ too much for one size of cell: each area goes to the finest level
// at which a handful of cells covers it.

/// Areas in numbered slots, and which of them hold a place.
///
/// Two tables are equal if their slots hold the same areas, however they came to.
public struct AreaTable: Equatable, Sendable {
    /// How many cells an area is filed under at most.
    private static let cellsPerAreaMax = 16
    /// Cells of 0, 4, … 40 bits; the finest are 38 m wide at the equator.
    private static let precisions = Array(stride(from: 0, through: 40, by: 4))

    /// Does not end with an empty slot.
    private var areas: [Area?] = []
    /// The slots filed under each cell, ascending; never empty.
    private var slotsByCell: [Cell: [Int32]] = [:]
    /// How many areas are filed at each level.
    private var counts = Array(repeating: 0, count: AreaTable.precisions.count)

    /// A table without areas.
    public init() {}

    /// A table of `areas`, each in the slot of its index.
    public init(_ areas: [Area]) {
        for (slot, area) in areas.enumerated() { self[slot] = area }
    }

    /// How many areas it holds.
    public var count: Int { counts.reduce(0, +) }

    /// The area in a slot, from 0; `nil` if the slot is empty, and to empty it. Slots should be
    /// numbered closely, as memory goes with the highest. To set one is O(areas in its cells).
    public subscript(slot: Int) -> Area? {
        get { areas.indices.contains(slot) ? areas[slot] : nil }
        set {
            if let old = self[slot] { unfile(old, slot: slot) }
            place(newValue, in: slot)
            if let newValue { file(newValue, slot: slot) }
        }
    }

    /// Replaces `slots` by those whose areas hold `place`, ascending. Complexity: a look-up for each
    /// size of area in use, and a test of each box that shares a cell with `place`.
    public func slots(containing place: Coordinate, into slots: inout [Int]) {
        slots.removeAll(keepingCapacity: true)
        for (level, precision) in AreaTable.precisions.enumerated() where counts[level] > 0 {
            guard let filed = slotsByCell[Cell(containing: place, precision: precision)] else {
                continue
            }
            for slot in filed where areas[Int(slot)]?.contains(place) == true {
                slots.append(Int(slot))
            }
        }
        slots.sort()
    }

    /// The slots whose areas hold `place`, ascending.
    public func slots(containing place: Coordinate) -> [Int] {
        var slots: [Int] = []
        self.slots(containing: place, into: &slots)
        return slots
    }

    private mutating func place(_ area: Area?, in slot: Int) {
        precondition(slot >= 0 && slot < Int32.max, "slots are counted from 0")
        if slot >= areas.count, area != nil {
            areas.append(contentsOf: repeatElement(nil, count: slot + 1 - areas.count))
        }
        if slot < areas.count { areas[slot] = area }
        while areas.last == .some(nil) { areas.removeLast() }
    }

    private mutating func file(_ area: Area, slot: Int) {
        let (level, cells) = AreaTable.filing(of: area)
        counts[level] += 1
        for cell in cells {
            let filed = slotsByCell[cell, default: []]
            let position = filed.firstIndex { $0 > slot } ?? filed.count
            slotsByCell[cell, default: []].insert(Int32(slot), at: position)
        }
    }

    private mutating func unfile(_ area: Area, slot: Int) {
        let (level, cells) = AreaTable.filing(of: area)
        counts[level] -= 1
        for cell in cells {
            slotsByCell[cell]?.removeAll { $0 == slot }
            if slotsByCell[cell]?.isEmpty == true { slotsByCell[cell] = nil }
        }
    }

    /// The finest level at which few cells cover the area, and those cells.
    private static func filing(of area: Area) -> (level: Int, cells: [Cell]) {
        let bounds = area.bounds
        let level =
            precisions.lastIndex {
                Grid(precision: $0).block(covering: bounds).cellCount <= cellsPerAreaMax
            } ?? 0
        return (level, Cell.covering(bounds, precision: precisions[level]))
    }
}
