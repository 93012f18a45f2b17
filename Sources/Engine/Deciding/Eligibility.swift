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

    func obstacle(
        to runner: RunnerIndex, _ row: RunnerRow, for order: borrowing Order, leg: Int,
        at now: Instant
    ) -> FilterReason? {
        obstacle(
            to: runner, row, for: order, leg: leg,
            excluded: excluded(from: order, leg: leg, at: now), at: now)
    }

    func obstacle(
        to runner: RunnerIndex, _ row: RunnerRow, for order: borrowing Order, leg: Int,
        excluded: [RunnerIndex], at now: Instant
    ) -> FilterReason? {
        var row = row
        // To be asked about this very leg is no reason not to get it.
        if let asked = runners[runner.slot].pendingOffer, order.legs[leg].offers.contains(asked) {
            row.hasOffer = false
        }
        let reason = eligibility(
            order: orderRow(order, leg: leg, refusedBy: 0..<0), runner: row,
            refused: excluded.contains(runner), blocked: isKept(runner, from: order.owner))
        if let reason { return reason }
        switch holdReason(of: order.legs[leg], LegID(order: order.id, leg: leg), at: now) {
        case .stationFull: return .stationFull
        case .stationClosed: return .stationClosed
        case nil: return nil
        }
    }

    /// Whether the operator keeps the runner from who placed the order.
    func isKept(_ runner: RunnerIndex, from owner: Principal) -> Bool {
        holds(.blockedPair) && access.isBlocked(runner, from: owner.subject)
    }

    /// Who is not asked about this very leg: who refused it a short while ago, and whose hands the relay
    /// asks for others than.
    func excluded(
        from order: borrowing Order, leg: Int, at now: Instant
    ) -> [RunnerIndex] {
        var excluded = handsOf(order, leg: leg)
        guard holds(.refusalMemory) else { return excluded }
        for refusal in order.legs[leg].refusals where refusal.until > now {
            excluded.append(refusal.runner)
        }
        return excluded
    }

    /// Who had the goods on the leg before, or carries another leg of the order: a relay goes through
    /// different hands.
    func handsOf(_ order: borrowing Order, leg: Int) -> [RunnerIndex] {
        guard order.legs.count > 1, holds(.otherHands) else { return [] }
        var hands = order.legs[leg].formerHolders
        for (index, other) in order.legs.enumerated() where index != leg && other.state.isCarried {
            if let runner = other.runner { hands.append(runner) }
        }
        return hands
    }

    func orderRow(_ order: borrowing Order, leg: Int, refusedBy: Range<Int>) -> OrderRow {
        OrderRow(
            id: LegID(order: order.id, leg: leg).rowNumber,
            pickup: order.legs[leg].plan.startCoordinate,
            waitingSince: order.legs[leg].waitingSince, pools: order.legs[leg].poolMask,
            vehicles: 0,
            skills: order.skillMask, grams: Int32(clamping: order.draft.weightGrams),
            person: holds(.ownOrder)
                ? person(behind: order.owner).map { StableHash.of($0) } ?? 0 : 0,
            refusedBy: refusedBy, site: order.owner.site.map { StableHash.of($0) } ?? 0)
    }

    func runnerRow(_ index: RunnerIndex, at now: Instant) -> RunnerRow {
        let runner = runners[index.slot]
        let live = live[index.slot]
        return RunnerRow(
            id: UInt64(index.value), coordinate: live.coordinate,
            pools: holds(.pool) ? runner.poolMask : .max,
            vehicle: runner.profile.vehicle.rawValue, skills: runner.skillMask,
            loadOrders: Int32(runner.load.orders),
            capacityOrders: holds(.capacity) ? Int32(runner.capacityOrders) : .max,
            loadGrams: Int32(clamping: runner.load.grams),
            capacityGrams: holds(.capacity)
                ? Int32(clamping: runner.profile.capacity.grams) : .max,
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
