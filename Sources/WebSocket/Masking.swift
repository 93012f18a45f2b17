// The inner loop of both directions: copy bytes, XOR them with a key, and notice what is not ASCII.
// Eight bytes at a time: the compiler turns the shifts below into whole loads and stores, so that no
// pointer is needed for it.

/// Copies and masks payloads (RFC 6455 §5.3). A key's first byte on the wire is its lowest; key 0
/// is no mask.
enum Masking {
    /// Of eight bytes at once, the bits that no ASCII byte has.
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Writes `source`, masked, over `target` from `position` on, and returns the bytes written,
    /// ORed: if none of `highBits` is in it, they were ASCII. O(bytes), about one instruction each.
    static func copy(
        _ source: Span<UInt8>, key: UInt32, to target: inout [UInt8], at position: Int
    ) -> UInt64 {
        let count = source.count
        let key = UInt64(key) | UInt64(key) << 32
        var seen: UInt64 = 0
        var output = target.mutableSpan
        var index = 0
        while count &- index >= 32 {
            let block = source.extracting(index..<index &+ 32)
            seen |= copyBlock(block, key: key, to: &output, at: position + index)
            index &+= 32
        }
        while count &- index >= 8 {
            let eight = source.extracting(index..<index &+ 8)
            seen |= copyWord(eight, 0, key: key, to: &output, at: position + index)
            index &+= 8
        }
        guard index < count else { return seen }
        if count >= 8 {
            // The rest lies in the last eight bytes: those before it are written once more, the
            // same.
            let turn = UInt64(truncatingIfNeeded: count & 3) &* 8
            let eight = source.extracting(count - 8..<count)
            let turned = key >> turn | key << ((64 - turn) & 63)
            return seen
                | copyWord(eight, 0, key: turned, to: &output, at: position + count - 8)
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

    /// Copies 32 bytes. Each word is stored before the next is read: only then does the compiler make
    /// one load and one store of it.
    @inline(__always)
    private static func copyBlock(
        _ block: Span<UInt8>, key: UInt64, to output: inout MutableSpan<UInt8>, at position: Int
    ) -> UInt64 {
        precondition(position >= 0 && position <= output.count - 32)
        return copyWord(block, 0, key: key, to: &output, at: position)
            | copyWord(block, 8, key: key, to: &output, at: position + 8)
            | copyWord(block, 16, key: key, to: &output, at: position + 16)
            | copyWord(block, 24, key: key, to: &output, at: position + 24)
    }

    /// Copies eight bytes of `source` from `index` on and returns them as a word.
    @inline(__always)
    private static func copyWord(
        _ source: Span<UInt8>, _ index: Int, key: UInt64,
        to output: inout MutableSpan<UInt8>, at position: Int
    ) -> UInt64 {
        // Said once for all eight, so that the compiler can prove the checks below away.
        precondition(position >= 0 && position <= output.count - 8)
        let word = word(of: source, at: index) ^ key
        output[position] = UInt8(truncatingIfNeeded: word)
        output[position + 1] = UInt8(truncatingIfNeeded: word >> 8)
        output[position + 2] = UInt8(truncatingIfNeeded: word >> 16)
        output[position + 3] = UInt8(truncatingIfNeeded: word >> 24)
        output[position + 4] = UInt8(truncatingIfNeeded: word >> 32)
        output[position + 5] = UInt8(truncatingIfNeeded: word >> 40)
        output[position + 6] = UInt8(truncatingIfNeeded: word >> 48)
        output[position + 7] = UInt8(truncatingIfNeeded: word >> 56)
        return word
    }

    /// Eight bytes as a word, the first lowest.
    @inline(__always)
    static func word(of bytes: Span<UInt8>, at index: Int) -> UInt64 {
        let low =
            UInt64(bytes[index]) | UInt64(bytes[index + 1]) << 8
            | UInt64(bytes[index + 2]) << 16 | UInt64(bytes[index + 3]) << 24
        let high =
            UInt64(bytes[index + 4]) | UInt64(bytes[index + 5]) << 8
            | UInt64(bytes[index + 6]) << 16 | UInt64(bytes[index + 7]) << 24
        return low | high << 32
    }
}
