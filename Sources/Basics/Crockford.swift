// Bytes that people may have to read out or type: no letter looks like a digit, and capitals (which a
// QR code stores in fewer modules) mean the same.

/// Crockford's base 32 (crockford.com/base32.html), written in small letters.
public enum Crockford {
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// The text of `bytes`: five bits a digit, the last filled up with zeros. O(n).
    public static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 8 + 4) / 5)
        var (bits, bitCount) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                text.append(digits[Int(bits >> bitCount & 31)])
            }
        }
        if bitCount > 0 { text.append(digits[Int(bits << (5 - bitCount) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of `text`; `nil` if a character is no digit, if the length is impossible or if bits
    /// that stand for no byte are not zero. Capitals are small letters, o is 0, i and l are 1, and
    /// hyphens are passed over. O(n).
    public static func bytes(of text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, bitCount) = (UInt32(0), 0)
        for letter in text.utf8 where letter != UInt8(ascii: "-") {
            guard let value = value(of: letter) else { return nil }
            bits = bits << 5 | value
            bitCount += 5
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
        }
        // Five bits left over would be a digit that says nothing.
        return bitCount < 5 && bits & (1 << bitCount - 1) == 0 ? bytes : nil
    }

    private static func value(of letter: UInt8) -> UInt32? {
        let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter)
        let small = isCapital ? letter | 0x20 : letter
        return switch small {
        case UInt8(ascii: "o"): 0
        case UInt8(ascii: "i"), UInt8(ascii: "l"): 1
        default: digits.firstIndex(of: small).map(UInt32.init)
        }
    }
}
