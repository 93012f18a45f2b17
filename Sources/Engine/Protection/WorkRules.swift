// What protects a runner from working too long. The rules in force are a record of the journal, not a
// setting that is looked up: what a runner had worked when is the same in every replay, whatever the
// settings say by then.

public import Basics

/// How long a runner may work, and how long it rests. A rule of 0 is switched off.
public struct WorkRules: Equatable, Sendable {
    /// After so much work without a rest, a rest follows.
    public var continuous = Milliseconds.zero
    /// How long a rest is. A shorter break is no work, and no rest either.
    public var rest = Milliseconds.zero
    /// After so much work on one day, the runner has to say that it goes on.
    public var day = Milliseconds.zero
    /// After so many working days in a row, a day of rest follows.
    public var weekDaysMax = 0
    /// The day of the week that is always a day of rest, 1 Monday … 7 Sunday; 0 if none is.
    public var restWeekday = 0
    /// How long before a rule holds, the runner is told.
    public var warning = Milliseconds.zero
    /// Whose days they are.
    public var timeZone = TimeZoneRules.fixed(.minutes(8 * 60))

    /// No rule at all.
    public init() {}

    /// What couriers' protection asks for: 20 minutes after 4 hours, 8 hours a day, 6 days a week.
    public static let usual: WorkRules = {
        var rules = WorkRules()
        rules.continuous = .minutes(4 * 60)
        rules.rest = .minutes(20)
        rules.day = .minutes(8 * 60)
        rules.weekDaysMax = 6
        rules.warning = .minutes(10)
        return rules
    }()

    /// Whether work without a rest is bounded.
    var boundsContinuous: Bool { continuous > .zero && rest > .zero }
    /// Whether nothing is bounded.
    var isOff: Bool { !boundsContinuous && day == .zero && weekDaysMax == 0 && restWeekday == 0 }
}

/// Why a runner is not asked although it is on duty: a rule of its protection.
public enum WorkHold: Equatable, Sendable {
    /// It worked long enough and rests; `nil` while it still carries something, because the rest is
    /// counted from the end of that.
    case rest(until: Instant?)
    /// It has worked a day's hours, and has not said that it goes on.
    case day(until: Instant)
    /// It is its day of rest.
    case week(until: Instant)

    /// The rule as the wire spells it.
    public var name: String {
        switch self {
        case .rest: "rest"
        case .day: "day"
        case .week: "week"
        }
    }

    /// When it ends by itself, if that is known.
    public var until: Instant? {
        switch self {
        case .rest(let until): until
        case .day(let until), .week(let until): until
        }
    }

    /// Whether the runner's own word ends it.
    public var needsConfirmation: Bool {
        if case .day = self { return true }
        return false
    }
}

/// A hold that will come if the runner works on.
public struct WorkWarning: Equatable, Sendable {
    /// The rule, as `WorkHold.name` spells it.
    public enum Kind: UInt8, Sendable {
        case rest = 1
        case day
        case week

        /// The rule as the wire spells it.
        public var name: String {
            switch self {
            case .rest: "rest"
            case .day: "day"
            case .week: "week"
            }
        }
    }

    /// Which rule.
    public var kind: Kind
    /// From when it will hold.
    public var startsAt: Instant

    /// A warning of that rule.
    public init(kind: Kind, startsAt: Instant) {
        self.kind = kind
        self.startsAt = startsAt
    }
}
