// What a reader finds, as places in the caller's scratch buffer: no bytes are owned, none
// allocated.

/// What came, with its unmasked payload at a range of the scratch buffer, until the next call.
public enum FrameEvent: Hashable, Sendable {
    /// A whole text message, valid UTF-8.
    case text(Range<Int>)
    /// A whole binary message.
    case binary(Range<Int>)
    /// A ping: answer with a pong of the same bytes, at most 125.
    case ping(Range<Int>)
    /// A pong.
    case pong(Range<Int>)
    /// The peer closes: answer with a close frame. The code is `nil` if it gave none; the reason is
    /// valid UTF-8. What follows a close frame is swallowed.
    case close(CloseCode?, reason: Range<Int>)
}

/// Which side of a connection one is: it decides who masks (RFC 6455 §5.1).
public enum Role: UInt8, Hashable, Sendable {
    /// Requires masks, sends none.
    case server
    /// Refuses masks, sends masked.
    case client
}

/// A frame's kind (RFC 6455 §5.2).
public enum Opcode: UInt8, Hashable, Sendable, CaseIterable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    /// Whether the frame is about the connection, not part of a message.
    public var isControl: Bool { rawValue & 8 != 0 }
}
