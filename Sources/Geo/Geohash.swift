// Geohashes as integers: the bits of longitude and latitude by turns, longitude first. What is a
// prefix of a geohash is the geohash of a larger cell, so one number serves as place, cell and key.

/// Geohashes (Gustavo Niemeyer, 2008) of 0 … 64 bits, and of 1 … 12 characters of 5 bits each.
public enum Geohash {
    /// The first `bits` bits (0 … 64) of the geohash of a place, right-aligned.
    ///
    /// A cell owns its south and west edges exactly, for every `Double`; the north pole and
    /// longitude 180 belong to the last row and column, as does whatever lies beyond. Neither may
    /// be NaN.
    public static func encode(latitude: Double, longitude: Double, bits: Int) -> UInt64 {
        precondition(bits >= 0 && bits <= 64, "a geohash has 0 to 64 bits")
        let row = step(of: latitude, least: -90, span: 180)
        let column = step(of: longitude, least: -180, span: 360)
        return aligned(spread(column) << 1 | spread(row), toBits: bits)
    }

    /// The edges of the cell that the geohash of `bits` bits names, each exact.
    public static func decode(_ hash: UInt64, bits: Int) -> Box {
        let (column, row) = columnAndRow(hash, bits: bits)
        let (columnShift, rowShift) = (32 - (bits + 1) / 2, 32 - bits / 2)
        return Box(
            south: edge(row << rowShift, least: -90, span: 180),
            west: edge(column << columnShift, least: -180, span: 360),
            north: edge((row + 1) << rowShift, least: -90, span: 180),
            east: edge((column + 1) << columnShift, least: -180, span: 360))
    }

    /// The edges of a cell in degrees.
    public struct Box: Hashable, Sendable {
        /// The least latitude.
        public var south: Double
        /// The least longitude.
        public var west: Double
        /// The first latitude beyond.
        public var north: Double
        /// The first longitude beyond.
        public var east: Double

        /// A box of those edges.
        public init(south: Double, west: Double, north: Double, east: Double) {
            self.south = south
            self.west = west
            self.north = north
            self.east = east
        }

        /// The latitude half-way.
        public var centerLatitude: Double { (south + north) / 2 }
        /// The longitude half-way.
        public var centerLongitude: Double { (west + east) / 2 }
    }

    /// The eight cells around one of the same size: north, north-east, east, south-east, south,
    /// south-west, west, north-west. East of the antimeridian comes the far west; north of the
    /// northernmost row comes the same row half-way round, across the pole.
    public static func neighbors(_ hash: UInt64, bits: Int) -> [UInt64] {
        let steps = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]
        return steps.map { neighbor(of: hash, bits: bits, east: $0.0, north: $0.1) }
    }

    /// The cell that many columns east and rows north, at most one way round either.
    static func neighbor(of hash: UInt64, bits: Int, east: Int, north: Int) -> UInt64 {
        let grid = Grid(precision: bits)
        let (column, row) = columnAndRow(hash, bits: bits)
        var (x, y) = (Int(column) + east, Int(row) + north)
        if y < 0 || y >= grid.rowCount {
            y = y < 0 ? -1 - y : 2 * grid.rowCount - 1 - y
            x += grid.columnCount / 2
        }
        let wrapped = x & (grid.columnCount - 1)
        return interleaved(column: UInt64(wrapped), row: UInt64(y), bits: bits)
    }
}

// MARK: - Text

extension Geohash {
    private static let alphabet = Array("0123456789bcdefghjkmnpqrstuvwxyz".utf8)

    /// The text of a geohash of 5 × `characters` bits; 1 … 12 characters.
    public static func text(_ hash: UInt64, characters: Int) -> String {
        precondition(characters >= 1 && characters <= 12, "a geohash has 1 to 12 characters")
        var text = ""
        for index in 0..<characters {
            let digit = (hash >> UInt64(5 * (characters - 1 - index))) & 31
            text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(digit)]))
        }
        return text
    }

    /// The geohash that a text of 1 … 12 characters spells, in small or capital letters; `nil` if
    /// it is empty, longer, or has another character.
    public static func parse(_ text: String) -> (hash: UInt64, bits: Int)? {
        guard (1...12).contains(text.utf8.count) else { return nil }
        var hash: UInt64 = 0
        for byte in text.utf8 {
            let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            guard let digit = alphabet.firstIndex(of: isCapital ? byte | 0x20 : byte) else {
                return nil
            }
            hash = hash << 5 | UInt64(digit)
        }
        return (hash, 5 * text.utf8.count)
    }
}

// MARK: - Bits

extension Geohash {
    /// Which of 2³² equal steps of an axis a value lies in. Every edge of a step is a whole number
    /// of 45/2³⁰ or 45/2²⁹ degrees and therefore an exact `Double`, so the estimate can be put
    /// right.
    private static func step(of value: Double, least: Double, span: Double) -> UInt64 {
        precondition(!value.isNaN, "a place is a number")
        let last: UInt64 = 0xFFFF_FFFF
        guard value > least else { return 0 }
        guard value < least + span else { return last }
        var step = min(last, UInt64((value - least) * (0x1p32 / span)))
        if value < edge(step, least: least, span: span) { step -= 1 }
        if step < last, value >= edge(step + 1, least: least, span: span) { step += 1 }
        return step
    }

    /// The lower edge of one of 2³² steps.
    private static func edge(_ step: UInt64, least: Double, span: Double) -> Double {
        least + Double(step) * (span * 0x1p-32)
    }

    /// The first `bits` bits of a geohash of 64.
    private static func aligned(_ hash: UInt64, toBits bits: Int) -> UInt64 {
        hash >> UInt64(64 - bits)
    }

    /// The geohash of the cell in that column and row, of (bits + 1) / 2 and bits / 2 bits.
    static func interleaved(column: UInt64, row: UInt64, bits: Int) -> UInt64 {
        let (columnShift, rowShift) = (32 - (bits + 1) / 2, 32 - bits / 2)
        let hash = spread(column << columnShift) << 1 | spread(row << rowShift)
        return aligned(hash, toBits: bits)
    }

    /// The column and row of a cell among those of its size, from the south-west.
    static func columnAndRow(_ hash: UInt64, bits: Int) -> (column: UInt64, row: UInt64) {
        precondition(bits >= 0 && bits <= 64, "a geohash has 0 to 64 bits")
        let full = hash << UInt64(64 - bits)
        let (column, row) = (gathered(full >> 1), gathered(full))
        return (column >> (32 - (bits + 1) / 2), row >> (32 - bits / 2))
    }

    /// The lower 32 bits, each followed by a zero above it.
    private static func spread(_ word: UInt64) -> UInt64 {
        var bits = word & 0xFFFF_FFFF
        bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
        bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
        bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
        bits = (bits | bits << 2) & 0x3333_3333_3333_3333
        return (bits | bits << 1) & 0x5555_5555_5555_5555
    }

    /// Every second bit, from the lowest.
    private static func gathered(_ word: UInt64) -> UInt64 {
        var bits = word & 0x5555_5555_5555_5555
        bits = (bits | bits >> 1) & 0x3333_3333_3333_3333
        bits = (bits | bits >> 2) & 0x0F0F_0F0F_0F0F_0F0F
        bits = (bits | bits >> 4) & 0x00FF_00FF_00FF_00FF
        bits = (bits | bits >> 8) & 0x0000_FFFF_0000_FFFF
        return (bits | bits >> 16) & 0x0000_0000_FFFF_FFFF
    }
}
