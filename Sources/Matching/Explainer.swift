// From a finished search to the plan and its reasons: who was considered, what each would have cost, who
// was kept out by which filter.

import Geo

/// Turns ranks back into rows and works out what the search had no need to keep.
struct Explainer: ~Copyable {
    let board: Board
    private var search: AssignmentSearch<CandidateRings>

    /// Explains a search that has run.
    init(board: Board, search: consuming AssignmentSearch<CandidateRings>) {
        self.board = board
        self.search = search
    }

    mutating func plan() -> Plan {
        var plan = Plan()
        plan.prices = prices()
        let idle = Decision(order: 0, chosen: nil, candidates: [], filtered: FilterCounts())
        plan.decisions = Array(repeating: idle, count: board.orders.count)
        for order in board.orders.indices {
            let decision = decision(for: order)
            plan.decisions[decision.order] = decision
            if let runner = chosen(for: order) {
                let pair = Pair(
                    order: decision.order, runner: board.runnerRows[runner],
                    cost: cost(order: order, runner: runner))
                plan.pairs.append(pair)
            } else {
                plan.unassigned.append(unassigned(order: order, decision))
            }
        }
        plan.statistics.candidates = search.source.pairCount
        plan.statistics.rings = search.source.ringCount
        plan.statistics.relaxations = search.relaxations
        return plan
    }

    private func chosen(for order: Int) -> Int? {
        let column = search.columnOfRow[order]
        return column < 0 ? nil : Int(column)
    }

    private func cost(order: Int, runner: Int) -> Cost {
        let pickup = board.orders[order].pickup
        let distance = pickup.distanceMeters(to: board.runners[runner].coordinate)
        return board.cost(order: order, runner: runner, distanceMeters: distance)
    }

    private func prices() -> Prices {
        var prices = Prices()
        prices.waiting = board.waitingPrice
        prices.orders = Array(repeating: 0, count: board.orders.count)
        prices.runners = Array(repeating: 0, count: board.runners.count)
        for (order, row) in board.orderRows.enumerated() {
            prices.orders[row] = search.rowPrices[order]
        }
        for (runner, row) in board.runnerRows.enumerated() {
            prices.runners[row] = search.columnPrices[runner]
        }
        return prices
    }
}

extension Explainer {
    private mutating func decision(for order: Int) -> Decision {
        let keep = board.parameters.candidateKeepCount
        search.fetch(row: order) { source in
            let edges = source.edges(of: order)
            guard keep > 0 else { return true }
            guard edges.count >= keep else { return false }
            guard let frontier = source.frontier(of: order) else { return true }
            return Int64(edges[keep - 1].cost) <= frontier
        }
        let chosen = chosen(for: order)
        var candidates = allowed(order: order, chosen: chosen)
        candidates += excluded(order: order, count: max(0, keep - candidates.count))
        return Decision(
            order: board.orderRows[order], chosen: chosen.map { board.runnerRows[$0] },
            candidates: candidates, filtered: filterCounts(order: order))
    }

    /// The cheapest who may take the order, and the chosen one even if not among them.
    private func allowed(order: Int, chosen: Int?) -> [Candidate] {
        let edges = search.source.edges(of: order).prefix(board.parameters.candidateKeepCount)
        var runners = edges.map { Int($0.column) }
        if let chosen, !runners.contains(chosen) { runners.append(chosen) }
        return runners.map { runner in
            Candidate(
                runner: board.runnerRows[runner], cost: cost(order: order, runner: runner),
                excluded: nil)
        }
    }

    /// The nearest of those who may not, with the filter that keeps each out.
    private func excluded(order: Int, count: Int) -> [Candidate] {
        search.source.nearestExcluded(of: order, count: count).map { neighbor in
            let cost = board.cost(
                order: order, runner: neighbor.slot, distanceMeters: neighbor.distanceMeters)
            return Candidate(
                runner: board.runnerRows[neighbor.slot], cost: cost,
                excluded: board.exclusion(order: order, runner: neighbor.slot))
        }
    }

    private func filterCounts(order: Int) -> FilterCounts {
        var counts = FilterCounts()
        for runner in board.runners.indices {
            guard let reason = board.exclusion(order: order, runner: runner) else { continue }
            counts[reason] += 1
        }
        if search.source.frontier(of: order) == nil {
            let within = search.source.edges(of: order).count
            counts[.tooFar] = board.runners.count - counts.total - within
        }
        return counts
    }

    private func unassigned(order: Int, _ decision: Decision) -> Unassigned {
        let runnerCount = board.runners.count
        let isRestricted = board.orders[order].pools != 0
        let reason: Unassigned.Reason =
            if isRestricted, decision.filtered.outOfReach == runnerCount {
                .poolEmpty
            } else if decision.filtered.total == runnerCount {
                .noTaker
            } else {
                .outbid
            }
        return Unassigned(order: decision.order, reason: reason, filtered: decision.filtered)
    }
}
