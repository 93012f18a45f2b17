// The fields of one fix as they were read, and the two ways in which they can be wrong: a field that
// is missing or of another type makes the message meaningless; a number out of range is only a bad fix.

import Basics
import Engine
import Geo

/// What a scan has found of a fix.
struct FixFields {
    /// What the message says it is.
    enum Kind { case unknown, named, other }

    /// Up to this value a number in a field of a `Float` is believed.
    static let magnitudeMax = 1e9
    /// The end of the year 9999.
    static let fixTimeMax: Int64 = 253_402_300_799_999

    var kind = Kind.unknown
    var datum: Datum
    private var seen: UInt16 = 0
    private var given: UInt16 = 0
    /// The first field of a wrong type, if any.
    private(set) var mistyped = FixKey.other
    /// The first field out of range, if any.
    private(set) var outOfRange = FixKey.other
    /// That field is too small rather than too large.
    private var isTooSmall = false
    private var latitudeE7: Int64 = 0
    private var longitudeE7: Int64 = 0
    private var fixTime: Int64 = 0
    private var sequence: Int64 = 0
    private var accuracyMeters: Float = -1
    private var speedMetersPerSecond: Float = -1
    private var headingDegrees: Float = -1

    private static let required: UInt16 =
        FixKey.sequence.bit | FixKey.latitude.bit | FixKey.longitude.bit
        | FixKey.fixTime.bit

    init(datum: Datum) {
        self.datum = datum
    }

    /// Marks a field as seen; false if it was before. The first of two counts, as in the cold messages.
    @inline(always)
    mutating func isFirst(_ key: FixKey) -> Bool {
        guard seen & key.bit == 0 else { return false }
        seen |= key.bit
        return true
    }

    /// Remembers a field of a wrong type.
    mutating func markMistyped(_ key: FixKey) {
        if mistyped == .other { mistyped = key }
    }

    /// Takes a field's number.
    @inline(always)
    mutating func take(_ number: JSONNumber, _ key: FixKey) {
        given |= key.bit
        switch key {
        case .latitude:
            latitudeE7 = number.scaled(decimals: 7) ?? .max
            check(latitudeE7.magnitude <= 900_000_000, number, key)
        case .longitude:
            longitudeE7 = number.scaled(decimals: 7) ?? .max
            check(longitudeE7.magnitude <= 1_800_000_000, number, key)
        case .fixTime:
            guard let whole = number.integer else { return markMistyped(key) }
            fixTime = whole
            check(whole >= 0 && whole <= FixFields.fixTimeMax, number, key)
        case .sequence:
            guard let whole = number.integer else { return markMistyped(key) }
            sequence = whole
            check(whole >= 0, number, key)
        case .accuracy:
            accuracyMeters = measure(number, upTo: FixFields.magnitudeMax, key)
        case .speed:
            speedMetersPerSecond = measure(number, upTo: FixFields.magnitudeMax, key)
        case .heading:
            let heading = measure(number, upTo: 360, key)
            headingDegrees = heading == 360 ? 0 : heading
        default: break
        }
    }

    @inline(always)
    private mutating func check(_ isInRange: Bool, _ number: JSONNumber, _ key: FixKey) {
        guard !isInRange, outOfRange == .other else { return }
        outOfRange = key
        isTooSmall = number.negative
    }

    @inline(always)
    private mutating func measure(
        _ number: JSONNumber, upTo most: Double, _ key: FixKey
    ) -> Float {
        let value = number.double
        check(value >= 0 && value <= most, number, key)
        // Minus zero is zero, not "the phone did not say".
        return Float(value.magnitude)
    }

    /// The first required field that is not there, if any.
    var missing: FixKey {
        let absent = FixFields.required & ~given
        return FixKey(bit: absent & (0 &- absent))
    }

    /// All that is needed is there and right.
    @inline(always)
    var isGood: Bool {
        FixFields.required & ~given | mistyped.bit | outOfRange.bit == 0
    }

    /// The fix; all its fields must be there and in range.
    @inline(always)
    var fix: Fix {
        let read = Coordinate(
            latitudeE7: Int32(truncatingIfNeeded: latitudeE7),
            longitudeE7: Int32(truncatingIfNeeded: longitudeE7))
        return Fix(
            coordinate: datum == .wgs84 ? read : read.converted(from: datum, to: .wgs84),
            fixTime: Instant(millisecondsSinceEpoch: fixTime), sequence: sequence,
            accuracyMeters: accuracyMeters, speedMetersPerSecond: speedMetersPerSecond,
            headingDegrees: headingDegrees)
    }
}

extension FixFields {
    /// Why these fields are no fix at all, or `nil` if they are one.
    func refusalOfShape(at pointer: String) -> Refusal? {
        if mistyped != .other {
            return Refusal(
                .invalid, field: "\(pointer)/\(mistyped.name)",
                detail: "\(mistyped.name) is \(FixFields.meaning(of: mistyped))")
        }
        guard missing != .other else { return nil }
        return Refusal(
            .invalid, field: "\(pointer)/\(missing.name)",
            detail: "\(missing.name) is required: \(FixFields.meaning(of: missing))")
    }

    /// Which field is out of range, or `nil` if none is.
    func refusalOfRange(at pointer: String) -> Refusal? {
        guard outOfRange != .other else { return nil }
        return Refusal(
            .outOfRange, field: "\(pointer)/\(outOfRange.name)", limit: limit,
            detail: "\(outOfRange.name) is \(FixFields.meaning(of: outOfRange))")
    }

    /// The limit that the number out of range has passed.
    private var limit: Int {
        switch outOfRange {
        case .latitude: isTooSmall ? -90 : 90
        case .longitude: isTooSmall ? -180 : 180
        case .fixTime: isTooSmall ? 0 : Int(FixFields.fixTimeMax)
        case .heading: isTooSmall ? 0 : 360
        default: isTooSmall ? 0 : Int(FixFields.magnitudeMax)
        }
    }

    private static func meaning(of key: FixKey) -> String {
        switch key {
        case .sequence: "a whole number, 0 or more"
        case .latitude: "a number of degrees, -90 to 90"
        case .longitude: "a number of degrees, -180 to 180"
        case .accuracy: "a number of metres, 0 or more"
        case .speed: "a number of metres per second, 0 or more"
        case .heading: "a number of degrees clockwise from north, 0 to 360"
        case .fixTime: "a whole number of milliseconds since the Unix epoch"
        case .datum: "one of wgs84, gcj02, bd09"
        default: "of another type"
        }
    }
}
