// Strings by RFC 8259 §7. Most are passed over without being looked at closely; the few short ones
// that a scanner compares (names, datums, states) are unescaped into a buffer on the stack.

/// A short string without its escapes, in place. What does not fit is no word that anyone looks for.
struct ShortText {
    static let bytesMax = 32

    /// The string's length, also beyond what fits.
    private(set) var count = 0
    private var bytes = InlineArray<32, UInt8>(repeating: 0)

    /// Whether it is `text`.
    func equals(_ text: String) -> Bool {
        guard count == text.utf8.count, count <= ShortText.bytesMax else { return false }
        var index = 0
        for byte in text.utf8 {
            guard bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// Whether it begins with `text`.
    func starts(with text: String) -> Bool {
        guard count >= text.utf8.count else { return false }
        var index = 0
        for byte in text.utf8 {
            guard bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }

    /// One of the bytes that fit.
    func byte(at index: Int) -> UInt8 { bytes[index] }

    mutating func append(_ byte: UInt8) {
        if count < ShortText.bytesMax { bytes[count] = byte }
        count += 1
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        guard let encoded = UTF8.encode(scalar) else { return }
        for byte in encoded { append(byte) }
    }
}

extension JSONCursor {
    /// Steps over the string at the cursor. Whether its bytes are UTF-8 is not looked at: what a
    /// WebSocket brings is checked there, and what is passed over reaches nobody.
    mutating func skipString(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        try expect(UInt8(ascii: "\""), bytes)
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return
            }
            guard byte >= 0x20 else { throw failure }
            index += 1
            if byte == UInt8(ascii: "\\") { _ = try escapedScalar(bytes) }
        }
        throw failure
    }

    /// Reads the string at the cursor for a comparison with known words.
    mutating func shortText(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> ShortText {
        try expect(UInt8(ascii: "\""), bytes)
        var text = ShortText()
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20 else { throw failure }
            index += 1
            if byte == UInt8(ascii: "\"") { return text }
            if byte == UInt8(ascii: "\\") {
                text.append(try escapedScalar(bytes))
            } else {
                text.append(byte)
            }
        }
        throw failure
    }

    /// Reads the string at the cursor; bytes that are not UTF-8 become U+FFFD.
    mutating func string(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String {
        try expect(UInt8(ascii: "\""), bytes)
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20 else { throw failure }
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: Array(String(try escapedScalar(bytes)).utf8))
            } else {
                text.append(byte)
            }
        }
        throw failure
    }

    /// Reads what follows a backslash. Half of a surrogate pair alone is U+FFFD.
    private mutating func escapedScalar(
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Unicode.Scalar {
        let letter = peek(bytes)
        let scalar: Unicode.Scalar
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            scalar = Unicode.Scalar(letter)
        case UInt8(ascii: "b"): scalar = "\u{8}"
        case UInt8(ascii: "f"): scalar = "\u{C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        case UInt8(ascii: "u"):
            index += 1
            return try unicodeEscape(bytes)
        default: throw failure
        }
        index += 1
        return scalar
    }

    private mutating func unicodeEscape(
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Unicode.Scalar {
        let unit = try hexUnit(bytes)
        guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let afterFirst = index
        index += 2
        let second = try hexUnit(bytes)
        guard second & 0xFC00 == 0xDC00 else {
            index = afterFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + second & 0x3FF) ?? "\u{FFFD}"
    }

    private mutating func hexUnit(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(peek(bytes))).hexDigitValue else {
                throw failure
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }
}
