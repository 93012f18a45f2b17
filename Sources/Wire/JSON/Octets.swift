// Text eight bytes at a time. The compiler makes one load of the shifts below, so that no
// pointer is needed for it, and eight digits become a number without a loop.

/// Eight bytes of text as a word, the first byte lowest.
enum Octets {
    /// The word of `-`.
    static let minus = UInt64(UInt8(ascii: "-"))
    /// The word of `.`.
    static let point = UInt64(UInt8(ascii: "."))

    /// The eight bytes from `offset` on, all of which must be there.
    @inline(always)
    static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        // Checked once for all eight; the checks below are then proven away.
        let eight = bytes.extracting(offset..<offset &+ 8)
        return UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16
            | UInt64(eight[3]) << 24 | UInt64(eight[4]) << 32 | UInt64(eight[5]) << 40
            | UInt64(eight[6]) << 48 | UInt64(eight[7]) << 56
    }

    /// The bytes from `offset` on, zeros behind the last; there must be eight bytes in all.
    @inline(always)
    static func paddedWord(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        let start = min(offset, bytes.count &- 8)
        return word(bytes, at: start) >> UInt64(truncatingIfNeeded: (offset &- start) &* 8)
    }
}

/// The decimal digits that a word of text begins with.
struct DigitRun {
    /// How many there are, 0 … 8.
    let count: Int
    /// The word's bytes less `0`: digits count up to `count`, what follows is of no meaning.
    private let values: UInt64

    /// The digits at the beginning of `word`.
    @inline(always)
    init(_ word: UInt64) {
        values = word ^ 0x3030_3030_3030_3030
        // A byte above 9 gets its high bit; a carry spoils only bytes behind the first such byte.
        let others = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
        count = others.trailingZeroBitCount >> 3
    }

    /// The first of several digits is a zero, which JSON forbids.
    @inline(always)
    var hasLeadingZero: Bool { count > 1 && values & 0xFF == 0 }

    /// All eight, if that many there are, as a number.
    @inline(always)
    var eight: Int64 { DigitRun.number(values) }

    /// The last five of eight, as a number.
    @inline(always)
    var lastFiveOfEight: Int64 { DigitRun.number(values & ~0xFF_FFFF) }

    /// The digits, 1 … 7, as a number.
    @inline(always)
    var number: Int64 {
        // Moved up so that the last digit is the last of eight, with zeros in front.
        DigitRun.number(values &<< UInt64(truncatingIfNeeded: 64 &- count &* 8))
    }

    /// The digits, 1 … 7, as decimals: in units of 1e-7.
    @inline(always)
    var decimalsE7: Int64 {
        let mask = UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- count &* 8)
        return DigitRun.number((values & mask) << 8)
    }

    /// Eight digits as a number: pairs, then fours, then all (Lemire: "Quickly parsing eight digits").
    @inline(always)
    private static func number(_ digits: UInt64) -> Int64 {
        let pairs = digits &* 10 &+ digits >> 8
        let high = (pairs & 0xFF_0000_00FF) &* (100 &+ 1_000_000 << 32)
        let low = (pairs >> 16 & 0xFF_0000_00FF) &* (1 &+ 10_000 << 32)
        return Int64(truncatingIfNeeded: (high &+ low) >> 32)
    }
}
