// One machine for the bodies of requests and answers.

/// A body on its way in.
enum BodyReader: Sendable {
    case length(Int)
    case chunked(ChunkedBody)
    case untilClose

    /// A reader of a body framed like this.
    init(_ framing: BodyFraming) {
        switch framing {
        case .length(let count): self = .length(count)
        case .chunked: self = .chunked(ChunkedBody())
        case .untilClose: self = .untilClose
        }
    }

    /// Reads on from where `lines` stands and leaves it behind the body; `nil` if that is not
    /// whole.
    mutating func read(
        _ bytes: Span<UInt8>, by lines: inout LineScanner, limits: HTTPLimits, ended: Bool
    ) throws(HTTPError) -> Body? {
        let start = lines.lineStart
        switch self {
        case .length(let count):
            guard bytes.count - start >= count else { return nil }
            lines.move(to: start + count)
            return .range(start..<start + count)
        case .chunked(var chunks):
            // The copy in `self` must go first, or each append would copy the data.
            self = .untilClose
            let isWhole = try chunks.read(bytes, by: &lines, limits: limits)
            self = .chunked(chunks)
            return isWhole ? .chunks(chunks.decoded) : nil
        case .untilClose:
            guard bytes.count - start <= limits.bodyBytesMax else { throw .bodyTooLarge }
            guard ended else { return nil }
            lines.move(to: bytes.count)
            return .range(start..<bytes.count)
        }
    }
}
