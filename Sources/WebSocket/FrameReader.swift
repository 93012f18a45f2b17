// Frames out of the chunks that a socket happens to give. A small frame that lies whole in the chunk is
// unmasked straight into the caller's scratch buffer; only what is cut across chunks or fragments is
// kept here, and let go when it is done, so that an idle connection owns these few bytes and no heap.

internal import HTTP

/// An incremental reader of frames and messages (RFC 6455 §5), without extensions.
///
/// Call `next` with a chunk and an offset that starts at 0 until it returns `nil`: then the chunk is
/// used up. How the bytes are cut into chunks changes nothing about what comes out.
public struct FrameReader: Sendable {
    /// The bytes of an unfinished message, then those of an unfinished control frame.
    private var spill: [UInt8] = []
    /// The declared length of the payload while the header is read, then how much of it is missing.
    private var length: UInt64 = 0
    private var maskingKey: UInt32 = 0
    private let frameBytesMax: UInt32
    private let messageBytesMax: UInt32
    private let role: Role
    /// The header's first two bytes.
    private var first: UInt8 = 0
    private var second: UInt8 = 0
    /// How many bytes of the header have come.
    private var headerBytes: UInt8 = 0
    /// The kind of the message that has begun and not ended.
    private var message = Opcode.continuation
    private var isHeaderWhole = false
    private var hasEnded = false
    private var text = UTF8Checker()

    /// A reader at the beginning of a connection. A data frame may have at most `frameBytesMax` bytes of
    /// payload, a message at most `messageBytesMax`; both from 0 to 2³² − 1.
    public init(role: Role, frameBytesMax: Int, messageBytesMax: Int) {
        self.role = role
        self.frameBytesMax = UInt32(frameBytesMax)
        self.messageBytesMax = UInt32(messageBytesMax)
    }

    /// Whether the last frame is whole and no message is unfinished: nothing is kept.
    public var isIdle: Bool { headerBytes == 0 && message == .continuation }

    /// How many bytes of an unfinished message or frame are kept.
    public var spillBytes: Int { spill.count }

    /// The next event in `bytes` from `offset` on, or `nil` when they are used up.
    ///
    /// The event's ranges are places in `scratch` until the next call; `scratch` grows to the longest
    /// payload seen and is never cut, so that it allocates only while it grows. After a throw, as after a
    /// close frame, all bytes are swallowed. O(bytes read).
    public mutating func next(
        _ bytes: Span<UInt8>, at offset: inout Int, into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        do throws(FrameError) {
            while offset < bytes.count {
                guard !hasEnded else { break }
                if !isHeaderWhole {
                    guard try readHeader(bytes, at: &offset) else { return nil }
                }
                if let event = try readPayload(bytes, at: &offset, into: &scratch) { return event }
            }
            offset = bytes.count
            return nil
        } catch {
            end()
            throw error
        }
    }

    private mutating func end() {
        hasEnded = true
        spill = []
    }
}

// The header.
extension FrameReader {
    private var isFinal: Bool { first & 0x80 != 0 }
    private var isControl: Bool { first & 0x08 != 0 }

    /// How many bytes of the key follow the length.
    private var keyBytes: Int { role == .server ? 4 : 0 }

    /// How many bytes of length follow a second byte.
    private func extendedLengthBytes(_ second: UInt8) -> Int {
        switch second & 0x7F {
        case 127: 8
        case 126: 2
        default: 0
        }
    }

    /// Reads on; true when the header is whole.
    private mutating func readHeader(
        _ bytes: Span<UInt8>, at offset: inout Int
    ) throws(FrameError) -> Bool {
        if headerBytes == 0, try readWholeHeader(bytes, at: &offset) { return true }
        return try readHeaderByBytes(bytes, at: &offset)
    }

