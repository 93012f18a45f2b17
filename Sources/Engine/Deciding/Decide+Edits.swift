// Changes of an order that stands: its stops, and the customer's addition. Who was asked on other terms is
// asked anew.

internal import Basics
internal import Geo

extension Engine {
    private static let editors: RoleSet = [.customer, .merchant, .service, .dispatcher, .admin]

    func edit(
        _ id: OrderID, _ edits: [StopEdit], by principal: Principal, at now: Instant
    ) -> Decision {
        if let refusal = requireRole(Engine.editors, principal) { return .failure(refusal) }
        let order: Order
        switch ownOrder(id, principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        var draft = order.draft
        for edit in edits {
            guard draft.stops.indices.contains(edit.index) else {
                return .failure(
                    Refusal(
                        .outOfRange, field: "/stops", limit: draft.stops.count,
                        detail: "the order has \(draft.stops.count) stops; their number stays"))
            }
            draft.stops[edit.index] = edit.applied(to: draft.stops[edit.index])
        }
        guard draft.stops != order.draft.stops else { return .success([]) }
        if let refusal = obstacle(toEditing: order, draft.stops) { return .failure(refusal) }
        let revision = revision(of: order, draft)
        let moves = revision.legs != order.legs.map(\.plan)
        if moves, let refusal = obstacle(toMoving: order, to: draft, revision, at: now) {
            return .failure(refusal)
        }
        return .success(
            (moves ? withdrawals(of: order, reason: "orderChanged") : [])
                + [.law(id, .edited(revision))])
    }

    /// Why these stops can't take the place of the order's.
    private func obstacle(toEditing order: borrowing Order, _ stops: [Stop]) -> Refusal? {
        for (index, (before, after)) in zip(order.draft.stops, stops).enumerated()
        where before != after {
            let movesPlace = before.coordinate != after.coordinate
            if movesPlace, !order.allowsEdit(of: .place, at: before.kind) {
                return tooLate(order, index, before.kind, "place")
            }
            if before.details != after.details,
                !order.allowsEdit(of: .words, at: before.kind)
            {
                return tooLate(order, index, before.kind, "contact, note and code")
            }
        }
        return nil
    }

    /// Why the order may not go there: it is checked as a new one, and whoever is bound to a leg of it
    /// already must be one who may go there.
    private func obstacle(
        toMoving order: borrowing Order, to draft: OrderDraft, _ revision: Revision,
        at now: Instant
    ) -> Refusal? {
        let site = order.owner.site
        let instant = max(now, draft.scheduledAt ?? now)
        if let refusal = check(draft) ?? checkPlaces(draft, site: site, at: instant) {
            return refusal
        }
        for (leg, plan) in zip(order.legs, revision.legs) {
            if let refusal = carrierConflict(of: leg, getting: plan, field: "/stops") {
                return refusal
            }
        }
        return nil
    }

    /// A refusal if whoever carries the leg already lacks a pool that the new plan demands and the old one
    /// did not. Who was bound against a pool, or left it since, is known to lack it.
    func carrierConflict(
        of leg: borrowing Leg, getting plan: LegPlan, field: String? = nil
    ) -> Refusal? {
        guard leg.state.isCarried, let runner = leg.runner else { return nil }
        let known = leg.plan.pools
        let has = poolNames(of: runner)
        let lacks = plan.pools.filter { !has.contains($0) && !known.contains($0) }
        guard !lacks.isEmpty else { return nil }
        return Refusal(
            .poolConflict, field: field,
            detail: "the runner who carries it may not go there: it demands "
                + lacks.joined(separator: ", "))
    }

    private func tooLate(
        _ order: borrowing Order, _ index: Int, _ kind: StopKind, _ what: String
    ) -> Refusal {
        var refusal = stateConflict(
            order, "the order is \(order.state.name): the \(what) of a \(kind.name) stays")
        refusal.field = "/stops/\(index)"
        return refusal
    }

    /// The order with those stops: the way is measured anew, and a longer one takes longer.
    private func revision(of order: borrowing Order, _ draft: OrderDraft) -> Revision {
        let moves = zip(order.draft.stops, draft.stops).contains { $0.coordinate != $1.coordinate }
        guard moves else {
            return Revision(
                stops: draft.stops, price: order.price, meters: order.meters,
                promisedBy: order.promisedBy, legs: order.legs.map(\.plan))
        }
        let meters = draft.meters
        let more =
            policy.estimate.promisedTime(meters: meters)
            - policy.estimate.promisedTime(meters: order.meters)
        var legs = order.legs.map { $0.plan.replanned(over: draft.stops) }
        legs[order.doorLeg].pools = doorDemand(draft, site: order.owner.site).names
        return Revision(
            stops: draft.stops,
            price: policy.tariff.price(meters: meters, addition: order.price.addition),
            meters: meters, promisedBy: order.promisedBy + more, legs: legs)
    }

    private func withdrawals(of order: borrowing Order, reason: String) -> [Record] {
        let id = order.id
        return order.legs[order.activeLeg].offers.map {
            .offerEnded($0, id, .withdrawn(reason: reason), refusedUntil: nil)
        }
    }

    // MARK: The customer's addition

    /// The most that an addition may come to.
    static let additionMax = 1_000_000

    func add(
        _ amount: Int, to id: OrderID, by principal: Principal, at now: Instant
    ) -> Decision {
        if let refusal = requireRole(.placers, principal) { return .failure(refusal) }
        let order: Order
        switch ownOrder(id, principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        let isLookedFor = order.state.isWaiting || order.state == .offered
        guard isLookedFor else {
            return .failure(
                stateConflict(order, "an addition helps while a runner is looked for"))
        }
        let most = Engine.additionMax - order.price.addition
        guard amount > 0, amount <= most else {
            return .failure(
                Refusal(
                    .outOfRange, field: "/amount", limit: amount > 0 ? most : 1,
                    detail: "the addition grows by 1 to \(most)"))
        }
        var price = order.price
        price.addition += amount
        return .success(
            withdrawals(of: order, reason: "priceChanged")
                + [.law(id, .added(amount: amount, price))]
                + offersAnew(
                    of: order, fee: order.fee(ofLeg: order.activeLeg, of: price), at: now))
    }

    /// The open offers of the order for another fee, with all their time, to those who may still have it.
    private func offersAnew(
        of order: borrowing Order, fee: Int, at now: Instant
    ) -> [Record] {
        let leg = order.activeLeg
        var number = numbers.lastOffer
        var records: [Record] = []
        for offer in order.legs[leg].offers.compactMap({ offers[$0] })
        where obstacle(to: offer.runner, for: order, leg: leg, at: now) == nil {
            var terms = offer.terms
            let isSeen = offer.state == .seen
            terms.fee = fee
            terms.expiresAt = now + policy.offerDeadline
            // An app that has shown the first one is known to be there.
            terms.confirmBy = isSeen ? nil : confirmBy(offer.runner, at: now)
            number += 1
            records.append(
                .offerMade(
                    OfferID(number: number), LegID(order: order.id, leg: leg), terms))
        }
        return records
    }
}

extension OrderDraft {
    /// The way over all stops, great circle.
    var meters: Double {
        zip(stops, stops.dropFirst()).reduce(0) {
            $0 + $1.0.coordinate.distanceMeters(to: $1.1.coordinate)
        }
    }
}
