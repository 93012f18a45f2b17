// Orders that are taken by their code: who placed one shows it, say on a parcel's label or a screen, and the
// runner who scans it has the leg. A way into the market like any other: the one predicate holds.

internal import Basics
internal import Matching

extension Engine {
    /// A code by which a leg that waits for a runner is taken. Who placed the order, and the staff.
    func issueTakeCode(
        _ id: OrderID, leg: Int, by principal: Principal, at now: Instant
    ) -> Decision {
        let order: Order
        switch ownOrder(id, principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        guard order.legs.indices.contains(leg) else { return .failure(.noOrder) }
        guard OrderMachine.transition(from: order.legs[leg].state, .scan) != nil else {
            return .failure(
                stateConflict(
                    order, "a leg that is \(order.legs[leg].state.name) waits for no runner"))
        }
        let code = HandoverCode(
            number: order.codes.count + 1, leg: leg, epoch: order.legs[leg].epoch, giver: .placer,
            taker: .anyRunner, expiresAt: codeEnd(now))
        return .success([.relay(LegID(order: id, leg: leg), .codeIssued(code))])
    }

    /// Whether the code of that text binds a runner, instead of moving goods.
    public func bindsLeg(code text: String) -> Bool {
        guard let parts = HandoverText(text) else { return false }
        return (orders.look(parts.order) { $0.codes[parts.number]?.bindsLeg } ?? nil) ?? false
    }

    /// What a scan of a code comes to that binds a runner.
    func take(
        _ order: borrowing Order, by code: HandoverCode, _ principal: Principal, at now: Instant
    ) -> Decision {
        guard principal.role == .runner,
            let runner = runnerIndices[RunnerID(principal.subject)]
        else { return .failure(.noOrder) }
        if let refusal = obstacle(toTaking: order, by: code, runner, at: now) {
            return .failure(refusal)
        }
        return .success([
            .legAssigned(
                order.id, leg: code.leg, runner, epoch: code.epoch + 1,
                .scanned(code: code.number))
        ])
    }

    private func obstacle(
        toTaking order: borrowing Order, by code: HandoverCode, _ runner: RunnerIndex,
        at now: Instant
    ) -> Refusal? {
        if code.usedAt != nil { return .usedCode }
        if now >= code.expiresAt { return .expiredCode }
        let leg = order.legs[code.leg]
        // Who can't see the order is told no more of it than that the code serves no longer.
        guard leg.epoch == code.epoch else {
            return Refusal(
                .staleEpoch, limit: leg.epoch,
                detail: "the leg has had a runner since: ask for a new code")
        }
        guard OrderMachine.transition(from: leg.state, .scan) != nil else {
            return Refusal(.stateConflict, detail: "the leg waits for no runner any more")
        }
        return refusal(
            toTaking: obstacle(
                to: runner, takerRow(of: runner, at: now), for: order, leg: code.leg,
                excluded: takeExclusions(of: order, leg: code.leg), at: now),
            runner, at: now)
    }

    /// It stands before the code, wherever its phone was heard of last, and may be asked about others.
    private func takerRow(of runner: RunnerIndex, at now: Instant) -> RunnerRow {
        var row = runnerRow(runner, at: now)
        row.isFresh = true
        row.hasOffer = false
        row.reachMeters = .infinity
        return row
    }

    /// To have let an offer pass is no reason not to take the order now; to have given it back is one.
    func takeExclusions(of order: borrowing Order, leg: Int) -> [RunnerIndex] {
        handsOf(order, leg: leg)
            + order.legs[leg].refusals.filter { $0.until == .distantFuture }.map(\.runner)
    }

    private func refusal(
        toTaking filter: FilterReason?, _ runner: RunnerIndex, at now: Instant
    ) -> Refusal? {
        switch filter {
        case nil: return nil
        case .capacity:
            return Refusal(
                .capacityReached, limit: runners[runner.slot].capacityOrders,
                detail: "finish an order first")
        case .notVerified:
            return Refusal(.notVerified, detail: "the operator has not verified this runner")
        case .blocked:
            return Refusal(.blocked, detail: "the operator keeps this runner from the order")
        case .resting, .dayLimit, .restDay:
            return .resting(hold(of: runner, at: now) ?? .rest(until: nil), workRules, at: now)
        case .pool:
            return Refusal(
                .poolConflict, detail: "the order asks for other runners", filter: "pool")
        case .some(let filter):
            return Refusal(
                .ineligible, detail: "the runner may not take this leg: \(filter.name)",
                filter: filter.name)
        }
    }
}
