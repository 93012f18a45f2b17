// What a matching round decides, with its reasons. Rows are the snapshot's; whoever applies a plan checks
// each pair again, since the city has moved on meanwhile.

/// The outcome of a round.
public struct Plan: Sendable, Equatable {
    /// Who is sent where, by ascending order id; each order and each runner at most once.
    public var pairs: [Pair] = []
    /// The orders that keep waiting and why, by ascending order id.
    public var unassigned: [Unassigned] = []
    /// What was considered for each order; the index is the order's row.
    public var decisions: [Decision] = []
    /// The prices that prove the plan optimal.
    public var prices = Prices()
    /// How much work it was.
    public var statistics = Statistics()

    /// A plan that does nothing yet.
    public init() {}

    /// The sum of the pairs' costs.
    public var totalDeciseconds: Int64 {
        pairs.reduce(0) { $0 + Int64($1.cost.totalDeciseconds) }
    }
}

/// One order and the runner it goes to.
public struct Pair: Sendable, Equatable {
    /// The order's row.
    public var order: Int
    /// The runner's row.
    public var runner: Int
    /// What it costs.
    public var cost: Cost

    /// That order to that runner.
    public init(order: Int, runner: Int, cost: Cost) {
        self.order = order
        self.runner = runner
        self.cost = cost
    }
}

/// One order that keeps waiting.
public struct Unassigned: Sendable, Equatable {
    /// Why an order keeps waiting.
    public enum Reason: UInt8, Sendable {
        /// The order is restricted, and no verified, fresh runner on duty is in its pools.
        case poolEmpty
        /// Nobody may take it, and it is not for want of a pool.
        case noTaker
        /// Some may take it, but they go to other orders this round.
        case outbid
    }

    /// The order's row.
    public var order: Int
    /// Why it waits.
    public var reason: Reason
    /// How many runners each filter kept from it.
    public var filtered: FilterCounts

    /// That order waits, for that reason.
    public init(order: Int, reason: Reason, filtered: FilterCounts) {
        self.order = order
        self.reason = reason
        self.filtered = filtered
    }
}

/// What a round considered for one order.
public struct Decision: Sendable, Equatable {
    /// The order's row.
    public var order: Int
    /// The row of the runner it goes to, if any.
    public var chosen: Int?
    /// The cheapest candidates, at most `Parameters.candidateKeepCount` and the chosen one: first those
    /// who may take it by (cost, runner id), then, while there is room, the nearest who may not.
    public var candidates: [Candidate]
    /// How many runners each filter kept from the order. `tooFar` is counted for orders that were searched
    /// to the full radius, which includes all that keep waiting; else it is 0.
    public var filtered: FilterCounts

    /// What was considered for that order.
    public init(order: Int, chosen: Int?, candidates: [Candidate], filtered: FilterCounts) {
        self.order = order
        self.chosen = chosen
        self.candidates = candidates
        self.filtered = filtered
    }
}

/// One runner looked at for one order.
public struct Candidate: Sendable, Equatable {
    /// The runner's row.
    public var runner: Int
    /// What it would cost.
    public var cost: Cost
    /// Why not, or `nil` if the runner may take the order.
    public var excluded: FilterReason?

    /// That runner at that cost.
    public init(runner: Int, cost: Cost, excluded: FilterReason? = nil) {
        self.runner = runner
        self.cost = cost
        self.excluded = excluded
    }
}

/// The dual values of the assignment: `orders[i] + runners[j] <= cost(i, j)` for every pair that is
/// allowed, with equality for the pairs of the plan; no runner's price is above 0, a runner without a new
/// order has price 0, and an order that waits has price `waiting`. So no other plan is better.
public struct Prices: Sendable, Equatable {
    /// By the order's row.
    public var orders: [Int64] = []
    /// By the runner's row.
    public var runners: [Int64] = []
    /// What leaving an order out costs: more than any rearrangement could save.
    public var waiting: Int64 = 0

    /// No prices.
    public init() {}
}

/// The work of a round, counted in steps that are the same on every machine.
public struct Statistics: Sendable, Equatable {
    /// Pairs whose cost was worked out.
    public var candidates = 0
    /// Searches of one order's next ring.
    public var rings = 0
    /// Pairs looked at by the assignment.
    public var relaxations = 0

    /// No work.
    public init() {}
}
