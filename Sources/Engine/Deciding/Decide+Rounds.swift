// Matching rounds seen from the engine: a snapshot goes out, a plan comes back, and each of its pairs
// is checked again, because the city went on while the worker planned.

public import Basics
internal import Geo
public import Matching

/// A round that was planned and is on its way into records.
public struct PlannedRound: Sendable {
    var search: WaveSearch
    /// By what explanations name it.
    let number: UInt64
    /// How many of its legs were decided.
    fileprivate(set) var next = 0

    /// The `number`-th round, planned for `snapshot`.
    public init(_ plan: Plan, of snapshot: Snapshot, number: UInt64 = 0) {
        search = WaveSearch(plan, snapshot)
        self.number = number
    }

    /// Whether all of it was decided.
    public var isDecided: Bool { next == legCount }

    /// How many legs it decides.
    public var legCount: Int { plan.pairs.count + plan.unassigned.count }

    fileprivate var plan: Plan { search.plan }
    fileprivate var snapshot: Snapshot { search.snapshot }
}

extension Engine {
    /// What a matching round looks at: all runners on duty and the waiting legs, at most
    /// `policy.ordersPerRoundMax` of them. Where more wait, the round takes those that follow the leg
    /// `last` and begins anew behind the newest, so that each has its turn: a city that can't serve its
    /// orders must not plan for minutes. O(runners + orders of the round).
    public func snapshot(at now: Instant, after last: LegID? = nil) -> Snapshot {
        var snapshot = Snapshot(at: now)
        var rows = [Int32](repeating: -1, count: runners.count)
        for slot in runners.indices where runners[slot].duty == .on {
            rows[slot] = Int32(snapshot.runners.count)
            snapshot.runners.append(runnerRow(RunnerIndex(slot), at: now))
        }
        let start = last.map { waiting.lowerBound(of: $0.next) } ?? 0
        for offset in waiting.indices where snapshot.orders.count < policy.ordersPerRoundMax {
            let id = waiting[(start + offset) % waiting.count]
            orders.look(id.order) { order in
                guard order.legs[id.leg].market.mode.isInRounds,
                    holdReason(of: order.legs[id.leg], at: now) == nil
                else { return }
                let start = snapshot.refusals.count
                for runner in excluded(from: order, leg: id.leg, at: now)
                where rows[runner.slot] >= 0 {
                    snapshot.refusals.append(rows[runner.slot])
                }
                let firstBlock = snapshot.blocks.count
                for runner in access.pairs[order.owner.subject] ?? []
                where rows[runner.slot] >= 0 && holds(.blockedPair) {
                    snapshot.blocks.append(rows[runner.slot])
                }
                var row = orderRow(order, leg: id.leg, refusedBy: start..<snapshot.refusals.count)
                row.blockedBy = firstBlock..<snapshot.blocks.count
                snapshot.orders.append(row)
            }
        }
        return snapshot
    }

    /// The last leg that a round looked at, from which the next goes on; `nil` if it saw all that wait.
    public func lastLeg(of snapshot: Snapshot) -> LegID? {
        guard snapshot.orders.count >= policy.ordersPerRoundMax else { return nil }
        return snapshot.orders.last.map { LegID(rowNumber: $0.id) }
    }

    /// The records that a planned round leads to at `now`: offers to the runners of its pairs who still
    /// hold, and to a wave's others; a waiting state for the legs it found nobody for; and why. The legs
    /// about which it asks nobody are looked at too.
    ///
    /// At most `limit` of the plan's legs are decided: the rest when it is called again, after these
    /// records were applied. A round of a whole city would keep the loop too long.
    public func decide(
        _ round: inout PlannedRound, limit: Int = .max, at now: Instant
    ) -> [Record] {
        var records: [Record] = []
        if round.next == 0 { records = heldRecords(at: now) + asideRecords(at: now) }
        round.search.lastOffer = numbers.lastOffer
        let plan = round.plan
        for _ in 0..<min(limit, round.legCount - round.next) {
            if round.next < plan.pairs.count {
                records += offers(for: plan.pairs[round.next], in: &round, at: now)
            } else {
                let row = plan.unassigned[round.next - plan.pairs.count]
                records += waiting(for: row, in: round, at: now)
            }
            round.next += 1
        }
        return records
    }

    private func offers(
        for pair: Pair, in round: inout PlannedRound, at now: Instant
    ) -> [Record] {
        let id = LegID(rowNumber: round.snapshot.orders[pair.order].id)
        guard let order = order(id.order), order.legs[id.leg].state.isWaiting,
            order.legs[id.leg].market.mode.isInRounds
        else { return [] }
        let offers = offers(of: order, leg: id.leg, for: pair, in: &round.search, at: now)
        guard !offers.isEmpty else { return [] }
        return offers + [explanation(row: pair.order, offers, round)]
    }

    private func waiting(
        for row: Unassigned, in round: PlannedRound, at now: Instant
    ) -> [Record] {
        guard let record = waitingRecord(row, round.snapshot) else { return [] }
        var records = [record]
        if case .waiting(let order, let leg, .poolEmpty) = record {
            records.append(watch(LegID(order: order, leg: leg), at: now))
        }
        return records + [explanation(row: row.order, [], round)]
    }

    /// What the plan considered for a leg, with whom it is asked of.
    private func explanation(row: Int, _ offers: [Record], _ round: PlannedRound) -> Record {
        let snapshot = round.snapshot
        let decision = round.plan.decisions[row]
        let chosen = offers.compactMap { record -> RunnerIndex? in
            if case .offerMade(_, _, let terms) = record { return terms.runner }
            return nil
        }
        let candidates = decision.candidates.map { candidate in
            RoundExplanation.Candidate(
                runner: RunnerIndex(Int(snapshot.runners[candidate.runner].id)),
                cost: candidate.cost, excluded: candidate.excluded)
        }
        let filtered = FilterReason.allCases.compactMap { reason -> RoundExplanation.Filtered? in
            let count = decision.filtered[reason]
            return count == 0 ? nil : RoundExplanation.Filtered(reason, count: count)
        }
        return .explained(
            LegID(rowNumber: snapshot.orders[row].id),
            RoundExplanation(
                round: round.number, parameters: parameters.version, chosen: chosen,
                candidates: candidates, filtered: filtered))
    }

    private func waitingRecord(_ row: Unassigned, _ snapshot: Snapshot) -> Record? {
        let cause: WaitingCause
        switch row.reason {
        case .poolEmpty: cause = .poolEmpty
        case .noTaker: cause = .nobodyFree
        case .outbid: return nil
        }
        let id = LegID(rowNumber: snapshot.orders[row.order].id)
        guard let state = orders.look(id.order, { $0.legs[id.leg].state }), state.isWaiting,
            let step = OrderMachine.transition(from: state, cause.cause), step.to != state
        else { return nil }
        return .waiting(id.order, leg: id.leg, cause: cause)
    }
}
