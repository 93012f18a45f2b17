// A link to one order, for people without a login: a recipient, a friend. It shows no more than its
// bearer needs, and ends with the order.

public import Basics

/// A link to an order.
public struct Share: Equatable, Sendable {
    /// The count of the order's links, from 1.
    public var number: UInt64
    /// The stop whose contact the bearer is, and sees as its own; `nil` for somebody who only watches.
    public var stop: Int?
    /// From when on it is worth nothing, also if the order still lives.
    public var expiresAt: Instant

    /// A link.
    public init(number: UInt64, stop: Int?, expiresAt: Instant) {
        self.number = number
        self.stop = stop
        self.expiresAt = expiresAt
    }

    /// The subject of its token, told apart from every `sub` that an operator gives.
    public func subject(of order: OrderID) -> String { "\(Share.prefix)\(order.text):\(number)" }

    /// Whether a token's subject is that of a link.
    static func isSubject(_ subject: String) -> Bool { subject.hasPrefix(prefix) }

    private static let prefix = "share:"
}

/// Whom a link is for.
public enum ShareParty: UInt8, CaseIterable, Sendable {
    /// The contact of the first stop.
    case sender = 0
    /// The contact of the last stop.
    case recipient
    /// Somebody who only watches.
    case viewer

    /// The party as the wire spells it.
    public var name: String {
        switch self {
        case .sender: "sender"
        case .recipient: "recipient"
        case .viewer: "viewer"
        }
    }

    /// The party that the wire's text names.
    public init?(name: String) {
        guard let party = ShareParty.allCases.first(where: { $0.name == name }) else { return nil }
        self = party
    }
}
