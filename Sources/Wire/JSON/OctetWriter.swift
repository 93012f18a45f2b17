// The hot messages are written a word at a time over bytes that are there already: a whole word is
// stored even where fewer bytes are meant, and what comes next is written over the rest.

/// A place in bytes that are being written.
struct OctetWriter {
    /// The next byte; in 32 bits, so that the compiler knows it to be neither negative nor near an
    /// overflow.
    private var next: UInt32 = 0

    /// How many bytes were written.
    var count: Int { Int(next) }

    /// Writes the first `count` (0 … 8) bytes of `word`; all eight must have room.
    @inline(always)
    mutating func put(_ word: UInt64, count: Int, _ bytes: inout MutableSpan<UInt8>) {
        let start = Int(next)
        // Said once for all eight; the checks below are then proven away, and one store is left.
        precondition(start <= bytes.count &- 8)
        bytes[start] = UInt8(truncatingIfNeeded: word)
        bytes[start &+ 1] = UInt8(truncatingIfNeeded: word >> 8)
        bytes[start &+ 2] = UInt8(truncatingIfNeeded: word >> 16)
        bytes[start &+ 3] = UInt8(truncatingIfNeeded: word >> 24)
        bytes[start &+ 4] = UInt8(truncatingIfNeeded: word >> 32)
        bytes[start &+ 5] = UInt8(truncatingIfNeeded: word >> 40)
        bytes[start &+ 6] = UInt8(truncatingIfNeeded: word >> 48)
        bytes[start &+ 7] = UInt8(truncatingIfNeeded: word >> 56)
        next &+= UInt32(truncatingIfNeeded: count)
    }

    /// Writes a phrase.
    @inline(always)
    mutating func put(_ phrase: Phrase, _ bytes: inout MutableSpan<UInt8>) {
        put(phrase.words.0, count: min(phrase.count, 8), &bytes)
        if phrase.count > 8 { put(phrase.words.1, count: min(phrase.count &- 8, 8), &bytes) }
        if phrase.count > 16 { put(phrase.words.2, count: min(phrase.count &- 16, 8), &bytes) }
        if phrase.count > 24 { put(phrase.words.3, count: phrase.count &- 24, &bytes) }
    }

    /// Writes a whole number; at most 20 bytes.
    @inline(always)
    mutating func put(_ number: Int64, _ bytes: inout MutableSpan<UInt8>) {
        if number < 0 { put(Octets.minus, count: 1, &bytes) }
        put(number.magnitude, &bytes)
    }

    /// Writes an angle given in whole units of 1e-7 degree, without zeros at the end.
    @inline(always)
    mutating func put(degreesE7: Int32, _ bytes: inout MutableSpan<UInt8>) {
        if degreesE7 < 0 { put(Octets.minus, count: 1, &bytes) }
        let (whole, part) = UInt64(degreesE7.magnitude).quotientAndRemainder(
            dividingBy: 10_000_000)
        put(DecimalDigits(whole), &bytes)
        guard part > 0 else { return }
        put(Octets.point, count: 1, &bytes)
        let decimals = DecimalDigits(part &* 10)
        put(decimals.padded, count: decimals.countWithoutTail, &bytes)
    }

    /// Writes a number rounded to tenths; `null` beyond 17 digits.
    @inline(always)
    mutating func put(tenthsOf number: Double, _ bytes: inout MutableSpan<UInt8>) {
        let tenths = (number * 10).rounded()
        guard tenths.magnitude < 1e18 else { return put(.null, &bytes) }
        let units = Int64(tenths)
        if units < 0 { put(Octets.minus, count: 1, &bytes) }
        let (whole, tenth) = units.magnitude.quotientAndRemainder(dividingBy: 10)
        put(whole, &bytes)
        if tenth > 0 { put(Octets.point | (0x30 | tenth) << 8, count: 2, &bytes) }
    }

    @inline(always)
    private mutating func put(_ number: UInt64, _ bytes: inout MutableSpan<UInt8>) {
        guard number >= 100_000_000 else { return put(DecimalDigits(number), &bytes) }
        let (high, low) = number.quotientAndRemainder(dividingBy: 100_000_000)
        if high < 100_000_000 {
            put(DecimalDigits(high), &bytes)
        } else {
            let (highest, middle) = high.quotientAndRemainder(dividingBy: 100_000_000)
            put(DecimalDigits(highest), &bytes)
            put(DecimalDigits(middle).padded, count: 8, &bytes)
        }
        put(DecimalDigits(low).padded, count: 8, &bytes)
    }

    @inline(always)
    private mutating func put(_ digits: DecimalDigits, _ bytes: inout MutableSpan<UInt8>) {
        put(digits.shortest, count: digits.count, &bytes)
    }
}

/// A number below 100,000,000 as text.
@usableFromInline
struct DecimalDigits {
    /// Eight bytes of 0 … 9, the first digit lowest.
    @usableFromInline let values: UInt64

    /// The digits of `number`: halves, then pairs, then digits, each division a multiplication of
    /// all parts at once (Muła: "SSE: conversion integers to decimal representation", in one word).
    @inlinable
    @inline(always)
    init(_ number: UInt64) {
        let halves = number / 10_000 | (number % 10_000) << 32
        let hundreds = (halves &* 10_486) >> 20 & 0x7F_0000_007F
        let pairs = (halves &- hundreds &* 100) << 16 | hundreds
        let tens = (pairs &* 103) >> 10 & 0x000F_000F_000F_000F
        values = (pairs &- tens &* 10) << 8 | tens
    }

    /// All eight digits as text.
    @inlinable
    @inline(always)
    var padded: UInt64 { values | 0x3030_3030_3030_3030 }

    /// How many zeros stand in front; one digit always stays.
    @inlinable
    @inline(always)
    var leadingZeroCount: Int { min(values.trailingZeroBitCount >> 3, 7) }

    /// How many digits there are without zeros in front.
    @inlinable
    @inline(always)
    var count: Int { 8 &- leadingZeroCount }

    /// The text without zeros in front.
    @inlinable
    @inline(always)
    var shortest: UInt64 { padded &>> UInt64(truncatingIfNeeded: leadingZeroCount &* 8) }

    /// How many digits there are without zeros at the end.
    @inlinable
    @inline(always)
    var countWithoutTail: Int { 8 &- values.leadingZeroBitCount >> 3 }
}
