// The record format: what is written is what is read, every byte is where the format says, and no
// bytes whatever bring the reader down.

import Basics
import Journal
import Testing

/// One field of a record, for random records.
private enum Field: Equatable {
    case uint8(UInt8), uint16(UInt16), uint32(UInt32), uint64(UInt64)
    case int32(Int32), int64(Int64), double(UInt64), bool(Bool)
    case varint(UInt64), signedVarint(Int64)
    case bytes([UInt8]), string(String), optional(UInt32?), array([Int64])

    static let kindCount = 14

    static func random(_ kind: Int, _ generator: inout SeededGenerator) -> Field {
        // Shifted, so that numbers of every length turn up.
        let word = generator.next() >> UInt64(generator.below(64))
        let isNegative = generator.chance(percent: 50)
        let signed = Int64(bitPattern: isNegative ? ~word : word)
        switch kind {
        case 0: return .uint8(UInt8(truncatingIfNeeded: word))
        case 1: return .uint16(UInt16(truncatingIfNeeded: word))
        case 2: return .uint32(UInt32(truncatingIfNeeded: word))
        case 3: return .uint64(word)
        case 4: return .int32(Int32(truncatingIfNeeded: signed))
        case 5: return .int64(signed)
        case 6: return .double(word)
        case 7: return .bool(word & 1 == 1)
        case 8: return .varint(word)
        case 9: return .signedVarint(signed)
        case 10: return .bytes((0..<generator.below(300)).map { UInt8(truncatingIfNeeded: $0) })
        case 11: return .string(String(repeating: "Åsa 李 🛵", count: generator.below(20)))
        case 12: return .optional(isNegative ? nil : UInt32(truncatingIfNeeded: word))
        default: return .array((0..<generator.below(20)).map { signed >> Int64($0) })
        }
    }

    func write(to writer: inout ByteWriter) {
        switch self {
        case .uint8(let value): writer.writeUInt8(value)
        case .uint16(let value): writer.writeUInt16(value)
        case .uint32(let value): writer.writeUInt32(value)
        case .uint64(let value): writer.writeUInt64(value)
        case .int32(let value): writer.writeInt32(value)
        case .int64(let value): writer.writeInt64(value)
        case .double(let bits): writer.writeDouble(Double(bitPattern: bits))
        case .bool(let value): writer.writeBool(value)
        case .varint(let value): writer.writeVarint(value)
        case .signedVarint(let value): writer.writeSignedVarint(value)
        case .bytes(let value): writer.writeBytes(value)
        case .string(let value): writer.writeString(value)
        case .optional(let value): writer.writeOptional(value) { $0.writeUInt32($1) }
        case .array(let values): writer.writeArray(values) { $0.writeSignedVarint($1) }
        }
    }

    private static func readWord(_ reader: inout ByteReader) throws(JournalError) -> UInt32 {
        try reader.readUInt32()
    }

    private static func readNumber(_ reader: inout ByteReader) throws(JournalError) -> Int64 {
        try reader.readSignedVarint()
    }

    /// Reads a field of the given kind.
    static func read(_ kind: Int, from reader: inout ByteReader) throws(JournalError) -> Field {
        switch kind {
        case 0: return .uint8(try reader.readUInt8())
        case 1: return .uint16(try reader.readUInt16())
        case 2: return .uint32(try reader.readUInt32())
        case 3: return .uint64(try reader.readUInt64())
        case 4: return .int32(try reader.readInt32())
        case 5: return .int64(try reader.readInt64())
        case 6: return .double(try reader.readDouble().bitPattern)
        case 7: return .bool(try reader.readBool())
        case 8: return .varint(try reader.readVarint())
        case 9: return .signedVarint(try reader.readSignedVarint())
        case 10: return .bytes(try reader.readBytes())
        case 11: return .string(try reader.readString())
        case 12: return .optional(try reader.readOptional(readWord))
        default: return .array(try reader.readArray(readNumber))
        }
    }
}

