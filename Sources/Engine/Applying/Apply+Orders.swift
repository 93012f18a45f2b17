// What records change about orders, their offers and their legs.

internal import Basics

extension Engine {
    mutating func applyCreated(_ created: consuming Order) {
        var order = created
        for leg in order.legs.indices {
            order.legs[leg].poolMask = pools.mask(of: order.legs[leg].plan.pools)
        }
        order.skillMask = skills.mask(of: order.draft.skills)
        let id = order.id
        if let parts = OrderNumber.parts(of: order.number) {
            (numbers.day, numbers.ordersOfDay) = parts
        }
        numbers.lastOrder = id.number
        openOrders[order.owner.account, default: 0] += 1
        count(order.state, by: 1)
        let at = order.createdAt
        let (state, booking, promisedBy) = (order.state, order.booking, order.promisedBy)
        orders.insert(order)
        if state.isWaiting { enterWaiting(LegID(order: id, leg: 0)) }
        setTimer(at: promisedBy, .promise(id))
        book(id, booking, state: state)
        note(id, leg: 0, reason: nil, at: at)
    }

    mutating func applyWaiting(
        _ id: OrderID, leg: Int, _ cause: WaitingCause, at now: Instant
    ) {
        move(id, leg: leg, cause.cause, reason: nil, at: now)
    }

    mutating func applyOffer(_ offer: Offer) {
        numbers.lastOffer = offer.id.number
        offers[offer.id] = offer
        withMarket(offer.legID) { $0.wave = max($0.wave, offer.terms.wave) }
        offersOfOrder[offer.order, default: []].append(offer.id)
        runners[offer.runner.slot].pendingOffer = offer.id
        withOrder(offer.order) { $0.legs[offer.leg].offers.append(offer.id) }
        setTimer(at: offer.expiresAt, .offer(offer.id))
        if let confirmBy = offer.terms.confirmBy { setTimer(at: confirmBy, .confirm(offer.id)) }
        touch(offer.runner)
        notices.append(.offered(offer.id))
        move(offer.order, leg: offer.leg, .offer, reason: nil, at: offer.createdAt)
    }

    mutating func applyOfferEnd(
        _ id: OfferID, _ end: OfferEnd, refusedUntil: Instant?, at now: Instant
    ) {
        guard let offer = closeOffer(id, as: end.state, at: now) else { return }
        let reason: String
        switch end {
        case .declined: reason = "declined"
        case .expired: reason = "expired"
        case .withdrawn(let why): reason = why
        }
        if case .withdrawn = end {} else { countRefusal(of: offer) }
        if case .declined = end {} else { notices.append(.withdrawn(id, reason: reason)) }
        let isLast = withOrder(offer.order) { order in
            order.legs[offer.leg].offers.removeAll { $0 == id }
            order.legs[offer.leg].refusals.removeAll { $0.until <= now }
            if let refusedUntil {
                order.legs[offer.leg].refusals.append(
                    RefusalMemory(runner: offer.runner, until: refusedUntil))
            }
            return order.legs[offer.leg].offers.isEmpty
        }
        if isLast { move(offer.order, leg: offer.leg, .offerEnded, reason: reason, at: now) }
    }

    private mutating func countRefusal(of offer: Offer) {
        if offer.isWithoutFault {
            runners[offer.runner.slot].refusals.withoutFault += 1
        } else {
            runners[offer.runner.slot].refusals.counted += 1
        }
    }

    mutating func closeOffer(
        _ id: OfferID, as state: OfferState, at now: Instant
    ) -> Offer? {
        guard var offer = offers[id], offer.state.isOpen else { return nil }
        offer.state = state
        offer.endedAt = now
        offers[id] = offer
        runners[offer.runner.slot].pendingOffer = nil
        touch(offer.runner)
        return offer
    }

    /// Ends the questions that are out for a leg whose fate was decided elsewhere.
    mutating func withdrawOffers(of id: OrderID, leg: Int, reason: String, at now: Instant) {
        let open = withOrder(id) { order in
            defer { order.legs[leg].offers = [] }
            return order.legs[leg].offers
        }
        for offer in open where closeOffer(offer, as: .withdrawn, at: now) != nil {
            notices.append(.withdrawn(offer, reason: reason))
        }
    }

