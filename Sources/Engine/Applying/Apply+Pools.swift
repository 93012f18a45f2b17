// What records change about blocks, persons, sites, and legs that wait for their pool.

internal import Basics

extension Engine {
    mutating func applyAccess(_ fact: AccessFact) {
        switch fact {
        case .blocked(let index, _, _): setBlocked(true, index)
        case .unblocked(let index, _): setBlocked(false, index)
        case .pair(let index, let owner, let isBlocked, _): access.set(isBlocked, index, owner)
        case .person(let account, let person):
            access.know(person, of: account)
            if account.role == .runner, let index = runnerIndices[RunnerID(account.subject)] {
                let number = self.person(of: runners[index.slot].profile).map { StableHash.of($0) }
                runners[index.slot].personNumber = number ?? 0
            }
        case .site(let index, let site):
            runners[index.slot].site = site
            runners[index.slot].siteNumber = site.map { StableHash.of($0) } ?? 0
            touch(index)
        }
    }

    private mutating func setBlocked(_ isBlocked: Bool, _ index: RunnerIndex) {
        runners[index.slot].isBlocked = isBlocked
        touch(index)
    }

    mutating func applyPoolFact(_ id: LegID, _ fact: PoolFact, at now: Instant) {
        switch fact {
        case .watched(let until):
            withOrder(id.order) { $0.legs[id.leg].poolWatch = until }
            setTimer(at: until, .pool(id, watch: until))
        case .escalated(let nextShift):
            let question = PoolQuestion(leg: id.leg, nextShift: nextShift)
            withOrder(id.order) { $0.lastPoolQuestion = question }
            remarkOnPool(id, reason: "escalated", at: now)
        case .widened(let runnerPools, let legPools, _):
            widenLegs(id.order, runnerPools, legPools)
            remarkOnPool(id, reason: "widened", at: now)
        case .carrierLeft:
            remarkOnPool(id, reason: "poolChanged", at: now)
        }
    }

    private mutating func widenLegs(
        _ id: OrderID, _ runnerPools: [String], _ legPools: [[String]]
    ) {
        let masks = legPools.map { pools.mask(of: $0) }
        withOrder(id) { order in
            order.draft.runnerPools = runnerPools
            for index in order.legs.indices where index < legPools.count {
                order.legs[index].plan.pools = legPools[index]
                order.legs[index].poolMask = masks[index]
            }
        }
    }

    /// A line of the order's history that changes no state.
    private mutating func remarkOnPool(_ id: LegID, reason: String, at now: Instant) {
        withOrder(id.order) { $0.version += 1 }
        note(id.order, leg: id.leg, reason: reason, at: now)
    }
}