    /// Reads a header if it lies whole in the chunk, as nearly all do.
    private mutating func readWholeHeader(
        _ bytes: Span<UInt8>, at offset: inout Int
    ) throws(FrameError) -> Bool {
        let available = bytes.count - offset
        guard available >= 2 else { return false }
        let keyStart = 2 + extendedLengthBytes(bytes[offset + 1])
        guard available >= keyStart + keyBytes else { return false }
        let header = bytes.extracting(offset..<offset + keyStart + keyBytes)
        try takeFirst(header[0])
        try takeSecond(header[1])
        if keyStart > 2 {
            for index in 2..<keyStart { length = length << 8 | UInt64(header[index]) }
            try checkExtendedLength(keyStart - 2)
        }
        for index in keyStart..<header.count { takeKey(header[index]) }
        offset += header.count
        headerBytes = UInt8(header.count)
        isHeaderWhole = true
        return true
    }

    /// Reads a header that comes in pieces. Each byte is judged when it comes, in the order of the fast
    /// path, so that the error does not depend on how the bytes were cut.
    private mutating func readHeaderByBytes(
        _ bytes: Span<UInt8>, at offset: inout Int
    ) throws(FrameError) -> Bool {
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            headerBytes += 1
            switch headerBytes {
            case 1: try takeFirst(byte)
            case 2: try takeSecond(byte)
            default: try takeFurther(byte)
            }
            if headerBytes >= 2, Int(headerBytes) == 2 + extendedLengthBytes(second) + keyBytes {
                isHeaderWhole = true
                return true
            }
        }
        return false
    }

    private mutating func takeFirst(_ byte: UInt8) throws(FrameError) {
        guard byte & 0x70 == 0 else { throw .reservedBits }
        guard let opcode = Opcode(rawValue: byte & 0x0F) else { throw .reservedOpcode }
        first = byte
        if opcode.isControl {
            guard isFinal else { throw .fragmentedControl }
        } else if opcode == .continuation {
            guard message != .continuation else { throw .unexpectedContinuation }
        } else {
            guard message == .continuation else { throw .expectedContinuation }
            message = opcode
        }
    }

    private mutating func takeSecond(_ byte: UInt8) throws(FrameError) {
        let isMasked = byte & 0x80 != 0
        guard isMasked || role == .client else { throw .unmaskedFrame }
        guard !isMasked || role == .server else { throw .maskedFrame }
        second = byte
        length = UInt64(byte & 0x7F)
        maskingKey = 0
        if length < 126 { return try checkLength() }
        guard !isControl else { throw .controlTooLong }
        length = 0
    }

    private mutating func takeFurther(_ byte: UInt8) throws(FrameError) {
        let extended = extendedLengthBytes(second)
        guard headerBytes <= 2 + extended else { return takeKey(byte) }
        length = length << 8 | UInt64(byte)
        if headerBytes == 2 + extended { try checkExtendedLength(extended) }
    }

    private mutating func takeKey(_ byte: UInt8) {
        maskingKey = maskingKey >> 8 | UInt32(byte) << 24
    }

    private func checkExtendedLength(_ lengthBytes: Int) throws(FrameError) {
        guard length <= UInt64(Int64.max) else { throw .lengthOutOfRange }
        guard length > (lengthBytes == 2 ? 125 : 0xFFFF) else { throw .lengthNotMinimal }
        try checkLength()
    }

    private func checkLength() throws(FrameError) {
        guard !isControl else { return }
        guard length <= UInt64(frameBytesMax) else { throw .frameTooLarge }
        guard length + UInt64(spill.count) <= UInt64(messageBytesMax) else {
            throw .messageTooLarge
        }
    }
}

// The payload.
extension FrameReader {
    private mutating func readPayload(
        _ bytes: Span<UInt8>, at offset: inout Int, into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        let count = min(Int(length), bytes.count - offset)
        let part = bytes.extracting(offset..<offset + count)
        offset += count
        let isWhole = count == Int(length)
        return isControl
            ? try readControl(part, isWhole: isWhole, into: &scratch)
            : try readData(part, isWhole: isWhole, into: &scratch)
    }

