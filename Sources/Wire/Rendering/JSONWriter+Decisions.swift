// Why an order went to whom it went: the rounds' explanations and the hall's scores, in one list.

public import Basics
public import Engine
internal import Matching

/// A runner who was looked at, as a dispatcher reads it.
public struct DecisionCandidate: Equatable, Sendable {
    /// Who.
    public var runner: RunnerID
    /// What it costs; smaller is better.
    public var cost: Int
    /// What the cost is made of, by name.
    public var parts: [(name: String, value: Int)]
    /// The filter that kept it out, if one did.
    public var excluded: String?

    /// A candidate.
    public init(
        runner: RunnerID, cost: Int, parts: [(name: String, value: Int)], excluded: String?
    ) {
        self.runner = runner
        self.cost = cost
        self.parts = parts
        self.excluded = excluded
    }

    public static func == (left: DecisionCandidate, right: DecisionCandidate) -> Bool {
        left.runner == right.runner && left.cost == right.cost && left.excluded == right.excluded
            && left.parts.elementsEqual(right.parts) { $0 == $1 }
    }
}

/// One decision about one leg.
public struct DecisionPicture: Equatable, Sendable {
    /// When it was made.
    public var at: Instant
    /// The leg.
    public var leg: Int
    /// The round's number since the daemon's start; `nil` for the hall.
    public var round: UInt64?
    /// Who was asked, or won.
    public var chosen: [RunnerID]
    /// The best who was not.
    public var runnerUp: RunnerID?
    /// Who was looked at, the best first.
    public var candidates: [DecisionCandidate]
    /// How many runners each filter kept out.
    public var filtered: [(reason: String, count: Int)]

    /// A round's decision, with the runners' ids by `name`.
    public init(
        _ explanation: RoundExplanation, leg: Int, at: Instant, name: (RunnerIndex) -> RunnerID
    ) {
        self.at = at
        self.leg = leg
        round = explanation.round
        chosen = explanation.chosen.map(name)
        runnerUp = explanation.runnerUp.map(name)
        candidates = explanation.candidates.map { candidate in
            let cost = candidate.cost
            return DecisionCandidate(
                runner: name(candidate.runner), cost: Int(cost.totalDeciseconds),
                parts: [
                    ("pickupMeters", Int(cost.pickupMeters)),
                    ("pickupDeciseconds", Int(cost.pickupDeciseconds)),
                    ("loadDeciseconds", Int(cost.loadDeciseconds)),
                    ("ageDeciseconds", Int(cost.ageDeciseconds)),
                ],
                excluded: candidate.excluded?.name)
        }
        filtered = explanation.filtered.map { ($0.reason.name, $0.count) }
    }

    /// The decision of a window of the hall.
    public init(
        _ scores: [HallScore], leg: Int, at: Instant, name: (RunnerIndex) -> RunnerID
    ) {
        self.at = at
        self.leg = leg
        let eligible = scores.filter { $0.excluded == nil }
        chosen = eligible.prefix(1).map { name($0.runner) }
        runnerUp = eligible.dropFirst().first.map { name($0.runner) }
        candidates = scores.map { score in
            DecisionCandidate(
                runner: name(score.runner), cost: score.points,
                parts: [
                    ("distanceMeters", score.distanceMeters),
                    ("distancePoints", score.distancePoints), ("loadPoints", score.loadPoints),
                ],
                excluded: score.excluded?.name)
        }
        filtered = []
    }

    public static func == (left: DecisionPicture, right: DecisionPicture) -> Bool {
        left.at == right.at && left.leg == right.leg && left.round == right.round
            && left.chosen == right.chosen && left.runnerUp == right.runnerUp
            && left.candidates == right.candidates
            && left.filtered.elementsEqual(right.filtered) { $0 == $1 }
    }
}

extension JSONWriter {
    /// Writes `{"decisions":[…]}`, in the order in which they were made.
    public mutating func writeDecisions(_ decisions: [DecisionPicture]) {
        beginObject()
        name("decisions")
        beginArray()
        for decision in decisions { writeDecision(decision) }
        endArray()
        endObject()
    }

    private mutating func writeDecision(_ decision: DecisionPicture) {
        beginObject()
        field("at", decision.at)
        field("leg", decision.leg)
        field("round", decision.round)
        field("chosen", decision.chosen.first?.text)
        field("asked", decision.chosen.map(\.text))
        field("runnerUp", decision.runnerUp?.text)
        name("candidates")
        beginArray()
        for candidate in decision.candidates { writeCandidate(candidate) }
        endArray()
        name("filtered")
        beginObject()
        for (reason, count) in decision.filtered { field(reason, count) }
        endObject()
        endObject()
    }

    private mutating func writeCandidate(_ candidate: DecisionCandidate) {
        beginObject()
        field("runner", candidate.runner.text)
        field("cost", candidate.cost)
        name("parts")
        beginObject()
        for (part, value) in candidate.parts { field(part, value) }
        endObject()
        field("excluded", candidate.excluded)
        endObject()
    }
}
