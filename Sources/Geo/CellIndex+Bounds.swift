// What a map view asks of the index: the slots inside a box, and how many are in each cell of it
// when the view is too wide for single runners.

/// How many slots a cell holds.
public struct CellCount: Hashable, Sendable {
    /// The cell.
    public var cell: Cell
    /// The number of slots in it, at least 1.
    public var count: Int

    /// A cell with that many slots.
    public init(cell: Cell, count: Int) {
        self.cell = cell
        self.count = count
    }
}

extension CellIndex {
    /// Calls `body` with every slot inside `bounds` and its place.
    ///
    /// The order depends on how the places came to be where they are; what goes out to others takes
    /// `slots(in:into:)`, whose order does not. Complexity: the cells and slots of the box, never
    /// more than all slots.
    public func forEach(in bounds: BoundingBox, _ body: (Int, Coordinate) -> Void) {
        let block = grid.block(covering: bounds)
        guard isWorthWalking(block) else {
            for slot in nodes.indices where !nodes[slot].isVacant {
                if bounds.contains(nodes[slot].place) { body(slot, nodes[slot].place) }
            }
            return
        }
        for row in block.rows {
            for offset in 0..<block.columnCount {
                let column = (block.firstColumn + offset) & (grid.columnCount - 1)
                var slot = firstSlot(row: row, column: column)
                while slot >= 0 {
                    let node = nodes[slot]
                    if bounds.contains(node.place) { body(slot, node.place) }
                    slot = Int(node.next)
                }
            }
        }
    }

    /// Replaces `slots` by those inside `bounds`, ascending.
    public func slots(in bounds: BoundingBox, into slots: inout [Int]) {
        slots.removeAll(keepingCapacity: true)
        forEach(in: bounds) { slot, _ in slots.append(slot) }
        slots.sort()
    }

    /// The cells of `precision` bits, 0 … 60, that hold slots inside `bounds` for which `predicate`
    /// is true, with the number of those slots, in the order of the geohashes.
    public func counts(
        precision: Int, in bounds: BoundingBox = .world,
        where predicate: (Int) -> Bool = { _ in true }
    ) -> [CellCount] {
        var cells: [Cell] = []
        forEach(in: bounds) { slot, place in
            if predicate(slot) { cells.append(Cell(containing: place, precision: precision)) }
        }
        cells.sort()
        var counts: [CellCount] = []
        for cell in cells {
            if let last = counts.indices.last, counts[last].cell == cell {
                counts[last].count += 1
            } else {
                counts.append(CellCount(cell: cell, count: 1))
            }
        }
        return counts
    }
}
