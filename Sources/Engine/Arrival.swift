// Where an order's runner is and when it arrives, for those who follow it. This is asked once a fix of
// each order that a runner carries: what it needs of the order is taken out first, as a few numbers.

public import Basics
public import Geo

/// Where an order's runner is.
public struct LivePosition: Equatable, Sendable {
    /// The leg.
    public var leg: Int
    /// The assignment.
    public var epoch: Int
    /// Where, in WGS-84.
    public var coordinate: Coordinate
    /// Direction of travel, or negative if unknown.
    public var headingDegrees: Float
    /// When it was taken, by the daemon's clock.
    public var fixTime: Instant
    /// When it came.
    public var receivedAt: Instant
    /// How long until the drop-off.
    public var remainingSeconds: Int?
}

/// What of an order an arrival depends on.
struct Journey {
    let index: Int
    let epoch: Int
    let runner: RunnerIndex
    let lastPoint: TrackPoint?
    let hasGoods: Bool
    let from: Coordinate
    let to: Coordinate
    let stopsBetween: Int
    /// The way over all stops of the leg.
    let meters: Double
    /// The way of the legs after it, whose runners are not known yet.
    let onwardMeters: Double
    let onwardCount: Int

    /// The journey of a leg; `nil` while nobody carries it.
    init?(leg: borrowing Leg, index: Int, lastPoint: TrackPoint?) {
        guard leg.state.isCarried, let runner = leg.runner else { return nil }
        self.index = index
        epoch = leg.epoch
        self.runner = runner
        self.lastPoint = lastPoint
        hasGoods = leg.state.hasGoods
        from = leg.plan.startCoordinate
        // Goods on their way back arrive where they came from.
        let isReturning = leg.state == .returning && !leg.goesBack
        to = isReturning ? leg.plan.startCoordinate : leg.plan.endCoordinate
        stopsBetween = max(0, leg.plan.stops.count - 1)
        meters = leg.plan.meters
        onwardMeters = leg.onwardMeters
        onwardCount = leg.onwardCount
    }

    /// When the goods are expected at the leg's beginning and at the door, for a runner at `start`. Who
    /// carries the later legs is thought to be as fast, and to be there when the goods come.
    func arrival(
        from start: Coordinate, by vehicle: Vehicle, _ estimate: borrowing TravelEstimate,
        at now: Instant
    ) -> (pickup: Instant?, dropoff: Instant) {
        let onward =
            onwardCount == 0
            ? Milliseconds.zero
            : estimate.travelTime(meters: onwardMeters, by: vehicle)
                + Milliseconds(estimate.stopTime.count * Int64(onwardCount))
        if hasGoods {
            let meters = start.distanceMeters(to: to)
            return (nil, now + estimate.travelTime(meters: meters, by: vehicle) + onward)
        }
        let toPickup = start.distanceMeters(to: from)
        let pickup = now + estimate.travelTime(meters: toPickup, by: vehicle)
        let atStops = Milliseconds(estimate.stopTime.count * Int64(stopsBetween))
        let way = estimate.travelTime(meters: meters, by: vehicle) + atStops + onward
        return (pickup, pickup + way)
    }
}

extension Engine {
    /// When the goods of an order are expected at the pickup and at the door; `nil` for what is over,
    /// and for everything while nobody carries it.
    public func arrival(
        of order: borrowing Order, at now: Instant
    ) -> (pickup: Instant?, dropoff: Instant?) {
        let active = order.legs[order.activeLeg]
        guard let journey = Journey(leg: active, index: order.activeLeg, lastPoint: nil) else {
            return (nil, nil)
        }
        let slot = journey.runner.slot
        let start = live[slot].hasPosition ? live[slot].coordinate : journey.from
        let arrival = journey.arrival(
            from: start, by: runners[slot].profile.vehicle, policy.estimate, at: now)
        // Goods that have been fetched from the sender are not picked up again.
        return (order.custody == .sender ? arrival.pickup : nil, arrival.dropoff)
    }

    /// Where the order's runner is, as far as its customer may see it: nothing before the first fix of
    /// this assignment, nothing when it is over. O(1).
    public func livePosition(of id: OrderID, at now: Instant) -> LivePosition? {
        guard let journey = orders.journey(of: id), let last = journey.lastPoint,
            (Int(last.epoch), Int(last.leg)) == (journey.epoch, journey.index) || !holds(.position)
        else { return nil }
        let slot = journey.runner.slot
        let isNewest = live[slot].fixTime == last.fixTime
        let start = live[slot].hasPosition ? live[slot].coordinate : journey.from
        let arrival = journey.arrival(
            from: start, by: runners[slot].profile.vehicle, policy.estimate, at: now)
        let isCoarse = policy.isCoarseUntilPickup && !journey.hasGoods
        return LivePosition(
            leg: journey.index, epoch: journey.epoch,
            coordinate: isCoarse ? last.coordinate.roughened : last.coordinate,
            headingDegrees: isNewest ? live[slot].headingDegrees : -1, fixTime: last.fixTime,
            // After a restart the track is known and the phone has not been heard of yet.
            receivedAt: max(live[slot].receivedAt, last.fixTime),
            remainingSeconds: Int((arrival.dropoff - now).count / 1_000))
    }
}

extension Engine {
    /// The track as `principal` may see it: where positions are coarse until the pickup they are so for
    /// ever, for all but the staff and who carries the order. O(points + events).
    public func points(
        of track: borrowing Track, _ order: borrowing Order, for principal: Principal
    ) -> [TrackPoint] {
        let party = party(principal, to: order)
        guard policy.isCoarseUntilPickup, party != .staff, party != .carrier else {
            return track.points
        }
        let fetched = order.stretchesWithGoods
        return track.points.map { point in
            guard !fetched.contains(where: { $0.contains(point) }) else { return point }
            var rough = point
            rough.coordinate = point.coordinate.roughened
            return rough
        }
    }
}

/// When a runner had the goods.
private struct Stretch {
    var leg: Int
    var epoch: Int
    var begin: Instant
    var end = Instant.distantFuture

    func contains(_ point: TrackPoint) -> Bool {
        (Int(point.leg), Int(point.epoch)) == (leg, epoch) && point.fixTime >= begin
            && point.fixTime <= end
    }
}

extension Order {
    /// When the runners of its legs had the goods; a pickup that was taken back ends there.
    fileprivate var stretchesWithGoods: [Stretch] {
        var found: [Stretch] = []
        for event in events {
            let open = found.lastIndex {
                ($0.leg, $0.epoch, $0.end) == (event.leg, event.epoch, .distantFuture)
            }
            if event.state.hasGoods {
                if open == nil {
                    found.append(Stretch(leg: event.leg, epoch: event.epoch, begin: event.at))
                }
            } else if let open {
                found[open].end = event.at
            }
        }
        return found
    }
}
