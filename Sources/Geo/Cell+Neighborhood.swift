// What lies around a cell, and which cells cover a view. The grid is round: it closes across the
// antimeridian, and a step over a pole leads to the same row half-way round.

extension Cell {
    /// The cells that share an edge or a corner with this one, clockwise from the north: eight, or
    /// fewer where the grid is so coarse that some coincide.
    public var neighbors: [Cell] {
        var found: [Cell] = []
        for hash in Geohash.neighbors(geohash, bits: precision) {
            let cell = Cell(geohash: hash, precision: precision)
            if cell != self && !found.contains(cell) { found.append(cell) }
        }
        return found
    }

    /// How many steps from neighbour to neighbour lead to `other`, a cell of the same precision.
    public func steps(to other: Cell) -> Int {
        precondition(precision == other.precision, "steps lead through cells of one size")
        let grid = Grid(precision: precision)
        let (from, to) = (columnAndRow, other.columnAndRow)
        let columns = grid.columnCount
        func around(_ offset: Int) -> Int {
            let east = (to.column - from.column + offset) & (columns - 1)
            return min(east, columns - east)
        }
        let direct = max(around(0), abs(to.row - from.row))
        let overSouth = max(around(columns / 2), from.row + to.row + 1)
        let overNorth = max(around(columns / 2), 2 * grid.rowCount - 1 - from.row - to.row)
        return min(direct, overSouth, overNorth)
    }

    /// The cells exactly `steps` steps away, from the south-west row by row: `[self]` for 0, the
    /// neighbours for 1, at most 8 × `steps`.
    public func ring(_ steps: Int) -> [Cell] {
        precondition(steps >= 0, "a ring is some steps away")
        guard steps > 0 else { return [self] }
        // No two cells are more steps apart than there are rows.
        guard steps <= Grid(precision: precision).rowCount else { return [] }
        var ring: [Cell] = []
        var seen: Set<Cell> = []
        for north in -steps...steps {
            let isEdge = abs(north) == steps
            for east in stride(from: -steps, through: steps, by: isEdge ? 1 : 2 * steps) {
                let cell = stepped(east: east, north: north)
                guard self.steps(to: cell) == steps, seen.insert(cell).inserted else { continue }
                ring.append(cell)
            }
        }
        return ring
    }

    /// The cells of one precision that together hold every coordinate of `box`: the finest
    /// precision, at most `precisionMax`, at which `countMax` cells suffice. In the order of their
    /// geohashes.
    public static func covering(
        _ box: BoundingBox, countMax: Int, precisionMax: Int = Cell.precisionMax
    ) -> [Cell] {
        precondition(countMax >= 1, "one cell is the least that covers anything")
        var precision = 0
        while precision < min(precisionMax, Cell.precisionMax),
            Grid(precision: precision + 1).block(covering: box).cellCount <= countMax
        {
            precision += 1
        }
        return covering(box, precision: precision)
    }

    /// The cells of `precision` bits that hold a coordinate of `box`, in the order of their
    /// geohashes.
    public static func covering(_ box: BoundingBox, precision: Int) -> [Cell] {
        let grid = Grid(precision: precision)
        let block = grid.block(covering: box)
        var cells: [Cell] = []
        cells.reserveCapacity(block.cellCount)
        for row in block.rows {
            for offset in 0..<block.columnCount {
                let column = (block.firstColumn + offset) & (grid.columnCount - 1)
                cells.append(Cell(column: column, row: row, precision: precision))
            }
        }
        cells.sort()
        return cells
    }

    private func stepped(east: Int, north: Int) -> Cell {
        let hash = Geohash.neighbor(of: geohash, bits: precision, east: east, north: north)
        return Cell(geohash: hash, precision: precision)
    }
}
