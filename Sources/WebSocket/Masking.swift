// The inner loop of both directions: copy bytes, XOR them with a key, and notice what is not ASCII.
// Eight bytes at a time: the shifts below compile to one load and one store each (wider blocks
// were tried: the stores are then no longer merged).

/// Copies and masks payloads (RFC 6455 §5.3). A key's first byte on the wire is its lowest; key 0 is
/// no mask.
enum Masking {
    /// Of eight bytes at once, the bits that no ASCII byte has.
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Writes `source`, masked, over `target` from `position` on, and returns the bytes written, ORed:
    /// if none of `highBits` is in it, they were ASCII. O(bytes), about two instructions a byte.
    static func copy(
        _ source: Span<UInt8>, key: UInt32, to target: inout [UInt8], at position: Int
    ) -> UInt64 {
        let count = source.count
        let key = UInt64(key) | UInt64(key) << 32
        var seen: UInt64 = 0
        var output = target.mutableSpan
        var index = 0
        while count &- index >= 8 {
            let word = word(of: source, at: index) ^ key
            seen |= word
            store(word, in: &output, at: position + index)
            index &+= 8
        }
        guard index < count else { return seen }
        if count >= 8 {
            // The rest lies in the last eight bytes: those before it are written once more, the same.
            let turn = UInt64(truncatingIfNeeded: count & 3) &* 8
            let word = word(of: source, at: count - 8) ^ (key >> turn | key << ((64 - turn) & 63))
            store(word, in: &output, at: position + count - 8)
            return seen | word
        }
        var rest = key
        while index < count {
            let byte = source[index] ^ UInt8(truncatingIfNeeded: rest)
            rest >>= 8
            seen |= UInt64(byte)
            output[position + index] = byte
            index &+= 1
        }
        return seen
    }

    /// The key for what follows after `count` bytes.
    static func advance(_ key: UInt32, by count: Int) -> UInt32 {
        let shift = UInt32(truncatingIfNeeded: count & 3) &* 8
        return key >> shift | key << (32 - shift)
    }

    /// Eight bytes as a word, the first lowest.
    @inline(__always)
    static func word(of bytes: Span<UInt8>, at index: Int) -> UInt64 {
        let eight = bytes.extracting(index..<index &+ 8)
        let low =
            UInt64(eight[0]) | UInt64(eight[1]) << 8
            | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
        let high =
            UInt64(eight[4]) | UInt64(eight[5]) << 8
            | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
        return low | high << 32
    }

    /// Writes a word as eight bytes, the lowest first.
    @inline(__always)
    private static func store(_ word: UInt64, in bytes: inout MutableSpan<UInt8>, at index: Int) {
        // Said once for all eight, so that the compiler can prove the checks below away.
        precondition(index >= 0 && index <= bytes.count - 8)
        bytes[index] = UInt8(truncatingIfNeeded: word)
        bytes[index + 1] = UInt8(truncatingIfNeeded: word >> 8)
        bytes[index + 2] = UInt8(truncatingIfNeeded: word >> 16)
        bytes[index + 3] = UInt8(truncatingIfNeeded: word >> 24)
        bytes[index + 4] = UInt8(truncatingIfNeeded: word >> 32)
        bytes[index + 5] = UInt8(truncatingIfNeeded: word >> 40)
        bytes[index + 6] = UInt8(truncatingIfNeeded: word >> 48)
        bytes[index + 7] = UInt8(truncatingIfNeeded: word >> 56)
    }
}
