// Who may see and claim what in the hall, and who wins. Claims of one window are equal whenever they came;
// the tie-break is a keyed hash, so that nobody can compute it and a replay need not.

public import Basics
internal import Geo
internal import Matching

extension Engine {
    /// How far back the wins of a runner count.
    static var hallWinSpan: Milliseconds { .minutes(60) }

    /// The open orders near the runner that it may claim, the nearest first, at most `limit`; none for a
    /// runner who does not work or of whom nothing recent is known. O(orders in the hall).
    public func hall(for runner: RunnerIndex, limit: Int, at now: Instant) -> [HallOrder] {
        guard ownObstacle(of: runner, at: now) == nil else { return [] }
        let here = live[runner.slot].coordinate
        let row = claimRow(of: runner, at: now)
        let found = aside.compactMap { id -> HallOrder? in
            let entry = orders.look(id.order) { order -> HallOrder? in
                let leg = order.legs[id.leg]
                guard leg.market.mode == .hall else { return nil }
                let meters = here.distanceMeters(to: leg.plan.startCoordinate)
                guard meters <= policy.hallRadiusMeters,
                    claimObstacle(runner, row, to: order, leg: id.leg, at: now) == nil
                else { return nil }
                return HallOrder(
                    leg: id,
                    cell: Cell(
                        containing: leg.plan.endCoordinate, precision: HallOrder.cellPrecision),
                    fee: order.fee(ofLeg: id.leg), pickupDistanceMeters: Int(meters.rounded()),
                    closesAt: leg.market.closesAt)
            }
            return entry ?? nil
        }
        let nearest = found.sorted {
            ($0.pickupDistanceMeters, $0.leg) < ($1.pickupDistanceMeters, $1.leg)
        }
        return Array(nearest.prefix(limit))
    }

    /// A runner asks for an order of the hall.
    func grab(_ id: OrderID, by principal: Principal, at now: Instant) -> Decision {
        guard principal.role == .runner else {
            return .failure(Refusal(.forbidden, detail: "only runners claim orders"))
        }
        guard let runner = runnerIndices[RunnerID(principal.subject)] else {
            return .failure(.noRunner)
        }
        // What the runner lacks itself is said before anything is said of the order.
        if let filter = ownObstacle(of: runner, at: now) { return .failure(refusal(filter)) }
        guard let order = order(id) else { return .failure(.noOrder) }
        let leg = legInHall(of: order)
        let market = order.legs[leg].market
        if order.legs[leg].state.isWaiting, market.claims.contains(runner) { return .success([]) }
        if let refusal = obstacle(toClaiming: order, leg: leg, by: runner, at: now) {
            return .failure(refusal)
        }
        let closesAt = market.closesAt ?? now + policy.hallWindow
        guard now < closesAt else {
            return .failure(stateConflict(order, "the window has closed; the next one may open"))
        }
        return .success([.market(LegID(order: id, leg: leg), .claimed(runner, closesAt: closesAt))])
    }

    /// What the end of a window leads to: its scores, and the winner's assignment if somebody won.
    func closeWindow(of id: LegID, at now: Instant) -> [Record] {
        guard let order = order(id.order) else { return [] }
        let leg = order.legs[id.leg]
        guard let closesAt = leg.market.closesAt, closesAt <= now else { return [] }
        let scores = leg.market.claims.map { score($0, order, leg: id.leg, at: now) }
            .sorted { $0.precedes($1) }
        let closed = Record.market(id, .windowClosed(scores))
        guard let winner = scores.first, winner.excluded == nil else { return [closed] }
        return [
            closed,
            .legAssigned(
                id.order, leg: id.leg, winner.runner, epoch: leg.epoch + 1,
                .claimed(window: leg.market.windowCount)),
        ]
    }

    private func score(
        _ runner: RunnerIndex, _ order: borrowing Order, leg: Int, at now: Instant
    ) -> HallScore {
        let market = order.legs[leg].market
        let here = live[runner.slot].coordinate
        let meters = Int(
            here.distanceMeters(to: order.legs[leg].plan.startCoordinate).rounded())
        var row = claimRow(of: runner, at: now)
        // It was fresh when it asked, and may wait for the answer in a cellar.
        row.isFresh = true
        return HallScore(
            runner: runner, distanceMeters: meters,
            distancePoints: meters / max(1, policy.hallDistanceStepMeters),
            loadPoints: runners[runner.slot].load.orders * policy.hallLoadPoints,
            tieBreak: tieBreak([
                order.id.number, UInt64(leg), UInt64(order.legs[leg].epoch + 1),
                UInt64(market.windowCount), UInt64(runner.value),
            ]),
            excluded: claimObstacle(runner, row, to: order, leg: leg, at: now))
    }

