// One predicate for every path: the rows that a matching round sees are made here, and a single pair
// is checked through the same rows.

public import Basics
internal import Geo
public import Matching

extension Engine {
    /// Why the runner may not have the leg, or `nil` if it may. The one check for rounds, accepts and
    /// assignments by hand.
    public func obstacle(
        to runner: RunnerIndex, for order: borrowing Order, leg: Int, at now: Instant
    ) -> FilterReason? {
        obstacle(to: runner, runnerRow(runner, at: now), for: order, leg: leg, at: now)
    }

    /// The same when the runner says yes: it was fresh when it was asked, and may answer from a cellar.
    func obstacle(
        toAnswering offer: Offer, of order: borrowing Order, at now: Instant
    ) -> FilterReason? {
        var row = runnerRow(offer.runner, at: now)
        row.isFresh = true
        row.reachMeters = .infinity
        return obstacle(to: offer.runner, row, for: order, leg: offer.leg, at: now)
    }

    private func obstacle(
        to runner: RunnerIndex, _ row: RunnerRow, for order: borrowing Order, leg: Int,
        at now: Instant
    ) -> FilterReason? {
        let refused = order.legs[leg].refusals.contains { $0.runner == runner && $0.until > now }
        var row = row
        // To be asked about this very leg is no reason not to get it.
        if let asked = runners[runner.slot].pendingOffer, order.legs[leg].offers.contains(asked) {
            row.hasOffer = false
        }
        return eligibility(
            order: orderRow(order, leg: leg, refusedBy: 0..<0), runner: row, refused: refused,
            blocked: access.isBlocked(runner, from: order.owner.subject))
    }

    func orderRow(_ order: borrowing Order, leg: Int, refusedBy: Range<Int>) -> OrderRow {
        OrderRow(
            id: LegID(order: order.id, leg: leg).rowNumber,
            pickup: order.legs[leg].plan.startCoordinate,
            waitingSince: order.legs[leg].waitingSince, pools: order.legs[leg].poolMask,
            vehicles: 0,
            skills: order.skillMask, grams: Int32(clamping: order.draft.weightGrams),
            person: person(behind: order.owner).map { StableHash.of($0) } ?? 0,
            refusedBy: refusedBy, site: order.owner.site.map { StableHash.of($0) } ?? 0)
    }

    func runnerRow(_ index: RunnerIndex, at now: Instant) -> RunnerRow {
        let runner = runners[index.slot]
        let live = live[index.slot]
        return RunnerRow(
            id: UInt64(index.value), coordinate: live.coordinate,
            pools: policy.ignoresPools ? .max : runner.poolMask,
            vehicle: runner.profile.vehicle.rawValue, skills: runner.skillMask,
            loadOrders: Int32(runner.load.orders), capacityOrders: Int32(runner.capacityOrders),
            loadGrams: Int32(clamping: runner.load.grams),
            capacityGrams: Int32(clamping: runner.profile.capacity.grams),
            person: runner.personNumber,
            isVerified: runner.verified, isOnDuty: runner.duty == .on,
            isFresh: isFresh(live, at: now), hasOffer: runner.pendingOffer != nil,
            isBlocked: runner.isBlocked, site: runner.siteNumber,
            heldBack: heldBack(index, at: now), reachMeters: reachMeters(of: index, at: now))
    }

    /// Whether the runner's position is recent enough to plan with.
    public func isFresh(_ live: LiveRunner, at now: Instant) -> Bool {
        live.hasPosition && now - live.receivedAt <= policy.staleAfter
    }
}
