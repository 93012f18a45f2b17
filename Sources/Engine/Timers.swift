// Deadlines as data. A timer says only where to look: what is due is read from the state, so a timer
// that has outlived its reason does nothing.

public import Basics
internal import Geo

/// Something to look at when its time has come.
struct EngineTimer: Comparable, Sendable {
    enum Subject: Equatable, Sendable {
        case offer(OfferID)
        /// The runner's app should have shown the offer.
        case confirm(OfferID)
        /// The leg's mode gives up.
        case market(LegID)
        /// Nobody has taken the leg for too long.
        case escalation(LegID)
        /// A leg that waits for its pool, and the instant it was watched until.
        case pool(LegID, watch: Instant)
        /// The window of the hall closes.
        case window(LegID)
        /// The order was promised by now.
        case promise(OrderID)
        /// A dispatcher should have claimed the exception.
        case exception(ExceptionKey)
        case eviction(OrderID)
        /// A payment, the hour of a scheduled order, the end of a choice.
        case law(OrderID)
        /// The runner's hours have something to say. It follows from them, and is in no snapshot.
        case work(RunnerIndex)

        var isOfHours: Bool {
            if case .work = self { return true }
            return false
        }
        /// Goods lie at a station until the leg takes them.
        case dwell(LegID)
        /// The leg's runner waits at a gate.
        case gate(LegID)
    }

    var at: Instant
    /// Breaks ties, so that timers of one instant go off in the order in which they were set.
    var number: UInt64
    var subject: Subject

    static func < (left: EngineTimer, right: EngineTimer) -> Bool {
        (left.at, left.number) < (right.at, right.number)
    }

    static func == (left: EngineTimer, right: EngineTimer) -> Bool {
        (left.at, left.number) == (right.at, right.number)
    }
}

extension Engine {
    /// When `due` has something to do next, apart from the sweep of stale runners.
    public var nextDeadline: Instant? {
        guard let eviction = evictions.min?.at else { return timers.min?.at }
        return timers.min.map { min($0.at, eviction) } ?? eviction
    }

    mutating func setTimer(at instant: Instant, _ subject: EngineTimer.Subject) {
        changeCount += 1
        let timer = EngineTimer(at: instant, number: changeCount, subject: subject)
        if case .eviction = subject { evictions.insert(timer) } else { timers.insert(timer) }
    }

    /// Forgets the ended orders whose time in memory is over at `now`. Whoever decides at `now` calls this
    /// first: a replay forgets them by the records' instants, and knows no turns. O(1) if there are none.
    public mutating func forgetEnded(at now: Instant) {
        while let timer = evictions.min, timer.at <= now {
            evictions.removeMin()
            if case .eviction(let id) = timer.subject { forget(id, due: timer.at) }
        }
    }

    /// The records of the next deadline that has passed at `now`, or `nil` when there is none any more. One
    /// deadline at a time, because what the next one leads to depends on what this one did: apply the records
    /// and ask again. Ended orders whose time in memory is over are forgotten on the way.
    public mutating func due(at now: Instant) -> [Record]? {
        forgetEnded(at: now)
        let market = settleMarket(at: now)
        if !market.isEmpty { return market }
        if policy.workRules != workRules, !(policy.protection.isOff && workRules.isOff) {
            return [.protection(.rules(policy.workRules))]
        }
        if finishedInMemory != policy.finishedInMemory {
            return [.retention(policy.finishedInMemory)]
        }
        while let timer = timers.min, timer.at <= now {
            timers.removeMin()
            if case .work(let runner) = timer.subject { wind(runner, at: now) }
            let records = records(of: timer, at: now)
            if !records.isEmpty { return records }
        }
        let seen = sweep(at: now)
        return seen.isEmpty ? nil : seen
    }

