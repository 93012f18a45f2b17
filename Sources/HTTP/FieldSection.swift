// Field lines, in a head or as trailers of a chunked body (RFC 9112 §5), each read once.

/// The fields that have come so far.
struct FieldSection: Sendable {
    /// The fields in order.
    private(set) var fields = HeaderFields()
    /// How many bytes their lines took.
    private var lineBytes = 0

    /// Reads on; true when the empty line after the last field has come.
    mutating func read(
        _ bytes: Span<UInt8>, by lines: inout LineScanner, limits: HTTPLimits
    ) throws(HTTPError) -> Bool {
        while true {
            let left = max(0, limits.headerBytesMax - lineBytes - 2)
            guard let line = try lines.next(in: bytes, bytesMax: left, orThrow: .headerTooLarge)
            else { return false }
            if line.isEmpty { return true }
            guard fields.count < limits.headerCountMax else { throw .tooManyFields }
            lineBytes += line.count + 2
            try append(line, of: bytes)
        }
    }

    private mutating func append(_ line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPError) {
        let first = bytes[line.lowerBound]
        guard first != space && first != tab else { throw .foldedField }
        guard let nameEnd = bytes.firstIndex(of: colon, line) else { throw .badFieldName }
        let name = line.lowerBound..<nameEnd
        guard !name.isEmpty else { throw .badFieldName }
        let last = bytes[nameEnd - 1]
        guard last != space && last != tab else { throw .spaceBeforeColon }
        guard bytes.allSatisfy(name, \.isToken) else { throw .badFieldName }
        let value = bytes.trimmed(nameEnd + 1..<line.upperBound)
        guard let text = bytes.text(value) else { throw .badFieldValue }
        fields.append(name: bytes.lowercasedText(name), value: text)
    }
}

extension Span<UInt8> {
    /// `range` without the spaces and tabs at its ends.
    fileprivate func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start] == space || self[start] == tab { start += 1 }
        while end > start, self[end - 1] == space || self[end - 1] == tab { end -= 1 }
        return start..<end
    }

    /// The ASCII of `range` in lower case.
    fileprivate func lowercasedText(_ range: Range<Int>) -> String {
        String(decoding: array(range).map(\.lowercased), as: UTF8.self)
    }
}
