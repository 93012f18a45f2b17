// Every way in which bytes can fail to be frames. Each names the close code that RFC 6455 asks for.

/// Why a connection must be failed (RFC 6455 §7.1.7): send `closeCode`, then close.
public enum FrameError: String, Error, Hashable, Sendable, CaseIterable {
    case reservedBits, reservedOpcode
    case fragmentedControl, controlTooLong
    case unexpectedContinuation, expectedContinuation
    case unmaskedFrame, maskedFrame
    case lengthNotMinimal, lengthOutOfRange
    case badClosePayload, badCloseCode
    case invalidUTF8
    case frameTooLarge, messageTooLarge

    /// The name for programs and counters.
    public var code: String { rawValue }

    /// 1007 for text that is not UTF-8, 1009 beyond a limit, else 1002.
    public var closeCode: CloseCode {
        switch self {
        case .invalidUTF8: .badData
        case .frameTooLarge, .messageTooLarge: .tooBig
        default: .protocolError
        }
    }

    /// What was wrong and what would be right, for people; short enough for a close frame's reason.
    public var sentence: String {
        switch self {
        case .reservedBits: "The reserved bits must be 0: no extension was agreed on."
        case .reservedOpcode: "The opcode must be 0, 1, 2, 8, 9 or 10."
        case .fragmentedControl: "A control frame must not be fragmented."
        case .controlTooLong: "A control frame must carry at most 125 bytes."
        case .unexpectedContinuation: "A continuation must follow the first fragment of a message."
        case .expectedContinuation: "A message must end before the next one begins."
        case .unmaskedFrame: "A client must mask its frames."
        case .maskedFrame: "A server must not mask its frames."
        case .lengthNotMinimal: "A length must be written in as few bytes as possible."
        case .lengthOutOfRange: "A length must be below 2^63."
        case .badClosePayload: "A close frame must be empty or begin with a code of two bytes."
        case .badCloseCode: "This code must not stand in a close frame."
        case .invalidUTF8: "Text must be valid UTF-8."
        case .frameTooLarge: "The frame is longer than this server allows."
        case .messageTooLarge: "The message is longer than this server allows."
        }
    }
}
