// What the person does: drives to the next stop, waits there, reports, drives on; without an order it
// strolls to where orders come from.

internal import Basics
internal import Engine
internal import Geo
internal import Wire

/// What a runner is about.
enum Errand: Equatable, Sendable {
    /// Nothing to carry.
    case strolling
    /// On the way to a stop.
    case driving(Visit)
    /// At a stop until everything is done there.
    case handling(Visit, until: Instant)
    /// Everything is done; the daemon has not said yet that it knows.
    case reporting(Visit)

    var visit: Visit? {
        switch self {
        case .strolling: nil
        case .driving(let visit), .handling(let visit, _), .reporting(let visit): visit
        }
    }
}

/// The stop that comes next.
struct Visit: Equatable, Sendable {
    var order: OrderID
    var leg: Int
    var kind: StopKind
    var coordinate: Coordinate
    /// How many stops of the leg were visited before.
    var place: Int
    /// It is the last stop before the drop-off: the goods are complete after it.
    var completesPickup: Bool
}

extension RunnerApp {
    var errandDeadline: Instant {
        switch errand {
        case .strolling: motion.arrivesAt > strollAt ? motion.arrivesAt : strollAt
        case .driving: motion.arrivesAt
        case .handling(_, let until): until
        case .reporting: .distantFuture
        }
    }

    mutating func advanceErrand(to now: Instant) {
        switch errand {
        case .strolling: stroll(at: now)
        case .driving(let visit) where motion.arrivesAt <= now: arrive(at: visit, now)
        case .handling(let visit, let until) where until <= now: leave(visit, at: now)
        case .driving, .handling, .reporting: break
        }
    }

    private mutating func stroll(at now: Instant) {
        guard strollAt <= now, !motion.isMoving(at: now) else { return }
        let here = motion.coordinate(at: now)
        let pace = metersPerHour * habits.strollPercent / 100
        if pace > 0 {
            motion.head(
                to: map.waitingPlace(near: here, &generator), metersPerHour: pace, at: now)
        }
        strollAt = max(now, motion.arrivesAt) + .seconds(Int64(generator.number(in: 20...120)))
    }

    private var metersPerHour: Int {
        TravelEstimate().vehicleSpeedsMetersPerHour[Int(profile.vehicle.rawValue)]
    }

    private func state(of visit: Visit) -> OrderState? {
        carried.first { $0.order == visit.order && $0.leg == visit.leg }?.state
    }

    private mutating func arrive(at visit: Visit, _ now: Instant) {
        let isDoor = visit.kind == .dropoff
        let time = generator.duration(in: isDoor ? habits.doorTime : habits.pickupTime)
        errand = .handling(visit, until: now + time)
        if isDoor, state(of: visit) == .pickedUp {
            give(.phase(visit.order, leg: visit.leg, .atDropoff), at: now)
        } else if !isDoor, visit.place == 0, state(of: visit) == .assigned {
            give(.phase(visit.order, leg: visit.leg, .atPickup), at: now)
        }
    }

    private mutating func leave(_ visit: Visit, at now: Instant) {
        if visit.kind != .dropoff, !visit.completesPickup {
            for index in carried.indices
            where carried[index].order == visit.order && carried[index].leg == visit.leg {
                carried[index].visitedCount += 1
            }
            errand = .strolling
            chooseErrand(at: now)
            return
        }
        errand = .reporting(visit)
        let phase: Phase = visit.kind == .dropoff ? .delivered : .pickedUp
        give(.phase(visit.order, leg: visit.leg, phase), at: now)
    }

    /// Turns to what the daemon's list of stops says comes next.
    mutating func chooseErrand(at now: Instant) {
        guard let visit = nextVisit else {
            guard errand != .strolling else { return }
            errand = .strolling
            motion.halt(at: now)
            strollAt = now + .seconds(5)
            return
        }
        if errand.visit == visit { return }
        errand = .driving(visit)
        motion.head(to: visit.coordinate, metersPerHour: metersPerHour, at: now)
    }

    private var nextVisit: Visit? {
        guard let first = visits.first, let order = first.order else { return nil }
        let leg = first.leg ?? 0
        let stops = visits.filter { $0.order == order && ($0.leg ?? 0) == leg }
        let known = carried.first { $0.order == order && $0.leg == leg }
        let lastPlace = stops.count - 1
        let hasGoods = stops[0].stop.kind == .dropoff || known?.state.hasGoods == true
        let place = hasGoods ? lastPlace : min(known?.visitedCount ?? 0, max(0, lastPlace - 1))
        return Visit(
            order: order, leg: leg, kind: stops[place].stop.kind,
            coordinate: stops[place].stop.coordinate, place: hasGoods ? 0 : place,
            completesPickup: place == lastPlace - 1)
    }

    /// The daemon knows of a phase.
    mutating func phaseHolds(_ order: OrderID, leg: Int, _ phase: Phase, at now: Instant) {
        if phase == .delivered {
            carried.removeAll { $0.order == order && $0.leg == leg }
            visits.removeAll { $0.order == order && $0.leg == leg }
        }
        for index in carried.indices
        where carried[index].order == order && carried[index].leg == leg {
            carried[index].state = phase.state
        }
        chooseErrand(at: now)
    }

    /// The order is no longer this runner's.
    mutating func loseOrder(_ order: OrderID, at now: Instant) {
        carried.removeAll { $0.order == order }
        visits.removeAll { $0.order == order }
        commands.removeAll { command in
            if case .phase(order, _, _) = command.purpose { return true }
            return false
        }
        chooseErrand(at: now)
    }
}
