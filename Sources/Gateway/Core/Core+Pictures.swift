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
        return picture
    }

    /// The offer as the asked runner sees it.
    func picture(_ offer: Offer) -> OfferPicture? {
        guard let order = engine.order(offer.order) else { return nil }
        let leg = order.legs[offer.leg]
        return OfferPicture(offer: offer, stops: Array(order.draft.stops[leg.plan.stops]))
    }

    /// The stops a runner has before it.
    func visits(of runner: RunnerIndex) -> [StopVisit] {
        engine.stops(of: runner).compactMap { visit in
            guard let order = engine.order(visit.order) else { return nil }
            return StopVisit(
                order: visit.order, leg: visit.leg, index: visit.stop,
                stop: order.draft.stops[visit.stop])
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
