// A fix has nine names, 82 of its 130 bytes. They are told apart by whole words of eight bytes, which
// the compiler loads in one instruction; a name with an escape takes the slow way to the same answer.

/// A field of a fix: one bit, so that what was seen of a fix is a word of bits.
struct FixKey: Equatable {
    var bit: UInt16

    static let other = FixKey(bit: 0)
    static let type = FixKey(bit: 1)
    static let sequence = FixKey(bit: 2)
    static let latitude = FixKey(bit: 4)
    static let longitude = FixKey(bit: 8)
    static let accuracy = FixKey(bit: 16)
    static let speed = FixKey(bit: 32)
    static let heading = FixKey(bit: 64)
    static let fixTime = FixKey(bit: 128)
    static let datum = FixKey(bit: 256)
    static let fixes = FixKey(bit: 512)

    /// The field's name on the wire.
    var name: String {
        switch self {
        case .type: "type"
        case .sequence: "seq"
        case .latitude: "latitude"
        case .longitude: "longitude"
        case .accuracy: "accuracyMeters"
        case .speed: "speedMetersPerSecond"
        case .heading: "headingDegrees"
        case .fixTime: "fixTime"
        case .datum: "datum"
        case .fixes: "fixes"
        default: ""
        }
    }

    /// The field's value is a number.
    var isNumber: Bool { bit & 0b1111_1110 != 0 }

    static let all: [FixKey] = (0..<10).map { FixKey(bit: 1 << $0) }
}

/// Eight ASCII bytes as `JSONCursor.word` reads them.
private enum Word {
    static let latitude: UInt64 = 0x6564_7574_6974_616C  // latitude
    static let longitud: UInt64 = 0x6475_7469_676E_6F6C  // longitud
    static let accuracy: UInt64 = 0x7963_6172_7563_6361  // accuracy
    static let cyMeters: UInt64 = 0x7372_6574_654D_7963  // cyMeters
    static let speedMet: UInt64 = 0x7465_4D64_6565_7073  // speedMet
    static let ersPerSe: UInt64 = 0x6553_7265_5073_7265  // ersPerSe
    static let erSecond: UInt64 = 0x646E_6F63_6553_7265  // erSecond
    static let headingD: UInt64 = 0x4467_6E69_6461_6568  // headingD
    static let gDegrees: UInt64 = 0x7365_6572_6765_4467  // gDegrees
    static let fixTime: UInt64 = 0x2265_6D69_5478_6966  // fixTime"
    static let type: UInt64 = 0x22_6570_7974  // type"
    static let seq: UInt64 = 0x2271_6573  // seq"
}

extension JSONCursor {
    /// Reads the name at the cursor.
    @inline(always)
    mutating func fixKey(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> FixKey {
        let known = plainFixKey(bytes)
        return known == .other ? try anyFixKey(bytes) : known
    }

    /// Reads the name at the cursor if it is one of ours and has no escapes; else stays before it.
    @inline(always)
    private mutating func plainFixKey(_ bytes: Span<UInt8>) -> FixKey {
        let start = index &+ 1
        guard let first = word(bytes, at: start), bytes[index] == UInt8(ascii: "\"") else {
            return .other
        }
        switch first {
        case Word.latitude:
            return close(bytes, start &+ 8, .latitude)
        case Word.longitud:
            guard start &+ 8 < bytes.count, bytes[start &+ 8] == UInt8(ascii: "e") else {
                return .other
            }
            return close(bytes, start &+ 9, .longitude)
        case Word.fixTime:
            index = start &+ 8
            return .fixTime
        case Word.speedMet:
            guard matches(bytes, start &+ 8, Word.ersPerSe),
                matches(bytes, start &+ 12, Word.erSecond)
            else { return .other }
            return close(bytes, start &+ 20, .speed)
        case Word.headingD:
            guard matches(bytes, start &+ 6, Word.gDegrees) else { return .other }
            return close(bytes, start &+ 14, .heading)
        case Word.accuracy:
            guard matches(bytes, start &+ 6, Word.cyMeters) else { return .other }
            return close(bytes, start &+ 14, .accuracy)
        default:
            if first & 0xFFFF_FFFF == Word.seq {
                index = start &+ 4
                return .sequence
            }
            guard first & 0xFF_FFFF_FFFF == Word.type else { return .other }
            index = start &+ 5
            return .type
        }
    }

    /// Steps behind the quote at `end`, if there is one.
    @inline(always)
    private mutating func close(_ bytes: Span<UInt8>, _ end: Int, _ key: FixKey) -> FixKey {
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return .other }
        index = end &+ 1
        return key
    }

    @inline(always)
    private func matches(_ bytes: Span<UInt8>, _ offset: Int, _ expected: UInt64) -> Bool {
        word(bytes, at: offset) == expected
    }

    @inline(never)
    private mutating func anyFixKey(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> FixKey {
        let text = try shortText(bytes)
        for key in FixKey.all where text.equals(key.name) { return key }
        return .other
    }
}
