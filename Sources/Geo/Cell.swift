// A cell is a geohash prefix: the same cell is an index's bucket, a subscription's key and a text
// of a few characters on the wire.

/// A rectangle of latitudes and longitudes: all places whose geohash begins with the same bits.
public struct Cell: Hashable, Comparable, Sendable {
    /// The most bits a cell may have (12 characters). It still holds at least one coordinate.
    public static let precisionMax = 60

    /// The bits of the prefix, right-aligned.
    public let geohash: UInt64
    /// How many bits the prefix has, 0 (the world) … 60.
    public let precision: Int

    /// The cell of that prefix.
    public init(geohash: UInt64, precision: Int) {
        precondition((0...Cell.precisionMax).contains(precision), "a cell has 0 to 60 bits")
        precondition(geohash >> UInt64(precision) == 0, "a prefix fits in its bits")
        self.geohash = geohash
        self.precision = precision
    }

    /// The cell of that precision in which `place` lies. Its south and west edges are its own; the
    /// north pole and longitude 180 belong to the last row and column.
    public init(containing place: Coordinate, precision: Int) {
        let grid = Grid(precision: precision)
        self.init(
            column: grid.column(longitudeE7: place.longitudeE7),
            row: grid.row(latitudeE7: place.latitudeE7), precision: precision)
    }

    /// The cell that a geohash text of 1 … 12 characters names; `nil` if it is none.
    public init?(text: String) {
        guard let (hash, bits) = Geohash.parse(text) else { return nil }
        self.init(geohash: hash, precision: bits)
    }

    init(column: Int, row: Int, precision: Int) {
        self.init(
            geohash: Geohash.interleaved(
                column: UInt64(column), row: UInt64(row), bits: precision),
            precision: precision)
    }

    /// The geohash in characters; `nil` if the precision is no whole number of them.
    public var text: String? {
        guard precision > 0, precision.isMultiple(of: 5) else { return nil }
        return Geohash.text(geohash, characters: precision / 5)
    }

    /// By precision, coarse cells first, then by geohash.
    public static func < (left: Cell, right: Cell) -> Bool {
        (left.precision, left.geohash) < (right.precision, right.geohash)
    }
}

// MARK: - Extent

extension Cell {
    /// The coordinates of the cell: the bounds of all cells of one precision tile the world.
    public var bounds: BoundingBox {
        let grid = Grid(precision: precision)
        let (column, row) = columnAndRow
        let (isLastColumn, isLastRow) = (column + 1 == grid.columnCount, row + 1 == grid.rowCount)
        return BoundingBox(
            southE7: Int32(grid.southE7(ofRow: row)),
            westE7: Int32(grid.westE7(ofColumn: column)),
            northE7: Int32(grid.southE7(ofRow: row + 1) - (isLastRow ? 0 : 1)),
            eastE7: Int32(grid.westE7(ofColumn: column + 1) - (isLastColumn ? 0 : 1)))
    }

    /// The coordinate in the middle.
    public var center: Coordinate {
        let box = bounds
        return Coordinate(
            latitudeE7: Int32((Int(box.southE7) + Int(box.northE7)) / 2),
            longitudeE7: Int32((Int(box.westE7) + Int(box.eastE7)) / 2))
    }

    /// Whether `place` lies in the cell.
    public func contains(_ place: Coordinate) -> Bool {
        Cell(containing: place, precision: precision) == self
    }

    /// Whether `cell` is this cell or a part of it.
    public func contains(_ cell: Cell) -> Bool {
        cell.precision >= precision && cell.ancestor(precision: precision) == self
    }

    /// The cell of one bit less, which is twice as large; `nil` for the world.
    public var parent: Cell? {
        precision == 0 ? nil : ancestor(precision: precision - 1)
    }

    /// The cell of `precision` bits, at most its own, of which this one is a part.
    public func ancestor(precision: Int) -> Cell {
        precondition(precision <= self.precision, "an ancestor is not smaller")
        return Cell(geohash: geohash >> UInt64(self.precision - precision), precision: precision)
    }

    var columnAndRow: (column: Int, row: Int) {
        let (column, row) = Geohash.columnAndRow(geohash, bits: precision)
        return (Int(column), Int(row))
    }
}
