// What somebody should look at later. A flag changes nothing about how an order goes on.

/// Something unusual about an order.
public enum OrderFlag: UInt8, CaseIterable, Sendable {
    /// Reported delivered far from the drop-off.
    case deliveredFar = 1
    /// Reported delivered or returned while nobody knew where the runner was.
    case positionUnknown
    /// Reported returned far from the pickup.
    case returnedFar
    /// A dispatcher confirmed the delivery.
    case confirmedByHand
    /// Wrong codes locked the drop-off's code.
    case codeLocked
    /// Paid after it had been given up: somebody is owed a refund.
    case latePayment
    /// Its goods lay at a station for longer than they may.
    case dwell = 50

    /// The flag as the wire spells it.
    public var name: String {
        switch self {
        case .deliveredFar: "deliveredFar"
        case .positionUnknown: "positionUnknown"
        case .returnedFar: "returnedFar"
        case .confirmedByHand: "confirmedByHand"
        case .codeLocked: "codeLocked"
        case .latePayment: "latePayment"
        case .dwell: "dwell"
        }
    }
}
