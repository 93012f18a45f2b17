// A body of known length stays where it is: in the caller's buffer. Only a chunked one, whose bytes
// are not contiguous there, is gathered into an array of its own.

/// A message's content after transfer decoding.
public enum Body: Hashable, Sendable {
    /// The bytes at this place of the buffer that the parser was given; empty if there are none.
    case range(Range<Int>)
    /// The joined data of a chunked body.
    case chunks([UInt8])

    /// Its length in bytes.
    public var count: Int {
        switch self {
        case .range(let range): range.count
        case .chunks(let bytes): bytes.count
        }
    }

    /// Lends the bytes to `use`; `buffer` is the one in which the message was found. O(1).
    public func withBytes<Result, Failure: Error>(
        in buffer: Span<UInt8>, _ use: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch self {
        case .range(let range): try use(buffer.extracting(range))
        case .chunks(let bytes): try use(bytes.span)
        }
    }

    /// A copy of the bytes; `buffer` is the one in which the message was found.
    public func bytes(in buffer: Span<UInt8>) -> [UInt8] {
        switch self {
        case .range(let range): buffer.array(range)
        case .chunks(let bytes): bytes
        }
    }
}
