// Deadlines as data. A timer says only where to look: what is due is read from the state, so a timer
// that has outlived its reason does nothing.

public import Basics
internal import Geo
internal import HeapModule

/// Something to look at when its time has come.
struct EngineTimer: Comparable, Sendable {
    enum Subject: Sendable {
        case offer(OfferID)
        case eviction(OrderID)
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
    public var nextDeadline: Instant? { timers.min?.at }

    mutating func setTimer(at instant: Instant, _ subject: EngineTimer.Subject) {
        changeCount += 1
        timers.insert(EngineTimer(at: instant, number: changeCount, subject: subject))
    }

    /// The records of the deadlines that have passed at `now`; ended orders whose time in memory is
    /// over are forgotten, and runners who fell silent leave the index.
    public mutating func due(at now: Instant) -> [Record] {
        var records: [Record] = []
        while let timer = timers.min, timer.at <= now {
            timers.removeMin()
            switch timer.subject {
            case .offer(let id):
                guard let offer = offers[id], offer.state.isOpen else { continue }
                records.append(
                    .offerEnded(
                        id, offer.order, .expired,
                        refusedUntil: timer.at + policy.refusalMemory))
            case .eviction(let id):
                forget(id)
            }
        }
        sweepStale(at: now)
        return records
    }

    /// Forgets ended orders whose time in memory is over, as `due` does, and leaves other deadlines for
    /// later: for a replay, in which what followed from them comes as records.
    public mutating func evict(at now: Instant) {
        while let timer = timers.min, timer.at <= now {
            guard case .eviction(let id) = timer.subject else {
                // An offer's end is in the journal; if it is not, `due` finds it after the replay.
                guard case .offer(let offer) = timer.subject, offers[offer]?.state.isOpen == true
                else {
                    timers.removeMin()
                    continue
                }
                return
            }
            timers.removeMin()
            forget(id)
        }
    }

    /// Takes an ended order out of memory; the journal keeps it.
    private mutating func forget(_ id: OrderID) {
        guard var order = orders.remove(id) else { return }
        if let chunk = order.track.takeChunk() { forgottenChunks.append((id, chunk)) }
        count(order.state, by: -1)
        for offer in offersOfOrder.removeValue(forKey: id) ?? [] {
            offers.removeValue(forKey: offer)
        }
    }

    /// Runners whose last fix is too old leave the index; they come back with their next fix.
    private mutating func sweepStale(at now: Instant) {
        guard now >= nextStaleSweep else { return }
        nextStaleSweep = now + Milliseconds(max(250, policy.staleAfter.count / 10))
        for slot in live.indices where index.contains(slot) && !isFresh(live[slot], at: now) {
            index.remove(slot)
            touch(RunnerIndex(slot))
        }
    }
}
