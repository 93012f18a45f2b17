// Text may be cut anywhere, within a character too, so the check goes on from where it stood. It
// refuses the first byte that cannot stand where it does, not the first character that is not
// whole.

/// A walk over UTF-8 in pieces (RFC 3629 §4; Unicode, table 3-7): no surrogates, no overlong forms,
/// nothing above U+10FFFF.
struct UTF8Checker: Hashable, Sendable {
    /// What the next byte may be.
    private enum Expected: UInt8 {
        case first
        /// So many bytes 80–BF.
        case one, two, three
        /// The second byte after E0, ED, F0 and F4, whose range is narrower.
        case afterE0, afterED, afterF0, afterF4
    }

    private var expected = Expected.first

    /// Whether no character is half-read.
    var isComplete: Bool { expected == .first }

    /// Reads on; false at the first byte that is wrong. O(bytes), eight at a time where they are
    /// ASCII.
    mutating func accept(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if isComplete, bytes.count - index >= 8,
                Masking.word(of: bytes.extracting(index..<index + 8), at: 0)
                    & Masking.highBits == 0
            {
                index += 8
                continue
            }
            guard let next = next(after: bytes[index]) else { return false }
            expected = next
            index += 1
        }
        return true
    }

    private func next(after byte: UInt8) -> Expected? {
        switch (expected, byte) {
        case (.first, 0x00...0x7F): .first
        case (.first, 0xC2...0xDF): .one
        case (.first, 0xE0): .afterE0
        case (.first, 0xE1...0xEC), (.first, 0xEE...0xEF): .two
        case (.first, 0xED): .afterED
        case (.first, 0xF0): .afterF0
        case (.first, 0xF1...0xF3): .three
        case (.first, 0xF4): .afterF4
        case (.one, 0x80...0xBF): .first
        case (.two, 0x80...0xBF), (.afterE0, 0xA0...0xBF), (.afterED, 0x80...0x9F): .one
        case (.three, 0x80...0xBF), (.afterF0, 0x90...0xBF), (.afterF4, 0x80...0x8F): .two
        default: nil
        }
    }
}
