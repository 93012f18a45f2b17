// Numbers and texts as JSON. Coordinates are whole units of 1e-7 degree inside and are written
// exactly, digit by digit, without a detour through floating point.

public import Geo

extension JSONWriter {
    /// Writes null.
    @inlinable
    public mutating func null() {
        separate()
        storage.append(contentsOf: "null".utf8)
        needsComma = true
    }

    /// Writes true or false.
    @inlinable
    public mutating func value(_ flag: Bool) {
        separate()
        storage.append(contentsOf: (flag ? "true" : "false").utf8)
        needsComma = true
    }

    /// Writes a whole number.
    @inlinable
    public mutating func value(_ number: some FixedWidthInteger) {
        separate()
        digits(Int64(number))
        needsComma = true
    }

    /// Writes a number rounded to `decimals` (0 … 9) digits, without zeros at the end. What JSON cannot
    /// say (not finite, or beyond 18 digits) is null.
    @inlinable
    public mutating func value(_ number: Double, decimals: Int) {
        separate()
        scaled(number, decimals: decimals)
        needsComma = true
    }

    /// Writes an angle given in whole units of 1e-7 degree, exactly and without zeros at the end.
    @inlinable
    public mutating func value(degreesE7: Int32) {
        separate()
        decimal(Int64(degreesE7), decimals: 7)
        needsComma = true
    }

    /// Writes `latitude` and `longitude` in `datum`.
    @inlinable
    public mutating func fields(_ coordinate: Coordinate, datum: Datum) {
        let shown = datum == .wgs84 ? coordinate : coordinate.converted(from: .wgs84, to: datum)
        name("latitude")
        value(degreesE7: shown.latitudeE7)
        name("longitude")
        value(degreesE7: shown.longitudeE7)
    }

    /// Writes a text, escaped where RFC 8259 §7 asks for it and nowhere else.
    @inlinable
    public mutating func value(_ text: String) {
        separate()
        storage.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: JSONWriter.mustBeEscaped) {
            appendEscaped(text)
        } else {
            storage.append(contentsOf: text.utf8)
        }
        storage.append(UInt8(ascii: "\""))
        needsComma = true
    }

    @inlinable
    static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    @usableFromInline
    mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            guard JSONWriter.mustBeEscaped(byte) else {
                storage.append(byte)
                continue
            }
            storage.append(UInt8(ascii: "\\"))
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): storage.append(byte)
            case 0x08: storage.append(UInt8(ascii: "b"))
            case 0x09: storage.append(UInt8(ascii: "t"))
            case 0x0A: storage.append(UInt8(ascii: "n"))
            case 0x0C: storage.append(UInt8(ascii: "f"))
            case 0x0D: storage.append(UInt8(ascii: "r"))
            default:
                storage.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
                storage.append(JSONWriter.hexDigit(byte & 0xF))
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

extension JSONWriter {
    /// Appends a whole number's digits.
    @inlinable
    mutating func digits(_ number: Int64) {
        if number < 0 { storage.append(UInt8(ascii: "-")) }
        digits(number.magnitude, countLeast: 1)
    }

    /// Appends the digits of `number`, with zeros in front up to `countLeast` (1 … 16) digits.
    @inlinable
    mutating func digits(_ number: UInt64, countLeast: Int) {
        guard number >= 100_000_000 || countLeast > 8 else {
            let digits = DecimalDigits(number)
            let count = max(digits.count, countLeast)
            return append(digits.padded >> UInt64((8 - count) * 8), count: count)
        }
        let (high, low) = number.quotientAndRemainder(dividingBy: 100_000_000)
        digits(high, countLeast: max(countLeast - 8, 1))
        append(DecimalDigits(low).padded, count: 8)
    }

    /// Appends the first `count` bytes of a word.
    @inlinable
    mutating func append(_ word: UInt64, count: Int) {
        storage.append(addingCapacity: 8) { output in
            var rest = word
            for _ in 0..<count {
                output.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
        }
    }

    /// Appends `number` / 10^`decimals` without zeros at the end.
    @inlinable
    mutating func decimal(_ number: Int64, decimals: Int) {
        if number < 0 { storage.append(UInt8(ascii: "-")) }
        let (whole, part) = number.magnitude.quotientAndRemainder(
            dividingBy: powerOfTen(decimals))
        digits(whole, countLeast: 1)
        guard part > 0 else { return }
        var rest = part
        var count = decimals
        while rest % 10 == 0 {
            rest /= 10
            count -= 1
        }
        storage.append(UInt8(ascii: "."))
        digits(rest, countLeast: count)
    }

    /// Appends a number rounded to `decimals` digits, or null where JSON has no such number.
    @inlinable
    mutating func scaled(_ number: Double, decimals: Int) {
        let units = (number * Double(powerOfTen(decimals))).rounded()
        guard units.magnitude < 1e18 else {
            storage.append(contentsOf: "null".utf8)
            return
        }
        decimal(Int64(units), decimals: decimals)
    }
}

/// 10 to the power of `exponent`, 0 … 19; zero beyond, where it does not fit in 64 bits.
@inlinable
@inline(always)
func powerOfTen(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    case 8: 100_000_000
    case 9: 1_000_000_000
    case 10: 10_000_000_000
    case 11: 100_000_000_000
    case 12: 1_000_000_000_000
    case 13: 10_000_000_000_000
    case 14: 100_000_000_000_000
    case 15: 1_000_000_000_000_000
    case 16: 10_000_000_000_000_000
    case 17: 100_000_000_000_000_000
    case 18: 1_000_000_000_000_000_000
    case 19: 10_000_000_000_000_000_000
    default: 0
    }
}
