// The 32 digits in which ids are spelled, and their way back.

/// Crockford's base 32 in small letters.
enum Crockford {
    /// A digit (0 … 31) of Crockford's base 32: no i, l, o, u.
    @inline(always)
    static func digit(_ value: UInt8) -> UInt8 {
        let eight: UInt64 =
            switch value >> 3 {
            case 0: 0x3736_3534_3332_3130  // 01234567
            case 1: 0x6665_6463_6261_3938  // 89abcdef
            case 2: 0x7170_6E6D_6B6A_6867  // ghjkmnpq
            default: 0x7A79_7877_7674_7372  // rstvwxyz
            }
        return UInt8(truncatingIfNeeded: eight &>> UInt64((value & 7) &* 8))
    }

    /// The value of each byte as a digit, 0xFF if it is none.
    static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for value: UInt8 in 0..<32 { values[Int(digit(value))] = value }
        return values
    }()
}
