// What is shown of orders and runners, and to whom.

internal import Basics
internal import Engine
internal import Wire

extension Principal {
    /// One text per subject: the scope of its command keys, and its name in the Store's lists.
    var key: String { "\(role.name):\(subject)" }
}

extension Core {
    /// The order as `principal` sees it.
    func picture(
        _ order: Order, for principal: Principal, at now: Instant
    ) -> OrderPicture {
        // Who has just given it back, or had it taken, gets an answer and sees no more than a guest.
        let party = engine.party(principal, to: order) ?? .guest
        let arrival = engine.arrival(of: order, at: now)
        var picture = OrderPicture(
            order: order,
            runners: order.legs.map { leg in
                leg.runner.map { RunnerCard(engine.runner($0).profile) }
            },
            etaPickup: arrival.pickup, etaDropoff: arrival.dropoff,
            viewer: OrderViewer(party, principal))
        picture.waiting = engine.waited(of: order, at: now)
        if picture.viewer == .runner, order.legs.count > 1 {
            picture.stopsInSight = stopsInSight(of: order, for: RunnerID(principal.subject))
        }
        return picture
    }

    /// The stops of the legs that the runner carries, or has carried to the end.
    private func stopsInSight(of order: Order, for runner: RunnerID) -> Set<Int> {
        let me = engine.runnerIndex(runner)
        var stops: Set<Int> = []
        for leg in order.legs where leg.runner == me && leg.state != .atStation {
            if leg.state != .failed { stops.formUnion(leg.plan.stops) }
        }
        return stops
    }

    /// The offer as the asked runner sees it.
    func picture(_ offer: Offer) -> OfferPicture? {
        guard let order = engine.order(offer.order) else { return nil }
        let plan = order.legs[offer.leg].plan
        return OfferPicture(
            offer: offer,
            way: plan.places.map { Waypoint($0, of: plan, in: order.draft.stops) })
    }

    /// The places a runner has before it.
    func visits(of runner: RunnerIndex) -> [StopVisit] {
        engine.stops(of: runner).compactMap { visit in
            guard let order = engine.order(visit.leg.order) else { return nil }
            var index: Int?
            if case .stop(let stop) = visit.place { index = stop }
            return StopVisit(
                order: visit.leg.order, leg: visit.leg.leg, index: index,
                point: Waypoint(
                    visit.place, of: order.legs[visit.leg.leg].plan, in: order.draft.stops),
                gate: index == order.draft.stops.count - 1 ? order.gate?.name : nil)
        }
    }

    /// The runner's hours.
    func work(of runner: RunnerIndex, at now: Instant) -> WorkPicture {
        let record = engine.runner(runner)
        return WorkPicture(
            clock: engine.work(of: runner, at: now), hold: engine.hold(of: runner, at: now),
            shifts: record.shifts, refusals: record.refusals)
    }

    func row(of runner: RunnerIndex, at now: Instant) -> Wire.RunnerRow {
        let live = engine.liveRunner(runner)
        let record = engine.runner(runner)
        return Wire.RunnerRow(
            id: record.profile.id, coordinate: live.coordinate, fixTime: live.fixTime,
            state: engine.state(of: runner, at: now), load: record.load,
            pools: engine.poolNames(of: runner))
    }
}
