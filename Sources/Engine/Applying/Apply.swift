// Records to state: the only place where the journaled state changes, at run time and in a replay
// alike. A record that does not fit the state is a bug or a foreign journal, and stops the process.

public import Basics

extension Engine {
    /// Makes the record part of the state. `at` is when it was decided.
    public mutating func apply(_ record: Record, at: Instant) {
        switch record {
        case .runnerRegistered(let index, let profile):
            applyRegistered(index, profile)
        case .runnerPatched(let index, let patch):
            applyPatch(patch, to: index)
        case .dutyChanged(let index, let duty):
            applyDuty(duty, to: index, at: at)
        case .orderCreated(let id, let placed):
            applyCreated(Order(id: id, placed, at: at))
        case .waiting(let id, let leg, let cause):
            applyWaiting(id, leg: leg, cause, at: at)
        case .offerMade(let id, let leg, let terms):
            applyOffer(Offer(id: id, legID: leg, terms: terms, createdAt: at))
        case .offerSeen(let id, _):
            offers[id]?.state = .seen
        case .offerEnded(let id, _, let end, let refusedUntil):
            applyOfferEnd(id, end, refusedUntil: refusedUntil, at: at)
        case .legAssigned(let id, let leg, let runner, let epoch, let origin):
            applyAssignment(id, leg: leg, to: runner, epoch: epoch, origin, at: at)
        case .phaseReported(let id, let leg, let phase, let reason):
            applyPhase(id, leg: leg, phase, reason: reason, at: at)
        case .wrongCode(let id, _):
            withOrder(id) { $0.wrongCodes += 1 }
        case .orderCancelled(let id, _, let cancellation):
            applyCancelled(id, cancellation, at: at)
        case .law(let id, let fact):
            applyLaw(id, fact, at: at)
        case .place(let fact):
            applyPlace(fact)
        case .market(let id, let fact):
            applyMarket(id, fact, at: at)
        case .shared(let id, let share):
            withOrder(id) { $0.shares.append(share) }
        case .access(let fact):
            applyAccess(fact)
        case .pool(let leg, let fact):
            applyPoolFact(leg, fact, at: at)
        case .exception(let key, let fact):
            applyException(key, fact, at: at)
        case .explained:
            // It lies with the order's records for those who ask why.
            break
        case .protection(let fact):
            applyProtection(fact, at: at)
        case .retention(let span):
            finishedInMemory = span
        case .relay(let leg, let fact):
            applyRelay(leg, fact, at: at)
        case .answered:
            // The Gateway keeps answers; they are no state of the city.
            break
        case .folded(let fold):
            restore(fold)
        }
        if !unsettledWork.isEmpty { settleWork(at: at) }
    }
}
