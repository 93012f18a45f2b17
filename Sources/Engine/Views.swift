// Questions about the living city that are no commands: who is near, who is in view, when somebody
// arrives.

public import Basics
public import Geo

/// How a runner looks to a dispatcher.
public enum RunnerActivity: String, Sendable {
    case free
    case busy
    case finishing
    case silent
    case off
}

extension Engine {
    /// What the runner is doing at `now`.
    public func activity(of runner: RunnerIndex, at now: Instant) -> RunnerActivity {
        let record = runners[runner.slot]
        if record.duty == .off { return .off }
        if !isFresh(live[runner.slot], at: now) { return .silent }
        if record.duty == .finishing { return .finishing }
        return record.carried.isEmpty && record.duty == .on ? .free : .busy
    }

    /// The runners on duty with a fresh position within `radiusMeters`, the nearest first, at most
    /// `count` of them, of the pool named if one is.
    public func runners(
        near place: Coordinate, radiusMeters: Double, count: Int, pool: String?
    ) -> [Neighbor] {
        var found: [Neighbor] = []
        var mask: UInt64 = 0
        if let pool {
            guard let place = pools.names.firstIndex(of: pool) else { return [] }
            mask = 1 << UInt64(place)
        }
        index.nearest(to: place, count: count, within: radiusMeters, into: &found) { slot in
            runners[slot].poolMask & mask == mask
        }
        return found
    }

    /// The runners with a fresh position in the box, by index.
    public func runners(in box: BoundingBox) -> [RunnerIndex] {
        var slots: [Int] = []
        index.slots(in: box, into: &slots)
        return slots.map { RunnerIndex($0) }
    }

    /// The names of the pools a runner is in: its own and its gender's.
    public func poolNames(of runner: RunnerIndex) -> [String] {
        let profile = runners[runner.slot].profile
        return gender(profile.gender) + profile.pools.filter { $0 != profile.gender }
    }

    /// When the goods of an order are expected at the pickup and at the door; `nil` for what is over,
    /// and for everything while nobody carries it.
    public func arrival(
        of order: borrowing Order, at now: Instant
    ) -> (pickup: Instant?, dropoff: Instant?) {
        let leg = order.legs[order.activeLeg]
        guard leg.state.isCarried, let runner = leg.runner else { return (nil, nil) }
        let vehicle = runners[runner.slot].profile.vehicle
        let position = live[runner.slot]
        let start = position.hasPosition ? position.coordinate : order.draft.stops[leg.from].coordinate
        let estimate = policy.estimate
        if leg.state.hasGoods {
            let meters = start.distanceMeters(to: order.draft.stops[leg.to].coordinate)
            return (nil, now + estimate.travelTime(meters: meters, by: vehicle))
        }
        let toPickup = start.distanceMeters(to: order.draft.stops[leg.from].coordinate)
        let pickup = now + estimate.travelTime(meters: toPickup, by: vehicle)
        let between = estimate.stopTime.count * Int64(leg.to - leg.from)
        let way = estimate.travelTime(meters: order.meters, by: vehicle)
        return (pickup, pickup + way + Milliseconds(between))
    }

    /// The stops a runner has before it, in the order of its assignments.
    public func stops(of runner: RunnerIndex) -> [(order: OrderID, leg: Int, stop: Int)] {
        var stops: [(order: OrderID, leg: Int, stop: Int)] = []
        for carried in runners[runner.slot].carried {
            guard let order = order(carried.order) else { continue }
            let leg = order.legs[carried.leg]
            let first = leg.state.hasGoods ? leg.to : leg.from
            for stop in first...leg.to { stops.append((carried.order, carried.leg, stop)) }
        }
        return stops
    }
}
