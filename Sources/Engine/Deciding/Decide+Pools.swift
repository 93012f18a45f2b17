// An order whose pool has nobody waits, is watched, and its people are told; a runner who leaves a pool is
// no longer asked for it. A pool is never widened but by whoever asked for it.

public import Basics

extension Engine {
    // MARK: Nobody there

    /// What a leg that begins to wait for its pool has beside that: a time at which people are told.
    func watch(_ id: LegID, at now: Instant) -> Record {
        .pool(id, .watched(until: now + policy.escalation))
    }

    /// What the time that was watched for leads to: people are told, if still nobody of the pool is there.
    func poolDue(_ id: LegID, watch: Instant, at now: Instant) -> [Record] {
        guard let order = order(id.order), order.legs[id.leg].state == .waitingForPool,
            order.legs[id.leg].poolWatch == watch
        else { return [] }
        let pools = order.legs[id.leg].plan.pools
        let open = choicesOfEmptyPool(order, leg: id.leg)
        let choices = open.map { ExceptionChoice($0.choice.name, by: $0.by) }
        // Who is told finds the choices open.
        return [
            .law(id.order, .choicesOpened(open, reason: PoolQuestion.reason)),
            .pool(id, .escalated(nextShift: nextShift(of: pools, at: watch))),
        ]
            + opening(
                .poolEmpty, of: id,
                choices: choices + [ExceptionChoice("assign", by: .dispatcher)], at: now)
    }

    /// What the customer may do while nobody of the pool is there: wait for the next shift, come to the
    /// gate if it is the zone that keeps others out, ask for other runners if it was the customer who asked
    /// for these, or withdraw free of charge while the goods are still with the sender.
    private func choicesOfEmptyPool(_ order: borrowing Order, leg: Int) -> [OpenChoice] {
        var choices: [Choice] = [.wait]
        if gateStation(of: order, leg: leg) != nil { choices.append(.gate) }
        if !order.draft.runnerPools.isEmpty { choices.append(.widen) }
        if order.custody == .sender { choices.append(.cancel) }
        return choices.map { OpenChoice($0, by: .customer, reason: PoolQuestion.reason) }
    }

    /// Where the recipient may come down to because the leg waits for somebody who may enter the door's
    /// zone: the zone's station. `nil` where no zone is the cause, or the goods are there already.
    func gateStation(of order: borrowing Order, leg: Int) -> Station? {
        let plan = order.legs[leg].plan
        let last = order.draft.stops.count - 1
        guard order.legs[leg].next == nil, plan.stops.contains(last) else { return nil }
        for zone in places.zones(at: order.draft.stops[last].coordinate, site: order.owner.site) {
            let keepsOut = zone.enterPools.contains {
                plan.pools.contains($0) && !order.draft.runnerPools.contains($0)
            }
            guard keepsOut, let station = zone.station.flatMap({ stations[$0] }),
                station.coordinate != plan.startCoordinate
            else { continue }
            return station
        }
        return nil
    }

    /// Whoever placed the order asks for no pools any more; what the zones demand stays.
    func widen(_ id: OrderID, by principal: Principal, at now: Instant) -> Decision {
        let order: Order
        switch visibleOrder(id, principal) {
        case .success(let visible): order = visible
        case .failure(let refusal): return .failure(refusal)
        }
        guard isOwner(of: order, principal) else {
            return .failure(
                Refusal(.forbidden, detail: "only whoever asked for a pool may ask for others"))
        }
        let isOver = order.state.isFinal || order.state == .returning
        let open = order.legs.indices.filter { !isOver && order.legs[$0].state.isOpenForPools }
        guard let leg = open.first(where: { order.legs[$0].state.isWaiting }) ?? open.first else {
            return .failure(
                stateConflict(order, "an order that is \(order.state.name) is not widened"))
        }
        guard !order.draft.runnerPools.isEmpty else {
            return .failure(
                stateConflict(
                    order, "the order asks for no pools; what its zone demands can't be widened"))
        }
        let demand = zoneDemands(order.draft.stops, site: order.owner.site)
        let legPools = order.legs.indices.map { index in
            let plan = order.legs[index].plan
            // Who carries a leg was found for what was asked then.
            guard open.contains(index) else { return plan.pools }
            let own = plan.pools.filter { !order.draft.runnerPools.contains($0) }
            return demand.filter { plan.stops.contains($0.stop) }
                .reduce(PoolDemand(own)) { $0.and($1.demand) }.names
        }
        let widened = PoolFact.widened(
            runnerPools: [], legPools: legPools, by: principal.subject)
        return .success(
            [.pool(LegID(order: id, leg: leg), widened)] + watchAgain(order, at: now))
    }

