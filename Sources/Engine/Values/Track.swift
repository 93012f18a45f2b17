// The track of an order: every accepted point while a runner carried it, by the time it was taken.
// It lives in memory while the order does and leaves in chunks for the Store.

public import Basics
public import Geo
public import Journal

/// One point of an order's track.
public struct TrackPoint: Equatable, Sendable {
    /// Where.
    public var coordinate: Coordinate
    /// When, by the daemon's clock.
    public var fixTime: Instant
    /// The leg that was carried.
    public var leg: Int32
    /// The assignment it belongs to.
    public var epoch: Int32
    /// It came after a newer one.
    public var late: Bool
    /// The phone's clock was wrong and the time was corrected.
    public var clockCorrected: Bool

    /// A point.
    public init(
        coordinate: Coordinate, fixTime: Instant, leg: Int, epoch: Int, late: Bool,
        clockCorrected: Bool
    ) {
        self.coordinate = coordinate
        self.fixTime = fixTime
        self.leg = Int32(leg)
        self.epoch = Int32(epoch)
        self.late = late
        self.clockCorrected = clockCorrected
    }
}

extension TrackPoint {
    /// Points of one moment stand in an order of their own, not in the one in which they came.
    fileprivate func isAfter(_ other: TrackPoint) -> Bool {
        if fixTime != other.fixTime { return fixTime > other.fixTime }
        return (epoch, leg, coordinate.latitudeE7, coordinate.longitudeE7)
            > (other.epoch, other.leg, other.coordinate.latitudeE7, other.coordinate.longitudeE7)
    }

    fileprivate func isSamePlaceAndTime(as other: TrackPoint) -> Bool {
        fixTime == other.fixTime && coordinate == other.coordinate && epoch == other.epoch
            && leg == other.leg
    }
}

/// The points of one order in the order of `fixTime`.
public struct Track: Equatable, Sendable {
    /// The points, oldest first.
    public private(set) var points: [TrackPoint] = []
    /// Points that came since the last chunk was taken, in the order they came.
    private var unsaved: [TrackPoint] = []

    /// No points yet.
    public init() {}

    /// The most points of one order: a day and a half at one every three seconds. What comes after them
    /// moves the marker still, and is not kept.
    public static let pointsMax = 50_000

    /// Whether a chunk waits to be taken.
    public var hasUnsaved: Bool { !unsaved.isEmpty }

    /// Puts a point at its place, unless it is there. O(1) for the newest, O(points) for a late
    /// one.
    mutating func insert(_ point: TrackPoint) {
        if place(point) { unsaved.append(point) }
    }

    /// False if the point was there.
    @discardableResult
    private mutating func place(_ point: TrackPoint) -> Bool {
        guard points.count < Track.pointsMax else { return false }
        let index = place(after: point)
        if index > 0, points[index - 1].isSamePlaceAndTime(as: point) { return false }
        if index == points.count {
            points.append(point)
        } else {
            points.insert(point, at: index)
        }
        return true
    }

    /// Where a point belongs: behind all that are not after it. The newest needs no search.
    private func place(after point: TrackPoint) -> Int {
        guard let last = points.last, last.isAfter(point) else { return points.count }
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].isAfter(point) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The last point that is not after `time`. O(log points).
    func point(before time: Instant) -> TrackPoint? {
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].fixTime > time { high = middle } else { low = middle + 1 }
        }
        return low > 0 ? points[low - 1] : nil
    }

    /// The bytes of the points that came since the last call.
    mutating func takeChunk() -> TrackChunk? {
        guard let first = unsaved.first else { return nil }
        var writer = ByteWriter()
        writer.writeVarint(UInt64(unsaved.count))
        var previous = (first.coordinate, first.fixTime)
        writer.writeInt64(first.fixTime.millisecondsSinceEpoch)
        writer.writeInt32(first.coordinate.latitudeE7)
        writer.writeInt32(first.coordinate.longitudeE7)
        var from = first.fixTime
        var to = first.fixTime
        for point in unsaved {
            writer.writeSignedVarint((point.fixTime - previous.1).count)
            writer.writeSignedVarint(
                Int64(point.coordinate.latitudeE7) - Int64(previous.0.latitudeE7))
            writer.writeSignedVarint(
                Int64(point.coordinate.longitudeE7) - Int64(previous.0.longitudeE7))
            writer.writeVarint(UInt64(point.leg))
            writer.writeVarint(UInt64(point.epoch))
            writer.writeUInt8((point.late ? 1 : 0) | (point.clockCorrected ? 2 : 0))
            previous = (point.coordinate, point.fixTime)
            from = min(from, point.fixTime)
            to = max(to, point.fixTime)
        }
        unsaved.removeAll(keepingCapacity: true)
        return TrackChunk(from: from, to: to, bytes: writer.bytes)
    }

    /// Puts the points of a chunk, as `takeChunk` made it, at their places.
    ///
    /// Throws `JournalError` where the bytes are not a chunk.
    public mutating func add(chunk bytes: [UInt8]) throws(JournalError) {
        var reader = ByteReader(bytes)
        let count = try reader.readVarint()
        var time = try reader.readInt64()
        var latitude = Int64(try reader.readInt32())
        var longitude = Int64(try reader.readInt32())
        var read: UInt64 = 0
        while read < count {
            time &+= try reader.readSignedVarint()
            latitude &+= try reader.readSignedVarint()
            longitude &+= try reader.readSignedVarint()
            let leg = Int32(exactly: try reader.readVarint())
            let epoch = Int32(exactly: try reader.readVarint())
            let flags = try reader.readUInt8()
            let coordinate = Coordinate(
                latitudeE7: Int32(truncatingIfNeeded: latitude),
                longitudeE7: Int32(truncatingIfNeeded: longitude))
            guard let leg, let epoch, coordinate.isValid else {
                throw JournalError(offset: reader.offset, expected: .value)
            }
            place(
                TrackPoint(
                    coordinate: coordinate, fixTime: Instant(millisecondsSinceEpoch: time),
                    leg: Int(leg), epoch: Int(epoch), late: flags & 1 != 0,
                    clockCorrected: flags & 2 != 0))
            read += 1
        }
        try reader.expectEnd()
    }
}

/// A piece of a track on its way to the Store: differences as variable-length integers, about
/// 8 bytes a point.
public struct TrackChunk: Equatable, Sendable {
    /// The earliest `fixTime` in it.
    public var from: Instant
    /// The latest `fixTime` in it.
    public var to: Instant
    /// The points.
    public var bytes: [UInt8]
}
