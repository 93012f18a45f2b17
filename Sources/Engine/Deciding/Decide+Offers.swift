// A runner's answer to an offer.

internal import Basics
internal import Matching

extension Engine {
    /// The offer, if it is the principal's own.
    private func ownOffer(_ id: OfferID, _ principal: Principal) -> Result<Offer, Refusal> {
        guard principal.role == .runner else {
            return .failure(Refusal(.forbidden, detail: "only the asked runner may answer"))
        }
        guard let offer = offers[id],
            runners[offer.runner.slot].profile.id.text == principal.subject
        else { return .failure(.noOffer) }
        return .success(offer)
    }

    func seen(_ id: OfferID, by principal: Principal) -> Decision {
        switch ownOffer(id, principal) {
        case .failure(let refusal): .failure(refusal)
        case .success(let offer):
            .success(offer.state == .pending ? [.offerSeen(id, offer.order)] : [])
        }
    }

    func accept(
        _ id: OfferID, epoch: Int, by principal: Principal, at now: Instant
    ) -> Decision {
        let offer: Offer
        switch ownOffer(id, principal) {
        case .success(let own): offer = own
        case .failure(let refusal): return .failure(refusal)
        }
        guard let order = order(offer.order) else { return .failure(.noOffer) }
        if let refusal = obstacle(toAccepting: offer, epoch: epoch, of: order, at: now) {
            return .failure(refusal)
        }
        return .success([
            .legAssigned(
                offer.order, leg: offer.leg, offer.runner, epoch: offer.epoch, .accepted(id))
        ])
    }

    /// Why the offer can't be accepted any more; the precedence is the protocol's.
    private func obstacle(
        toAccepting offer: Offer, epoch: Int, of order: borrowing Order, at now: Instant
    ) -> Refusal? {
        let leg = order.legs[offer.leg]
        let isTaken =
            leg.state.isCarried || leg.state == .delivered || leg.state == .atStation
        if isTaken, holds(.offerOpen) {
            let isOwn = leg.runner == offer.runner
            return Refusal(
                .offerTaken,
                detail: isOwn
                    ? "you have this order already" : "another runner has this order already")
        }
        if offer.state == .withdrawn, holds(.offerOpen) {
            return Refusal(
                .offerWithdrawn, detail: "the offer was withdrawn; nothing is to be done")
        }
        if !offer.state.isOpen || now >= offer.expiresAt, holds(.offerOpen) {
            return Refusal(
                .offerExpired, detail: "the offer ended; the next one comes by itself",
                claimable: mayClaim(order, leg: offer.leg, offer.runner, at: now))
        }
        if epoch != offer.epoch || offer.epoch != leg.epoch + 1, holds(.offerEpoch) {
            return Refusal(
                .staleEpoch, field: "/epoch", limit: offer.epoch,
                detail: "the epoch of this offer is \(offer.epoch)")
        }
        switch self.obstacle(toAnswering: offer, of: order, at: now) {
        case nil:
            return nil
        case .capacity:
            return Refusal(
                .capacityReached, limit: runners[offer.runner.slot].capacityOrders,
                detail: "finish an order first")
        case .notVerified:
            return Refusal(.notVerified, detail: "the operator has not verified this runner")
        case .blocked:
            return Refusal(.blocked, detail: "the operator keeps this runner from the order")
        case .resting, .dayLimit, .restDay:
            let hold = hold(of: offer.runner, at: now) ?? .rest(until: nil)
            return .resting(hold, workRules, at: now)
        case .some(let filter):
            return Refusal(
                .offerWithdrawn, detail: "the runner may no longer take it: \(filter.name)",
                filter: filter.name)
        }
    }

    func decline(
        _ id: OfferID, reason: String?, by principal: Principal, at now: Instant
    ) -> Decision {
        let offer: Offer
        switch ownOffer(id, principal) {
        case .success(let own): offer = own
        case .failure(let refusal): return .failure(refusal)
        }
        guard offer.state.isOpen else {
            if offer.state == .withdrawn {
                return .failure(Refusal(.offerWithdrawn, detail: "the offer was withdrawn before"))
            }
            return .failure(
                Refusal(.offerExpired, detail: "the offer has ended", claimable: false))
        }
        return .success(
            refusal(
                of: offer, .declined(reason: reason), until: now + policy.refusalMemory, at: now))
    }
}
