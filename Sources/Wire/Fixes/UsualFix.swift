// Nearly all phones send their fixes in the same form: the fields in the protocol's order, no white
// space, numbers without an exponent. That form is read by whole words here. Whatever looks different
// in the least is given up and read from its beginning by the general scanner, whose answer counts.

import Basics
import Engine
import Geo

/// A fix in its usual form.
enum UsualFix {
    /// The fix that `bytes` are, its coordinate as it stands in them; `nil` if the general scanner must
    /// look. Never another answer than the general scanner's. O(bytes), about 3 instructions each.
    @inline(always)
    static func read(_ bytes: Span<UInt8>) -> Fix? {
        var cursor = PhraseCursor()
        guard cursor.step(bytes, over: .fixStart),
            let sequence = cursor.count(bytes),
            cursor.step(bytes, over: .latitude),
            let latitudeE7 = cursor.degreesE7(bytes), latitudeE7.magnitude <= 900_000_000,
            cursor.step(bytes, over: .longitude),
            let longitudeE7 = cursor.degreesE7(bytes), longitudeE7.magnitude <= 1_800_000_000,
            let accuracy = measure(bytes, after: .accuracy, &cursor),
            let speed = measure(bytes, after: .speed, &cursor),
            let heading = measure(bytes, after: .heading, &cursor), heading < 360,
            cursor.step(bytes, over: .fixTime),
            let fixTime = cursor.instant(bytes), cursor.ends(bytes, with: .endBrace)
        else { return nil }
        return Fix(
            coordinate: Coordinate(
                latitudeE7: Int32(truncatingIfNeeded: latitudeE7),
                longitudeE7: Int32(truncatingIfNeeded: longitudeE7)),
            fixTime: fixTime, sequence: sequence,
            accuracyMeters: accuracy, speedMetersPerSecond: speed, headingDegrees: heading)
    }

    /// Reads a field that may be absent, then it is -1; `nil` if its value is unusual.
    @inline(always)
    private static func measure(
        _ bytes: Span<UInt8>, after phrase: Phrase, _ cursor: inout PhraseCursor
    ) -> Float? {
        cursor.step(bytes, over: phrase) ? cursor.measure(bytes) : -1
    }
}
