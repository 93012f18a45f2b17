// What records change where goods pass from hand to hand. The goods have one holder: `give` is the only
// way they get another, and it keeps the stations' shelves.

internal import Basics

extension Engine {
    mutating func applyRelay(_ id: LegID, _ fact: RelayFact, at now: Instant) {
        switch fact {
        case .codeIssued(let code):
            withOrder(id.order) { $0.codes.add(code) }
        case .handedOver(let handover, let code):
            applyHandover(id, handover, at: now)
            if let code { confirm(code, of: id.order, at: now) }
        case .recovered(let plan, _, let reason):
            applyRecovered(id, plan, reason: reason, at: now)
        case .held(let reason):
            withOrder(id.order) { $0.legs[id.leg].hold = reason }
            remark(id, reason?.name ?? "stationFree", at: now)
        case .dwellPassed:
            flag(id.order, .dwell)
            remark(id, "dwell", at: now)
        case .gateMoved(let gate, let plan, let alone):
            applyGate(id, gate, plan, alone: alone, at: now)
        case .gateWaitPassed:
            remark(id, "gateWaitPassed", at: now)
        case .stoodDown:
            standDown(id, reason: "undone", at: now)
        }
    }

    /// An event that changes no state.
    private mutating func remark(_ id: LegID, _ reason: String, at now: Instant) {
        settle(id.order, reason: reason)
        note(id.order, leg: id.leg, reason: reason, at: now)
    }

    // MARK: From hand to hand

    private mutating func applyHandover(_ id: LegID, _ handover: Handover, at now: Instant) {
        switch handover {
        case .deposited(let dwellUntil):
            guard let next = deposit(id, at: now) else { return }
            setTimer(at: dwellUntil, .dwell(next))
        case .taken:
            applyPhase(id.order, leg: id.leg, .pickedUp, reason: "handedOver", at: now)
        case .passedOn:
            guard let next = deposit(id, at: now) else { return }
            applyPhase(next.order, leg: next.leg, .pickedUp, reason: "handedOver", at: now)
        case .transferred(let runner, let epoch):
            applyTransfer(id, to: runner, epoch: epoch, at: now)
        }
    }

    /// Both sides were there: nobody takes it back alone.
    private mutating func confirm(_ code: Int, of id: OrderID, at now: Instant) {
        withOrder(id) { order in
            order.codes.use(code, at: now)
            order.legs[order.activeLeg].lastReport = nil
        }
    }

    /// The leg ends at its station, and the next one's turn has come; the next one.
    private mutating func deposit(_ id: LegID, at now: Instant) -> LegID? {
        let (leg, grams) = withOrder(id.order) { ($0.legs[id.leg], $0.draft.weightGrams) }
        guard let next = leg.next, let station = leg.stationAtEnd else {
            preconditionFailure("goods are put down where a leg ends at a station")
        }
        withOrder(id.order) { order in
            order.activeLeg = next
            order.legs[next].activeSince = now
        }
        // It may have been looked for, for too long already, while the goods were on their way.
        watchForTaker(LegID(order: id.order, leg: next), at: now)
        give(id.order, to: .station(station))
        move(id.order, leg: id.leg, .deposit, reason: nil, at: now)
        // The leg keeps the runner's name for the history; the runner is free.
        if let runner = leg.runner { removeLoad(id, grams: grams, from: runner, at: now) }
        notices.append(.visibility(id.order))
        return LegID(order: id.order, leg: next)
    }

    private mutating func applyTransfer(
        _ id: LegID, to runner: RunnerIndex, epoch: Int, at now: Instant
    ) {
        releaseCarrier(of: id.order, leg: id.leg, reason: "handedOver", at: now)
        let grams = withOrder(id.order) { order in
            order.legs[id.leg].runner = runner
            order.legs[id.leg].epoch = epoch
            order.legs[id.leg].assignedAt = now
            return order.draft.weightGrams
        }
        addLoad(id, grams: grams, to: runner)
        give(id.order, to: .runner(runner))
        notices.append(.assigned(id.order, leg: id.leg, runner, byHand: true))
        move(id.order, leg: id.leg, .transfer, reason: "handedOver", at: now)
        notices.append(.visibility(id.order))
    }

