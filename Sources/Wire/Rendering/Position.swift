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
    /// Writes a `position` message. No allocation while there is room for 512 bytes; about 230 are
    /// used, with about 5 instructions each.
    public mutating func writePosition(
        _ update: PositionUpdate, sentAt: Instant, datum: Datum
    ) {
        write(update, after: .positionStart, sentAt: sentAt, datum: datum)
    }

    /// Writes a position as a value in another message.
    mutating func writePositionValue(
        _ update: PositionUpdate, sentAt: Instant, datum: Datum
    ) {
        separate()
        write(update, after: .brace, sentAt: sentAt, datum: datum)
    }

    @inline(always)
    private mutating func write(
        _ update: PositionUpdate, after start: Phrase, sentAt: Instant, datum: Datum
    ) {
        let shown =
            datum == .wgs84
            ? update.coordinate : update.coordinate.converted(from: .wgs84, to: datum)
        storage.append(addingCapacity: PositionUpdate.bytesMax) { output in
            output.append(repeating: 0, count: PositionUpdate.bytesMax)
            var bytes = output.mutableSpan
            // Said once, so that the compiler can prove most bounds checks away.
            precondition(bytes.count == PositionUpdate.bytesMax)
            var writer = OctetWriter()
            writer.put(start, &bytes)
            writer.put(update, at: shown, sentAt: sentAt, &bytes)
            output.removeLast(PositionUpdate.bytesMax - writer.count)
        }
        needsComma = true
    }
}

extension PositionUpdate {
    /// More than the longest position has: 170 bytes of names, ten numbers of at most 20, an id, and
    /// the eight bytes of a last word.
    fileprivate static let bytesMax = 512
}

extension OctetWriter {
    @inline(always)
    fileprivate mutating func put(
        _ update: PositionUpdate, at shown: Coordinate, sentAt: Instant,
        _ bytes: inout MutableSpan<UInt8>
    ) {
        put(.order, &bytes)
        put(scrambled: update.order.number, &bytes)
        put(.epoch, &bytes)
        put(Int64(update.epoch), &bytes)
        put(.latitude, &bytes)
        put(degreesE7: shown.latitudeE7, &bytes)
        put(.longitude, &bytes)
        put(degreesE7: shown.longitudeE7, &bytes)
        put(.heading, &bytes)
        if update.headingDegrees < 0 {
            put(.null, &bytes)
        } else {
            put(tenthsOf: Double(update.headingDegrees), &bytes)
        }
        put(.fixTime, &bytes)
        put(update.fixTime.millisecondsSinceEpoch, &bytes)
        put(.receivedAt, &bytes)
        put(update.receivedAt.millisecondsSinceEpoch, &bytes)
        put(.sentAt, &bytes)
        put(sentAt.millisecondsSinceEpoch, &bytes)
        put(.positionAge, &bytes)
        put(max(0, (sentAt - update.fixTime).count), &bytes)
        put(.remaining, &bytes)
        if let seconds = update.remainingSeconds {
            put(Int64(seconds), &bytes)
        } else {
            put(.null, &bytes)
        }
        put(.endBrace, &bytes)
    }

    /// Writes a count as ids show it: mixed, then 13 digits of Crockford's base 32.
    @inline(always)
    private mutating func put(scrambled number: UInt64, _ bytes: inout MutableSpan<UInt8>) {
        let mixed = StableHash.mix(number)
        var shift: UInt64 = 65
        while shift > 0 {
            shift &-= 5
            let digit = Crockford.digit(UInt8((mixed >> shift) & 31))
            put(UInt64(digit), count: 1, &bytes)
        }
    }
}
