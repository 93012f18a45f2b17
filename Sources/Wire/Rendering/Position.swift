// The position of an order's runner, as its customer sees it move: the message that goes out more
// often than all others together. It is put together from ready-made pieces and allocates nothing.

public import Basics
public import Engine
public import Geo

/// Where an order's runner is.
public struct PositionUpdate: Equatable, Sendable {
    /// The order.
    public var order: OrderID
    /// The assignment.
    public var epoch: Int
    /// Where, in WGS-84.
    public var coordinate: Coordinate
    /// Direction of travel, or negative if unknown.
    public var headingDegrees: Float
    /// When it was taken, by the daemon's clock.
    public var fixTime: Instant
    /// When it came.
    public var receivedAt: Instant
    /// How long until the drop-off, if it is known.
    public var remainingSeconds: Int?

    /// A position.
    public init(
        order: OrderID, epoch: Int, coordinate: Coordinate, headingDegrees: Float = -1,
        fixTime: Instant, receivedAt: Instant, remainingSeconds: Int? = nil
    ) {
        self.order = order
        self.epoch = epoch
        self.coordinate = coordinate
        self.headingDegrees = headingDegrees
        self.fixTime = fixTime
        self.receivedAt = receivedAt
        self.remainingSeconds = remainingSeconds
    }
}

extension JSONWriter {
    /// Writes a `position` message. No allocation while there is room; about 230 bytes.
    @inlinable
    public mutating func writePosition(
        _ update: PositionUpdate, sentAt: Instant, datum: Datum
    ) {
        startMessage()
        literal(#"{"type":"position","#)
        positionFields(update, sentAt: sentAt, datum: datum)
    }

    /// Writes a position as a value in another message.
    mutating func writePositionValue(
        _ update: PositionUpdate, sentAt: Instant, datum: Datum
    ) {
        separate()
        literal("{")
        positionFields(update, sentAt: sentAt, datum: datum)
    }

    @inlinable
    mutating func positionFields(_ update: PositionUpdate, sentAt: Instant, datum: Datum) {
        let shown =
            datum == .wgs84
            ? update.coordinate : update.coordinate.converted(from: .wgs84, to: datum)
        literal(#""order":"ord_"#)
        scrambled(update.order.number)
        literal(#"","epoch":"#)
        digits(Int64(update.epoch))
        literal(#","latitude":"#)
        decimal(Int64(shown.latitudeE7), decimals: 7)
        literal(#","longitude":"#)
        decimal(Int64(shown.longitudeE7), decimals: 7)
        literal(#","headingDegrees":"#)
        if update.headingDegrees < 0 {
            literal("null")
        } else {
            scaled(Double(update.headingDegrees), decimals: 1)
        }
        literal(#","fixTime":"#)
        digits(update.fixTime.millisecondsSinceEpoch)
        literal(#","receivedAt":"#)
        digits(update.receivedAt.millisecondsSinceEpoch)
        literal(#","sentAt":"#)
        digits(sentAt.millisecondsSinceEpoch)
        literal(#","positionAgeMs":"#)
        digits(max(0, (sentAt - update.fixTime).count))
        literal(#","remainingSeconds":"#)
        if let seconds = update.remainingSeconds { digits(Int64(seconds)) } else { literal("null") }
        literal("}")
        needsComma = true
    }
}