    private func tieBreak(_ words: [UInt64]) -> UInt64 {
        let message = words.flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
        }
        let code = KeyedHash(key: policy.hallKey).code(of: message, byteCount: 8)
        return code.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

// MARK: What stands against a claim

extension Engine {
    /// Whether a claim of the runner would be taken.
    func mayClaim(
        _ order: borrowing Order, leg: Int, _ runner: RunnerIndex, at now: Instant
    ) -> Bool {
        leg == legInHall(of: order) && ownObstacle(of: runner, at: now) == nil
            && obstacle(toClaiming: order, leg: leg, by: runner, at: now) == nil
    }

    /// The leg that a claim is about: the one that the hall shows, else the one whose turn it is.
    public func legInHall(of order: borrowing Order) -> Int {
        order.legs.indices.first {
            order.legs[$0].market.mode == .hall && order.legs[$0].state.isWaiting
        } ?? order.activeLeg
    }

    /// What the runner's own state says against any claim.
    private func ownObstacle(of runner: RunnerIndex, at now: Instant) -> FilterReason? {
        let record = runners[runner.slot]
        if !record.verified { return .notVerified }
        if record.duty != .on { return .offDuty }
        return isFresh(live[runner.slot], at: now) ? nil : .stale
    }

    /// The runner's row for a claim: to think about another offer is no obstacle to asking for one more,
    /// capacity decides.
    private func claimRow(of runner: RunnerIndex, at now: Instant) -> RunnerRow {
        var row = runnerRow(runner, at: now)
        row.hasOffer = false
        return row
    }

    /// The one predicate of all paths, but for refusals: who let an offer pass is not asked again, and may
    /// ask; who gave the order back may not.
    private func claimObstacle(
        _ runner: RunnerIndex, _ row: RunnerRow, to order: borrowing Order, leg: Int,
        at now: Instant
    ) -> FilterReason? {
        var excluded = handsOf(order, leg: leg)
        for refusal in order.legs[leg].refusals where refusal.until == .distantFuture {
            excluded.append(refusal.runner)
        }
        return obstacle(to: runner, row, for: order, leg: leg, excluded: excluded, at: now)
    }

    private func obstacle(
        toClaiming order: borrowing Order, leg: Int, by runner: RunnerIndex, at now: Instant
    ) -> Refusal? {
        let (state, market) = (order.legs[leg].state, order.legs[leg].market)
        // Room is asked last: what is not for this runner at all looks like what does not exist.
        var empty = claimRow(of: runner, at: now)
        (empty.loadOrders, empty.loadGrams) = (0, 0)
        guard market.mode == .hall,
            claimObstacle(runner, empty, to: order, leg: leg, at: now) == nil
        else { return .noOrder }
        guard state.isWaiting else {
            return state.isCarried || state == .delivered || state == .atStation
                ? Refusal(.offerTaken, detail: "a runner has this order already")
                : Refusal(.offerWithdrawn, detail: "the order has left the hall")
        }
        let meters = live[runner.slot].coordinate.distanceMeters(
            to: order.legs[leg].plan.startCoordinate)
        if meters > policy.hallRadiusMeters { return refusal(.tooFar) }
        return roomRefusal(for: order, leg: leg, of: runner, at: now)
    }

    /// A runner may claim what it could carry if it won all of its claims.
    private func roomRefusal(
        for order: borrowing Order, leg: Int, of runner: RunnerIndex, at now: Instant
    ) -> Refusal? {
        var row = claimRow(of: runner, at: now)
        let claims = runners[runner.slot].claims
        row.loadOrders += Int32(claims.count)
        row.loadGrams += claims.reduce(0) { sum, claim in
            sum + Int32(clamping: orders.look(claim.order) { $0.draft.weightGrams } ?? 0)
        }
        if let filter = claimObstacle(runner, row, to: order, leg: leg, at: now) {
            return refusal(filter)
        }
        let recent = runners[runner.slot].hallWins.filter { $0 + Engine.hallWinSpan > now }
        guard let oldest = recent.first, recent.count + claims.count >= policy.hallWinsPerHourMax
        else { return nil }
        let wait = (oldest + Engine.hallWinSpan - now).count
        return Refusal(
            .rateLimited, limit: policy.hallWinsPerHourMax,
            detail: "at most \(policy.hallWinsPerHourMax) orders of the hall an hour",
            retryAfterMs: wait)
    }

    private func refusal(_ filter: FilterReason) -> Refusal {
        switch filter {
        case .notVerified:
            Refusal(.notVerified, detail: "the operator has not verified this runner")
        case .capacity:
            Refusal(
                .capacityReached, detail: "finish an order first, or wait for the hall's answer")
        default:
            Refusal(
                .ineligible, field: "/order", detail: "this can't be claimed now: \(filter.name)",
                filter: filter.name)
        }
    }
}
