// The two messages that a client hears all the time, read by hand in any order of their fields. In the
// daemon's own form they are read faster still: see `UsualPosition`.

import Basics
import Engine
import Geo

enum ServerScanner {
    /// Reads a `position`; `nil` if it is something else, or not one.
    static func position(_ bytes: Span<UInt8>) -> ReceivedPosition? {
        var cursor = JSONCursor()
        var fields = PositionFields()
        do throws(JSONSyntaxError) {
            guard try cursor.enterMessage("position", bytes) else { return nil }
            while try cursor.hasAnother(closing: UInt8(ascii: "}"), bytes) {
                let name = try cursor.shortText(bytes)
                try cursor.punctuation(UInt8(ascii: ":"), bytes)
                try fields.read(name, &cursor, bytes)
            }
            try cursor.finish(bytes)
        } catch {
            return nil
        }
        return fields.position
    }

    /// Reads a `fixesAck`; `nil` if it is something else, or not one.
    static func fixesAck(_ bytes: Span<UInt8>) -> (sequence: Int64, counts: FixCounts)? {
        var cursor = JSONCursor()
        var sequence: Int64?
        var counts = FixCounts()
        do throws(JSONSyntaxError) {
            guard try cursor.enterMessage("fixesAck", bytes) else { return nil }
            while try cursor.hasAnother(closing: UInt8(ascii: "}"), bytes) {
                let name = try cursor.shortText(bytes)
                try cursor.punctuation(UInt8(ascii: ":"), bytes)
                if name.equals("upToSeq") {
                    sequence = try cursor.number(bytes).integer
                } else if name.equals("accepted") {
                    counts.accepted = Int(try cursor.number(bytes).integer ?? 0)
                } else if name.equals("dropped") {
                    try readDrops(&cursor, bytes, into: &counts)
                } else {
                    try cursor.skipValue(bytes)
                }
            }
            try cursor.finish(bytes)
        } catch {
            return nil
        }
        return sequence.map { ($0, counts) }
    }

    private static func readDrops(
        _ cursor: inout JSONCursor, _ bytes: Span<UInt8>, into counts: inout FixCounts
    ) throws(JSONSyntaxError) {
        guard try cursor.enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"), bytes) else { return }
        repeat {
            let name = try cursor.shortText(bytes)
            try cursor.punctuation(UInt8(ascii: ":"), bytes)
            let count = Int(try cursor.number(bytes).integer ?? 0)
            for drop in FixDrop.allCases where name.equals(drop.name) { counts[drop] = count }
        } while try cursor.hasAnother(closing: UInt8(ascii: "}"), bytes)
    }
}

extension JSONCursor {
    /// Steps into a message whose first field is its type, as the daemon writes it; false if the type
    /// is not `type`.
    mutating func enterMessage(
        _ type: String, _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        skipSpace(bytes)
        guard try enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"), bytes) else { return false }
        guard try shortText(bytes).equals("type") else { return false }
        try punctuation(UInt8(ascii: ":"), bytes)
        return try shortText(bytes).equals(type)
    }
}

extension ShortText {
    /// The number that an id spells, without making a text of it: see `OrderID`.
    func scrambledNumber(prefix: String) -> UInt64? {
        guard count == 17, starts(with: prefix) else { return nil }
        var mixed: UInt64 = 0
        for place in 4..<17 {
            let digit = UInt64(Crockford.values[Int(byte(at: place))])
            guard digit < (place > 4 ? 32 : 16) else { return nil }
            mixed = mixed << 5 | digit
        }
        return StableHash.unmix(mixed)
    }
}

/// The fields of a position as they are read.
private struct PositionFields {
    private var order: UInt64?
    private var latitudeE7: Int64?
    private var longitudeE7: Int64?
    private var fixTime: Int64?
    private var receivedAt: Int64?
    private var sentAt: Int64?
    private var epoch: Int64?
    private var ageMs: Int64?
    private var headingDegrees: Float = -1
    private var remainingSeconds: Int64?

    mutating func read(
        _ name: ShortText, _ cursor: inout JSONCursor, _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) {
        if name.equals("order") {
            order = try cursor.shortText(bytes).scrambledNumber(prefix: "ord_")
            return
        }
        let byte = cursor.peek(bytes)
        guard byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") <= 9 else {
            return try cursor.skipValue(bytes)
        }
        take(name, try cursor.number(bytes))
    }

    private mutating func take(_ name: ShortText, _ number: JSONNumber) {
        if name.equals("latitude") {
            latitudeE7 = number.scaled(decimals: 7)
        } else if name.equals("longitude") {
            longitudeE7 = number.scaled(decimals: 7)
        } else if name.equals("fixTime") {
            fixTime = number.integer
        } else if name.equals("receivedAt") {
            receivedAt = number.integer
        } else if name.equals("sentAt") {
            sentAt = number.integer
        } else if name.equals("epoch") {
            epoch = number.integer
        } else if name.equals("positionAgeMs") {
            ageMs = number.integer
        } else if name.equals("headingDegrees") {
            headingDegrees = Float(number.double)
        } else if name.equals("remainingSeconds") {
            remainingSeconds = number.integer
        }
    }

    /// The position, if all that it needs was there.
    var position: ReceivedPosition? {
        guard let order, let epoch, let fixTime, let receivedAt, let sentAt, let ageMs,
            let latitudeE7, latitudeE7.magnitude <= 900_000_000,
            let longitudeE7, longitudeE7.magnitude <= 1_800_000_000
        else { return nil }
        return ReceivedPosition(
            update: PositionUpdate(
                order: OrderID(number: order), epoch: Int(epoch),
                coordinate: Coordinate(
                    latitudeE7: Int32(latitudeE7), longitudeE7: Int32(longitudeE7)),
                headingDegrees: headingDegrees,
                fixTime: Instant(millisecondsSinceEpoch: fixTime),
                receivedAt: Instant(millisecondsSinceEpoch: receivedAt),
                remainingSeconds: remainingSeconds.map(Int.init)),
            sentAt: Instant(millisecondsSinceEpoch: sentAt), age: Milliseconds(ageMs))
    }
}
