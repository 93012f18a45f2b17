// Stations without a clerk, stations that are full, runners who vanish, recipients who come down.

internal import Basics
internal import Geo

extension Engine {
    func decide(
        _ command: RelayCommand, by principal: Principal, at now: Instant
    ) -> Decision {
        switch command {
        case .issueCode(let order, let leg, let toRunner):
            issueCode(order, leg: leg, toRunner: toRunner, by: principal, at: now)
        case .scan(let text):
            scan(text, by: principal, at: now)
        case .recover(let order, let reason):
            recover(order, reason: reason, by: principal)
        case .moveToGate(let order, let place, let name):
            moveToGate(order, place, name: name, by: principal)
        }
    }

    // MARK: Reports at a station

    /// What a report comes to where goods change hands at a station; `nil` where they do not.
    func reportAtStation(
        _ phase: Phase, of order: borrowing Order, leg index: Int, code: String?,
        by principal: Principal, at now: Instant
    ) -> Decision? {
        let leg = order.legs[index]
        let end: StationID?
        switch phase {
        case .delivered: end = leg.stationAtEnd
        case .pickedUp: end = leg.stationAtStart
        default: end = nil
        }
        guard let end, let runner = leg.runner else { return nil }
        if phase == .pickedUp, order.activeLeg != index || order.custody != .station(end) {
            return .failure(notYet(order))
        }
        if let code { return scan(code, by: principal, at: now) }
        if let station = stations[end], !station.unattended {
            return .failure(
                Refusal(
                    .wrongCode, field: "/code",
                    detail: "the station has a clerk: goods change hands there by a scanned code"))
        }
        let place = phase == .delivered ? leg.plan.endCoordinate : leg.plan.startCoordinate
        if let refusal = tooFar(runner, from: place, at: now) { return .failure(refusal) }
        let handover: Handover =
            phase == .delivered ? .deposited(dwellUntil: dwellEnd(at: end, from: now)) : .taken
        return .success([
            .relay(LegID(order: order.id, leg: index), .handedOver(handover, code: nil))
        ])
    }

    /// What a runner hears who would take goods on that it has brought itself; to every other stranger
    /// there is no such order.
    func hint(
        _ id: OrderID, leg: Int, _ phase: Phase, to principal: Principal
    ) -> Refusal? {
        guard principal.role == .runner, phase == .pickedUp, let order = order(id),
            order.legs.indices.contains(leg), !order.legs[leg].state.isFinal,
            let me = runnerIndices[RunnerID(principal.subject)],
            order.legs[leg].formerHolders.contains(me)
        else { return nil }
        return .sameRunner
    }

    // MARK: Stations that are full

    /// Why the leg is not looked for, and given to nobody: the station at its end has no place for it, or is
    /// closed. A place that it keeps there is its own: for that, `id` says which leg it is.
    func holdReason(
        of leg: borrowing Leg, _ id: LegID? = nil, at now: Instant
    ) -> HoldReason? {
        guard let end = leg.stationAtEnd, let station = stations[end] else { return nil }
        let load = load(of: end)
        let isKept = id.map { load.coming.contains($0) } ?? false
        if load.count >= station.capacity, !isKept, holds(.stationCapacity) { return .stationFull }
        return station.hours.isOpen(at: now, in: policy.timeZone) ? nil : .stationClosed
    }

    /// The waiting legs whose station has filled up or closed, or has a place again.
    func heldRecords(at now: Instant) -> [Record] { heldRecords(of: waiting, at: now) }

    /// The same of some of them. O(legs).
    func heldRecords(of legs: [LegID], at now: Instant) -> [Record] {
        legs.flatMap { id -> [Record] in
            let changed: HoldReason?? =
                orders.look(id.order) { order in
                    let reason = holdReason(of: order.legs[id.leg], at: now)
                    return reason == order.legs[id.leg].hold ? nil : .some(reason)
                } ?? nil
            guard let changed else { return [] }
            let told =
                changed == .stationFull
                ? opening(.stationFull, of: id, at: now)
                : resolution(.stationFull, of: id.order, reason: "stationFree")
            return [.relay(id, .held(changed))] + told
        }
    }

    // MARK: Deadlines

    /// What goods that lie too long lead to, once at each station.
    func dwellRecords(of id: LegID, at now: Instant) -> [Record] {
        let lies =
            orders.look(id.order) { order in
                guard case .station = order.custody else { return false }
                return order.activeLeg == id.leg && !order.state.isFinal
                    && !order.events.contains { $0.leg == id.leg && $0.reason == "dwell" }
            } ?? false
        return lies ? [.relay(id, .dwellPassed)] + opening(.dwell, of: id, at: now) : []
    }

    func gateRecords(of id: LegID, timer: Instant, at now: Instant) -> [Record] {
        let waits =
            orders.look(id.order) { order in
                order.activeLeg == id.leg && order.legs[id.leg].state == .atDropoff
                    && order.gateWaitUntil == timer
            } ?? false
        guard waits else { return [] }
        let runner = orders.look(id.order) { $0.legs[id.leg].runner } ?? nil
        return [.relay(id, .gateWaitPassed)]
            + opening(.customerUnreachable, of: id, runner: runner, at: now)
    }

    // MARK: A runner who vanished

