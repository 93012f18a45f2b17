// Frames into bytes. The caller owns the output: frames of one turn lie behind each other in it and
// leave in one write; one encoded for many receivers is appended to each.

internal import HTTP

/// Appends frames to a buffer (RFC 6455 §5.2). A server passes no masking key; a client passes a
/// fresh one for each frame, whose lowest byte goes first.
public enum FrameWriter {
    /// How many bytes the header of a frame takes: 2, 4 or 10, and 4 for a key.
    public static func headerBytes(payloadBytes: Int, isMasked: Bool = false) -> Int {
        2 + extendedLengthBytes(payloadBytes) + (isMasked ? 4 : 0)
    }

    /// Appends the header of a frame whose payload the caller appends, masked if there is a key.
    public static func writeHeader(
        _ opcode: Opcode, payloadBytes: Int, isFinal: Bool = true, maskingKey: UInt32? = nil,
        into bytes: inout [UInt8]
    ) {
        precondition(
            !opcode.isControl || payloadBytes <= 125 && isFinal,
            "a control frame is whole and has at most 125 bytes")
        let start = bytes.count
        let room = headerBytes(payloadBytes: payloadBytes, isMasked: maskingKey != nil)
        bytes.grow(by: room)
        bytes[start] = (isFinal ? 0x80 : 0) | opcode.rawValue
        put(payloadBytes, isMasked: maskingKey != nil, in: &bytes, at: start + 1)
        guard let maskingKey else { return }
        for place in 0..<4 {
            bytes[start + room - 4 + place] = UInt8(truncatingIfNeeded: maskingKey >> (place * 8))
        }
    }

    /// Appends a frame. O(payload).
    public static func write(
        _ opcode: Opcode, _ payload: Span<UInt8>, isFinal: Bool = true, maskingKey: UInt32? = nil,
        into bytes: inout [UInt8]
    ) {
        writeHeader(
            opcode, payloadBytes: payload.count, isFinal: isFinal, maskingKey: maskingKey,
            into: &bytes)
        let start = bytes.count
        bytes.grow(by: payload.count)
        _ = Masking.copy(payload, key: maskingKey ?? 0, to: &bytes, at: start)
    }

    /// Appends a close frame. A reason longer than the 123 bytes that fit is cut between
    /// characters.
    public static func writeClose(
        _ code: CloseCode, reason: String = "", maskingKey: UInt32? = nil, into bytes: inout [UInt8]
    ) {
        precondition(code.maySend, "this code must not stand in a close frame")
        var fitting = reason[...]
        while fitting.utf8.count > 123 { fitting.removeLast() }
        let number = code.rawValue
        let payload = [UInt8(number >> 8), UInt8(number & 0xFF)] + Array(fitting.utf8)
        write(.close, payload.span, maskingKey: maskingKey, into: &bytes)
    }

    private static func extendedLengthBytes(_ payloadBytes: Int) -> Int {
        payloadBytes < 126 ? 0 : payloadBytes <= 0xFFFF ? 2 : 8
    }

    /// Writes the length in as few bytes as possible, most significant first.
    private static func put(
        _ payloadBytes: Int, isMasked: Bool, in bytes: inout [UInt8], at start: Int
    ) {
        let maskBit: UInt8 = isMasked ? 0x80 : 0
        let extended = extendedLengthBytes(payloadBytes)
        switch extended {
        case 0: bytes[start] = maskBit | UInt8(payloadBytes)
        case 2: bytes[start] = maskBit | 126
        default: bytes[start] = maskBit | 127
        }
        for place in 0..<extended {
            bytes[start + extended - place] =
                UInt8(truncatingIfNeeded: payloadBytes >> (place * 8))
        }
    }
}

// Payloads that are written before their length is known.
extension FrameWriter {
    /// Where an open frame's header and payload are.
    public struct OpenFrame: Hashable, Sendable {
        let headerStart: Int
        let payloadStart: Int
        let opcode: Opcode
    }

    /// Leaves room for the header of an unmasked frame; append the payload and call `finish`. A
    /// payload of the size class of `expectedBytes` (up to 125, up to 65,535, above) is not moved
    /// then.
    public static func begin(
        _ opcode: Opcode, expectedBytes: Int = 126, into bytes: inout [UInt8]
    ) -> OpenFrame {
        let start = bytes.count
        let room = headerBytes(payloadBytes: expectedBytes)
        bytes.grow(by: room)
        return OpenFrame(headerStart: start, payloadStart: start + room, opcode: opcode)
    }

    /// Writes the header of an open frame: all bytes behind its room are its payload. O(1) if the
    /// payload has the expected size class, else O(payload).
    public static func finish(_ frame: OpenFrame, in bytes: inout [UInt8]) {
        let payloadBytes = bytes.count - frame.payloadStart
        precondition(
            !frame.opcode.isControl || payloadBytes <= 125,
            "a control frame has at most 125 bytes")
        let room = frame.payloadStart - frame.headerStart
        let missing = headerBytes(payloadBytes: payloadBytes) - room
        if missing > 0 {
            bytes.insert(contentsOf: repeatElement(0, count: missing), at: frame.payloadStart)
        } else if missing < 0 {
            bytes.removeSubrange(frame.payloadStart + missing..<frame.payloadStart)
        }
        bytes[frame.headerStart] = 0x80 | frame.opcode.rawValue
        put(payloadBytes, isMasked: false, in: &bytes, at: frame.headerStart + 1)
    }
}