    /// When the next shift of the pool begins that the order waits for, as it was known when people were
    /// told last.
    public func nextShift(of id: OrderID) -> Instant? {
        orders.look(id) { $0.lastPoolQuestion?.nextShift } ?? nil
    }

    /// Who is asked no more about an empty pool, because something was chosen, is asked again if that did
    /// not help. Who has not been asked yet will be, in time.
    func watchAgain(_ order: borrowing Order, at now: Instant) -> [Record] {
        order.legs.indices.filter { index in
            let leg = order.legs[index]
            return leg.state == .waitingForPool && leg.poolWatch.map { $0 <= now } ?? true
        }.map { watch(LegID(order: order.id, leg: $0), at: now) }
    }

    // MARK: Runners who leave a pool

    /// What a runner's other pools lead to: it is no longer asked for a leg that it may not have, and who
    /// watches over one that it carries is told. `has` are the names of its pools from now on.
    func consequences(
        of index: RunnerIndex, being has: Set<String>, at now: Instant
    ) -> [Record] {
        let runner = runners[index.slot]
        let had = Set(poolNames(of: index))
        var records: [Record] = []
        if let id = runner.pendingOffer, let offer = offers[id],
            lacks(has, offer.legID)
        {
            records += withdrawPending(of: index, reason: "poolChanged")
        }
        for leg in runner.carried where lacks(has, leg) != lacks(had, leg) {
            guard lacks(has, leg) else {
                records += resolution(.poolLeft, of: leg.order, reason: "poolJoined")
                continue
            }
            records += carrierLeft(index, leg, at: now)
        }
        return records
    }

    /// A runner is not in the pools of a leg that it carries.
    func carrierLeft(_ index: RunnerIndex, _ leg: LegID, at now: Instant) -> [Record] {
        [.pool(leg, .carrierLeft(index))] + opening(.poolLeft, of: leg, runner: index, at: now)
    }

    func lacks(_ has: Set<String>, _ id: LegID) -> Bool {
        orders.look(id.order) { !has.isSuperset(of: $0.legs[id.leg].plan.pools) } ?? false
    }

    /// What a pool's new rule leads to for the runners who leave or join by it. O(runners).
    func consequences(of pool: PoolEntry, at now: Instant) -> [Record] {
        let name = pool.id.text
        let bit = pools.knownMask(of: [name])
        return runners.indices.flatMap { slot -> [Record] in
            let profile = runners[slot].profile
            let isIn =
                profile.pools.contains(name) || profile.gender == name || pool.takes(profile)
            let wasIn = runners[slot].poolMask & bit != 0
            guard bit != 0, wasIn != isIn else { return [] }
            let index = RunnerIndex(slot)
            return consequences(
                of: index, being: Set(poolNames(of: index)).symmetricDifference([name]), at: now)
        }
    }

    /// What a changed profile leads to.
    func consequences(of index: RunnerIndex, _ patch: RunnerPatch, at now: Instant) -> [Record] {
        var profile = runners[index.slot].profile
        if let gender = patch.gender { profile.gender = gender }
        if let skills = patch.skills { profile.skills = skills }
        if let pools = patch.pools { profile.pools = pools }
        guard profile != runners[index.slot].profile else { return [] }
        let has = profile.pools + gender(profile.gender) + poolsTaking(profile)
        return consequences(of: index, being: Set(has), at: now)
    }
}

extension OrderState {
    /// Whether nobody is bound to the leg yet, and its pools may still be others.
    fileprivate var isOpenForPools: Bool { isWaiting || self == .scheduled }
}
