// The format of record bodies: fixed integers little-endian, small numbers as LEB128 varints, texts
// with their length before them. Every field is named by its width at the call, so that a changed
// Swift type never changes what is on the disk.

/// Writes the fields of a record one after the other. `ByteReader` reads them back in the same
/// order.
public struct ByteWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8]

    /// A writer with room for `capacityBytes` before it has to grow.
    public init(capacityBytes: Int = 64) {
        bytes = []
        bytes.reserveCapacity(capacityBytes)
    }

    /// Forgets what was written and keeps the room.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes one byte.
    public mutating func writeUInt8(_ value: UInt8) {
        bytes.append(value)
    }

    /// Writes two bytes.
    public mutating func writeUInt16(_ value: UInt16) {
        writeFixed(value)
    }

    /// Writes four bytes.
    public mutating func writeUInt32(_ value: UInt32) {
        writeFixed(value)
    }

    /// Writes eight bytes.
    public mutating func writeUInt64(_ value: UInt64) {
        writeFixed(value)
    }

    /// Writes four bytes, two's complement.
    public mutating func writeInt32(_ value: Int32) {
        writeFixed(value)
    }

    /// Writes eight bytes, two's complement.
    public mutating func writeInt64(_ value: Int64) {
        writeFixed(value)
    }

    /// Writes the eight bytes of an IEEE 754 double.
    public mutating func writeDouble(_ value: Double) {
        writeFixed(value.bitPattern)
    }

    /// Writes 1 or 0.
    public mutating func writeBool(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    /// Writes an unsigned LEB128 number (DWARF 5, §7.6): 1 byte below 128, 10 bytes at most.
    public mutating func writeVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a signed number as a varint, in zigzag order (0, −1, 1, −2 …), so that small ones
    /// stay small.
    public mutating func writeSignedVarint(_ value: Int64) {
        writeVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// Writes a number of elements, which must not be negative, as a varint.
    public mutating func writeCount(_ count: Int) {
        precondition(count >= 0, "a count is at least 0")
        writeVarint(UInt64(count))
    }

    /// Writes the number of bytes, then the bytes.
    public mutating func writeBytes(_ value: [UInt8]) {
        writeCount(value.count)
        bytes.append(contentsOf: value)
    }

    /// Adds bytes without their number, for what is always last or of a known length.
    public mutating func append(_ value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    /// Writes a text's UTF-8 bytes after their number.
    public mutating func writeString(_ value: String) {
        let text = value.utf8
        writeCount(text.count)
        bytes.append(contentsOf: text)
    }

    /// Writes whether there is a value, and if so the value, by `write`.
    public mutating func writeOptional<Value>(
        _ value: Value?, _ write: (inout ByteWriter, Value) -> Void
    ) {
        writeBool(value != nil)
        if let value { write(&self, value) }
    }

    /// Writes the number of elements, then each by `write`.
    public mutating func writeArray<Value>(
        _ values: [Value], _ write: (inout ByteWriter, Value) -> Void
    ) {
        writeCount(values.count)
        for value in values { write(&self, value) }
    }

    private mutating func writeFixed(_ value: some FixedWidthInteger) {
        var rest = value
        for _ in 0..<(value.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}
