// Giving a link to an order away.

internal import Basics

extension Engine {
    func share(
        _ id: OrderID, with party: ShareParty, by principal: Principal, at now: Instant
    ) -> Decision {
        let order: Order
        switch ownOrder(id, principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        guard !order.state.isFinal else {
            return .failure(stateConflict(order, "the order has ended; nothing is left to show"))
        }
        guard order.shares.count < policy.sharesPerOrderMax else {
            return .failure(
                Refusal(
                    .rateLimited, limit: policy.sharesPerOrderMax,
                    detail: "at most \(policy.sharesPerOrderMax) links to an order"))
        }
        let stop: Int?
        switch party {
        case .sender: stop = 0
        case .recipient: stop = order.draft.stops.count - 1
        case .viewer: stop = nil
        }
        return .success([
            .shared(
                id,
                Share(
                    number: UInt64(order.shares.count) + 1, stop: stop,
                    expiresAt: now + policy.shareLifetime))
        ])
    }
}
