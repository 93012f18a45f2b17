// The parsers read one growing buffer again and again. This remembers how far it is known to hold
// no line end, so that bytes that come one at a time are each looked at once.

/// The walk over a buffer by lines that end in CR LF.
struct LineScanner: Sendable {
    /// Where the line that is being read begins: all before it was understood.
    private(set) var lineStart = 0
    /// Up to where the current line is known to have no end and nothing forbidden.
    private var scanned = 0

    /// Whether no byte was looked at.
    var isAtStart: Bool { scanned == 0 }

    /// Goes on behind `offset`; what lay before it was not made of lines.
    mutating func move(to offset: Int) {
        lineStart = offset
        scanned = offset
    }

    /// The next line without its CR LF, or `nil` if its end has not come.
    ///
    /// A byte beyond `bytesMax` throws `tooLong` before it is looked at, so that what is thrown
    /// does not depend on how the bytes were cut. CR or LF alone are refused (RFC 9112 §2.2 would
    /// let us guess).
    mutating func next(
        in bytes: Span<UInt8>, bytesMax: Int, orThrow tooLong: HTTPError
    ) throws(HTTPError) -> Range<Int>? {
        while scanned < bytes.count {
            let byte = bytes[scanned]
            if byte == carriageReturn {
                guard scanned + 1 < bytes.count else { return nil }
                guard bytes[scanned + 1] == lineFeed else { throw .badLineEnd }
                let line = lineStart..<scanned
                move(to: scanned + 2)
                return line
            }
            guard scanned - lineStart < bytesMax else { throw tooLong }
            guard byte != lineFeed else { throw .badLineEnd }
            guard byte.isFieldText else { throw .controlCharacter }
            scanned += 1
        }
        return nil
    }
}