    /// What a deadline that has passed leads to; nothing if its reason is gone.
    private func records(of timer: EngineTimer, at now: Instant) -> [Record] {
        switch timer.subject {
        case .offer(let id):
            guard let offer = offers[id], offer.state.isOpen else { return [] }
            return refusal(
                of: offer, .expired, until: timer.at + policy.refusalMemory, at: now)
        case .pool(let id, let watch):
            return poolDue(id, watch: watch, at: now)
        case .confirm(let id):
            guard let offer = offers[id], offer.state == .pending else { return [] }
            return [
                .offerEnded(
                    id, offer.order, .withdrawn(reason: "notSeen"),
                    refusedUntil: timer.at + policy.refusalMemory)
            ]
        case .market(let id):
            return marketRecords(of: id, at: now)
        case .escalation(let id):
            return escalation(of: id, at: now)
        case .window(let id):
            return closeWindow(of: id, at: now)
        case .promise(let id):
            return lateness(of: id, at: now)
        case .exception(let key):
            guard let open = exceptions[key], open.claimedBy == nil, !open.isOverdue,
                open.details.deadline.map({ $0 <= now }) == true
            else { return [] }
            return [.exception(key, .overdue)]
        case .work(let runner):
            return workRecords(of: runner, at: now)
        case .eviction:
            return []
        case .law(let id):
            return lawRecords(of: id, at: now)
        case .dwell(let leg):
            return dwellRecords(of: leg, at: now)
        case .gate(let leg):
            return gateRecords(of: leg, timer: timer.at, at: now)
        }
    }

    /// Lets time pass in a replay: ended orders are forgotten as `due` does; what other deadlines led to
    /// comes as records. Those for which no record came are kept for `resume`.
    public mutating func pass(to now: Instant) {
        forgetEnded(at: now)
        while let timer = timers.min, timer.at <= now {
            timers.removeMin()
            switch timer.subject {
            case .work(let runner): live[runner.slot].workTimerAt = .distantFuture
            default: overdue.append(timer)
            }
        }
        if overdue.count > 10_000 { dropSettledTimers(at: now) }
        // What began to wait has its records, or is looked at when the replay is over.
        unsettled.removeAll(keepingCapacity: true)
    }

    /// The replay is over: what fell due meanwhile is due now, at once and once.
    public mutating func resume(at now: Instant) {
        forgetEnded(at: now)
        dropSettledTimers(at: now)
        for timer in overdue { timers.insert(timer) }
        overdue = []
        unsettled = waiting
        resumedAt = now
        for slot in runners.indices { wind(RunnerIndex(slot), at: now) }
    }

    /// Sets the timer for what a runner's hours come to after `now`.
    private mutating func wind(_ runner: RunnerIndex, at now: Instant) {
        live[runner.slot].workTimerAt = .distantFuture
        setWorkTimer(of: runner, at: now)
    }

    private mutating func dropSettledTimers(at now: Instant) {
        let pending = overdue.filter { !records(of: $0, at: now).isEmpty }
        overdue = pending
    }

    /// What has fallen due of an order's payment, hour or choices.
    private func lawRecords(of id: OrderID, at now: Instant) -> [Record] {
        let fact = orders.look(id) { order -> LawFact? in
            if order.state == .awaitingPayment, let payBy = order.booking.payBy, payBy <= now {
                return .paymentTimedOut
            }
            if order.state == .scheduled, let at = order.booking.releaseAt, at <= now {
                return .released
            }
            let isOver = order.choices.contains { $0.until.map { $0 <= now } ?? false }
            return isOver ? .choicesClosed : nil
        }
        guard let fact, let fact else { return [] }
        return [.law(id, fact)]
    }

    /// So many exceptions are open before those of an order that leaves memory end with it.
    static let exceptionsKeptMax = 1_000

    /// Takes an ended order out of memory; the journal keeps it. An end that was taken back has left its
    /// timer behind: it is due no more.
    private mutating func forget(_ id: OrderID, due: Instant) {
        guard orders.look(id, { $0.forgetAt == due }) == true, var order = orders.remove(id)
        else { return }
        if let chunk = order.track.takeChunk() { forgottenChunks.append((id, chunk)) }
        // What nobody has seen to stays; beyond the bound its end is told.
        if exceptions.count > Engine.exceptionsKeptMax {
            endExceptions(of: id, reason: "forgotten")
        }
        count(order.state, by: -1)
        for offer in offersOfOrder.removeValue(forKey: id) ?? [] {
            offers.removeValue(forKey: offer)
        }
    }

    /// Runners whose last fix is too old leave the index; they come back with their next fix. Those who
    /// carry something are looked at.
    private mutating func sweep(at now: Instant) -> [Record] {
        guard now >= nextStaleSweep else { return [] }
        nextStaleSweep = now + Milliseconds(max(250, policy.staleAfter.count / 10))
        for slot in live.indices where index.contains(slot) && !isFresh(live[slot], at: now) {
            index.remove(slot)
            touch(RunnerIndex(slot))
        }
        silentCarriers = runners.indices.filter { !runners[$0].carried.isEmpty && isSilent($0) }
        // Rounds look at the stations of the legs that they give out; nobody else does at the others'.
        return watchCarriers(at: now) + heldRecords(of: aside, at: now)
    }
}
