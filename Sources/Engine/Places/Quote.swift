// What an order would cost and when it would come, for somebody who has not placed it. It says nothing
// from which a runner could be located: few runners of a pool are "few", and only where there are many does
// the time depend on where they are.

public import Basics
internal import Geo
internal import Matching

/// How many runners of a pool are free, in a word.
public enum FreeCount: String, Sendable {
    case none
    case few
    case many
}

/// A pool that an order would ask for, and how many of its runners are free.
public struct PoolAvailability: Equatable, Sendable {
    /// The pool's name.
    public var pool: String
    /// How many.
    public var free: FreeCount
    /// When its next shift begins, if nobody is free and somebody knows.
    public var nextShift: Instant?
}

/// What an order would come to.
public struct Quote: Equatable, Sendable {
    /// Why it would not be taken at all: a stop is out of range or paused.
    public var obstacle: Refusal?
    /// When it would be taken, if its zone is closed now.
    public var opensAt: Instant?
    /// What it would cost.
    public var price: Price
    /// How long until the pickup, in whole minutes.
    public var pickup: Milliseconds
    /// How long until the drop-off, in whole minutes.
    public var dropoff: Milliseconds
    /// The pools that it would ask for.
    public var pools: [PoolAvailability]
    /// Until when the quote makes sense.
    public var expiresAt: Instant
}

extension Engine {
    /// What an order would come to if it were placed at `now`; refused where no order like it could be.
    public func quote(
        _ draft: OrderDraft, by principal: Principal, at now: Instant
    ) -> Result<Quote, Refusal> {
        let site = principal.site
        if let refusal = requireRole(.placers, principal) ?? check(draft)
            ?? checkPools(draft, site: site)
        {
            return .failure(refusal)
        }
        let meters = zip(draft.stops, draft.stops.dropFirst()).reduce(0.0) {
            $0 + $1.0.coordinate.distanceMeters(to: $1.1.coordinate)
        }
        let demand = doorDemand(draft, site: site).names
        let availability = demand.map { self.availability(of: $0, site: site, at: now) }
        let isCrowded = freeCount(of: demand, site: site, at: now) == .many
        let pickup = toPickup(draft, demand, isCrowded: isCrowded)
        let way = policy.estimate.promisedTime(meters: meters)
        return .success(
            Quote(
                obstacle: outsideRange(draft.stops, site: site),
                opensAt: closed(draft.stops, site: site, at: now)?.opensAt,
                price: policy.tariff.price(meters: meters, addition: draft.addition),
                pickup: pickup.inWholeMinutes, dropoff: (pickup + way).inWholeMinutes,
                pools: availability, expiresAt: now + policy.quoteLifetime))
    }

    private func toPickup(
        _ draft: OrderDraft, _ demand: [String], isCrowded: Bool
    ) -> Milliseconds {
        let mask = pools.knownMask(of: demand)
        let radius = Double(parameters.radiusMetersMax)
        guard isCrowded,
            let nearest = runners(
                near: draft.stops[0].coordinate, radiusMeters: radius, count: policy.freeManyLeast,
                pool: nil
            ).last(where: { runners[$0.slot].poolMask & mask == mask })
        else { return policy.promiseBase }
        return policy.estimate.promisedTime(meters: nearest.distanceMeters)
    }

    private func availability(
        of pool: String, site: String?, at now: Instant
    ) -> PoolAvailability {
        let free = freeCount(of: [pool], site: site, at: now)
        return PoolAvailability(
            pool: pool, free: free, nextShift: free == .none ? nextShift(of: [pool], at: now) : nil)
    }

    /// When the next shift of one of the pools begins; `nil` if nobody knows.
    func nextShift(of names: [String], at now: Instant) -> Instant? {
        names.compactMap { places.pools[$0]?.nextShift(after: now, in: policy.timeZone) }.min()
    }

    /// How many runners of all these pools could take something now. O(runners).
    func freeCount(of names: [String], site: String?, at now: Instant) -> FreeCount {
        let mask = pools.knownMask(of: names)
        var count = 0
        for slot in runners.indices
        where runners[slot].poolMask & mask == mask && isFree(slot, site: site, at: now) {
            count += 1
            if count == policy.freeManyLeast { return .many }
        }
        return count == 0 ? .none : .few
    }

    private func isFree(_ slot: Int, site: String?, at now: Instant) -> Bool {
        let runner = runners[slot]
        return runner.site == site && !runner.isBlocked && runner.verified && runner.duty == .on
            && isFresh(live[slot], at: now)
            && runner.load.orders < runner.capacityOrders
    }
}

extension Milliseconds {
    /// The next whole minute, at least one.
    fileprivate var inWholeMinutes: Milliseconds {
        .minutes(max(1, (count + 59_999) / 60_000))
    }
}