@Suite("Record bytes")
struct ByteFormatTests {
    @Test func roundTripOfRandomRecords() throws {
        for seed in 0..<500 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let kinds = (0..<generator.below(30)).map { _ in generator.below(Field.kindCount) }
            let fields = kinds.map { Field.random($0, &generator) }
            var writer = ByteWriter()
            for field in fields { field.write(to: &writer) }
            var reader = ByteReader(writer.bytes)
            for (kind, field) in zip(kinds, fields) {
                let found = try Field.read(kind, from: &reader)
                // NaNs keep their bits where the processor does; all compared values are bit
                // patterns.
                #expect(found == field, "seed \(seed)")
            }
            try reader.expectEnd()
        }
    }

    /// Any bytes, read as any fields, answer or throw, and never leave the bytes.
    @Test func readerNeverTraps() {
        for seed in 0..<3_000 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let isHigh = generator.chance(percent: 30)
            let bytes = (0..<generator.below(64)).map { _ in
                isHigh ? UInt8.max - UInt8(generator.below(3)) : UInt8(generator.below(256))
            }
            var reader = ByteReader(bytes)
            for _ in 0..<20 {
                let before = reader.offset
                let kind = generator.below(Field.kindCount)
                if (try? Field.read(kind, from: &reader)) == nil { break }
                #expect(reader.offset >= before && reader.offset <= bytes.count, "seed \(seed)")
            }
        }
    }

    /// Every record cut short anywhere fails, and says at which of its bytes.
    @Test func everyCutIsNoticed() {
        var writer = ByteWriter()
        writer.writeUInt32(7)
        writer.writeVarint(300)
        writer.writeString("pickup")
        writer.writeInt64(-1)
        for count in 0..<writer.bytes.count {
            var reader = ByteReader(Array(writer.bytes[..<count]))
            #expect(throws: JournalError.self, "cut at \(count)") {
                _ = try reader.readUInt32()
                _ = try reader.readVarint()
                _ = try reader.readString()
                _ = try reader.readInt64()
            }
            #expect(reader.offset <= count)
        }
    }

    @Test func bytesStandWhereTheFormatSays() {
        var writer = ByteWriter()
        writer.writeUInt16(0x0102)
        writer.writeInt32(-2)
        writer.writeVarint(127)
        writer.writeVarint(128)
        writer.writeSignedVarint(-1)
        writer.writeSignedVarint(1)
        writer.writeString("é")
        writer.writeOptional(nil as Bool?) { $0.writeBool($1) }
        writer.writeOptional(true) { $0.writeBool($1) }
        #expect(
            writer.bytes == [
                0x02, 0x01, 0xFE, 0xFF, 0xFF, 0xFF, 0x7F, 0x80, 0x01, 0x01, 0x02, 0x02, 0xC3, 0xA9,
                0x00, 0x01, 0x01,
            ])
    }

    @Test(
        arguments: [
            ([], 0, .moreBytes),
            ([0x80], 0, .moreBytes),
            ([0x80, 0x00], 0, .varint),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], 0, .varint),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 0x00], 0, .varint),
        ] as [([UInt8], Int, JournalError.Expectation)])
    func varintRefusals(bytes: [UInt8], offset: Int, expected: JournalError.Expectation) {
        var reader = ByteReader(bytes)
        #expect(throws: JournalError(offset: offset, expected: expected)) {
            _ = try reader.readVarint()
        }
    }

    @Test func varintLimits() throws {
        for value in [0, 127, 128, UInt64(UInt32.max), UInt64.max - 1, UInt64.max] {
            var writer = ByteWriter()
            writer.writeVarint(value)
            var reader = ByteReader(writer.bytes)
            #expect(try reader.readVarint() == value)
            #expect(reader.remainingCount == 0)
        }
        for value in [Int64.min, -1, 0, 1, .max] {
            var writer = ByteWriter()
            writer.writeSignedVarint(value)
            var reader = ByteReader(writer.bytes)
            #expect(try reader.readSignedVarint() == value)
        }
    }

    @Test func refusalsNameTheField() {
        var bool = ByteReader([2])
        #expect(throws: JournalError(offset: 0, expected: .bool)) { _ = try bool.readBool() }
        var text = ByteReader([9, 2, 0xC3, 0x28])
        #expect(throws: JournalError(offset: 1, expected: .utf8)) {
            _ = try text.readUInt8()
            _ = try text.readString()
        }
        var long = ByteReader([3, 1, 2])
        #expect(throws: JournalError(offset: 0, expected: .count)) { _ = try long.readBytes() }
        var count = ByteReader([2, 0, 0, 0])
        #expect(throws: JournalError(offset: 0, expected: .count)) {
            _ = try count.readCount(elementBytesMin: 2)
        }
        #expect(throws: JournalError(offset: 0, expected: .end)) {
            try ByteReader([0]).expectEnd()
        }
    }
}
