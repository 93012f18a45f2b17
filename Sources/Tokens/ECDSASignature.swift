// Tokens carry an ES256 signature as two 32-byte numbers side by side (RFC 7518 §3.4); OpenSSL wants
// the DER of a sequence of two integers (RFC 3279 §2.2.3). These turn one into the other.

enum ECDSASignature {
    static let numberByteCount = 32

    /// The DER of a signature of 64 bytes; `nil` for any other length.
    static func der(joined signature: [UInt8]) -> [UInt8]? {
        guard signature.count == 2 * numberByteCount else { return nil }
        let numbers =
            integer(signature.prefix(numberByteCount)) + integer(signature.suffix(numberByteCount))
        return [0x30, UInt8(numbers.count)] + numbers
    }

    /// The 64 bytes of a DER signature; `nil` if it is not one of two numbers of at most 32 bytes.
    static func joined(der: [UInt8]) -> [UInt8]? {
        guard der.count >= 2, der[0] == 0x30, Int(der[1]) == der.count - 2 else { return nil }
        var rest = der.dropFirst(2)
        guard let first = takeNumber(from: &rest), let second = takeNumber(from: &rest),
            rest.isEmpty
        else { return nil }
        return first + second
    }

    /// A DER integer is as short as its value allows, and positive only if its first bit is clear.
    private static func integer(_ number: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(number.drop { $0 == 0 })
        if (digits.first ?? 0x80) & 0x80 != 0 { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }

    private static func takeNumber(from rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.popFirst() == 0x02, let count = rest.popFirst(), Int(count) <= rest.count else {
            return nil
        }
        let digits = rest.prefix(Int(count)).drop { $0 == 0 }
        rest.removeFirst(Int(count))
        guard digits.count <= numberByteCount else { return nil }
        return [UInt8](repeating: 0, count: numberByteCount - digits.count) + digits
    }
}
