// What only a look at the living city shows: a runner with goods of whom nothing is heard, or who does not
// move. Fixes are no records, so from time to time somebody has to look; what is found becomes records.

internal import Basics
internal import Geo

/// Where a runner has been for some time.
struct Halt: Sendable {
    var coordinate: Coordinate
    var since: Instant
}

extension Engine {
    /// What the runners who carry something lead to at `now`.
    mutating func watchCarriers(at now: Instant) -> [Record] {
        var records: [Record] = []
        for slot in runners.indices where !runners[slot].carried.isEmpty {
            let hasMoved = moveHalt(slot, at: now)
            for id in runners[slot].carried {
                records += silence(of: id, slot, at: now)
                records += stop(of: id, slot, hasMoved: hasMoved, at: now)
            }
        }
        return records
    }

    /// The runner stays where it is, or begins to be somewhere else.
    private mutating func moveHalt(_ slot: Int, at now: Instant) -> Bool {
        guard live[slot].hasPosition else { return false }
        let here = live[slot].coordinate
        guard let halt = live[slot].halt else {
            live[slot].halt = Halt(coordinate: here, since: now)
            return false
        }
        guard halt.coordinate.distanceMeters(to: here) > policy.longStopMeters else { return false }
        live[slot].halt = Halt(coordinate: here, since: now)
        return true
    }

    private func silence(of id: LegID, _ slot: Int, at now: Instant) -> [Record] {
        let found = orders.look(id.order) { order in
            (order.legs[id.leg].state.hasGoods, order.legs[id.leg].assignedAt)
        }
        guard let (hasGoods, assignedAt) = found, hasGoods else { return [] }
        // Who was not heard of because the daemon was down is not silent.
        let heardAt = max(live[slot].receivedAt, resumedAt, assignedAt)
        if let open = exceptions[ExceptionKey(.runnerSilent, .order(id.order))] {
            return live[slot].receivedAt >= open.openedAt
                ? resolution(.runnerSilent, of: id.order, reason: "heard") : []
        }
        guard now - heardAt > policy.staleAfter else { return [] }
        let last = orders.look(id.order) { $0.track.points.last?.fixTime } ?? nil
        return opening(
            .runnerSilent, of: id, runner: RunnerIndex(slot), lastFixTime: last, at: now)
    }

    private func stop(
        of id: LegID, _ slot: Int, hasMoved: Bool, at now: Instant
    ) -> [Record] {
        let found = orders.look(id.order) { order in
            (order.legs[id.leg].state, order.events.last?.at ?? order.createdAt)
        }
        guard let (state, changedAt) = found else { return [] }
        // At the door a runner may have to wait.
        let isUnderWay = state == .pickedUp || state == .returning
        if hasMoved || !isUnderWay { return resolution(.longStop, of: id.order, reason: "moved") }
        guard isFresh(live[slot], at: now), let halt = live[slot].halt,
            now - max(halt.since, changedAt) >= policy.longStopAfter
        else { return [] }
        return opening(
            .longStop, of: id, runner: RunnerIndex(slot), lastFixTime: live[slot].fixTime, at: now)
    }
}