    private func recover(
        _ id: OrderID, reason: String?, by principal: Principal
    ) -> Decision {
        if let refusal = requireRole(.staff, principal) { return .failure(refusal) }
        let order: Order
        switch visibleOrder(id, principal) {
        case .success(let visible): order = visible
        case .failure(let refusal): return .failure(refusal)
        }
        guard let reason, !reason.isEmpty else {
            return .failure(
                Refusal(
                    .reasonRequired, field: "/reason",
                    detail: "that a runner has vanished is kept with its reason: say why"))
        }
        let leg = order.legs[order.activeLeg]
        guard leg.state.hasGoods, let runner = leg.runner, order.custody == .runner(runner) else {
            return .failure(stateConflict(order, "no runner has the goods of this order"))
        }
        guard order.legs.count < LegID.legsMax else {
            return .failure(
                Refusal(
                    .outOfRange, limit: LegID.legsMax,
                    detail: "an order has at most \(LegID.legsMax) legs", order: id))
        }
        return .success([
            .relay(
                LegID(order: id, leg: order.activeLeg),
                .recovered(
                    recovery(
                        of: leg, track: order.track, runner,
                        sender: order.draft.stops[0].coordinate), by: principal.subject,
                    reason: reason))
        ])
    }

    /// From where the runner was last heard of to where it was to bring the goods: to the sender, if they
    /// were on their way back.
    private func recovery(
        of leg: borrowing Leg, track: borrowing Track, _ runner: RunnerIndex, sender: Coordinate
    ) -> LegPlan {
        var place = track.points.last?.coordinate ?? leg.plan.startCoordinate
        if live[runner.slot].hasPosition { place = live[runner.slot].coordinate }
        var plan = leg.plan
        plan.start = .place(place)
        plan.startCoordinate = place
        if leg.state == .returning {
            plan.end = .stop(0)
            plan.endCoordinate = sender
            plan.stops = 0..<1
        } else if leg.stationAtEnd == nil {
            plan.stops = plan.stops.suffix(1)
        } else {
            plan.stops = plan.stops.upperBound..<plan.stops.upperBound
        }
        plan.meters = place.distanceMeters(to: plan.endCoordinate)
        return plan
    }

    // MARK: The gate

    private func moveToGate(
        _ id: OrderID, _ place: Coordinate, name: String, by principal: Principal
    ) -> Decision {
        if let refusal = requireRole(.staff, principal) { return .failure(refusal) }
        let order: Order
        switch visibleOrder(id, principal) {
        case .success(let visible): order = visible
        case .failure(let refusal): return .failure(refusal)
        }
        return gateDecision(order, place, name: name)
    }

    /// The recipient comes down to `place`. While nobody has the goods the relay is given up with its
    /// pools, because nobody need enter the door's zone any more; later the last leg alone gets another end.
    /// Whoever goes to the gate is one who may.
    func gateDecision(
        _ order: borrowing Order, _ place: Coordinate, name: String
    ) -> Decision {
        guard !order.state.isFinal, order.state != .returning, order.state != .atDropoff else {
            return .failure(
                stateConflict(order, "the drop-off of an order that is \(order.state.name) stays"))
        }
        let gate = Gate(coordinate: place, name: name, wait: policy.gateWait)
        let alone = order.custody == .sender
        let index = alone ? order.activeLeg : order.doorLeg
        guard !order.legs[index].goesBack else {
            return .failure(stateConflict(order, "the goods go back to the sender"))
        }
        var draft = order.draft
        draft.stops[draft.stops.count - 1].coordinate = place
        var plan = order.legs[index].plan.ending(at: place)
        if alone { plan = .whole(draft, meters: draft.meters) }
        plan.pools = gateDemand(draft, stops: plan.stops, site: order.owner.site)
        // Whoever goes no further than to the station need not be whom the customer asks for at the door.
        if let refusal = carrierConflict(of: order.legs[index], getting: plan) {
            return .failure(refusal)
        }
        return .success([
            .relay(LegID(order: order.id, leg: index), .gateMoved(gate, plan, alone: alone))
        ])
    }

    /// What customer and zones demand of whoever comes to the gate, which is the last of the draft's stops:
    /// no more than at any other door. A zone's own station is where those come who may not enter it.
    private func gateDemand(
        _ draft: borrowing OrderDraft, stops: Range<Int>, site: String?
    ) -> [String] {
        let last = draft.stops.count - 1
        let gate = draft.stops[last].coordinate
        let open = places.zones(at: gate, site: site).filter { zone in
            zone.station.flatMap { stations[$0] }?.coordinate == gate
        }.map(\.id)
        return zoneDemands(draft.stops, site: site)
            .filter { stops.contains($0.stop) && !($0.stop == last && open.contains($0.zone)) }
            .reduce(PoolDemand(draft.runnerPools)) { $0.and($1.demand) }.names
    }
}

extension LegPlan {
    /// The leg with another end.
    fileprivate func ending(at place: Coordinate) -> LegPlan {
        var plan = self
        let before = endCoordinate.distanceMeters(to: startCoordinate)
        plan.endCoordinate = place
        plan.meters = max(0, meters - before) + place.distanceMeters(to: startCoordinate)
        return plan
    }
}
