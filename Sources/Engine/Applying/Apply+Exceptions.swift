// What the records of exceptions change, and which exceptions end with what else happens: the order's end,
// or a runner for it.

internal import Basics

extension Engine {
    mutating func applyException(_ key: ExceptionKey, _ fact: ExceptionFact, at now: Instant) {
        switch fact {
        case .opened(let details): open(key, details, at: now)
        case .claimed(let by): exceptions[key]?.claimedBy = by
        case .overdue: exceptions[key]?.isOverdue = true
        case .resolved(let reason, _):
            end(key, reason: reason)
            return
        }
        notices.append(.exception(key))
    }

    private mutating func open(
        _ key: ExceptionKey, _ details: ExceptionDetails, at now: Instant
    ) {
        numbers.lastException += 1
        exceptions[key] = Exception(
            key: key, number: numbers.lastException, openedAt: now, details: details)
        if let deadline = details.deadline { setTimer(at: deadline, .exception(key)) }
        guard let reason = key.kind.eventReason, let leg = details.leg,
            orders.contains(leg.order)
        else { return }
        remark(leg, reason: reason, lastFixTime: details.lastFixTime, at: now)
    }

    private mutating func end(_ key: ExceptionKey, reason: String) {
        guard let ended = exceptions.removeValue(forKey: key) else { return }
        notices.append(.exceptionEnded(ended, reason: reason))
    }

    /// Ends those of the kinds that are open about the order.
    mutating func endExceptions(
        of id: OrderID, _ kinds: [ExceptionKind] = ExceptionKind.allCases, reason: String
    ) {
        guard !exceptions.isEmpty else { return }
        for kind in kinds { end(ExceptionKey(kind, .order(id)), reason: reason) }
    }
}
