// Recorded movements: who was where at which second, and with a passenger or not. A passenger's ride
// becomes an order.

public import Basics
public import Geo

/// One recorded point.
public struct TracePoint: Equatable, Sendable {
    /// When.
    public var time: Instant
    /// Which cab.
    public var cab: Int
    /// Where.
    public var coordinate: Coordinate
    /// Whether somebody was in it.
    public var isOccupied: Bool

    /// A point.
    public init(time: Instant, cab: Int, coordinate: Coordinate, isOccupied: Bool) {
        self.time = time
        self.cab = cab
        self.coordinate = coordinate
        self.isOccupied = isOccupied
    }
}

/// Points of many cabs in the order of time.
public struct Trace: Equatable, Sendable {
    /// The first line of a file.
    public static let header = "unix_time,cab,latitude,longitude,occupied"

    /// The points; those of one time in the order of the file.
    public private(set) var points: [TracePoint]

    /// These points, sorted by time.
    public init(_ points: [TracePoint]) {
        // The sort is stable in fact; the offset makes it so by word.
        self.points = points.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Reads a file of comma-separated values, plain or gzip. Throws with the line that is wrong.
    public static func read(_ path: String) throws(FileError) -> Trace {
        let bytes = try GzipFile.read(path)
        var points: [TracePoint] = []
        var start = 0
        var number = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            number += 1
            let line = TraceLine(bytes: bytes[start..<end])
            start = end + 1
            guard number > 1 else {
                guard line.text == header else {
                    throw FileError(path, "the first line is not \(header)")
                }
                continue
            }
            guard !line.isEmpty else { continue }
            guard let point = line.point else {
                throw FileError(path, "line \(number) is not a point: \(line.text)")
            }
            points.append(point)
        }
        return Trace(points)
    }

    /// Writes a file, compressed if its name ends with `.gz`.
    public func write(to path: String) throws(FileError) {
        try GzipFile.write(text, to: path)
    }

    /// The file's bytes.
    public var text: [UInt8] {
        var bytes = Array((Trace.header + "\n").utf8)
        for point in points {
            let seconds = point.time.millisecondsSinceEpoch / 1_000
            bytes += Array("\(seconds),\(point.cab),".utf8)
            TraceLine.append(point.coordinate.latitudeE7, to: &bytes)
            bytes.append(UInt8(ascii: ","))
            TraceLine.append(point.coordinate.longitudeE7, to: &bytes)
            bytes += Array(point.isOccupied ? ",1\n".utf8 : ",0\n".utf8)
        }
        return bytes
    }

    /// The points from `start` up to and without `end`.
    public func window(from start: Instant, to end: Instant) -> Trace {
        Trace(points.filter { $0.time >= start && $0.time < end })
    }

    /// The points, all later by `shift`.
    public func shifted(by shift: Milliseconds) -> Trace {
        var moved = self
        for index in moved.points.indices {
            moved.points[index].time = points[index].time + shift
        }
        return moved
    }
}

/// A line of the file, read without making texts of its fields.
private struct TraceLine {
    private var bytes: ArraySlice<UInt8>

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    }

    var isEmpty: Bool { bytes.isEmpty }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    var point: TracePoint? {
        let fields = bytes.split(
            separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == 5, let seconds = TraceLine.decimal(fields[0], places: 0),
            let cab = TraceLine.decimal(fields[1], places: 0),
            let latitude = TraceLine.decimal(fields[2], places: 7), abs(latitude) <= 900_000_000,
            let longitude = TraceLine.decimal(fields[3], places: 7),
            abs(longitude) <= 1_800_000_000,
            let occupied = TraceLine.decimal(fields[4], places: 0), (0...1) ~= occupied
        else { return nil }
        return TracePoint(
            time: Instant(millisecondsSinceEpoch: seconds * 1_000), cab: Int(cab),
            coordinate: Coordinate(latitudeE7: Int32(latitude), longitudeE7: Int32(longitude)),
            isOccupied: occupied == 1)
    }

    /// A decimal number as a whole count of its last place; more digits than that are cut.
    private static func decimal(_ field: ArraySlice<UInt8>, places: Int) -> Int64? {
        let isNegative = field.first == UInt8(ascii: "-")
        var value: Int64 = 0
        var placesLeft = -1
        let digits = isNegative ? field.dropFirst() : field
        guard (1...15) ~= digits.count else { return nil }
        for byte in digits {
            if byte == UInt8(ascii: "."), placesLeft < 0, places > 0 {
                placesLeft = places
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte else { return nil }
            if placesLeft == 0 { continue }
            if placesLeft > 0 { placesLeft -= 1 }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        for _ in 0..<(placesLeft < 0 ? places : placesLeft) { value *= 10 }
        return isNegative ? -value : value
    }

    /// Appends degrees with the five decimals that recordings have.
    static func append(_ degreesE7: Int32, to bytes: inout [UInt8]) {
        let rounded = (Int64(degreesE7).magnitude + 50) / 100
        let decimals = String(rounded % 100_000)
        let zeros = String(repeating: "0", count: 5 - decimals.count)
        let sign = degreesE7 < 0 && rounded > 0 ? "-" : ""
        bytes += Array("\(sign)\(rounded / 100_000).\(zeros)\(decimals)".utf8)
    }
}
