// Numbers by RFC 8259 §6: no plus sign, no zeros in front, a digit on both sides of the point.

extension JSONCursor {
    /// Reads the number at the cursor.
    @inline(__always)
    mutating func number(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONNumber {
        let start = index
        let negative = peek(bytes) == UInt8(ascii: "-")
        if negative { index += 1 }
        let firstDigit = index
        var digits: UInt64 = 0
        readDigits(bytes, into: &digits)
        let wholeCount = index - firstDigit
        guard wholeCount > 0 else { throw failure }
        guard wholeCount == 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
            throw JSONSyntaxError(offset: firstDigit + 1)
        }
        var fractionCount = 0
        if peek(bytes) == UInt8(ascii: ".") {
            index += 1
            let firstOfFraction = index
            readDigits(bytes, into: &digits)
            fractionCount = index - firstOfFraction
            guard fractionCount > 0 else { throw failure }
        }
        let isPlain = peek(bytes) | 0x20 != UInt8(ascii: "e") && wholeCount + fractionCount <= 19
        if isPlain {
            return JSONNumber(negative: negative, digits: digits, exponent: -fractionCount)
        }
        return try unusualNumber(bytes, from: start)
    }

    /// Appends the digits at the cursor to `digits`, eight at a time while there are as many bytes.
    @inline(__always)
    private mutating func readDigits(_ bytes: Span<UInt8>, into digits: inout UInt64) {
        while index &+ 8 <= bytes.count {
            let word = word(bytes, at: index)
            let count = JSONCursor.leadingDigitCount(word)
            if count == 0 { return }
            digits =
                digits &* powerOfTen(count) &+ JSONCursor.number(ofDigits: word, count: count)
            index &+= count
            if count < 8 { return }
        }
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return }
            digits = digits &* 10 &+ UInt64(digit)
            index &+= 1
        }
    }

    /// How many of a word's bytes, from the lowest, are digits. A byte's top bit is set by the sum where
    /// it is above `9` and by the difference where it is below `0`; what a carry or borrow spoils lies
    /// above the first such byte.
    @inline(__always)
    private static func leadingDigitCount(_ word: UInt64) -> Int {
        let above = word &+ 0x4646_4646_4646_4646
        let below = word &- 0x3030_3030_3030_3030
        let other = (above | below | word) & 0x8080_8080_8080_8080
        return other.trailingZeroBitCount &>> 3
    }

    /// The number that the lowest `count` (1 … 8) bytes of a word spell: neighbours are joined to pairs,
    /// pairs to fours, fours to eight (Lemire: "Number parsing at a gigabyte per second", 2021).
    @inline(__always)
    private static func number(ofDigits word: UInt64, count: Int) -> UInt64 {
        let eight = (word & 0x0F0F_0F0F_0F0F_0F0F) &<< UInt64(64 &- 8 &* count)
        let pairs = (eight &* 2_561) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* 42_949_672_960_001) &>> 32
    }

    /// Reads a number with an exponent or more than 19 digits, whose other parts are known to be legal.
    @inline(never)
    private mutating func unusualNumber(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(JSONSyntaxError) -> JSONNumber {
        index = start
        var number = JSONNumber(negative: peek(bytes) == UInt8(ascii: "-"), digits: 0, exponent: 0)
        if number.negative { index += 1 }
        readSignificantDigits(bytes, into: &number, areFraction: false)
        if peek(bytes) == UInt8(ascii: ".") {
            index += 1
            readSignificantDigits(bytes, into: &number, areFraction: true)
        }
        if peek(bytes) | 0x20 == UInt8(ascii: "e") {
            index += 1
            number.exponent += try exponent(bytes)
        }
        return number
    }

    private mutating func readSignificantDigits(
        _ bytes: Span<UInt8>, into number: inout JSONNumber, areFraction: Bool
    ) {
        while index < bytes.count {
            let digit = UInt64(bytes[index] &- UInt8(ascii: "0"))
            guard digit <= 9 else { return }
            index += 1
            if number.digits < 1_000_000_000_000_000_000 {
                number.digits = number.digits * 10 + digit
                if areFraction { number.exponent -= 1 }
            } else {
                number.truncated = number.truncated || digit != 0
                if !areFraction { number.exponent += 1 }
            }
        }
    }

    private mutating func exponent(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Int {
        let sign = peek(bytes)
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { index += 1 }
        let firstDigit = index
        var value = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            // Beyond any double and any length of digits: the exact value no longer matters.
            value = min(value * 10 + Int(digit), 1_000_000)
            index += 1
        }
        guard index > firstDigit else { throw failure }
        return sign == UInt8(ascii: "-") ? -value : value
    }
}
