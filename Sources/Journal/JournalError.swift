// Bytes that come back from a disk are not trusted: reading them says where they stopped making
// sense.

/// Bytes that are not the record they should be.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the reader looked for.
    public enum Expectation: String, Hashable, Sendable {
        /// A field of that many bytes, of which fewer are left.
        case moreBytes = "more bytes"
        /// A LEB128 number of at most 64 bits in its shortest form.
        case varint = "a varint of at most 64 bits in its shortest form"
        /// A byte that is 0 or 1.
        case bool = "a bool, 0 or 1"
        /// Bytes that are valid UTF-8.
        case utf8 = "valid UTF-8"
        /// A count that the bytes left can hold.
        case count = "a count that the bytes left can hold"
        /// Nothing more.
        case end = "the end of the bytes"
        /// A value that the record's own format allows; thrown by who reads the record.
        case value = "a value of the record's format"
    }

    /// The byte at which the field begins.
    public var offset: Int
    /// What should have been there.
    public var expected: Expectation

    /// A failure to find `expected` at `offset`.
    public init(offset: Int, expected: Expectation) {
        self.offset = offset
        self.expected = expected
    }

    /// One line for the log.
    public var description: String { "at byte \(offset): expected \(expected.rawValue)" }
}
