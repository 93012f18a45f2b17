// Numbers by RFC 8259 §6: no plus sign, no zeros in front, a digit on both sides of the point.

extension JSONCursor {
    /// Reads the number at the cursor. A loop over single digits: tricks with eight at a time lost on
    /// numbers as short as a fix has.
    @inline(always)
    mutating func number(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSONNumber {
        let start = index
        let text = bytes.extracting(droppingFirst: start)
        let negative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let firstDigit = negative ? 1 : 0
        var digits: UInt64 = 0
        var place = JSONCursor.readDigits(text, from: firstDigit, into: &digits)
        let wholeCount = place &- firstDigit
        guard wholeCount > 0 else { throw JSONSyntaxError(offset: start + place) }
        if wholeCount > 1, text[firstDigit] == UInt8(ascii: "0") {
            throw JSONSyntaxError(offset: start + firstDigit + 1)
        }
        var fractionCount = 0
        if place < text.count, text[place] == UInt8(ascii: ".") {
            let firstOfFraction = place &+ 1
            place = JSONCursor.readDigits(text, from: firstOfFraction, into: &digits)
            fractionCount = place &- firstOfFraction
            guard fractionCount > 0 else { throw JSONSyntaxError(offset: start + place) }
        }
        let hasExponent = place < text.count && text[place] | 0x20 == UInt8(ascii: "e")
        if hasExponent || wholeCount &+ fractionCount > 19 {
            return try unusualNumber(bytes, from: start)
        }
        index = start &+ place
        return JSONNumber(negative: negative, digits: digits, exponent: 0 &- fractionCount)
    }

    /// Appends the digits from `first` on to `digits`; the place of the first byte that is none.
    @inline(always)
    private static func readDigits(
        _ text: Span<UInt8>, from first: Int, into digits: inout UInt64
    ) -> Int {
        var place = first
        while place < text.count {
            let digit = text[place] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            digits = digits &* 10 &+ UInt64(digit)
            place &+= 1
        }
        return place
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