    mutating func applyAssignment(
        _ id: OrderID, leg: Int, to runner: RunnerIndex, epoch: Int, _ origin: AssignmentOrigin,
        at now: Instant
    ) {
        releaseCarrier(of: id, leg: leg, reason: "reassigned", at: now)
        var cause = Cause.assign
        var reason: String?
        switch origin {
        case .accepted(let offer):
            cause = .accept
            _ = closeOffer(offer, as: .accepted, at: now)
            withOrder(id) { $0.legs[leg].offers.removeAll { $0 == offer } }
            withdrawOffers(of: id, leg: leg, reason: "taken", at: now)
        case .manual(_, let why, _):
            reason = why
            withdrawOffers(of: id, leg: leg, reason: "assignedByHand", at: now)
        case .claimed:
            cause = .claim
            applyHallWin(id, by: runner, at: now)
        case .scanned(let code):
            cause = .scan
            withOrder(id) { $0.codes.use(code, at: now) }
            withdrawOffers(of: id, leg: leg, reason: "taken", at: now)
        }
        endExceptions(of: id, Self.endedByRunner, reason: "assigned")
        let grams = withOrder(id) { order in
            order.legs[leg].runner = runner
            order.legs[leg].epoch = epoch
            order.legs[leg].assignedAt = now
            order.legs[leg].beginAnew()
            order.choices.removeAll { !$0.outlivesAssignment }
            return order.draft.weightGrams
        }
        addLoad(LegID(order: id, leg: leg), grams: grams, to: runner)
        // By an override somebody may get goods who had gone home: it is on its way until they are
        // delivered, or its fixes would count for nothing.
        if runners[runner.slot].duty == .off { applyDuty(.finishing, to: runner, at: now) }
        notices.append(.assigned(id, leg: leg, runner, byHand: cause != .accept))
        move(id, leg: leg, cause, reason: reason, at: now)
        notices.append(.visibility(id))
    }

    /// What ends when somebody carries the order, or somebody else does.
    private static let endedByRunner: [ExceptionKind] = [
        .noTaker, .poolEmpty, .runnerSilent, .longStop, .stationFull,
    ]

    /// Takes the leg from whoever carries it.
    mutating func releaseCarrier(
        of id: OrderID, leg: Int, reason: String, at now: Instant
    ) {
        let (carrier, grams) = withOrder(id) { order in
            defer { order.legs[leg].runner = nil }
            return (order.legs[leg].runner, order.draft.weightGrams)
        }
        guard let carrier else { return }
        removeLoad(LegID(order: id, leg: leg), grams: grams, from: carrier, at: now)
        notices.append(.unassigned(id, leg: leg, carrier, reason: reason))
    }

    mutating func applyPhase(
        _ id: OrderID, leg: Int, _ phase: Phase, reason: String?, at now: Instant
    ) {
        withOrder(id) { order in
            if phase == .pickedUp { order.choices = [] }
            let before = order.legs[leg]
            order.legs[leg].lastReport = before.runner.map {
                ReportMemory(runner: $0, from: before.state, custody: order.custody, at: now)
            }
        }
        switch phase {
        case .pickedUp:
            if let runner = withOrder(id, { $0.legs[leg].runner }) { give(id, to: .runner(runner)) }
        case .delivered: give(id, to: .recipient)
        case .returned: give(id, to: .sender)
        case .atPickup, .atDropoff, .returning: break
        }
        move(id, leg: leg, .report(phase), reason: reason, at: now)
        if phase == .pickedUp { takeBack(id, leg: leg, at: now) }
        let (runner, grams) = withOrder(id) { ($0.legs[leg].runner, $0.draft.weightGrams) }
        guard let runner else { return }
        if phase.state.isFinal {
            // The leg keeps the runner's name for the history; the runner is free.
            removeLoad(LegID(order: id, leg: leg), grams: grams, from: runner, at: now)
            finish(id, at: now)
        } else {
            changeStops(of: runner)
        }
    }

    /// Goods that were going back when their runner vanished go on going back, for the same reason.
    private mutating func takeBack(_ id: OrderID, leg: Int, at now: Instant) {
        let (goesBack, reason) = withOrder(id) { order in
            (order.legs[leg].goesBack, order.events.last { $0.state == .returning }?.reason)
        }
        guard goesBack else { return }
        withOrder(id) { $0.legs[leg].lastReport = nil }
        move(id, leg: leg, .report(.returning), reason: reason, at: now)
    }

