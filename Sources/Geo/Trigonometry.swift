// The last bit of libm's sines differs between processors and versions, and with it the order of
// two runners at nearly the same distance. These use only + − × ÷ and the square root, which IEEE
// 754 rounds the same everywhere; Swift never contracts a product and a sum into one rounding.

/// Sines, cosines and arctangents with the same bits on every machine, within 1e-12 of the truth.
public enum Trigonometry {
    /// The sine of an angle in radians, which must lie within ±1,000,000.
    @inlinable
    public static func sine(_ radians: Double) -> Double {
        if radians.magnitude <= eighthTurn { return sineNearZero(radians) }
        let (quarterTurns, rest) = reduced(radians)
        switch quarterTurns & 3 {
        case 0: return sineNearZero(rest)
        case 1: return cosineNearZero(rest)
        case 2: return -sineNearZero(rest)
        default: return -cosineNearZero(rest)
        }
    }

    /// The cosine of an angle in radians, which must lie within ±1,000,000.
    @inlinable
    public static func cosine(_ radians: Double) -> Double {
        if radians.magnitude <= eighthTurn { return cosineNearZero(radians) }
        let (quarterTurns, rest) = reduced(radians)
        switch quarterTurns & 3 {
        case 0: return cosineNearZero(rest)
        case 1: return -sineNearZero(rest)
        case 2: return -cosineNearZero(rest)
        default: return sineNearZero(rest)
        }
    }

    /// The angle of the vector (x, y) in radians, -π … π, counted from the x axis; 0 for no vector.
    @inlinable
    public static func arctangent(y: Double, x: Double) -> Double {
        let (rise, run) = (y.magnitude, x.magnitude)
        guard rise > 0 || run > 0 else { return 0 }
        let steep = rise > run
        var angle = arctangentOfFraction(steep ? run / rise : rise / run)
        if steep { angle = .pi / 2 - angle }
        if x < 0 { angle = .pi - angle }
        return y < 0 ? -angle : angle
    }

    /// The angle whose sine is `ratio`, -π/2 … π/2; ratios beyond ±1 count as ±1.
    @inlinable
    public static func arcsine(_ ratio: Double) -> Double {
        let bounded = max(-1, min(1, ratio))
        return arctangent(y: bounded, x: ((1 - bounded) * (1 + bounded)).squareRoot())
    }

    @inlinable
    static var eighthTurn: Double { .pi / 4 }

    /// How many quarter turns are nearest to the angle, and what is left of it, within ±π/4.
    ///
    /// Cody and Waite's reduction: π/2 in parts of 33 bits, so that the first two products are
    /// exact.
    @inlinable
    static func reduced(_ radians: Double) -> (quarterTurns: Int, rest: Double) {
        let nearest = radians * (2 / .pi) + (radians < 0 ? -0.5 : 0.5)
        let quarterTurns = Int(nearest)
        let turns = Double(quarterTurns)
        let coarse = radians - turns * 1.570_796_326_734_125_614_17
        let fine = coarse - turns * 6.077_100_506_303_965_976_60e-11
        return (quarterTurns, fine - turns * 2.022_266_248_795_950_631_54e-21)
    }

    /// Taylor's series up to the 15th power: the rest is below 5e-17 within ±π/4.
    @inlinable
    static func sineNearZero(_ x: Double) -> Double {
        let square = x * x
        var sum = -1 / 1_307_674_368_000.0
        sum = sum * square + 1 / 6_227_020_800.0
        sum = sum * square - 1 / 39_916_800.0
        sum = sum * square + 1 / 362_880.0
        sum = sum * square - 1 / 5_040.0
        sum = sum * square + 1 / 120.0
        sum = sum * square - 1 / 6.0
        return x + x * square * sum
    }

    /// Taylor's series up to the 16th power: the rest is below 3e-18 within ±π/4.
    @inlinable
    static func cosineNearZero(_ x: Double) -> Double {
        let square = x * x
        var sum = 1 / 20_922_789_888_000.0
        sum = sum * square - 1 / 87_178_291_200.0
        sum = sum * square + 1 / 479_001_600.0
        sum = sum * square - 1 / 3_628_800.0
        sum = sum * square + 1 / 40_320.0
        sum = sum * square - 1 / 720.0
        sum = sum * square + 1 / 24.0
        return 1 - square * 0.5 + square * square * sum
    }

    /// The arctangent of a number from 0 to 1: the known one of the nearest eighth, and Taylor's
    /// series (up to the 11th power) for the small angle between, at most 1/16.
    @inlinable
    static func arctangentOfFraction(_ ratio: Double) -> Double {
        let eighths = Int(ratio * 8 + 0.5)
        let anchor = Double(eighths) / 8
        let x = eighths == 0 ? ratio : (ratio - anchor) / (1 + ratio * anchor)
        let square = x * x
        var sum = -1 / 11.0
        sum = sum * square + 1 / 9.0
        sum = sum * square - 1 / 7.0
        sum = sum * square + 1 / 5.0
        sum = sum * square - 1 / 3.0
        return arctangentOfEighths(eighths) + (x + x * square * sum)
    }

    @inlinable
    static func arctangentOfEighths(_ eighths: Int) -> Double {
        switch eighths {
        case 0: 0
        case 1: 0.124_354_994_546_761_435_031
        case 2: 0.244_978_663_126_864_154_172
        case 3: 0.358_770_670_270_572_220_396
        case 4: 0.463_647_609_000_806_116_214
        case 5: 0.558_599_315_343_562_435_972
        case 6: 0.643_501_108_793_284_386_803
        case 7: 0.718_829_999_621_624_505_417
        default: .pi / 4
        }
    }
}
