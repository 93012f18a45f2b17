// Questions about the living city that are no commands: who is near, who is in view, when somebody
// arrives.

public import Basics
public import Geo

extension Engine {
    /// What the runner is doing at `now`.
    public func state(of runner: RunnerIndex, at now: Instant) -> RunnerState {
        let record = runners[runner.slot]
        if record.duty == .off { return .off }
        if !isFresh(live[runner.slot], at: now) { return .silent }
        if record.duty == .finishing { return .finishing }
        if !record.carried.isEmpty { return .busy }
        if hold(of: runner, at: now) != nil { return .resting }
        return record.duty == .on ? .free : .paused
    }

    /// The runners on duty with a fresh position within `radiusMeters`, the nearest first, at most
    /// `count` of them, of the pool named if one is.
    public func runners(
        near place: Coordinate, radiusMeters: Double, count: Int, pool: String?,
        site: String? = nil
    ) -> [Neighbor] {
        var found: [Neighbor] = []
        var mask: UInt64 = 0
        if let pool {
            guard let place = pools.names.firstIndex(of: pool) else { return [] }
            mask = 1 << UInt64(place)
        }
        index.nearest(to: place, count: count, within: radiusMeters, into: &found) { slot in
            runners[slot].poolMask & mask == mask && (site == nil || runners[slot].site == site)
        }
        return found
    }

    /// The runners with a fresh position in the box, by index; of all sites for `nil`.
    public func runners(in box: BoundingBox, ofSite site: String? = nil) -> [RunnerIndex] {
        var slots: [Int] = []
        index.slots(in: box, into: &slots)
        return slots.filter { site == nil || runners[$0].site == site }.map { RunnerIndex($0) }
    }

    /// The runners to show in the box, by index: those with a fresh position, and those who carry something
    /// and of whom nothing has been heard since they were last seen in it.
    public func runnersShown(in box: BoundingBox, ofSite site: String? = nil) -> [RunnerIndex] {
        let heard = runners(in: box, ofSite: site)
        let silent = silentCarriers.filter { slot in
            isSilent(slot) && !runners[slot].carried.isEmpty && box.contains(live[slot].coordinate)
                && (site == nil || runners[slot].site == site)
        }
        return silent.isEmpty ? heard : (heard + silent.map { RunnerIndex($0) }).sorted()
    }

    /// Whether a runner has been somewhere and is not in the index any more.
    func isSilent(_ slot: Int) -> Bool { live[slot].hasPosition && !index.contains(slot) }

    /// The names of the pools a runner is in: its own and its gender's.
    public func poolNames(of runner: RunnerIndex) -> [String] {
        let profile = runners[runner.slot].profile
        let named = gender(profile.gender) + profile.pools.filter { $0 != profile.gender }
        return named + poolsTaking(profile).filter { !named.contains($0) }
    }

    /// The places a runner has before it, in the order of its assignments.
    public func stops(of runner: RunnerIndex) -> [(leg: LegID, place: LegEnd)] {
        var places: [(leg: LegID, place: LegEnd)] = []
        for carried in runners[runner.slot].carried {
            guard let order = order(carried.order) else { continue }
            let leg = order.legs[carried.leg]
            for place in leg.placesAhead { places.append((carried, place)) }
        }
        return places
    }
}

extension LegPlan {
    /// The places to visit: its stops, and the stations or points where it begins and ends.
    public var places: [LegEnd] {
        var places = stops.map { LegEnd.stop($0) }
        if case .stop = start {} else { places.insert(start, at: 0) }
        if case .stop = end {} else { places.append(end) }
        return places
    }
}

extension Leg {
    /// The places that its runner has before it. Goods that go back go to the sender, whoever has them.
    var placesAhead: [LegEnd] {
        switch state {
        case .returning: [.stop(0)]
        case .pickedUp, .atDropoff: [plan.end]
        default: plan.places
        }
    }
}

extension Engine {
    /// Whether the order is for the runners of some pool only.
    public func isRestricted(_ id: OrderID) -> Bool {
        orders.look(id) { order in order.legs.contains { $0.poolMask != 0 } } ?? false
    }

    /// How many orders were ever placed: the number of the last one.
    public var placedOrderCount: UInt64 { numbers.lastOrder }

    /// The event of that sequence, while the order is in memory.
    public func event(_ sequence: Int, of id: OrderID) -> OrderEvent? {
        let event: OrderEvent?? = orders.look(id) { order in
            sequence >= 1 && sequence <= order.events.count ? order.events[sequence - 1] : nil
        }
        return event ?? nil
    }
}

// MARK: Lists and changes

extension Engine {
    /// Grows with every change that a dispatcher's view shows.
    public var lastChangeCount: UInt64 { changeCount }
    /// `lastChangeCount` at the runner's last change.
    public func changeCount(of runner: RunnerIndex) -> UInt64 { live[runner.slot].changeCount }
    /// Whether some orders are no longer in memory.
    public var hasForgottenOrders: Bool { UInt64(orders.count) < numbers.lastOrder }

    /// The newest orders in memory that `predicate` takes, newest first, those before `before` if it
    /// is given, at most `limit`. O(orders).
    public func orderIDs(
        before: OrderID?, limit: Int, where predicate: (borrowing Order) -> Bool
    ) -> [OrderID] {
        var found: [OrderID] = []
        for id in orders.ids(before: before) {
            guard orders.look(id, predicate) == true else { continue }
            found.append(id)
            if found.count == limit { break }
        }
        return found
    }

    /// The pickups of the orders that have no runner yet, counted by cell; of all sites for `nil`.
    public func openPickups(
        precision: Int, ofSite site: String? = nil
    ) -> [(cell: Cell, count: Int)] {
        let cells = waiting.compactMap { leg in
            orders.look(leg.order) { order -> Coordinate? in
                guard site == nil || order.owner.site == site else { return nil }
                return order.legs[leg.leg].plan.startCoordinate
            } ?? nil
        }.map { Cell(containing: $0, precision: precision) }.sorted()
        var counts: [(cell: Cell, count: Int)] = []
        for cell in cells {
            if let last = counts.indices.last, counts[last].cell == cell {
                counts[last].count += 1
            } else {
                counts.append((cell, 1))
            }
        }
        return counts
    }
}
