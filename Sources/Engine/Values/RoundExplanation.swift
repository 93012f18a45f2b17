// Why a round asked whom it asked, kept for those who ask later. It is a record that changes nothing: it
// lies in the journal with the order's other records and outlives the order in memory.

public import Matching

/// What a matching round considered for one leg.
public struct RoundExplanation: Equatable, Sendable {
    /// A runner who was looked at.
    public struct Candidate: Equatable, Sendable {
        /// Who.
        public var runner: RunnerIndex
        /// What it would cost, in parts.
        public var cost: Cost
        /// Why not, or `nil` if the runner might have been asked.
        public var excluded: FilterReason?

        /// A runner at that cost.
        public init(runner: RunnerIndex, cost: Cost, excluded: FilterReason? = nil) {
            self.runner = runner
            self.cost = cost
            self.excluded = excluded
        }
    }

    /// How many runners a filter kept out.
    public struct Filtered: Equatable, Sendable {
        /// The filter.
        public var reason: FilterReason
        /// How many.
        public var count: Int

        /// A filter and its runners.
        public init(_ reason: FilterReason, count: Int) {
            self.reason = reason
            self.count = count
        }
    }

    /// The round's number since the daemon's start.
    public var round: UInt64
    /// The version of the parameters that gave the costs.
    public var parameters: Int
    /// Who was asked; nobody if the leg keeps waiting.
    public var chosen: [RunnerIndex]
    /// The best that were looked at, at most `Parameters.candidateKeepCount` and the chosen ones.
    public var candidates: [Candidate]
    /// How many runners each filter kept out, in the order of the filters; those without any are left out.
    public var filtered: [Filtered]

    /// An explanation.
    public init(
        round: UInt64, parameters: Int, chosen: [RunnerIndex], candidates: [Candidate],
        filtered: [Filtered]
    ) {
        self.round = round
        self.parameters = parameters
        self.chosen = chosen
        self.candidates = candidates
        self.filtered = filtered
    }

    /// The best who was not asked.
    public var runnerUp: RunnerIndex? {
        candidates.first { $0.excluded == nil && !chosen.contains($0.runner) }?.runner
    }
}
