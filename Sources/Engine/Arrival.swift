// Where an order's runner is and when it arrives, for those who follow it. This is asked once a fix of
// each order that a runner carries: what it needs of the order is taken out first, as a few numbers.

public import Basics
public import Geo

/// Where an order's runner is.
public struct LivePosition: Equatable, Sendable {
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
    let epoch: Int
    let runner: RunnerIndex
    let lastPoint: TrackPoint?
    let hasGoods: Bool
    let from: Coordinate
    let to: Coordinate
    let stopsBetween: Int
    /// The way over all stops of the leg.
    let meters: Double

    /// The journey of a leg; `nil` while nobody carries it.
    init?(leg: borrowing Leg, lastPoint: TrackPoint?) {
        guard leg.state.isCarried, let runner = leg.runner else { return nil }
        epoch = leg.epoch
        self.runner = runner
        self.lastPoint = lastPoint
        hasGoods = leg.state.hasGoods
        from = leg.plan.startCoordinate
        // Goods on their way back arrive where they came from.
        let isReturning = leg.state == .returning
        to = isReturning ? leg.plan.startCoordinate : leg.plan.endCoordinate
        stopsBetween = max(0, leg.plan.stops.count - 1)
        meters = leg.plan.meters
    }

    /// When the goods are expected at the pickup and at the door, for a runner at `start`.
    func arrival(
        from start: Coordinate, by vehicle: Vehicle, _ estimate: borrowing TravelEstimate,
        at now: Instant
    ) -> (pickup: Instant?, dropoff: Instant) {
        if hasGoods {
            let meters = start.distanceMeters(to: to)
            return (nil, now + estimate.travelTime(meters: meters, by: vehicle))
        }
        let toPickup = start.distanceMeters(to: from)
        let pickup = now + estimate.travelTime(meters: toPickup, by: vehicle)
        let atStops = Milliseconds(estimate.stopTime.count * Int64(stopsBetween))
        return (pickup, pickup + estimate.travelTime(meters: meters, by: vehicle) + atStops)
    }
}

extension Engine {
    /// When the goods of an order are expected at the pickup and at the door; `nil` for what is over,
    /// and for everything while nobody carries it.
    public func arrival(
        of order: borrowing Order, at now: Instant
    ) -> (pickup: Instant?, dropoff: Instant?) {
        guard let journey = Journey(leg: order.legs[order.activeLeg], lastPoint: nil) else {
            return (nil, nil)
        }
        let slot = journey.runner.slot
        let start = live[slot].hasPosition ? live[slot].coordinate : journey.from
        return journey.arrival(
            from: start, by: runners[slot].profile.vehicle, policy.estimate, at: now)
    }

    /// Where the order's runner is, as far as its customer may see it: nothing before the first fix of
    /// this assignment, nothing when it is over. O(1).
    public func livePosition(of id: OrderID, at now: Instant) -> LivePosition? {
        guard let journey = orders.journey(of: id), let last = journey.lastPoint,
            Int(last.epoch) == journey.epoch
        else { return nil }
        let slot = journey.runner.slot
        let isNewest = live[slot].fixTime == last.fixTime
        let start = live[slot].hasPosition ? live[slot].coordinate : journey.from
        let arrival = journey.arrival(
            from: start, by: runners[slot].profile.vehicle, policy.estimate, at: now)
        let isCoarse = policy.isCoarseUntilPickup && !journey.hasGoods
        return LivePosition(
            epoch: journey.epoch,
            coordinate: isCoarse ? last.coordinate.roughened : last.coordinate,
            headingDegrees: isNewest ? live[slot].headingDegrees : -1, fixTime: last.fixTime,
            // After a restart the track is known and the phone has not been heard of yet.
            receivedAt: max(live[slot].receivedAt, last.fixTime),
            remainingSeconds: Int((arrival.dropoff - now).count / 1_000))
    }
}
