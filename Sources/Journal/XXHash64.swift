// The journal's checksum: XXH64 finds every torn, swapped or flipped row with a chance of 2⁻⁶⁴ to
// miss one, at memory speed, and its published vectors make the format readable by anyone. It is no
// protection against a forger who may write to the disk.

/// XXH64 (Yann Collet, "xxHash fast digest algorithm", format description 0.2.0): the 64-bit
/// variant.
public enum XXHash64 {
    /// The digest of `bytes` under `seed`. O(n).
    public static func digest(_ bytes: borrowing Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
        var offset = 0
        var hash: UInt64
        if bytes.count >= 32 {
            (hash, offset) = stripes(of: bytes, seed: seed)
        } else {
            hash = seed &+ prime5
        }
        hash &+= UInt64(bytes.count)
        return avalanche(tail(of: bytes, from: offset, into: hash))
    }

    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    /// Steps 1 to 3 of the description: four lanes over whole stripes of 32 bytes, then their
    /// merging.
    private static func stripes(
        of bytes: borrowing Span<UInt8>, seed: UInt64
    ) -> (hash: UInt64, offset: Int) {
        var lane1 = seed &+ prime1 &+ prime2
        var lane2 = seed &+ prime2
        var lane3 = seed
        var lane4 = seed &- prime1
        var offset = 0
        while offset <= bytes.count - 32 {
            lane1 = round(lane1, word(bytes, offset))
            lane2 = round(lane2, word(bytes, offset + 8))
            lane3 = round(lane3, word(bytes, offset + 16))
            lane4 = round(lane4, word(bytes, offset + 24))
            offset += 32
        }
        var hash = rotate(lane1, 1) &+ rotate(lane2, 7) &+ rotate(lane3, 12) &+ rotate(lane4, 18)
        hash = merge(hash, lane1)
        hash = merge(hash, lane2)
        hash = merge(hash, lane3)
        hash = merge(hash, lane4)
        return (hash, offset)
    }

    /// Step 5: the last 0 to 31 bytes, in words of eight, four and one.
    private static func tail(
        of bytes: borrowing Span<UInt8>, from start: Int, into initial: UInt64
    ) -> UInt64 {
        var hash = initial
        var offset = start
        while offset <= bytes.count - 8 {
            hash = rotate(hash ^ round(0, word(bytes, offset)), 27) &* prime1 &+ prime4
            offset += 8
        }
        if offset <= bytes.count - 4 {
            hash = rotate(hash ^ (halfWord(bytes, offset) &* prime1), 23) &* prime2 &+ prime3
            offset += 4
        }
        while offset < bytes.count {
            hash = rotate(hash ^ (UInt64(bytes[offset]) &* prime5), 11) &* prime1
            offset += 1
        }
        return hash
    }

    private static func avalanche(_ mixed: UInt64) -> UInt64 {
        var hash = mixed
        hash = (hash ^ (hash >> 33)) &* prime2
        hash = (hash ^ (hash >> 29)) &* prime3
        return hash ^ (hash >> 32)
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotate(lane &+ word &* prime2, 31) &* prime1
    }

    private static func merge(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
        (hash ^ round(0, lane)) &* prime1 &+ prime4
    }

    private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
        (word &<< count) | (word &>> (64 - count))
    }

    private static func word(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> UInt64 {
        halfWord(bytes, offset) | halfWord(bytes, offset + 4) &<< 32
    }

    private static func halfWord(_ bytes: borrowing Span<UInt8>, _ offset: Int) -> UInt64 {
        UInt64(bytes[offset]) | UInt64(bytes[offset + 1]) &<< 8
            | UInt64(bytes[offset + 2]) &<< 16 | UInt64(bytes[offset + 3]) &<< 24
    }
}
