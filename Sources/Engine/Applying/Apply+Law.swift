// What the facts of the order's law change: payments, deadlines, choices, flags, ends by hand.

internal import Basics

extension Engine {
    mutating func applyLaw(_ id: OrderID, _ fact: LawFact, at now: Instant) {
        switch fact {
        case .paid(_, let state): applyPaid(id, to: state, at: now)
        case .paidLate:
            flag(id, .latePayment)
            mark(id, reason: OrderFlag.latePayment.name, at: now)
            notices.append(.trouble(id, .latePayment))
        case .paymentTimedOut: applyPaymentTimedOut(id, at: now)
        case .released: move(id, leg: 0, .release, reason: nil, at: now)
        case .givenBack(let leg, let reason, let isFault, let choices):
            applyGivenBack(id, leg: leg, reason, isFault: isFault, choices, at: now)
        case .undone(let leg, let state): applyUndone(id, leg: leg, to: state, at: now)
        case .attempted(let leg):
            withOrder(id) { $0.legs[leg].contactAttempts.append(now) }
            mark(id, leg: leg, reason: "contactAttempt", at: now)
        case .returnOrdered(let leg, _, let reason):
            applyPhase(id, leg: leg, .returning, reason: reason.name, at: now)
            withOrder(id) { $0.legs[leg].lastReport = nil }
        case .confirmed(let leg, _, let reason):
            applyPhase(id, leg: leg, .delivered, reason: reason.name, at: now)
            withOrder(id) { $0.legs[leg].lastReport = nil }
        case .failed(_, let reason): applyFailed(id, reason, at: now)
        case .flagged(let flag): self.flag(id, flag)
        case .noted(let text): withOrder(id) { $0.note = text }
        case .codeLocked(let leg):
            flag(id, .codeLocked)
            mark(id, leg: leg, reason: OrderFlag.codeLocked.name, at: now)
            notices.append(.trouble(id, .wrongCode))
        case .codeUnlocked: applyUnlocked(id, at: now)
        case .choicesOpened(let choices, let reason):
            open(choices, of: id)
            mark(id, reason: reason, at: now)
        case .choicesClosed:
            withOrder(id) { $0.choices = [] }
            mark(id, reason: "choicesClosed", at: now)
        case .chose(let choice, _):
            withOrder(id) { $0.choices = [] }
            mark(id, reason: choice.eventReason, at: now)
        case .edited(let revision): applyEdited(id, revision, at: now)
        case .added(_, let price): applyAdded(id, price, at: now)
        }
    }

    /// Writes something that changes no state into the history; one more version.
    mutating func mark(_ id: OrderID, leg: Int? = nil, reason: String, at now: Instant) {
        let active = withOrder(id) { order in
            order.version += 1
            return order.activeLeg
        }
        note(id, leg: leg ?? active, reason: reason, at: now)
    }

    mutating func flag(_ id: OrderID, _ flag: OrderFlag) {
        withOrder(id) { order in
            if !order.flags.contains(flag) { order.flags.append(flag) }
        }
    }

    /// Asks what to do, in place of what was asked before.
    mutating func open(_ choices: [OpenChoice], of id: OrderID) {
        withOrder(id) { $0.choices = choices }
        if let until = choices.compactMap(\.until).min() { setTimer(at: until, .law(id)) }
    }

    // MARK: Payments

    /// Sets the deadlines with which an order begins.
    mutating func book(_ id: OrderID, _ booking: Booking, state: OrderState) {
        if state == .awaitingPayment, let payBy = booking.payBy { setTimer(at: payBy, .law(id)) }
        if state == .scheduled, let releaseAt = booking.releaseAt {
            setTimer(at: releaseAt, .law(id))
        }
    }

    private mutating func applyPaid(_ id: OrderID, to state: OrderState, at now: Instant) {
        let booking = withOrder(id) { order in
            order.isPaid = true
            return order.booking
        }
        move(id, leg: 0, .pay(state), reason: nil, at: now)
        book(id, booking, state: state)
    }

    private mutating func applyPaymentTimedOut(_ id: OrderID, at now: Instant) {
        let reason = "paymentTimedOut"
        withOrder(id) {
            $0.cancellation = Cancellation(from: .awaitingPayment, fee: 0, reason: reason)
        }
        move(id, leg: 0, .paymentTimedOut, reason: reason, at: now)
        finish(id, at: now)
    }

    // MARK: Ends and codes

    private mutating func applyFailed(_ id: OrderID, _ reason: ReasonCode, at now: Instant) {
        let (leg, runner, grams) = withOrder(id) { order in
            let leg = order.activeLeg
            let isCarried = order.legs[leg].state.isCarried
            order.choices = []
            return (leg, isCarried ? order.legs[leg].runner : nil, order.draft.weightGrams)
        }
        withdrawOffers(of: id, leg: leg, reason: "failed", at: now)
        if let runner {
            // The leg keeps the runner's name for the history, as one that was delivered does.
            removeLoad(LegID(order: id, leg: leg), grams: grams, from: runner, at: now)
            notices.append(.unassigned(id, leg: leg, runner, reason: "failed"))
        }
        move(id, leg: leg, .fail, reason: reason.name, at: now)
        finish(id, at: now)
    }

    private mutating func applyUnlocked(_ id: OrderID, at now: Instant) {
        withOrder(id) { order in
            order.wrongCodes = 0
            order.flags.removeAll { $0 == .codeLocked }
        }
        endExceptions(of: id, [.wrongCode], reason: "codeUnlocked")
        mark(id, reason: "codeUnlocked", at: now)
    }

    // MARK: Edits

    private mutating func applyEdited(_ id: OrderID, _ revision: Revision, at now: Instant) {
        let masks = revision.legs.map { pools.mask(of: $0.pools) }
        let promisedBefore = withOrder(id) { $0.promisedBy }
        let runner = withOrder(id) { order in
            order.draft.stops = revision.stops
            order.price = revision.price
            order.meters = revision.meters
            order.promisedBy = revision.promisedBy
            for (leg, plan) in zip(order.legs.indices, revision.legs) {
                order.legs[leg].plan = plan
                order.legs[leg].poolMask = masks[leg]
            }
            order.measureOnward()
            let active = order.legs[order.activeLeg]
            return active.state.isCarried ? active.runner : nil
        }
        if revision.promisedBy != promisedBefore {
            setTimer(at: revision.promisedBy, .promise(id))
        }
        if let runner { changeStops(of: runner) }
        mark(id, reason: "edited", at: now)
    }

    /// More is offered: who said no to less may be asked again, unless it gave the order back.
    private mutating func applyAdded(_ id: OrderID, _ price: Price, at now: Instant) {
        withOrder(id) { order in
            order.price = price
            order.draft.addition = price.addition
            for leg in order.legs.indices {
                order.legs[leg].refusals.removeAll { $0.until != .distantFuture }
            }
        }
        mark(id, reason: "addition", at: now)
    }

    /// The runner has other stops before it than it was told.
    mutating func changeStops(of runner: RunnerIndex) {
        runners[runner.slot].stopsVersion += 1
        touch(runner)
        notices.append(.stops(runner))
    }
}
