// Randomness comes in as a value, so that one seed replays a whole run on any machine.

/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014):
/// small, fast, and the same on every platform. Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    /// The generator that `seed` names.
    @inlinable
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    @inlinable
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return StableHash.mix(state)
    }

    /// A generator for a part of the run, so that the parts do not disturb each other's numbers.
    @inlinable
    public mutating func split() -> SeededGenerator {
        SeededGenerator(seed: next())
    }

    /// A number from 0 up to and without `bound`, by Lemire's multiplication; `bound` must be positive.
    @inlinable
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "a bound is at least 1")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number in `range`, whole.
    @inlinable
    public mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// A number from 0 up to and without 1, in steps of 2⁻⁵³.
    @inlinable
    public mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// True `percent` times in a hundred.
    @inlinable
    public mutating func chance(percent: Int) -> Bool {
        below(100) < percent
    }
}
