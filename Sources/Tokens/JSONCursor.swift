// A token's header and claims are two small JSON objects, read once per connection on the loop's
// thread. This reader takes what a token needs, strictly: names that occur twice, text after the
// object, bad escapes and bad UTF-8 end it, where a lenient reader would let two readers disagree.

internal import Basics

/// Reads one JSON object (RFC 8259) from front to back. The caller asks for what it expects.
struct JSONCursor {
    /// The bytes are not the JSON that was asked for.
    struct Malformed: Error {}

    /// Members an object may have; tokens have a dozen.
    static let memberCountMax = 64
    /// Levels of arrays and objects in a value that is skipped.
    static let depthMax = 16

    private let bytes: [UInt8]
    private var position = 0
    private var names: [String] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The name of the next member, with the cursor before its value; `nil` when the object and the
    /// text are at their end.
    mutating func nextName() throws(Malformed) -> String? {
        if names.isEmpty {
            try expect(UInt8(ascii: "{"))
            if take(UInt8(ascii: "}")) { return try end() }
        } else if take(UInt8(ascii: "}")) {
            return try end()
        } else {
            try expect(UInt8(ascii: ","))
        }
        let name = try string()
        guard !names.contains(name), names.count < Self.memberCountMax else { throw Malformed() }
        names.append(name)
        try expect(UInt8(ascii: ":"))
        return name
    }

    /// The string here.
    mutating func string() throws(Malformed) -> String {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return try text(bytes[start..<(position - 1)])
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw Malformed() }
            position += 1
        }
        throw Malformed()
    }

    /// The string here, or the strings of the array here: how `aud` may be written.
    mutating func oneOrMoreStrings() throws(Malformed) -> [String] {
        guard take(UInt8(ascii: "[")) else { return [try string()] }
        if take(UInt8(ascii: "]")) { return [] }
        var strings = [try string()]
        while !take(UInt8(ascii: "]")) {
            try expect(UInt8(ascii: ","))
            strings.append(try string())
        }
        return strings
    }

    /// The number here as seconds since the epoch: RFC 7519's NumericDate, which may have a fraction.
    mutating func numericDate() throws(Malformed) -> Instant {
        let digits = try number()
        guard let seconds = Double(digits), abs(seconds) <= 1e11 else { throw Malformed() }
        return Instant(millisecondsSinceEpoch: Int64((seconds * 1_000).rounded(.down)))
    }

    /// Passes over the value here, whatever it is.
    mutating func skip(depth: Int = 0) throws(Malformed) {
        skipSpace()
        guard position < bytes.count, depth <= Self.depthMax else { throw Malformed() }
        switch bytes[position] {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try skipObject(depth: depth)
        case UInt8(ascii: "["): try skipArray(depth: depth)
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: _ = try number()
        }
    }
}

extension JSONCursor {
    private mutating func end() throws(Malformed) -> String? {
        skipSpace()
        guard position == bytes.count else { throw Malformed() }
        return nil
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard take(byte) else { throw Malformed() }
    }

    private mutating func skipObject(depth: Int) throws(Malformed) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            _ = try string()
            try expect(UInt8(ascii: ":"))
            try skip(depth: depth + 1)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    private mutating func skipArray(depth: Int) throws(Malformed) {
        try expect(UInt8(ascii: "["))
        if take(UInt8(ascii: "]")) { return }
        repeat {
            try skip(depth: depth + 1)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    private mutating func skipWord(_ word: StaticString) throws(Malformed) {
        for byte in word.description.utf8 {
            guard position < bytes.count, bytes[position] == byte else { throw Malformed() }
            position += 1
        }
    }

    /// The characters of the number here, which follow JSON's grammar: no `+1`, `01`, `.5`, `1.`.
    private mutating func number() throws(Malformed) -> String {
        skipSpace()
        let start = position
        takeOne(of: "-")
        let leading = position
        let integerCount = takeDigits()
        guard integerCount > 0, integerCount == 1 || bytes[leading] != UInt8(ascii: "0") else {
            throw Malformed()
        }
        if takeOne(of: "."), takeDigits() == 0 { throw Malformed() }
        if takeOne(of: "eE") {
            takeOne(of: "+-")
            if takeDigits() == 0 { throw Malformed() }
        }
        return try text(bytes[start..<position])
    }

    @discardableResult
    private mutating func takeOne(of characters: StaticString) -> Bool {
        guard position < bytes.count, characters.description.utf8.contains(bytes[position]) else {
            return false
        }
        position += 1
        return true
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        return position - start
    }
}

extension JSONCursor {
    private func text(_ utf8: ArraySlice<UInt8>) throws(Malformed) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { throw Malformed() }
        return text
    }

    /// The string that begins at `start`, with the cursor at its first backslash.
    private mutating func escapedString(from start: Int) throws(Malformed) -> String {
        var unescaped = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(unescaped[...])
            case UInt8(ascii: "\\"): try appendEscape(to: &unescaped)
            case 0..<0x20: throw Malformed()
            default: unescaped.append(byte)
            }
        }
        throw Malformed()
    }

    private mutating func appendEscape(to unescaped: inout [UInt8]) throws(Malformed) {
        guard position < bytes.count else { throw Malformed() }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw Malformed()
        }
    }

    /// The scalar of `\uXXXX`, with the cursor after the `u`; two of them where it needs surrogates.
    private mutating func escapedScalar() throws(Malformed) -> Unicode.Scalar {
        let first = try fourHexDigits()
        var value = first
        if first & 0xFC00 == 0xD800 {
            guard takeEscapeStart() else { throw Malformed() }
            let second = try fourHexDigits()
            guard second & 0xFC00 == 0xDC00 else { throw Malformed() }
            value = 0x10000 + (first & 0x3FF) << 10 + second & 0x3FF
        }
        // Half of a pair without the other is no scalar.
        guard let scalar = Unicode.Scalar(value) else { throw Malformed() }
        return scalar
    }

    private mutating func takeEscapeStart() -> Bool {
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return false }
        position += 2
        return true
    }

    private mutating func fourHexDigits() throws(Malformed) -> UInt32 {
        guard position + 4 <= bytes.count else { throw Malformed() }
        var value: UInt32 = 0
        for byte in bytes[position..<(position + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw Malformed()
            }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }
}
