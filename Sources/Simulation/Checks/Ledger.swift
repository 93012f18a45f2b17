// The records read by somebody who does not trust the engine: who holds which offer and which leg is
// kept here a second time, in the simplest way there is.

internal import Basics
internal import City
internal import Engine
internal import Journal

/// What the records so far come to.
struct Ledger: Sendable {
    private struct OfferLine {
        var order: OrderID
        var runner: RunnerIndex
        var expiresAt: Instant
        /// Why it can't be accepted any more.
        var end: String?
    }

    private struct LegLine {
        var runner: RunnerIndex?
        var epoch = 0
        var hasGoods = false
        var isOver = false
        var refusals: [RunnerIndex: Instant] = [:]
    }

    private var offers: [OfferID: OfferLine] = [:]
    private var legs: [OrderID: LegLine] = [:]
    private var externalIds: Set<String> = []
    private var position = JournalPosition.none

    init() {}

    /// Takes a record; the broken promise, if there is one.
    mutating func take(_ entry: JournalEntry) -> (Violation.Kind, String)? {
        guard entry.position == position.next else {
            return (.seamBroken, "record \(entry.position.value) follows \(position.value)")
        }
        position = entry.position
        guard let record = try? RecordCodec.decode(entry) else {
            return (.unreadable, "record \(entry.position.value)")
        }
        return take(record, at: entry.at)
    }

    private mutating func take(_ record: Record, at now: Instant) -> (Violation.Kind, String)? {
        switch record {
        case .orderCreated(let id, let placed):
            legs[id] = LegLine()
            guard let externalId = placed.draft.externalId else { return nil }
            let isNew = externalIds.insert(externalId).inserted
            return isNew ? nil : (.placedTwice, "\(id.text) is \(externalId) again")
        case .offerMade(let id, let leg, let terms):
            offers[id] = OfferLine(
                order: leg.order, runner: terms.runner, expiresAt: terms.expiresAt)
            guard let until = legs[leg.order]?.refusals[terms.runner], now < until else {
                return nil
            }
            return (.askedAgain, "\(leg.order.text): \((until - now).count) ms too early")
        case .offerEnded(let id, let order, let end, let refusedUntil):
            offers[id]?.end = "\(end)"
            if let runner = offers[id]?.runner { legs[order]?.refusals[runner] = refusedUntil }
        case .legAssigned(let order, _, let runner, let epoch, let origin):
            return assign(order, to: runner, epoch: epoch, origin, at: now)
        case .phaseReported(let order, _, let phase, _):
            return advance(order, phase)
        case .orderCancelled(let order, _, _):
            return cancel(order)
        default:
            break
        }
        return nil
    }

    private mutating func assign(
        _ order: OrderID, to runner: RunnerIndex, epoch: Int, _ origin: AssignmentOrigin,
        at now: Instant
    ) -> (Violation.Kind, String)? {
        guard let leg = legs[order] else { return (.doubleAssignment, "\(order.text) is unknown") }
        defer {
            legs[order] = LegLine(runner: runner, epoch: epoch, refusals: leg.refusals)
        }
        if leg.isOver { return (.doubleAssignment, "\(order.text) is over") }
        if leg.hasGoods { return (.wrongHolder, "\(order.text) is under way") }
        if epoch != leg.epoch + 1 {
            return (.epochBack, "\(order.text): \(leg.epoch) was followed by \(epoch)")
        }
        guard case .accepted(let id) = origin else { return nil }
        if leg.runner != nil { return (.doubleAssignment, "\(order.text) has a runner") }
        guard let offer = offers[id], offer.order == order else {
            return (.deadOfferAssigned, "\(order.text): no such offer")
        }
        offers[id]?.end = "accepted"
        if let end = offer.end { return (.deadOfferAssigned, "\(order.text): \(end)") }
        if now >= offer.expiresAt { return (.deadOfferAssigned, "\(order.text): it had run out") }
        return nil
    }

    private mutating func advance(
        _ order: OrderID, _ phase: Phase
    ) -> (Violation.Kind, String)? {
        guard let leg = legs[order], leg.runner != nil, !leg.isOver else {
            return (.wrongHolder, "\(order.text): \(phase.name) without a runner")
        }
        switch phase {
        case .atPickup, .pickedUp:
            if leg.hasGoods { return (.wrongHolder, "\(order.text) was picked up twice") }
            legs[order]?.hasGoods = phase == .pickedUp
        case .atDropoff, .delivered, .returning, .returned:
            if !leg.hasGoods { return (.wrongHolder, "\(order.text) was never picked up") }
            legs[order]?.isOver = phase.state.isFinal
        }
        return nil
    }

    private mutating func cancel(_ order: OrderID) -> (Violation.Kind, String)? {
        defer {
            legs[order]?.isOver = true
            legs[order]?.runner = nil
        }
        guard let leg = legs[order], !leg.isOver else {
            return (.illegalStep, "\(order.text) was cancelled after its end")
        }
        return leg.hasGoods ? (.wrongHolder, "\(order.text) was cancelled under way") : nil
    }
}
