// Which way a leg is given out, and when the next one's turn has come: two waves or a minute without a
// taker lead to the hall, a hall without a claim to a dispatcher.

internal import Basics

extension Engine {
    /// How a leg that begins to look for a runner at `now` is given out: as the zone of its end says,
    /// else as the policy does.
    func mode(for id: LegID, at now: Instant) -> MatchingMode {
        let asked = orders.look(id.order) { order in
            zoneMode(
                at: order.legs[id.leg].plan.endCoordinate, site: order.owner.site, now: now)
        }
        return asked.flatMap { $0 } ?? policy.mode
    }

    /// What the market has to do about a leg at `now`; nothing if its time has not come.
    func marketRecords(of id: LegID, at now: Instant) -> [Record] {
        let leg = orders.look(id.order) { ($0.legs[id.leg].state, $0.legs[id.leg].market) }
        guard let (state, market) = leg, state.isWaiting else { return [] }
        guard market.isOpened else {
            return [.market(id, opening(mode(for: id, at: now), at: now))]
        }
        let isOver = market.until.map { $0 <= now } ?? false
        switch market.mode {
        case .wave where isOver || market.wave >= policy.fallbackWaves:
            return [.market(id, .moved(to: .hall, until: now + policy.hallClaimTimeout))]
        case .hall where isOver && market.closesAt == nil:
            let isForPeople = state == .matching || state == .noTaker
            return [.market(id, .moved(to: .auto, until: nil))]
                + (isForPeople ? opening(.noTaker, of: id, at: now) : [])
        default:
            return []
        }
    }

    private func opening(_ mode: MatchingMode, at now: Instant) -> MarketFact {
        let until: Instant? =
            switch mode {
            case .wave: now + policy.fallback
            case .hall: now + policy.hallClaimTimeout
            case .auto, .manual, .scan: nil
            }
        return .opened(mode, until: until, escalatesAt: now + policy.escalation)
    }

    /// What the legs lead to that have begun to wait since the last call.
    mutating func settleMarket(at now: Instant) -> [Record] {
        guard !unsettled.isEmpty else { return [] }
        let legs = unsettled.sorted()
        unsettled.removeAll(keepingCapacity: true)
        var records: [Record] = []
        for (place, id) in legs.enumerated() where place == 0 || legs[place - 1] != id {
            records += marketRecords(of: id, at: now)
        }
        return records
    }
}
