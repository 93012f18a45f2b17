// What the market's records change: the mode of a leg, and whether matching rounds look at it.

internal import Basics

extension Engine {
    mutating func applyMarket(_ id: LegID, _ fact: MarketFact, at now: Instant) {
        switch fact {
        case .opened(let mode, let until, let escalatesAt):
            withMarket(id) { market in
                market = Market()
                market.isOpened = true
                market.escalatesAt = escalatesAt
            }
            setTimer(at: escalatesAt, .escalation(id))
            enter(mode, id, until: until)
        case .moved(let mode, let until):
            enter(mode, id, until: until)
            remark(id, reason: mode.name, at: now)
        case .claimed(let runner, let closesAt):
            applyClaim(id, by: runner, closesAt: closesAt)
        case .windowClosed(let scores):
            let winner = scores.first.flatMap { $0.excluded == nil ? $0.runner : nil }
            endClaims(of: id, winner: winner)
            unsettled.append(id)
        }
    }

    // MARK: The watch for a taker

    /// Looks again at a leg that could not be told of when its time came: it was not its order's turn.
    mutating func watchForTaker(_ id: LegID, at now: Instant) {
        guard let escalatesAt = withMarket(id, { $0.escalatesAt }) else { return }
        setTimer(at: max(now, escalatesAt), .escalation(id))
    }

    /// Nobody could take the leg while its pool was empty, and its people were told of that: the time
    /// until it is called untaken stood still, and goes on now.
    mutating func resumeWatch(_ id: LegID, at now: Instant) {
        let since = withOrder(id.order) { order -> Instant? in
            let own = order.events.reversed().lazy.filter { $0.leg == id.leg }
            return own.prefix { $0.state == .waitingForPool }.map(\.at).last
        }
        guard let since, let escalatesAt = withMarket(id, { $0.escalatesAt }), escalatesAt > since
        else { return }
        withMarket(id) { $0.escalatesAt = now + (escalatesAt - since) }
        watchForTaker(id, at: now)
    }

    // MARK: The hall

    private mutating func applyClaim(_ id: LegID, by runner: RunnerIndex, closesAt: Instant) {
        runners[runner.slot].claims.append(id)
        let isFirst = withMarket(id) { market in
            market.claims.append(runner)
            guard market.closesAt == nil else { return false }
            market.closesAt = closesAt
            market.windowCount += 1
            return true
        }
        if isFirst { setTimer(at: closesAt, .window(id)) }
    }

    /// Lets go of the claims of a leg; all but the winner hear that it was for nothing.
    mutating func endClaims(of id: LegID, winner: RunnerIndex?) {
        let claims = withMarket(id) { market in
            defer {
                market.claims = []
                market.closesAt = nil
            }
            return market.claims
        }
        for runner in claims {
            runners[runner.slot].claims.removeAll { $0 == id }
            if runner != winner { notices.append(.grabLost(id.order, runner)) }
        }
    }

    /// Counts a win, and forgets those that count no longer.
    mutating func applyHallWin(_ id: OrderID, by runner: RunnerIndex, at now: Instant) {
        runners[runner.slot].hallWins.removeAll { $0 + Engine.hallWinSpan <= now }
        runners[runner.slot].hallWins.append(now)
        notices.append(.grabbed(id, runner))
    }

    // MARK: Lists

    private mutating func enter(_ mode: MatchingMode, _ id: LegID, until: Instant?) {
        withMarket(id) { market in
            market.mode = mode
            market.until = until
        }
        if let until { setTimer(at: until, .market(id)) }
        setAside(id)
    }

    /// Changes where the leg stands in the market.
    mutating func withMarket<Value>(_ id: LegID, _ body: (inout Market) -> Value) -> Value {
        withOrder(id.order) { body(&$0.legs[id.leg].market) }
    }

    /// Keeps the list of the waiting legs that rounds leave alone.
    mutating func setAside(_ id: LegID) {
        let belongs = orders.look(id.order) { order in
            order.legs[id.leg].state.isWaiting && !order.legs[id.leg].market.mode.isInRounds
        }
        let place = aside.lowerBound(of: id)
        let isThere = place < aside.count && aside[place] == id
        if belongs == true, !isThere { aside.insert(id, at: place) }
        if belongs != true, isThere { aside.remove(at: place) }
    }

    /// Writes a line into the order's history that changes no state.
    mutating func remark(
        _ id: LegID, reason: String, lastFixTime: Instant? = nil, at now: Instant
    ) {
        withOrder(id.order) { $0.version += 1 }
        note(id.order, leg: id.leg, reason: reason, lastFixTime: lastFixTime, at: now)
    }
}

extension [LegID] {
    /// Where `id` stands in an ascending list, or would. O(log n).
    func lowerBound(of id: LegID) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
