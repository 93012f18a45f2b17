// Why a connection ends, as a number on the wire (RFC 6455 §7.4).

/// A close code. The meanings of 4000–4999 belong to the protocol above.
public struct CloseCode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt16

    /// The code with that number.
    @inlinable
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The purpose is fulfilled.
    public static let normal = CloseCode(rawValue: 1_000)
    /// The server shuts down or the page is left.
    public static let goingAway = CloseCode(rawValue: 1_001)
    /// What came was no frame.
    public static let protocolError = CloseCode(rawValue: 1_002)
    /// What came was no valid text.
    public static let badData = CloseCode(rawValue: 1_007)
    /// What came is not allowed.
    public static let policy = CloseCode(rawValue: 1_008)
    /// What came was longer than allowed.
    public static let tooBig = CloseCode(rawValue: 1_009)
    /// The server failed.
    public static let internalError = CloseCode(rawValue: 1_011)

    /// Whether the code may stand in a close frame: one of the registered 1000–1003 and 1007–1014
    /// (1012–1014 by the IANA registry), of the libraries' 3000–3999 or of the applications'
    /// 4000–4999.
    public var maySend: Bool {
        switch rawValue {
        case 1_000...1_003, 1_007...1_014, 3_000...4_999: true
        default: false
        }
    }
}
