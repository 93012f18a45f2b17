// The standard library seeds its hashes anew in each process. What must be equal in two processes
// (hashes of a run, scrambled ids, tie-breaks) uses these.

/// A 64-bit hash whose value is the same in every process and on every platform: FNV-1a over bytes,
/// finished with SplitMix64's mixer. Not for secrets.
public struct StableHash: Sendable {
    @usableFromInline var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of nothing yet.
    @inlinable
    public init() {}

    /// Adds one byte.
    @inlinable
    public mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Adds the eight bytes of `word`, least significant first.
    @inlinable
    public mutating func add(_ word: UInt64) {
        state = StableHash.mix(state ^ word) &* 0x0000_0100_0000_01B3
    }

    /// Adds bytes in order.
    @inlinable
    public mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { add(byte) }
    }

    /// The hash of all that was added.
    @inlinable
    public var value: UInt64 { StableHash.mix(state) }

    /// The hash of a text's UTF-8 bytes.
    @inlinable
    public static func of(_ text: String) -> UInt64 {
        var hash = StableHash()
        hash.add(text.utf8)
        return hash.value
    }

    /// SplitMix64's finaliser: a bijection in which each input bit moves about half of the output bits.
    @inlinable
    public static func mix(_ word: UInt64) -> UInt64 {
        var mixed = word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The word that `mix` takes to `mixed`.
    @inlinable
    public static func unmix(_ mixed: UInt64) -> UInt64 {
        var word = mixed
        word = (word ^ (word >> 31) ^ (word >> 62)) &* 0x3196_42B2_D24D_8EC3
        word = (word ^ (word >> 27) ^ (word >> 54)) &* 0x96DE_1B17_3F11_9089
        return word ^ (word >> 30) ^ (word >> 60)
    }
}