    private mutating func readControl(
        _ part: Span<UInt8>, isWhole: Bool, into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        let inAll = Int(second & 0x7F)
        guard isWhole && part.count == inAll else {
            _ = keep(part)
            guard isWhole else { return nil }
            let start = spill.count - inAll
            grow(&scratch, to: inAll)
            _ = Masking.copy(
                spill.span.extracting(start..<spill.count), key: 0, to: &scratch, at: 0)
            cutSpill(to: start)
            return try finishControl(inAll, in: scratch)
        }
        grow(&scratch, to: inAll)
        _ = Masking.copy(part, key: maskingKey, to: &scratch, at: 0)
        return try finishControl(inAll, in: scratch)
    }

    private mutating func finishControl(
        _ count: Int, in scratch: [UInt8]
    ) throws(FrameError) -> FrameEvent {
        finishFrame()
        switch Opcode(rawValue: first & 0x0F) {
        case .ping: return .ping(0..<count)
        case .pong: return .pong(0..<count)
        default: return try close(count, in: scratch)
        }
    }

    private mutating func close(_ count: Int, in scratch: [UInt8]) throws(FrameError) -> FrameEvent
    {
        end()
        guard count > 0 else { return .close(nil, reason: 0..<0) }
        guard count > 1 else { throw .badClosePayload }
        let code = CloseCode(rawValue: UInt16(scratch[0]) << 8 | UInt16(scratch[1]))
        guard code.maySend else { throw .badCloseCode }
        var reason = UTF8Checker()
        guard reason.accept(scratch.span.extracting(2..<count)), reason.isComplete
        else { throw .invalidUTF8 }
        return .close(code, reason: 2..<count)
    }

    private mutating func readData(
        _ part: Span<UInt8>, isWhole: Bool, into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        guard isWhole && isFinal && spill.isEmpty else {
            try keepData(part)
            guard isWhole else { return nil }
            finishFrame()
            return isFinal ? try finishSpilledMessage(into: &scratch) : nil
        }
        grow(&scratch, to: part.count)
        let seen = Masking.copy(part, key: maskingKey, to: &scratch, at: 0)
        if message == .text, seen & Masking.highBits != 0 {
            guard text.accept(scratch.span.extracting(0..<part.count)) else { throw .invalidUTF8 }
        }
        finishFrame()
        return try finishMessage(part.count)
    }

    private mutating func keepData(_ part: Span<UInt8>) throws(FrameError) {
        let start = spill.count
        let seen = keep(part)
        guard message == .text, seen & Masking.highBits != 0 || !text.isComplete else { return }
        var continued = text
        guard continued.accept(spill.span.extracting(start..<spill.count))
        else { throw .invalidUTF8 }
        text = continued
    }

    private mutating func finishSpilledMessage(
        into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent {
        let count = spill.count
        grow(&scratch, to: count)
        _ = Masking.copy(spill.span, key: 0, to: &scratch, at: 0)
        spill = []
        return try finishMessage(count)
    }

    private mutating func finishMessage(_ count: Int) throws(FrameError) -> FrameEvent {
        guard text.isComplete else { throw .invalidUTF8 }
        let isText = message == .text
        message = .continuation
        return isText ? .text(0..<count) : .binary(0..<count)
    }

    private mutating func finishFrame() {
        headerBytes = 0
        isHeaderWhole = false
    }

    /// Appends a part of a payload to the spill, unmasked, and returns its bytes ORed.
    private mutating func keep(_ part: Span<UInt8>) -> UInt64 {
        let start = spill.count
        grow(&spill, to: start + part.count)
        length -= UInt64(part.count)
        let seen = Masking.copy(part, key: maskingKey, to: &spill, at: start)
        maskingKey = Masking.advance(maskingKey, by: part.count)
        return seen
    }

    private mutating func cutSpill(to count: Int) {
        if count == 0 { spill = [] } else { spill.removeSubrange(count...) }
    }

    private func grow(_ buffer: inout [UInt8], to count: Int) {
        let missing = count - buffer.count
        if missing > 0 { buffer.grow(by: missing) }
    }
}
