// A client hears positions and acknowledgements as the daemon writes them: field by field in one form,
// which is read by whole words. In any other form the general scanner reads them.

import Basics
import Engine
import Geo

/// A position in the daemon's own form.
enum UsualPosition {
    /// The position that `bytes` are; `nil` if the general scanner must look.
    static func read(_ bytes: Span<UInt8>) -> ReceivedPosition? {
        var cursor = PhraseCursor()
        guard cursor.step(bytes, over: .positionStart), cursor.step(bytes, over: .order),
            let order = cursor.scrambled(bytes),
            cursor.step(bytes, over: .epoch), let epoch = cursor.count(bytes),
            cursor.step(bytes, over: .latitude),
            let latitudeE7 = cursor.degreesE7(bytes), latitudeE7.magnitude <= 900_000_000,
            cursor.step(bytes, over: .longitude),
            let longitudeE7 = cursor.degreesE7(bytes), longitudeE7.magnitude <= 1_800_000_000,
            cursor.step(bytes, over: .heading), let heading = heading(bytes, &cursor),
            cursor.step(bytes, over: .fixTime), let fixTime = cursor.instant(bytes),
            cursor.step(bytes, over: .receivedAt), let receivedAt = cursor.instant(bytes),
            cursor.step(bytes, over: .sentAt), let sentAt = cursor.instant(bytes),
            cursor.step(bytes, over: .positionAge), let age = cursor.count(bytes),
            cursor.step(bytes, over: .remaining)
        else { return nil }
        let remaining = cursor.lastCount(bytes)
        let ends =
            remaining == nil
            ? cursor.ends(bytes, with: .lastNull) : cursor.ends(bytes, with: .endBrace)
        guard ends else { return nil }
        return ReceivedPosition(
            update: PositionUpdate(
                order: OrderID(number: order), epoch: Int(epoch),
                coordinate: Coordinate(
                    latitudeE7: Int32(truncatingIfNeeded: latitudeE7),
                    longitudeE7: Int32(truncatingIfNeeded: longitudeE7)),
                headingDegrees: heading, fixTime: fixTime, receivedAt: receivedAt,
                remainingSeconds: remaining.map { Int($0) }),
            sentAt: sentAt, age: Milliseconds(age))
    }

    @inline(always)
    private static func heading(_ bytes: Span<UInt8>, _ cursor: inout PhraseCursor) -> Float? {
        cursor.step(bytes, over: .null) ? -1 : cursor.measure(bytes)
    }
}

/// An acknowledgement of fixes of which none was dropped.
enum UsualAck {
    /// The acknowledgement that `bytes` are; `nil` if the general scanner must look.
    static func read(_ bytes: Span<UInt8>) -> (sequence: Int64, counts: FixCounts)? {
        var cursor = PhraseCursor()
        guard cursor.step(bytes, over: .ackStart), let sequence = cursor.count(bytes),
            cursor.step(bytes, over: .accepted), let accepted = cursor.count(bytes),
            cursor.ends(bytes, with: .nothingDropped)
        else { return nil }
        var counts = FixCounts()
        counts.accepted = Int(accepted)
        return (sequence, counts)
    }
}
