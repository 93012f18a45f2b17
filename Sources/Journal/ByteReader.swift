// The counterpart of ByteWriter. Whatever the bytes are, it answers or throws; it never traps, and
// never makes room for more than the bytes can hold.

/// Reads the fields of a record in the order in which `ByteWriter` wrote them. After an error the
/// reader stands at the field that failed.
public struct ByteReader: Sendable {
    /// What is read.
    public let bytes: [UInt8]
    /// The next byte to be read.
    public private(set) var offset = 0

    /// A reader at the first of `bytes`.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many bytes are left.
    public var remainingCount: Int { bytes.count - offset }

    /// Reads one byte.
    public mutating func readUInt8() throws(JournalError) -> UInt8 {
        try readFixed()
    }

    /// Reads two bytes.
    public mutating func readUInt16() throws(JournalError) -> UInt16 {
        try readFixed()
    }

    /// Reads four bytes.
    public mutating func readUInt32() throws(JournalError) -> UInt32 {
        try readFixed()
    }

    /// Reads eight bytes.
    public mutating func readUInt64() throws(JournalError) -> UInt64 {
        try readFixed()
    }

    /// Reads four bytes, two's complement.
    public mutating func readInt32() throws(JournalError) -> Int32 {
        Int32(bitPattern: try readFixed())
    }

    /// Reads eight bytes, two's complement.
    public mutating func readInt64() throws(JournalError) -> Int64 {
        Int64(bitPattern: try readFixed())
    }

    /// Reads the eight bytes of an IEEE 754 double.
    public mutating func readDouble() throws(JournalError) -> Double {
        Double(bitPattern: try readFixed())
    }

    /// Reads 1 or 0.
    public mutating func readBool() throws(JournalError) -> Bool {
        let start = offset
        let byte: UInt8 = try readFixed()
        guard byte <= 1 else { throw fail(.bool, at: start) }
        return byte == 1
    }

    /// Reads an unsigned LEB128 number. Only the shortest form is accepted, so that equal records
    /// have equal bytes.
    public mutating func readVarint() throws(JournalError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard offset < bytes.count else { throw fail(.moreBytes, at: start) }
            let byte = bytes[offset]
            offset += 1
            let isOverlong = byte == 0 && shift > 0
            let isTooLarge = shift == 63 && byte > 1
            if isOverlong || isTooLarge { throw fail(.varint, at: start) }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// Reads a signed number in zigzag order.
    public mutating func readSignedVarint() throws(JournalError) -> Int64 {
        let value = try readVarint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Reads a number of elements, each of which takes at least `elementBytesMin` of the bytes
    /// left.
    public mutating func readCount(elementBytesMin: Int = 1) throws(JournalError) -> Int {
        let start = offset
        let value = try readVarint()
        let countMax = remainingCount / max(1, elementBytesMin)
        guard value <= UInt64(countMax) else { throw fail(.count, at: start) }
        return Int(value)
    }

    /// Reads bytes after their number.
    public mutating func readBytes() throws(JournalError) -> [UInt8] {
        let count = try readCount()
        defer { offset += count }
        return Array(bytes[offset..<(offset + count)])
    }

    /// Reads a text after the number of its UTF-8 bytes.
    public mutating func readString() throws(JournalError) -> String {
        let start = offset
        let count = try readCount()
        guard let text = String(validating: bytes[offset..<(offset + count)], as: UTF8.self) else {
            throw fail(.utf8, at: start)
        }
        offset += count
        return text
    }

    /// Reads a value by `read` if one was written, else `nil`.
    public mutating func readOptional<Value>(
        _ read: (inout ByteReader) throws(JournalError) -> Value
    ) throws(JournalError) -> Value? {
        try readBool() ? try read(&self) : nil
    }

    /// Reads elements by `read` after their number; each takes at least one byte.
    public mutating func readArray<Value>(
        _ read: (inout ByteReader) throws(JournalError) -> Value
    ) throws(JournalError) -> [Value] {
        let count = try readCount()
        var values: [Value] = []
        // Not all of `count` at once: a forged count must not reserve many times the bytes there
        // are.
        values.reserveCapacity(min(count, 256))
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    /// Passes over bytes that nobody here can read.
    public mutating func skip(_ byteCount: Int) throws(JournalError) {
        guard byteCount >= 0, remainingCount >= byteCount else {
            throw fail(.moreBytes, at: offset)
        }
        offset += byteCount
    }

    /// Succeeds if every byte has been read.
    public func expectEnd() throws(JournalError) {
        guard offset == bytes.count else {
            throw JournalError(offset: offset, expected: .end)
        }
    }

    private mutating func readFixed<Value: FixedWidthInteger & UnsignedInteger>()
        throws(JournalError) -> Value
    {
        let width = Value.bitWidth / 8
        guard remainingCount >= width else { throw fail(.moreBytes, at: offset) }
        var value: UInt64 = 0
        for index in 0..<width { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += width
        return Value(truncatingIfNeeded: value)
    }

    private mutating func fail(
        _ expected: JournalError.Expectation, at start: Int
    ) -> JournalError {
        offset = start
        return JournalError(offset: start, expected: expected)
    }
}
