// An ended order leaves memory; the journal still has its life. This folds it back into an order.

public import Basics

extension Engine {
    /// The order as its own records tell it, or `nil` if they do not begin with its creation. The
    /// living city is not touched.
    public func recall(_ records: [(at: Instant, record: Record)]) -> Order? {
        guard let first = records.first, case .orderCreated(let id, _) = first.record
        else { return nil }
        var past = Engine(policy: policy, parameters: parameters)
        past.runners = runners
        past.live = [LiveRunner](repeating: LiveRunner(), count: runners.count)
        past.pools = pools
        past.skills = skills
        for (at, record) in records { past.apply(record, at: at) }
        return past.order(id)
    }

    /// Whether an order that is no longer in memory may be seen: who carried it sees it no more.
    public func mayRecall(_ order: borrowing Order, _ principal: Principal) -> Bool {
        principal.role == .runner ? false : maySee(order, principal)
    }
}
