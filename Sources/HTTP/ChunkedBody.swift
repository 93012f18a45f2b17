// The chunked transfer coding of RFC 9112 §7.1. Extensions and trailers are checked and dropped.

/// A chunked body on its way in.
struct ChunkedBody: Sendable {
    private enum Stage: Hashable, Sendable {
        case size
        case data(left: Int)
        case dataEnd
        case trailers
    }

    /// The longest line that may announce a chunk, extensions included.
    private static let sizeLineBytesMax = 256

    /// The data so far.
    private(set) var decoded: [UInt8] = []
    private var stage = Stage.size
    private var trailers = FieldSection()
    /// Bytes of size lines and line ends.
    private var overheadBytes = 0

    /// Reads on from where `lines` stands; true when the body and its trailers are whole.
    mutating func read(
        _ bytes: Span<UInt8>, by lines: inout LineScanner, limits: HTTPLimits
    ) throws(HTTPError) -> Bool {
        while true {
            switch stage {
            case .size:
                guard let line = try sizeLine(bytes, by: &lines) else { return false }
                try begin(line, of: bytes, limits: limits)
            case .data(let left):
                let count = min(left, bytes.count - lines.lineStart)
                decoded.append(bytes, lines.lineStart..<lines.lineStart + count)
                lines.move(to: lines.lineStart + count)
                stage = count == left ? .dataEnd : .data(left: left - count)
                guard count == left else { return false }
            case .dataEnd:
                guard try lines.next(in: bytes, bytesMax: 0, orThrow: .badChunkEnd) != nil
                else { return false }
                stage = .size
            case .trailers:
                return try trailers.read(bytes, by: &lines, limits: limits)
            }
        }
    }

    private func sizeLine(
        _ bytes: Span<UInt8>, by lines: inout LineScanner
    ) throws(HTTPError) -> Range<Int>? {
        try lines.next(in: bytes, bytesMax: Self.sizeLineBytesMax, orThrow: .badChunkSize)
    }

    private mutating func begin(
        _ line: Range<Int>, of bytes: Span<UInt8>, limits: HTTPLimits
    ) throws(HTTPError) {
        let size = try Self.size(line, of: bytes, sizeMax: limits.bodyBytesMax - decoded.count)
        // Tiny chunks with long extensions would fill the caller's buffer many times over.
        overheadBytes += line.count + 4
        guard overheadBytes <= limits.bodyBytesMax + limits.headerBytesMax + 4 else {
            throw .bodyTooLarge
        }
        stage = size == 0 ? .trailers : .data(left: size)
    }

    private static func size(
        _ line: Range<Int>, of bytes: Span<UInt8>, sizeMax: Int
    ) throws(HTTPError) -> Int {
        var size = 0
        var index = line.lowerBound
        while index < line.upperBound, let digit = bytes[index].hexadecimalValue {
            size = size * 16 + Int(digit)
            guard size <= sizeMax else { throw .bodyTooLarge }
            index += 1
        }
        let hasDigits = index > line.lowerBound
        let endsOrExtends = index == line.upperBound || bytes[index] == UInt8(ascii: ";")
        guard hasDigits, endsOrExtends else { throw .badChunkSize }
        return size
    }
}
