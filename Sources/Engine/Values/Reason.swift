// Why an order left its usual way. A code is what programs, prices and statistics rely on; what people say
// beside it is a note, which is personal and sealed.

/// Why something unusual happened to an order.
public enum ReasonCode: UInt8, CaseIterable, Sendable {
    /// The goods are not ready, and the runner has waited.
    case pickupNotReady = 1
    case pickupClosed
    /// What lies there is not what was ordered.
    case wrongItem
    /// The code does not open the locker.
    case codeWrong
    /// Weather, a closed road, a power cut.
    case forceMajeure
    case vehicleTrouble
    case tooFar
    case emergency
    case customerRefused
    /// Several calls, some minutes at the door, and nobody came.
    case customerUnreachable
    case damaged
    case wrongAddress
    /// Who placed it asked for it.
    case customerRequest
    case runnerUnreachable
    case lost
    /// The recipient came to meet the runner.
    case metElsewhere
    /// The phone does not know where it is.
    case noPosition
    /// Something else; the note says what.
    case other

    /// The code as the wire spells it.
    public var name: String {
        switch self {
        case .pickupNotReady: "pickupNotReady"
        case .pickupClosed: "pickupClosed"
        case .wrongItem: "wrongItem"
        case .codeWrong: "codeWrong"
        case .forceMajeure: "forceMajeure"
        case .vehicleTrouble: "vehicleTrouble"
        case .tooFar: "tooFar"
        case .emergency: "emergency"
        case .customerRefused: "customerRefused"
        case .customerUnreachable: "customerUnreachable"
        case .damaged: "damaged"
        case .wrongAddress: "wrongAddress"
        case .customerRequest: "customerRequest"
        case .runnerUnreachable: "runnerUnreachable"
        case .lost: "lost"
        case .metElsewhere: "metElsewhere"
        case .noPosition: "noPosition"
        case .other: "other"
        }
    }

    /// The code that the wire's text names.
    public init?(name: String) {
        guard let code = ReasonCode.allCases.first(where: { $0.name == name }) else { return nil }
        self = code
    }

    /// A runner who gives an order back for this is not to blame: it leaves no mark, and the customer is
    /// asked what to do.
    public var isNobodysFault: Bool {
        switch self {
        case .pickupNotReady, .pickupClosed, .wrongItem, .codeWrong, .forceMajeure: true
        default: false
        }
    }
}

/// A reason as somebody gave it.
public struct Explanation: Equatable, Sendable {
    /// What programs rely on.
    public var code: ReasonCode
    /// What people say beside it; personal.
    public var note: String?

    /// A reason.
    public init(_ code: ReasonCode, note: String? = nil) {
        self.code = code
        self.note = note
    }

    /// The reason that a text names. A text that is no code counts as `other` and is kept as the note, so
    /// that an app with a code of its own is understood all the same; `nil` for no text.
    public init?(text: String?, note: String?) {
        guard let text, !text.isEmpty else { return nil }
        if let code = ReasonCode(name: text) {
            self.init(code, note: note)
        } else {
            self.init(.other, note: note ?? text)
        }
    }
}
