// Who may serve whom has names. A runner is in a pool because its profile says so, because the pool
// lists it, or because the pool's rule fits it.

public import Basics

/// A pool's name, which is its id.
public struct PoolID: Hashable, Comparable, Sendable {
    /// The name.
    public var text: String

    /// The pool called `text`; `nil` for what is no name: nothing, and the word for no demand at all.
    public init?(_ text: String) {
        guard !text.isEmpty, text != PoolDemand.anyText else { return nil }
        self.text = text
    }

    /// The pools that every city has.
    public static let genders = ["female", "male"]

    public static func < (left: PoolID, right: PoolID) -> Bool { left.text < right.text }
}

/// What an order asks of its runner's pools: nothing, or all of some. That nothing is asked is no pool's
/// name, so no pool can ever be called so.
public enum PoolDemand: Equatable, Sendable {
    /// The word that some say for `any`.
    public static let anyText = "any"

    /// Whoever it is.
    case any
    /// All of these, at least one, each once.
    case pools([PoolID])

    /// The demand for all of `names`; names that are none are left out.
    public init(_ names: [String]) {
        var pools: [PoolID] = []
        for name in names {
            if let pool = PoolID(name), !pools.contains(pool) { pools.append(pool) }
        }
        self = pools.isEmpty ? .any : .pools(pools)
    }

    /// The demand for all of both.
    public func and(_ other: PoolDemand) -> PoolDemand { PoolDemand(names + other.names) }

    /// The names of the pools; none for `any`.
    public var names: [String] {
        switch self {
        case .any: []
        case .pools(let pools): pools.map(\.text)
        }
    }
}

/// A named pool as the operator registered it.
public struct PoolEntry: Equatable, Sendable {
    /// Its name, as orders and profiles say it.
    public var id: PoolID
    /// What people call it.
    public var name: String
    /// Who belongs to it by gender, if that matters.
    public var gender: String?
    /// Who belongs to it by skills: all of these.
    public var skills: [String]
    /// Runners who belong to it whatever they are.
    public var runners: [RunnerID]
    /// Pools that nobody of this one is in: to demand both is a contradiction.
    public var excludes: [String]
    /// When its runners work; `nil` if nobody says.
    public var shifts: WeeklyHours?
    /// The campus or city it belongs to; `nil` is for all.
    public var site: String?
    /// The registry's revision at its last change: what `ETag` says.
    public var version = 0

    /// A pool.
    public init(
        id: PoolID, name: String = "", gender: String? = nil, skills: [String] = [],
        runners: [RunnerID] = [], excludes: [String] = [], shifts: WeeklyHours? = nil,
        site: String? = nil
    ) {
        self.id = id
        self.name = name
        self.gender = gender
        self.skills = skills
        self.runners = runners
        self.excludes = excludes
        self.shifts = shifts
        self.site = site
    }

    /// Whether the rule, or the list, takes a runner of that profile in.
    public func takes(_ profile: RunnerProfile) -> Bool {
        if runners.contains(profile.id) { return true }
        guard gender != nil || !skills.isEmpty else { return false }
        return (gender == nil || gender == profile.gender)
            && skills.allSatisfy { profile.skills.contains($0) }
    }

    /// When the next of its runners' shifts begins after `instant`; `nil` if nobody knows.
    public func nextShift(after instant: Instant, in rules: TimeZoneRules) -> Instant? {
        shifts?.nextOpening(after: instant, in: rules)
    }
}
