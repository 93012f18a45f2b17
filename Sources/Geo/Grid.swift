// One precision of geohash cells as columns and rows. `Cell` and `CellIndex` share it, so that the
// index's buckets are the very cells that the wire names.

/// The world in 2ᵇ columns, counted from the antimeridian eastwards, and 2ᵇ or half as many rows,
/// from the south pole northwards. Whole units in, whole numbers out: no rounding anywhere.
@usableFromInline
struct Grid: Sendable {
    @usableFromInline let columnBits: UInt64
    @usableFromInline let rowBits: UInt64

    /// The cells of geohashes of `precision` bits, 0 … 64.
    @inlinable
    init(precision: Int) {
        columnBits = UInt64(precision + 1) / 2
        rowBits = UInt64(precision) / 2
    }

    @inlinable
    var columnCount: Int { 1 << Int(columnBits) }
    @inlinable
    var rowCount: Int { 1 << Int(rowBits) }

    /// The column of a longitude; 180 degrees falls in the last one.
    @inlinable
    func column(longitudeE7: Int32) -> Int {
        let fromWest = UInt64(Int64(longitudeE7) + 1_800_000_000)
        return min(Int((fromWest << columnBits) / 3_600_000_000), columnCount - 1)
    }

    /// The row of a latitude; the north pole falls in the last one.
    @inlinable
    func row(latitudeE7: Int32) -> Int {
        let fromSouth = UInt64(Int64(latitudeE7) + 900_000_000)
        return min(Int((fromSouth << rowBits) / 1_800_000_000), rowCount - 1)
    }

    /// The first longitude of a column in 1e-7 degree; of the one after the last, 180 degrees.
    func westE7(ofColumn column: Int) -> Int {
        Grid.unitsUp(to: column, of: 3_600_000_000, bits: columnBits) - 1_800_000_000
    }

    /// The first latitude of a row in 1e-7 degree; of the one after the last, 90 degrees.
    func southE7(ofRow row: Int) -> Int {
        Grid.unitsUp(to: row, of: 1_800_000_000, bits: rowBits) - 900_000_000
    }

    /// `index` parts of 2^`bits` of a whole, rounded up.
    private static func unitsUp(to index: Int, of whole: UInt64, bits: UInt64) -> Int {
        let (product, last) = (UInt64(index) * whole, (UInt64(1) << bits) - 1)
        return Int(product >> bits) + (product & last == 0 ? 0 : 1)
    }
}

/// A block of a grid's cells: some rows, and some columns that may run on across the antimeridian.
struct GridBlock {
    var rows: ClosedRange<Int>
    /// The westernmost column; the others follow eastwards, the first of the grid after its last.
    var firstColumn: Int
    var columnCount: Int

    /// How many cells.
    var cellCount: Int { rows.count * columnCount }
}

extension Grid {
    /// The cells that hold a coordinate of `box`.
    func block(covering box: BoundingBox) -> GridBlock {
        let west = column(longitudeE7: box.westE7)
        let east = column(longitudeE7: box.eastE7)
        // A box across the antimeridian that begins and ends in one column goes all the way round.
        let wrapped = east < west || (east == west && box.crossesAntimeridian)
        return GridBlock(
            rows: row(latitudeE7: box.southE7)...row(latitudeE7: box.northE7), firstColumn: west,
            columnCount: min(columnCount, east - west + (wrapped ? columnCount : 0) + 1))
    }

    /// The cells that hold every place within `radiusMeters` of `center`, and a hand's breadth
    /// more.
    func block(around center: Coordinate, radiusMeters: Double) -> GridBlock {
        block(covering: BoundingBox(around: center, radiusMeters: radiusMeters))
    }
}
