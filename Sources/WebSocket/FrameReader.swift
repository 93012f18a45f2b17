// Frames out of the chunks that a socket happens to give. A small frame that lies whole in the
// chunk is unmasked straight into the caller's scratch buffer; only what is cut across chunks or
// fragments is kept here, and let go when it is done, so that an idle connection owns these few
// bytes and no heap.

internal import HTTP

/// An incremental reader of frames and messages (RFC 6455 §5), without extensions.
///
/// Call `next` with a chunk and an offset that starts at 0 until it returns `nil`: then the chunk
/// is used up. How the bytes are cut into chunks changes nothing about what comes out.
public struct FrameReader: Sendable {
    /// The bytes of an unfinished message, then those of an unfinished control frame.
    private var spill: [UInt8] = []
    private var header = FrameHeader()
    private let frameBytesMax: UInt32
    private let messageBytesMax: UInt32
    private let role: Role
    /// The kind of the message that has begun and not ended.
    private var message = Opcode.continuation
    private var hasEnded = false
    private var text = UTF8Checker()

    /// A reader at the beginning of a connection. A data frame may have at most `frameBytesMax`
    /// bytes of payload, a message at most `messageBytesMax`; both from 0 to 2³² − 1.
    public init(role: Role, frameBytesMax: Int, messageBytesMax: Int) {
        self.role = role
        self.frameBytesMax = UInt32(frameBytesMax)
        self.messageBytesMax = UInt32(messageBytesMax)
    }

    /// Whether the last frame is whole and no message is unfinished: nothing is kept.
    public var isIdle: Bool { header.isEmpty && message == .continuation }

    /// How many bytes of an unfinished message or frame are kept.
    public var spillBytes: Int { spill.count }

    /// The next event in `bytes` from `offset` on, or `nil` when they are used up.
    ///
    /// The event's ranges are places in `scratch` until the next call; `scratch` grows to the
    /// longest payload seen and is never cut, so that it allocates only while it grows. After a
    /// throw, as after a close frame, all bytes are swallowed. O(bytes read).
    public mutating func next(
        _ bytes: Span<UInt8>, at offset: inout Int, into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        do throws(FrameError) {
            while offset < bytes.count {
                guard !hasEnded else { break }
                if !header.isWhole {
                    guard try header.read(bytes, at: &offset, role: role) else { return nil }
                    try beginFrame()
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

    /// Checks the header against the message that has begun, if any, and against the limits.
    private mutating func beginFrame() throws(FrameError) {
        guard !header.isControl else { return }
        let isContinued = header.opcode == .continuation
        guard isContinued || message == .continuation else { throw .expectedContinuation }
        guard !isContinued || message != .continuation else { throw .unexpectedContinuation }
        if !isContinued { message = header.opcode }
        guard header.length <= UInt64(frameBytesMax) else { throw .frameTooLarge }
        guard header.length + UInt64(spill.count) <= UInt64(messageBytesMax) else {
            throw .messageTooLarge
        }
    }

    private mutating func end() {
        hasEnded = true
        spill = []
    }
}

// The payload.
extension FrameReader {
    private mutating func readPayload(
        _ bytes: Span<UInt8>, at offset: inout Int, into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        let count = min(Int(header.length), bytes.count - offset)
        let part = bytes.extracting(offset..<offset + count)
        offset += count
        let isWhole = count == Int(header.length)
        return header.isControl
            ? try readControl(part, isWhole: isWhole, into: &scratch)
            : try readData(part, isWhole: isWhole, into: &scratch)
    }

    private mutating func readControl(
        _ part: Span<UInt8>, isWhole: Bool, into scratch: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        let inAll = header.controlBytes
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
        _ = Masking.copy(part, key: header.maskingKey, to: &scratch, at: 0)
        return try finishControl(inAll, in: scratch)
    }

    private mutating func finishControl(
        _ count: Int, in scratch: [UInt8]
    ) throws(FrameError) -> FrameEvent {
        let opcode = header.opcode
        header = FrameHeader()
        switch opcode {
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
        guard isWhole && header.isFinal && spill.isEmpty else {
            try keepData(part)
            guard isWhole else { return nil }
            let isFinal = header.isFinal
            header = FrameHeader()
            return isFinal ? try finishSpilledMessage(into: &scratch) : nil
        }
        grow(&scratch, to: part.count)
        let seen = Masking.copy(part, key: header.maskingKey, to: &scratch, at: 0)
        if message == .text, seen & Masking.highBits != 0 {
            guard text.accept(scratch.span.extracting(0..<part.count)) else { throw .invalidUTF8 }
        }
        header = FrameHeader()
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

    /// Appends a part of a payload to the spill, unmasked, and returns its bytes ORed.
    private mutating func keep(_ part: Span<UInt8>) -> UInt64 {
        let start = spill.count
        grow(&spill, to: start + part.count)
        header.length -= UInt64(part.count)
        let seen = Masking.copy(part, key: header.maskingKey, to: &spill, at: start)
        header.maskingKey = Masking.advance(header.maskingKey, by: part.count)
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
