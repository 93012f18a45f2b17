// A JSON number kept as decimal digits until it is known what it should become: 31.2304 is exactly
// 312,304,000 units of 1e-7 degree, which a double is not.

/// A JSON number: ±`digits` × 10^`exponent`.
struct JSONNumber: Equatable {
    /// It has a minus sign.
    var negative: Bool
    /// Up to 19 significant digits.
    var digits: UInt64
    /// The power of ten that they count.
    var exponent: Int
    /// Digits other than zero behind the 19th were left out.
    var truncated = false

    /// The number as an integer, or `nil` if it has a fraction or is beyond 64 bits.
    var integer: Int64? {
        guard !truncated else { return nil }
        if exponent == 0 { return signed(digits) }
        if digits == 0 { return 0 }
        if exponent > 0 {
            guard exponent <= 19 else { return nil }
            let (product, overflow) = digits.multipliedReportingOverflow(by: powerOfTen(exponent))
            return overflow ? nil : signed(product)
        }
        guard exponent >= -19 else { return nil }
        let (whole, part) = digits.quotientAndRemainder(dividingBy: powerOfTen(-exponent))
        return part == 0 ? signed(whole) : nil
    }

    /// The number in units of 10^-`decimals`, rounded half away from zero; `nil` beyond 64 bits.
    /// The digits left out cannot change the rounding: it is decided by the first one cut off.
    func scaled(decimals: Int) -> Int64? {
        let shift = exponent + decimals
        if shift >= 0 {
            if digits == 0 { return 0 }
            guard shift <= 19 else { return nil }
            let (product, overflow) = digits.multipliedReportingOverflow(by: powerOfTen(shift))
            return overflow ? nil : signed(product)
        }
        guard shift >= -19 else { return 0 }
        let divisor = powerOfTen(-shift)
        let (whole, part) = digits.quotientAndRemainder(dividingBy: divisor)
        return signed(part >= divisor - part ? whole + 1 : whole)
    }

    /// The nearest double, within one unit of its last place; infinite beyond its range.
    var double: Double {
        var value = Double(digits)
        var rest = exponent.magnitude
        while rest > 0, value != 0, value.isFinite {
            let step = Int(min(rest, 19))
            let factor = Double(powerOfTen(step))
            value = exponent < 0 ? value / factor : value * factor
            rest -= UInt(step)
        }
        return negative ? -value : value
    }

    private func signed(_ magnitude: UInt64) -> Int64? {
        if negative {
            return magnitude <= Int64.min.magnitude
                ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
        }
        return Int64(exactly: magnitude)
    }
}
