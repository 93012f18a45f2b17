// The track of an order, for those who may look back.

public import Basics
public import Engine
public import Geo

/// A stretch of time in which nothing was heard.
public struct TrackGap: Equatable, Sendable {
    /// The last point before.
    public var from: Instant
    /// The first point after.
    public var to: Instant
    /// Why, as far as it is known.
    public var reason: String

    /// A gap.
    public init(from: Instant, to: Instant, reason: String) {
        self.from = from
        self.to = to
        self.reason = reason
    }
}

extension JSONWriter {
    /// Writes `{"points":[…],"gaps":[…]}`, the points as given: oldest first. O(points).
    public mutating func writeTrack(points: [TrackPoint], gaps: [TrackGap], datum: Datum) {
        beginObject()
        name("points")
        beginArray()
        for point in points { writePoint(point, datum: datum) }
        endArray()
        name("gaps")
        beginArray()
        for gap in gaps {
            beginObject()
            field("from", gap.from)
            field("to", gap.to)
            field("reason", gap.reason)
            endObject()
        }
        endArray()
        endObject()
    }

    private mutating func writePoint(_ point: TrackPoint, datum: Datum) {
        beginObject()
        fields(point.coordinate, datum: datum)
        field("fixTime", point.fixTime)
        field("leg", point.leg)
        field("epoch", point.epoch)
        field("late", point.late)
        if point.clockCorrected { field("clockCorrected", true) }
        endObject()
    }
}
