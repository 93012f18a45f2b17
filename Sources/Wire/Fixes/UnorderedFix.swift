// Some phones send the fields of a fix in an order of their own, or a blank behind colons and commas
// (as Python writes JSON). That is still read by whole words: the first one of a name tells which it
// is. What is not plain in the least goes to the general scanner, whose answer counts.

import Basics
import Engine
import Geo

/// The fields of a fix as they are read, each at most once.
struct UnorderedFix {
    private var seen: UInt16 = 0
    private var sequence: Int64 = 0
    private var latitudeE7: Int64 = 0
    private var longitudeE7: Int64 = 0
    private var fixTime = Instant(millisecondsSinceEpoch: 0)
    private var accuracyMeters: Float = -1
    private var speedMetersPerSecond: Float = -1
    private var headingDegrees: Float = -1

    /// The fix that `bytes` are, its coordinate as it stands in them; `nil` if the general scanner must
    /// look. Never another answer than the general scanner's. O(bytes), about 5 instructions each.
    static func read(_ bytes: Span<UInt8>) -> Fix? {
        var fix = UnorderedFix()
        var cursor = PhraseCursor()
        guard cursor.step(bytes, overByte: UInt8(ascii: "{")) else { return nil }
        repeat {
            _ = cursor.step(bytes, overByte: UInt8(ascii: " "))
            guard fix.readField(bytes, &cursor) else { return nil }
        } while cursor.step(bytes, overByte: UInt8(ascii: ","))
        guard cursor.ends(bytes, with: .endBrace) else { return nil }
        return fix.fix
    }

    /// Reads the field at the cursor; false if it is none of ours, or comes again, or is not plain.
    @inline(always)
    private mutating func readField(_ bytes: Span<UInt8>, _ cursor: inout PhraseCursor) -> Bool {
        let word = cursor.word(bytes)
        switch word {
        case Phrase.latitudeName.words.0:
            guard begins(.latitude, .latitudeName, bytes, &cursor),
                let angle = cursor.degreesE7(bytes), angle.magnitude <= 900_000_000
            else { return false }
            latitudeE7 = angle
        case Phrase.longitudeName.words.0:
            guard begins(.longitude, .longitudeName, bytes, &cursor),
                let angle = cursor.degreesE7(bytes), angle.magnitude <= 1_800_000_000
            else { return false }
            longitudeE7 = angle
        case Phrase.fixTimeName.words.0:
            guard begins(.fixTime, .fixTimeName, bytes, &cursor),
                let time = cursor.instant(bytes)
            else { return false }
            fixTime = time
        case Phrase.accuracyName.words.0:
            guard begins(.accuracy, .accuracyName, bytes, &cursor),
                let measure = cursor.measure(bytes)
            else { return false }
            accuracyMeters = measure
        case Phrase.speedName.words.0:
            guard begins(.speed, .speedName, bytes, &cursor),
                let measure = cursor.measure(bytes)
            else { return false }
            speedMetersPerSecond = measure
        case Phrase.headingName.words.0:
            guard begins(.heading, .headingName, bytes, &cursor),
                let measure = cursor.measure(bytes), measure < 360
            else { return false }
            headingDegrees = measure
        default: return readShortField(bytes, &cursor)
        }
        return true
    }

    /// Reads a field whose name is shorter than a word.
    @inline(always)
    private mutating func readShortField(
        _ bytes: Span<UInt8>, _ cursor: inout PhraseCursor
    ) -> Bool {
        if begins(.type, .typeName, bytes, &cursor) {
            return cursor.step(bytes, overLast: .fixWord)
        }
        guard begins(.sequence, .sequenceName, bytes, &cursor),
            let count = cursor.lastCount(bytes)
        else { return false }
        sequence = count
        return true
    }

    /// Steps over a field's name if it is next and comes for the first time, and a blank behind it.
    @inline(always)
    private mutating func begins(
        _ key: FixKey, _ name: Phrase, _ bytes: Span<UInt8>, _ cursor: inout PhraseCursor
    ) -> Bool {
        guard seen & key.bit == 0, cursor.step(bytes, over: name) else { return false }
        seen |= key.bit
        _ = cursor.step(bytes, overByte: UInt8(ascii: " "))
        return true
    }

    private static let required: UInt16 =
        FixKey.type.bit | FixKey.sequence.bit | FixKey.latitude.bit | FixKey.longitude.bit
        | FixKey.fixTime.bit

    private var fix: Fix? {
        guard UnorderedFix.required & ~seen == 0 else { return nil }
        return Fix(
            coordinate: Coordinate(
                latitudeE7: Int32(truncatingIfNeeded: latitudeE7),
                longitudeE7: Int32(truncatingIfNeeded: longitudeE7)),
            fixTime: fixTime, sequence: sequence, accuracyMeters: accuracyMeters,
            speedMetersPerSecond: speedMetersPerSecond, headingDegrees: headingDegrees)
    }
}
