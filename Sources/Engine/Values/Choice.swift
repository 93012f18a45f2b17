// What somebody is asked about an order that does not go as it should. Whoever finds the trouble opens the
// choices; the list stands in the order, with who may choose and until when.

public import Basics

/// A way out of trouble.
public enum Choice: UInt8, CaseIterable, Sendable {
    /// Go on as before.
    case wait = 1
    /// Hand over at the gate instead of at the door.
    case gate
    /// Ask runners of other pools too.
    case widen
    /// Withdraw the order, free of charge.
    case cancel
    /// Have the goods brought back.
    case giveBack

    /// The choice as the wire spells it.
    public var name: String {
        switch self {
        case .wait: "wait"
        case .gate: "gate"
        case .widen: "widen"
        case .cancel: "cancel"
        case .giveBack: "return"
        }
    }

    /// The choice that the wire's text names.
    public init?(name: String) {
        guard let choice = Choice.allCases.first(where: { $0.name == name }) else { return nil }
        self = choice
    }

    /// The reason of the event that says it was chosen.
    var eventReason: String { "\(name)Chosen" }
}

/// A choice that somebody has at the moment.
public struct OpenChoice: Equatable, Sendable {
    /// What may be chosen.
    public var choice: Choice
    /// Who may choose: `customer` is whoever placed the order, `dispatcher` is the staff.
    public var by: Role
    /// Until when; `nil` while it makes sense.
    public var until: Instant?
    /// What it is about, as the event says it.
    public var reason: String?

    /// A choice.
    public init(_ choice: Choice, by: Role, until: Instant? = nil, reason: String? = nil) {
        self.choice = choice
        self.by = by
        self.until = until
        self.reason = reason
    }

    /// Whether it is still to be chosen when the next runner has said yes: what was wrong at the pickup may
    /// be wrong for that one too. What was asked because nobody came is answered by who comes.
    var outlivesAssignment: Bool { until != nil }
}

/// What is known beside the choices that an empty pool opens.
public struct PoolQuestion: Equatable, Sendable {
    /// The leg that waits for its pool.
    public var leg: Int
    /// When the pools' next shift begins, if somebody knows.
    public var nextShift: Instant?

    /// What the choices say they are about.
    static let reason = "poolEmpty"

    /// A question about a leg.
    public init(leg: Int, nextShift: Instant?) {
        self.leg = leg
        self.nextShift = nextShift
    }
}

extension Order {
    /// All that may be chosen now: what trouble opened, and to have the goods brought back while a runner
    /// has them. What has left its sender is not withdrawn any more, whatever was offered before.
    public var openChoices: [OpenChoice] {
        let canReturn = state == .pickedUp || state == .atDropoff
        let open = choices.filter { $0.choice != .cancel || custody == .sender }
        return open + (canReturn ? [OpenChoice(.giveBack, by: .customer)] : [])
    }

    /// What is asked about an empty pool; `nil` while nothing is.
    public var poolQuestion: PoolQuestion? {
        choices.contains { $0.reason == PoolQuestion.reason } ? lastPoolQuestion : nil
    }

    /// Whether withdrawing it now costs nothing although a runner is bound: trouble offers it.
    var isCancelFree: Bool { choices.contains { $0.choice == .cancel } }
}
