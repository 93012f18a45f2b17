// Whom an order is offered and given to: pools by name, capacity by counting, rights by looking.

internal import Basics
internal import Engine

extension Witness {
    mutating func takeOffer(
        _ offer: OfferID, _ id: LegID, _ terms: OfferTerms, _ engine: borrowing Engine,
        at now: Instant
    ) {
        checkPair(id, terms.runner, engine, "is offered")
        guard let leg = engine.order(id.order)?.legs[id.leg] else { return }
        let runner = engine.runner(terms.runner)
        expect(
            runner.pendingOffer == nil, .inconsistent, "two offers to \(terms.runner.value) at once"
        )
        expect(terms.epoch == leg.epoch + 1, .inconsistent, "epoch \(terms.epoch) of \(id)")
        let isFresh = engine.isFresh(engine.liveRunner(terms.runner), at: now)
        expect(isFresh, .ineligible, "\(id) is offered to a silent runner")
        let until = refusedUntil[LegRunner(leg: id, runner: terms.runner)] ?? .distantPast
        expect(
            until <= now, .ineligible, "\(terms.runner.value) is asked about \(id) too soon again")
    }

    mutating func takeEnd(_ id: OfferID, _ until: Instant?, _ engine: borrowing Engine) {
        guard let offer = engine.offer(id) else { return fail(.lostOrder, "an unknown offer") }
        expect(offer.state.isOpen, .inconsistent, "offer \(id.number) ends twice")
        endedOffers.insert(id)
        if let until { refusedUntil[LegRunner(leg: offer.legID, runner: offer.runner)] = until }
    }

    mutating func takeAssignment(
        _ id: LegID, _ runner: RunnerIndex, epoch: Int, _ origin: AssignmentOrigin,
        _ engine: borrowing Engine, at now: Instant
    ) {
        guard let leg = engine.order(id.order)?.legs[id.leg] else {
            return fail(.lostOrder, "\(id) is assigned and unknown")
        }
        switch origin {
        case .accepted(let offer):
            expect(!leg.state.isCarried, .doubleAssignment, "\(id) has a runner already")
            takeAccept(offer, id, runner, engine, at: now)
            checkPair(id, runner, engine, "is accepted")
        case .claimed:
            expect(!leg.state.isCarried, .doubleAssignment, "\(id) has a runner already")
            checkPair(id, runner, engine, "is won")
        case .scanned(let code):
            expect(!leg.state.isCarried, .doubleAssignment, "\(id) has a runner already")
            take(code, id, epoch: leg.epoch, at: now)
            checkPair(id, runner, engine, "is taken by its code")
        case .manual(_, _, override: false):
            checkPair(id, runner, engine, "is assigned")
        case .manual(_, let reason, override: true):
            expect(reason?.isEmpty == false, .rights, "\(id) overridden without a reason")
            overridden.insert(LegRunner(leg: id, runner: runner))
            overfull.insert(runner)
        }
        leftPool.remove(LegRunner(leg: id, runner: runner))
        expect(epoch == leg.epoch + 1, .deadOffer, "assignment \(epoch) of \(id)")
        let known = orders[id.order]?.custody
        expect(
            leg.runner.map { known != .runner($0) } ?? true || !leg.state.hasGoods, .custodyGap,
            "\(id) is given to another with its goods")
    }

    private mutating func takeAccept(
        _ offer: OfferID, _ id: LegID, _ runner: RunnerIndex, _ engine: borrowing Engine,
        at now: Instant
    ) {
        guard let known = engine.offer(offer) else { return fail(.deadOffer, "an unknown offer") }
        let isOpen = known.state.isOpen && !endedOffers.contains(offer)
        expect(isOpen, .deadOffer, "offer \(offer.number) had ended")
        expect(now < known.expiresAt, .deadOffer, "offer \(offer.number) had run out")
        expect(
            known.runner == runner && known.legID == id, .deadOffer,
            "offer \(offer.number) is another's")
        endedOffers.insert(offer)
    }

    /// What must hold of every runner who is asked about a leg, gets it, or takes it over.
    mutating func checkPair(
        _ id: LegID, _ index: RunnerIndex, _ engine: borrowing Engine, _ what: String,
        isHandover: Bool = false
    ) {
        guard let order = engine.order(id.order) else {
            return fail(.lostOrder, "\(id) \(what) and is unknown")
        }
        let runner = engine.runner(index)
        let name = "\(id) \(what), \(runner.profile.id.text)"
        let pools = engine.poolNames(of: index)
        let demanded = order.legs[id.leg].plan.pools
        expect(demanded.allSatisfy(pools.contains), .poolViolation, "\(name) of \(pools)")
        expect(runner.verified, .ineligible, "\(name): not verified")
        expect(runner.duty == .on, .ineligible, "\(name): \(runner.duty.name)")
        expect(!blocked.contains(index), .ineligible, "\(name): blocked")
        let isPair = pairs.contains("\(index.value) \(order.owner.subject)")
        expect(!isPair, .ineligible, "\(name): kept from \(order.owner.subject)")
        let owner = order.owner.person ?? persons[order.owner.account]
        let me = runner.profile.person
        expect(owner == nil || owner != me, .ineligible, "\(name): its own order")
        checkRoom(order, id, runner, name, engine)
        let known = orders[id.order] ?? Known()
        // Whoever brings goods to a station does not fetch them there; two stations on, it may again.
        let hadGoods = known.hands.contains {
            known.part(of: $0.leg) + 1 == known.part(of: id.leg) && $0.runner == index
        }
        let isSameHand = hadGoods && order.legs[id.leg].state != .returning
        expect(
            !isSameHand || order.custody == .sender, .ineligible, "\(name): had the goods before")
    }

    private mutating func checkRoom(
        _ order: Order, _ id: LegID, _ runner: Runner, _ name: String, _ engine: borrowing Engine
    ) {
        var grams = order.draft.weightGrams
        for carried in runner.carried {
            grams += engine.order(carried.order)?.draft.weightGrams ?? 0
        }
        expect(
            runner.carried.count < runner.capacityOrders
                && grams <= runner.profile.capacity.grams, .ineligible, "\(name): no room")
        guard let end = order.legs[id.leg].stationAtEnd, let station = engine.station(end),
            !order.legs[id.leg].state.isCarried
        else { return }
        var taken = 0
        for other in engine.orderIDs {
            guard let other = engine.order(other), !other.state.isFinal else { continue }
            taken += other.custody == .station(end) ? 1 : 0
            taken += other.legs.count {
                $0.stationAtEnd == end && $0.state.isCarried && $0.state != .returning
            }
        }
        expect(taken < station.capacity, .ineligible, "\(name): the station is full")
    }
}
