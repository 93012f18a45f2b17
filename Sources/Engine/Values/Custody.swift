// Who has the goods. There is one value for an order, so that at each instant there is exactly one holder,
// whatever fails; the legs only say who is to have them next.

/// Who has the goods, in one word.
public enum Holder: UInt8, Sendable {
    case sender = 0
    case runner
    case station
    case recipient

    /// The holder as the wire spells it.
    public var name: String {
        switch self {
        case .sender: "sender"
        case .runner: "runner"
        case .station: "station"
        case .recipient: "recipient"
        }
    }
}

/// Who has the goods.
public enum Custody: Equatable, Sendable {
    /// Nobody has picked them up yet, or they are back.
    case sender
    /// A runner; it need not be the one that the active leg names, if that one has vanished.
    case runner(RunnerIndex)
    /// A station, until the next leg takes them.
    case station(StationID)
    case recipient

    /// The holder in one word.
    public var holder: Holder {
        switch self {
        case .sender: .sender
        case .runner: .runner
        case .station: .station
        case .recipient: .recipient
        }
    }

    /// The runner who has them, if one has.
    public var runner: RunnerIndex? {
        if case .runner(let runner) = self { return runner }
        return nil
    }
}
