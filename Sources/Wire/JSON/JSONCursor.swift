// The walk over a message's bytes that the hand scanners share. It is strict (RFC 8259) and never
// reads twice what it has passed. A span cannot be stored, so every step takes it anew.

/// Where the bytes stopped being JSON.
struct JSONSyntaxError: Error, Equatable {
    /// The first byte that cannot stand where it stands, or the count where more should follow.
    var offset: Int
}

/// A place in a JSON text.
struct JSONCursor {
    /// Objects and arrays inside each other, in fields that nobody reads.
    static let depthMax = 128

    /// The next byte.
    var index = 0

    /// The error that says that the byte at the cursor is wrong.
    var failure: JSONSyntaxError { JSONSyntaxError(offset: index) }

    /// The next byte, or zero at the end: a byte that JSON never has outside a string.
    @inline(always)
    func peek(_ bytes: Span<UInt8>) -> UInt8 {
        index < bytes.count ? bytes[index] : 0
    }

    /// The eight bytes from `offset`, the first one lowest; `nil` if there are fewer. In what is left of
    /// the bytes one check covers all eight, and the compiler makes one load of them.
    @inline(always)
    func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64? {
        let rest = bytes.extracting(droppingFirst: offset)
        guard rest.count >= 8 else { return nil }
        return UInt64(rest[0]) | UInt64(rest[1]) << 8 | UInt64(rest[2]) << 16
            | UInt64(rest[3]) << 24 | UInt64(rest[4]) << 32 | UInt64(rest[5]) << 40
            | UInt64(rest[6]) << 48 | UInt64(rest[7]) << 56
    }

    @inline(always)
    mutating func skipSpace(_ bytes: Span<UInt8>) {
        while index < bytes.count, bytes[index] <= 0x20, isSpace(bytes[index]) { index += 1 }
    }

    @inline(always)
    private func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Steps over `byte`, which must be next.
    @inline(always)
    mutating func expect(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        guard peek(bytes) == byte else { throw failure }
        index += 1
    }

    /// Steps over `byte` and the white space around it.
    @inline(always)
    mutating func punctuation(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        guard !stepOver(byte, bytes) else { return }
        try spacedPunctuation(byte, bytes)
    }

    /// Steps over `byte` if it is next and no white space follows, as most software writes it.
    @inline(always)
    private mutating func stepOver(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        let rest = bytes.extracting(droppingFirst: index)
        guard rest.count >= 2, rest[0] == byte, rest[1] > 0x20 else { return false }
        index &+= 1
        return true
    }

    @inline(never)
    private mutating func spacedPunctuation(
        _ byte: UInt8, _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) {
        skipSpace(bytes)
        try expect(byte, bytes)
        skipSpace(bytes)
    }

    /// Steps over what may follow a member: true for a comma, false for the `closing` bracket.
    @inline(always)
    mutating func hasAnother(
        closing: UInt8, _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        if stepOver(UInt8(ascii: ","), bytes) { return true }
        return try hasAnotherOrEnds(closing: closing, bytes)
    }

    @inline(never)
    private mutating func hasAnotherOrEnds(
        closing: UInt8, _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        skipSpace(bytes)
        let byte = peek(bytes)
        guard byte == UInt8(ascii: ",") || byte == closing else { throw failure }
        index += 1
        guard byte != closing else { return false }
        skipSpace(bytes)
        return true
    }

    /// Steps into an object or array; true if it has a member.
    @inline(always)
    mutating func enter(
        _ opening: UInt8, closing: UInt8, _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        try expect(opening, bytes)
        skipSpace(bytes)
        guard peek(bytes) == closing else { return true }
        index += 1
        return false
    }

    /// Makes sure that nothing but white space follows.
    mutating func finish(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        skipSpace(bytes)
        guard index == bytes.count else { throw failure }
    }

    /// Steps over `word` (`null`, `true`, `false`), which must be next.
    mutating func expect(word: String, _ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        for byte in word.utf8 { try expect(byte, bytes) }
    }

    /// Steps over any value.
    mutating func skipValue(_ bytes: Span<UInt8>, depth: Int = 0) throws(JSONSyntaxError) {
        switch peek(bytes) {
        case UInt8(ascii: "\""): try skipString(bytes)
        case UInt8(ascii: "{"): try skipObject(bytes, depth: depth + 1)
        case UInt8(ascii: "["): try skipArray(bytes, depth: depth + 1)
        case UInt8(ascii: "t"): try expect(word: "true", bytes)
        case UInt8(ascii: "f"): try expect(word: "false", bytes)
        case UInt8(ascii: "n"): try expect(word: "null", bytes)
        default: _ = try number(bytes)
        }
    }

    private mutating func skipObject(
        _ bytes: Span<UInt8>, depth: Int
    ) throws(JSONSyntaxError) {
        guard depth <= JSONCursor.depthMax else { throw failure }
        guard try enter(UInt8(ascii: "{"), closing: UInt8(ascii: "}"), bytes) else { return }
        repeat {
            try skipString(bytes)
            try punctuation(UInt8(ascii: ":"), bytes)
            try skipValue(bytes, depth: depth)
        } while try hasAnother(closing: UInt8(ascii: "}"), bytes)
    }

    private mutating func skipArray(
        _ bytes: Span<UInt8>, depth: Int
    ) throws(JSONSyntaxError) {
        guard depth <= JSONCursor.depthMax else { throw failure }
        guard try enter(UInt8(ascii: "["), closing: UInt8(ascii: "]"), bytes) else { return }
        repeat {
            try skipValue(bytes, depth: depth)
        } while try hasAnother(closing: UInt8(ascii: "]"), bytes)
    }

    /// Checks that `bytes` are one JSON value.
    static func check(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var cursor = JSONCursor()
        cursor.skipSpace(bytes)
        try cursor.skipValue(bytes)
        try cursor.finish(bytes)
    }
}