    /// Gives the goods to somebody else.
    mutating func give(_ id: OrderID, to custody: Custody) {
        let before = withOrder(id) { order in
            defer { order.custody = custody }
            return order.custody
        }
        guard before != custody else { return }
        if case .station(let station) = before {
            stationLoads[station]?.lying.removeAll { $0 == id }
            endExceptions(of: id, [.dwell], reason: "fetched")
        }
        if case .station(let station) = custody {
            stationLoads[station, default: StationLoad()].lying.append(id)
        }
    }

    // MARK: A runner who vanished

    private mutating func applyRecovered(
        _ id: LegID, _ plan: LegPlan, reason: String, at now: Instant
    ) {
        var leg = Leg(plan, state: .matching, at: now)
        leg.poolMask = pools.mask(of: plan.pools)
        let (carrier, grams) = withOrder(id.order) { order in
            let lost = order.legs[id.leg]
            leg.next = leg.goesBack ? nil : lost.next
            leg.formerHolders = lost.formerHolders
            if let runner = lost.runner { leg.formerHolders.append(runner) }
            order.legs[id.leg].next = nil
            order.legs.append(leg)
            order.activeLeg = order.legs.count - 1
            order.measureOnward()
            return (lost.runner, order.draft.weightGrams)
        }
        endExceptions(of: id.order, [.runnerSilent, .longStop], reason: "recovered")
        move(id.order, leg: id.leg, .abandon, reason: reason, at: now)
        if let carrier {
            removeLoad(id, grams: grams, from: carrier, at: now)
            notices.append(.unassigned(id.order, leg: id.leg, carrier, reason: "recovered"))
        }
        notices.append(.visibility(id.order))
        let fetching = withOrder(id.order) { LegID(order: id.order, leg: $0.activeLeg) }
        enterWaiting(fetching)
        remark(fetching, "recovered", at: now)
    }

    // MARK: The gate

    private mutating func applyGate(
        _ id: LegID, _ gate: Gate, _ plan: LegPlan, alone: Bool, at now: Instant
    ) {
        withdrawOffers(moving: id, at: now)
        freePlace(id)
        if alone { bypassLegs(after: id, at: now) }
        let mask = pools.mask(of: plan.pools)
        withOrder(id.order) { order in
            order.gate = gate
            order.gateWaitUntil = nil
            let last = order.draft.stops.count - 1
            order.draft.stops[last].coordinate = gate.coordinate
            order.legs[id.leg].plan = plan
            order.legs[id.leg].poolMask = mask
            order.legs[id.leg].hold = nil
            order.measureOnward()
        }
        reservePlace(id)
        remark(id, "gate", at: now)
        if let runner = withOrder(id.order, { $0.legs[id.leg].runner }) { changeStops(of: runner) }
    }

    /// Who was asked was asked for another way.
    private mutating func withdrawOffers(moving id: LegID, at now: Instant) {
        guard withOrder(id.order, { $0.legs[id.leg].state == .offered }) else { return }
        withdrawOffers(of: id.order, leg: id.leg, reason: "gate", at: now)
        move(id.order, leg: id.leg, .offerEnded, reason: "gate", at: now)
    }

    private mutating func bypassLegs(after id: LegID, at now: Instant) {
        let later = withOrder(id.order) { order in
            order.legs[id.leg].next = nil
            return order.legs.indices.filter { $0 != id.leg && !order.legs[$0].state.isFinal }
        }
        for leg in later {
            standDown(LegID(order: id.order, leg: leg), reason: "gate", at: now)
            move(id.order, leg: leg, .bypass, reason: "gate", at: now)
        }
    }
}

