// What has gone wrong and wants a person: told to every dispatcher of the site until its reason ends.

public import Basics

/// Why a person is needed.
public enum ExceptionKind: UInt8, CaseIterable, Comparable, Sendable {
    /// Nobody takes the order.
    case noTaker = 1
    /// Nobody of the order's pools is on duty.
    case poolEmpty
    /// The promised time has passed.
    case late
    /// Nothing is heard of a runner who has the goods.
    case runnerSilent
    /// A runner who has the goods does not move.
    case longStop
    /// The recipient can't be reached.
    case customerUnreachable
    /// The drop-off's code was wrong too often.
    case wrongCode
    /// A station has no room for the goods.
    case stationFull
    /// A runner calls for help.
    case sos
    /// Goods were reported delivered far from the door.
    case deliveredFar
    /// A runner left a pool that what it carries asks for.
    case poolLeft
    /// Goods lie at a station for longer than they may.
    case dwell = 12

    /// The kind as the wire spells it.
    public var name: String {
        switch self {
        case .noTaker: "noTaker"
        case .poolEmpty: "poolEmpty"
        case .late: "late"
        case .runnerSilent: "runnerSilent"
        case .longStop: "longStop"
        case .customerUnreachable: "customerUnreachable"
        case .wrongCode: "wrongCode"
        case .stationFull: "stationFull"
        case .sos: "sos"
        case .deliveredFar: "deliveredFar"
        case .poolLeft: "poolLeft"
        case .dwell: "dwell"
        }
    }

    /// The kind that the text names.
    public init?(name: String) {
        guard let kind = ExceptionKind.allCases.first(where: { $0.name == name }) else {
            return nil
        }
        self = kind
    }

    public static func < (left: ExceptionKind, right: ExceptionKind) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The reason of the event by which the order's followers hear of it; `nil` if they do not, or if
    /// what leads to it is an event of its own.
    public var eventReason: String? {
        switch self {
        case .noTaker: "escalated"
        case .late: "late"
        case .runnerSilent: "runnerSilent"
        case .poolEmpty, .longStop, .customerUnreachable, .wrongCode, .stationFull, .sos,
            .deliveredFar, .poolLeft, .dwell:
            nil
        }
    }

    /// What may be done about it, and who may choose it, where whoever opens it says nothing else.
    public var choices: [ExceptionChoice] {
        switch self {
        case .noTaker:
            [
                ExceptionChoice("addition", by: .customer),
                ExceptionChoice("cancel", by: .customer),
                ExceptionChoice("assign", by: .dispatcher),
            ]
        case .poolEmpty:
            ["wait", "gate", "widen", "cancel"].map { ExceptionChoice($0, by: .customer) }
                + [ExceptionChoice("assign", by: .dispatcher)]
        case .late: [ExceptionChoice("assign", by: .dispatcher)]
        case .poolLeft:
            [ExceptionChoice("call", by: .dispatcher), ExceptionChoice("assign", by: .dispatcher)]
        case .runnerSilent:
            [ExceptionChoice("call", by: .dispatcher), ExceptionChoice("recover", by: .dispatcher)]
        case .longStop, .customerUnreachable: [ExceptionChoice("call", by: .dispatcher)]
        case .wrongCode:
            [ExceptionChoice("call", by: .dispatcher), ExceptionChoice("fail", by: .dispatcher)]
        case .stationFull, .dwell: [ExceptionChoice("assign", by: .dispatcher)]
        case .sos:
            [ExceptionChoice("call", by: .dispatcher), ExceptionChoice("resolve", by: .dispatcher)]
        case .deliveredFar:
            [ExceptionChoice("call", by: .dispatcher), ExceptionChoice("resolve", by: .dispatcher)]
        }
    }

    /// Whether a look at the city opens and ends it; such a one can't be ended by hand.
    public var endsByItself: Bool { self == .runnerSilent || self == .longStop }
}

/// Something that may be done about an exception.
public struct ExceptionChoice: Equatable, Sendable {
    /// What, in a word.
    public var choice: String
    /// Who may choose it.
    public var by: Role

    /// A choice.
    public init(_ choice: String, by role: Role) {
        self.choice = choice
        by = role
    }
}

/// Which exception is meant: there is at most one of a kind for an order, and one call for help for a
/// runner.
public struct ExceptionKey: Hashable, Sendable {
    /// Whom it is about.
    public enum Subject: Hashable, Sendable {
        case order(OrderID)
        case runner(RunnerIndex)
    }

    /// Why a person is needed.
    public var kind: ExceptionKind
    /// Whom it is about.
    public var subject: Subject

    /// The exception of that kind about that subject.
    public init(_ kind: ExceptionKind, _ subject: Subject) {
        self.kind = kind
        self.subject = subject
    }
}

/// What is said of an exception when it is opened.
public struct ExceptionDetails: Equatable, Sendable {
    /// The leg it is about, or that the runner who calls carries.
    public var leg: LegID?
    /// The runner it is about.
    public var runner: RunnerIndex?
    /// By when a dispatcher should have claimed it.
    public var deadline: Instant?
    /// What may be done.
    public var choices: [ExceptionChoice]
    /// When the last known position was taken.
    public var lastFixTime: Instant?

    /// What is known when it is opened.
    public init(
        leg: LegID? = nil, runner: RunnerIndex? = nil, deadline: Instant? = nil,
        choices: [ExceptionChoice] = [], lastFixTime: Instant? = nil
    ) {
        self.leg = leg
        self.runner = runner
        self.deadline = deadline
        self.choices = choices
        self.lastFixTime = lastFixTime
    }
}

/// An exception that is open.
public struct Exception: Equatable, Sendable {
    /// Which one.
    public let key: ExceptionKey
    /// The count of exceptions at its beginning, from 1.
    public let number: UInt64
    /// When it was opened.
    public let openedAt: Instant
    /// What it is about.
    public let details: ExceptionDetails
    /// The dispatcher who sees to it, by the token's `sub`.
    public internal(set) var claimedBy: String?
    /// Nobody claimed it by its deadline.
    public internal(set) var isOverdue = false

    /// Why a person is needed.
    public var kind: ExceptionKind { key.kind }
    /// The order it is about, if it is about one.
    public var order: OrderID? {
        if case .order(let order) = key.subject { return order }
        return details.leg?.order
    }
}
