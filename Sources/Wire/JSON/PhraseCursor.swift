// The walk over a message in its usual form: phrase, value, phrase, value. A step that finds anything
// else says so, and the general scanner (`JSONCursor`) reads the message from its beginning.

import Basics

/// A place in a message that has its usual form so far.
struct PhraseCursor {
    /// The next byte; in 32 bits, so that the compiler knows it to be neither negative nor near an
    /// overflow, and proves the bounds checks of what follows a guard away.
    private var next: UInt32 = 0

    private var index: Int { Int(next) }

    @inline(always)
    private mutating func step(_ byteCount: Int) {
        next &+= UInt32(truncatingIfNeeded: byteCount)
    }

    /// Whether a phrase and nothing else is left of `bytes`.
    @inline(always)
    func ends(_ bytes: Span<UInt8>, with phrase: Phrase) -> Bool {
        phrase.isTail(index, bytes)
    }

    /// Steps over a phrase if it is next.
    @inline(always)
    mutating func step(_ bytes: Span<UInt8>, over phrase: Phrase) -> Bool {
        guard phrase.isAt(index, bytes) else { return false }
        step(phrase.count)
        return true
    }

    /// Steps over a phrase shorter than eight bytes that may be among the last eight.
    @inline(always)
    mutating func step(_ bytes: Span<UInt8>, overLast phrase: Phrase) -> Bool {
        guard phrase.isAtOrNearEnd(index, bytes) else { return false }
        step(phrase.count)
        return true
    }

    /// The next eight bytes, or zero if there are fewer.
    @inline(always)
    func word(_ bytes: Span<UInt8>) -> UInt64 {
        index <= bytes.count &- 8 ? Octets.word(bytes, at: index) : 0
    }

    /// Steps over `byte` if it is next.
    @inline(always)
    mutating func step(_ bytes: Span<UInt8>, overByte byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        step(1)
        return true
    }

    /// Reads a count of up to seven digits.
    @inline(always)
    mutating func count(_ bytes: Span<UInt8>) -> Int64? {
        guard index <= bytes.count &- 8 else { return nil }
        return count(in: Octets.word(bytes, at: index))
    }

    /// Reads a count of up to seven digits that may be followed by fewer than eight bytes.
    @inline(always)
    mutating func lastCount(_ bytes: Span<UInt8>) -> Int64? {
        guard index < bytes.count, bytes.count >= 8 else { return nil }
        return count(in: Octets.paddedWord(bytes, at: index))
    }

    @inline(always)
    private mutating func count(in word: UInt64) -> Int64? {
        let digits = DigitRun(word)
        guard digits.count &- 1 < 7, digits.count > 0, !digits.hasLeadingZero else { return nil }
        step(digits.count)
        return digits.number
    }

    /// Reads an angle of up to seven decimals, in units of 1e-7 degree.
    @inline(always)
    mutating func degreesE7(_ bytes: Span<UInt8>) -> Int64? {
        guard index < bytes.count else { return nil }
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { step(1) }
        guard let whole = whole(bytes), index < bytes.count &- 1, bytes.count >= 8 else {
            return nil
        }
        var angle = whole &* 10_000_000
        if bytes[index] == UInt8(ascii: ".") {
            let decimals = DigitRun(Octets.paddedWord(bytes, at: index &+ 1))
            guard decimals.count &- 1 < 7, decimals.count > 0 else { return nil }
            step(decimals.count &+ 1)
            angle &+= decimals.decimalsE7
        }
        return isNegative ? 0 &- angle : angle
    }

    /// Reads up to three digits in front of the point. For so few, a loop beats multiplication.
    @inline(always)
    private mutating func whole(_ bytes: Span<UInt8>) -> Int64? {
        guard index <= bytes.count &- 3 else { return nil }
        let place = index
        let first = digit(bytes, place)
        guard first <= 9 else { return nil }
        let second = digit(bytes, place &+ 1)
        guard second <= 9 else {
            step(1)
            return first
        }
        guard first > 0 else { return nil }
        let third = digit(bytes, place &+ 2)
        guard third <= 9 else {
            step(2)
            return first &* 10 &+ second
        }
        step(3)
        return first &* 100 &+ second &* 10 &+ third
    }

    /// The digit at `place`, or another number than 0 … 9.
    @inline(always)
    private func digit(_ bytes: Span<UInt8>, _ place: Int) -> Int64 {
        Int64(bytes[place] &- UInt8(ascii: "0"))
    }

    /// Reads a number of up to three digits and two decimals that is not negative.
    @inline(always)
    mutating func measure(_ bytes: Span<UInt8>) -> Float? {
        guard let whole = whole(bytes), index <= bytes.count &- 3 else { return nil }
        guard bytes[index] == UInt8(ascii: ".") else { return Float(whole) }
        let tenths = digit(bytes, index &+ 1)
        guard tenths <= 9 else { return nil }
        let hundredths = digit(bytes, index &+ 2)
        guard hundredths <= 9 else {
            step(2)
            return Float(Double(whole &* 10 &+ tenths) / 10)
        }
        step(3)
        return Float(Double(whole &* 100 &+ tenths &* 10 &+ hundredths) / 100)
    }

    /// Reads milliseconds since the epoch: thirteen digits, from September 2001 to November 2286.
    @inline(always)
    mutating func instant(_ bytes: Span<UInt8>) -> Instant? {
        guard index <= bytes.count &- 13, bytes[index] != UInt8(ascii: "0") else { return nil }
        let first = DigitRun(Octets.word(bytes, at: index))
        // The last eight of the thirteen: their first three are among the first eight, too.
        let last = DigitRun(Octets.word(bytes, at: index &+ 5))
        guard first.count == 8, last.count == 8 else { return nil }
        step(13)
        return Instant(
            millisecondsSinceEpoch: first.eight &* 100_000 &+ last.lastFiveOfEight)
    }

    /// Reads the 13 digits of an id and the number that they spell: see `OrderID`.
    @inline(always)
    mutating func scrambled(_ bytes: Span<UInt8>) -> UInt64? {
        guard index <= bytes.count &- 13 else { return nil }
        let start = index
        let values = Crockford.values
        var mixed = UInt64(values[Int(bytes[start])])
        guard mixed < 16 else { return nil }
        var wrong: UInt8 = 0
        for place in 1..<13 {
            let value = values[Int(bytes[start &+ place])]
            wrong |= value
            mixed = mixed << 5 | UInt64(value & 31)
        }
        guard wrong < 32 else { return nil }
        step(13)
        return StableHash.unmix(mixed)
    }
}