// MARK: What follows from a step

extension Engine {
    /// What a leg's step means to the stations and to the leg after it.
    mutating func follow(_ id: LegID, to state: OrderState, at now: Instant) {
        let (next, atStation) = withOrder(id.order) {
            ($0.legs[id.leg].next, $0.legs[id.leg].stationAtEnd != nil)
        }
        if atStation { reservePlace(id) }
        if state == .atDropoff { beginGateWait(id, at: now) }
        guard let next else { return }
        let nextID = LegID(order: id.order, leg: next)
        if state.hasGoods || state == .atStation { noteHands(of: id, before: next) }
        if state == .returning {
            standDown(nextID, reason: "returning", at: now)
        } else if state.hasGoods || state == .atStation {
            callUp(nextID, at: now)
        }
    }

    /// Whoever has the goods now does not fetch them on the leg after, whatever becomes of this one.
    private mutating func noteHands(of id: LegID, before next: Int) {
        withOrder(id.order) { order in
            guard let holder = order.legs[id.leg].runner,
                !order.legs[next].formerHolders.contains(holder)
            else { return }
            order.legs[next].formerHolders.append(holder)
        }
    }

    /// The goods are on their way to the leg's beginning: its runner is looked for, so that both arrive
    /// at about the same time.
    private mutating func callUp(_ id: LegID, at now: Instant) {
        let isScheduled = withOrder(id.order) { $0.legs[id.leg].state == .scheduled }
        if isScheduled { move(id.order, leg: id.leg, .release, reason: nil, at: now) }
    }

    /// Nobody is needed for the leg any more, or not yet again.
    mutating func standDown(_ id: LegID, reason: String, at now: Instant) {
        let state = withOrder(id.order) { $0.legs[id.leg].state }
        guard OrderMachine.transition(from: state, .standDown) != nil else { return }
        withdrawOffers(of: id.order, leg: id.leg, reason: reason, at: now)
        releaseCarrier(of: id.order, leg: id.leg, reason: reason, at: now)
        move(id.order, leg: id.leg, .standDown, reason: reason, at: now)
    }

    /// The order has ended: no other leg of it needs a runner, and no station keeps anything for it.
    mutating func endRelay(of id: OrderID, at now: Instant) {
        let (active, count) = withOrder(id) { ($0.activeLeg, $0.legs.count) }
        for leg in 0..<count where leg != active {
            standDown(LegID(order: id, leg: leg), reason: "ended", at: now)
        }
        let custody = withOrder(id) { $0.custody }
        if case .station(let station) = custody {
            stationLoads[station]?.lying.removeAll { $0 == id }
        }
    }

    /// A place at the station is kept from the assignment on until the goods are there, or do not come.
    private mutating func reservePlace(_ id: LegID) {
        let leg = withOrder(id.order) { $0.legs[id.leg] }
        let isComing = leg.state.isCarried && leg.state != .returning
        guard let station = leg.stationAtEnd else { return }
        let isKept = stationLoads[station]?.coming.contains(id) ?? false
        guard isComing != isKept else { return }
        if isComing {
            stationLoads[station, default: StationLoad()].coming.append(id)
        } else {
            stationLoads[station]?.coming.removeAll { $0 == id }
        }
    }

    private mutating func freePlace(_ id: LegID) {
        guard let station = withOrder(id.order, { $0.legs[id.leg].stationAtEnd }) else { return }
        stationLoads[station]?.coming.removeAll { $0 == id }
    }

    private mutating func beginGateWait(_ id: LegID, at now: Instant) {
        let gate = withOrder(id.order) { $0.legs[id.leg].next == nil ? $0.gate : nil }
        guard let gate else { return }
        let until = now + gate.wait
        withOrder(id.order) { $0.gateWaitUntil = until }
        setTimer(at: until, .gate(id))
        remark(id, "comeDown", at: now)
    }
}