    mutating func applyCancelled(
        _ id: OrderID, _ cancellation: Cancellation, at now: Instant
    ) {
        let leg = withOrder(id) { order in
            order.cancellation = cancellation
            order.choices = []
            return order.activeLeg
        }
        withdrawOffers(of: id, leg: leg, reason: "cancelled", at: now)
        releaseCarrier(of: id, leg: leg, reason: "cancelled", at: now)
        move(id, leg: leg, .cancel, reason: cancellation.reason, at: now)
        finish(id, at: now)
    }

    mutating func finish(_ id: OrderID, at now: Instant) {
        let forgetAt = now + finishedInMemory
        let owner = withOrder(id) { order in
            order.finishedAt = now
            order.forgetAt = forgetAt
            order.choices = []
            return order.owner.account
        }
        if let open = openOrders[owner] {
            openOrders[owner] = open > 1 ? open - 1 : nil
        }
        endRelay(of: id, at: now)
        setTimer(at: forgetAt, .eviction(id))
        endExceptions(of: id, reason: "ended")
        notices.append(.visibility(id))
        notices.append(.ended(id))
    }

    // MARK: The order machine

    /// Takes the step that the machine has for `cause`, and writes it into the history.
    mutating func move(
        _ id: OrderID, leg: Int, _ cause: Cause, reason: String?, at now: Instant
    ) {
        let (from, ofOrder) = withOrder(id) { ($0.legs[leg].state, $0.state) }
        guard let step = OrderMachine.transition(from: cause.isOfOrder ? ofOrder : from, cause)
        else { preconditionFailure("\(cause) is no step from \(from)") }
        withOrder(id) { order in
            order.legs[leg].state = step.to
            order.legs[leg].wait.follow(
                from: from, to: step.to, cause, at: now)
            if step.to == .matching, !from.isWaiting { order.legs[leg].waitingSince = now }
            order.legs[leg].noteArrival(at: now)
            if step.to.isWaiting, !from.isWaiting, cause != .offerEnded {
                order.legs[leg].market = Market()
            }
        }
        if from.isWaiting != step.to.isWaiting {
            let legID = LegID(order: id, leg: leg)
            if step.to.isWaiting { enterWaiting(legID) } else { leaveWaiting(legID) }
        }
        if !step.to.isWaiting { withOrder(id) { $0.legs[leg].hold = nil } }
        if from == .waitingForPool, step.to != .waitingForPool, !step.to.isFinal {
            endExceptions(of: id, [.poolEmpty], reason: "poolFilled")
            resumeWatch(LegID(order: id, leg: leg), at: now)
        }
        settle(id, reason: reason)
        note(id, leg: leg, reason: reason, at: now)
        follow(LegID(order: id, leg: leg), to: step.to, at: now)
    }

    /// Lets the order's state follow its legs and its goods; one more version.
    mutating func settle(_ id: OrderID, reason: String?) {
        let (before, after) = withOrder(id) { order in
            let before = order.state
            order.state = order.stateOfLegs
            order.reason = reason
            order.version += 1
            return (before, order.state)
        }
        count(before, by: -1)
        count(after, by: 1)
    }

    mutating func note(
        _ id: OrderID, leg: Int, reason: String?, lastFixTime: Instant? = nil, at now: Instant
    ) {
        let sequence = withOrder(id) { order in
            order.events.append(
                OrderEvent(
                    epoch: order.legs[leg].epoch, leg: leg, state: order.legs[leg].state, at: now,
                    version: order.version, reason: reason, lastFixTime: lastFixTime))
            return order.events.count
        }
        notices.append(.event(id, sequence: sequence))
    }

    mutating func enterWaiting(_ id: LegID) {
        unsettled.append(id)
        // A new order's leg has the highest id: its place is the end.
        let isNewest = waiting.last.map { $0 < id } ?? true
        waiting.insert(id, at: isNewest ? waiting.count : waiting.lowerBound(of: id))
    }

    private mutating func leaveWaiting(_ id: LegID) {
        setAside(id)
        endClaims(of: id, winner: nil)
        let place = waiting.lowerBound(of: id)
        guard place < waiting.count, waiting[place] == id else { return }
        waiting.remove(at: place)
    }
}

extension OfferEnd {
    /// The offer's state after it.
    var state: OfferState {
        switch self {
        case .declined: .declined
        case .expired: .expired
        case .withdrawn: .withdrawn
        }
    }
}
