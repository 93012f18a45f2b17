// What a peer may make us remember is bounded before the first byte arrives. The numbers are
// settings of the daemon; the defaults here are those of the documentation.

/// The most a message may carry. Beyond a bound the parser throws; it never cuts silently.
public struct HTTPLimits: Hashable, Sendable {
    /// Bytes of the request line (or status line) without its CR LF; beyond: 414.
    public var requestLineBytesMax: Int
    /// Bytes of all field lines with their CR LFs, without the empty line that ends them; beyond:
    /// 431.
    public var headerBytesMax: Int
    /// Field lines in one head; beyond: 431.
    public var headerCountMax: Int
    /// Bytes of a body after decoding; beyond: 413.
    public var bodyBytesMax: Int

    /// These limits; each from 0 to 2³¹ − 1.
    public init(
        requestLineBytesMax: Int = 8_192, headerBytesMax: Int = 16_384,
        headerCountMax: Int = 100, bodyBytesMax: Int = 1_048_576
    ) {
        for limit in [requestLineBytesMax, headerBytesMax, headerCountMax, bodyBytesMax] {
            precondition(limit >= 0 && limit <= Int(Int32.max), "a limit is from 0 to 2³¹ − 1")
        }
        self.requestLineBytesMax = requestLineBytesMax
        self.headerBytesMax = headerBytesMax
        self.headerCountMax = headerCountMax
        self.bodyBytesMax = bodyBytesMax
    }
}
