// A header is 2 to 14 bytes, and a chunk may end within it. The bytes are never kept: each goes
// into the field it belongs to.

/// A frame's header on its way in, and then how much of its payload is still to come (RFC 6455
/// §5.2). What it refuses can be seen in the header alone.
struct FrameHeader: Sendable {
    /// The declared length of the payload, then how much of it is missing.
    var length: UInt64 = 0
    /// The key for the payload that is missing; its lowest byte is next.
    var maskingKey: UInt32 = 0
    private var first: UInt8 = 0
    private var second: UInt8 = 0
    private var bytesRead: UInt8 = 0
    /// Whether the payload begins.
    private(set) var isWhole = false

    /// Whether no byte was read.
    var isEmpty: Bool { bytesRead == 0 }
    /// Whether the frame is the last of its message.
    var isFinal: Bool { first & 0x80 != 0 }
    /// Whether the frame is about the connection.
    var isControl: Bool { first & 0x08 != 0 }
    /// The kind of the frame.
    var opcode: Opcode { Opcode(rawValue: first & 0x0F) ?? .continuation }
    /// The declared length of a control frame's payload.
    var controlBytes: Int { Int(second & 0x7F) }

    /// Reads on; true when the header is whole.
    mutating func read(
        _ bytes: Span<UInt8>, at offset: inout Int, role: Role
    ) throws(FrameError) -> Bool {
        if isEmpty, try readWhole(bytes, at: &offset, role: role) { return true }
        while offset < bytes.count, !isWhole {
            try take(bytes[offset], role: role)
            offset += 1
        }
        return isWhole
    }

    /// Reads a header if it lies whole in the chunk, as nearly all do.
    private mutating func readWhole(
        _ bytes: Span<UInt8>, at offset: inout Int, role: Role
    ) throws(FrameError) -> Bool {
        let available = bytes.count - offset
        guard available >= 2 else { return false }
        let keyStart = 2 + Self.extendedLengthBytes(bytes[offset + 1])
        let end = keyStart + role.keyBytes
        guard available >= end else { return false }
        let header = bytes.extracting(offset..<offset + end)
        try takeFirst(header[0])
        try takeSecond(header[1], role: role)
        if keyStart > 2 {
            for index in 2..<keyStart { length = length << 8 | UInt64(header[index]) }
            try checkExtendedLength()
        }
        for index in keyStart..<end { takeKey(header[index]) }
        offset += end
        bytesRead = UInt8(end)
        isWhole = true
        return true
    }

    /// Judges each byte when it comes, in the order of `readWhole`, so that the error does not
    /// depend on how the bytes were cut.
    private mutating func take(_ byte: UInt8, role: Role) throws(FrameError) {
        bytesRead += 1
        let keyStart = 2 + Self.extendedLengthBytes(second)
        switch Int(bytesRead) {
        case 1: return try takeFirst(byte)
        case 2: try takeSecond(byte, role: role)
        case ...keyStart:
            length = length << 8 | UInt64(byte)
            if Int(bytesRead) == keyStart { try checkExtendedLength() }
        default: takeKey(byte)
        }
        isWhole = Int(bytesRead) == 2 + Self.extendedLengthBytes(second) + role.keyBytes
    }

    private mutating func takeFirst(_ byte: UInt8) throws(FrameError) {
        guard byte & 0x70 == 0 else { throw .reservedBits }
        guard let opcode = Opcode(rawValue: byte & 0x0F) else { throw .reservedOpcode }
        first = byte
        guard isFinal || !opcode.isControl else { throw .fragmentedControl }
    }

    private mutating func takeSecond(_ byte: UInt8, role: Role) throws(FrameError) {
        let isMasked = byte & 0x80 != 0
        guard isMasked || role == .client else { throw .unmaskedFrame }
        guard !isMasked || role == .server else { throw .maskedFrame }
        second = byte
        let hasExtendedLength = Self.extendedLengthBytes(byte) > 0
        guard !isControl || !hasExtendedLength else { throw .controlTooLong }
        length = hasExtendedLength ? 0 : UInt64(byte & 0x7F)
    }

    private mutating func takeKey(_ byte: UInt8) {
        maskingKey = maskingKey >> 8 | UInt32(byte) << 24
    }

    private func checkExtendedLength() throws(FrameError) {
        guard length <= UInt64(Int64.max) else { throw .lengthOutOfRange }
        guard length > (second & 0x7F == 126 ? 125 : 0xFFFF) else { throw .lengthNotMinimal }
    }

    /// How many bytes of length follow a second byte.
    private static func extendedLengthBytes(_ second: UInt8) -> Int {
        switch second & 0x7F {
        case 127: 8
        case 126: 2
        default: 0
        }
    }
}

extension Role {
    /// How many bytes of a key stand in the headers that come in.
    fileprivate var keyBytes: Int { self == .server ? 4 : 0 }
}
