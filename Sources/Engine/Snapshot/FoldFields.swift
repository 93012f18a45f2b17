// How values that grow are written: field by field, each with a tag and its length. A reader passes
// over tags that it does not know and leaves fields that are not there as they begin, so that a field
// can be added without a new kind of record. A tag never changes its meaning.

internal import Journal

extension ByteWriter {
    /// Writes a field under a tag from 1.
    mutating func writeField(_ tag: UInt8, _ write: (inout ByteWriter) -> Void) {
        var field = ByteWriter(capacityBytes: 32)
        write(&field)
        writeUInt8(tag)
        writeBytes(field.bytes)
    }

    /// Writes a field unless it is as it begins.
    mutating func writeField<Value: Equatable>(
        _ tag: UInt8, _ value: Value, unless initial: Value,
        _ write: (inout ByteWriter, Value) -> Void
    ) {
        if value != initial { writeField(tag) { write(&$0, value) } }
    }

    /// Ends the fields of a value.
    mutating func endFields() { writeUInt8(0) }
}

extension ByteReader {
    /// Reads fields up to their end; `read` answers whether it knows the tag, and has then read the
    /// field.
    mutating func readFields(
        _ read: (inout ByteReader, UInt8) throws(JournalError) -> Bool
    ) throws(JournalError) {
        while true {
            let tag = try readUInt8()
            if tag == 0 { return }
            let byteCount = try readCount()
            let end = offset + byteCount
            guard try read(&self, tag) else {
                try skip(byteCount)
                continue
            }
            guard offset == end else { throw JournalError(offset: offset, expected: .end) }
        }
    }
}
