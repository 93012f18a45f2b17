// Percent-encoding as RFC 3986 §2.1 has it, over UTF-8. Decoding is refused, never repaired: two
// readers that repair differently see two different paths.

/// Between text and its percent-encoded form.
public enum PercentEncoding {
    /// The text that `encoded` stands for. Throws `badPercentEncoding` for a `%` without two
    /// hexadecimal digits, for bytes that are not UTF-8 and for an encoded NUL. O(length).
    public static func decode(
        _ encoded: some StringProtocol, plusIsSpace: Bool = false
    ) throws(HTTPError) -> String {
        let isPlain = encoded.utf8.allSatisfy { byte in
            byte != UInt8(ascii: "%") && !(plusIsSpace && byte == UInt8(ascii: "+"))
        }
        if isPlain { return String(encoded) }
        var bytes: [UInt8] = []
        var rest = encoded.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexadecimalValue,
                    let low = rest.next()?.hexadecimalValue, high | low != 0
                else { throw .badPercentEncoding }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(space)
            default: bytes.append(byte)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self)
        else { throw .badPercentEncoding }
        return text
    }

    /// `text` with all but letters, digits and `-._~` encoded, good for a segment or a query.
    /// O(length).
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            case _ where byte.isLetter || byte.isDigit: bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
