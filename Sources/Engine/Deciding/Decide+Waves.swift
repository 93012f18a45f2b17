// Who is asked in a round. A plan names one runner for an order; in a wave others are asked at the same
// time, the cheapest first, and nobody who is meant for another order or has a question already.

internal import Basics
internal import Geo
internal import Matching

/// Who is spoken for while a round's offers are made.
struct WaveSearch {
    /// The runners that the plan gives to some order.
    private var planned: Set<Int> = []
    /// The runners that this round has asked already.
    private var asked: Set<Int> = []
    /// The number of the last offer of all; from there on its own are numbered.
    var lastOffer: UInt64 = 0
    let plan: Plan
    let snapshot: Snapshot

    init(_ plan: Plan, _ snapshot: Snapshot) {
        self.plan = plan
        self.snapshot = snapshot
        for pair in plan.pairs { planned.insert(slot(ofRow: pair.runner)) }
    }

    func slot(ofRow row: Int) -> Int { Int(snapshot.runners[row].id) }

    /// Whether nobody else wants the runner in this round.
    func isFree(_ slot: Int) -> Bool { !planned.contains(slot) && !asked.contains(slot) }

    /// Asks the runner: the number of its offer.
    mutating func ask(_ slot: Int) -> OfferID {
        asked.insert(slot)
        lastOffer += 1
        return OfferID(number: lastOffer)
    }
}

extension Engine {
    /// How many runners the `wave`-th wave asks; one where no waves are.
    func waveSize(_ wave: Int) -> Int {
        guard wave > 0, let last = policy.waveSizes.last else { return 1 }
        return wave <= policy.waveSizes.count ? policy.waveSizes[wave - 1] : last
    }

    /// The offers that a pair of a plan leads to: one, or those of the leg's next wave.
    func offers(
        of order: borrowing Order, leg: Int, for pair: Pair, in search: inout WaveSearch,
        at now: Instant
    ) -> [Record] {
        let market = order.legs[leg].market
        let wave = market.mode == .wave ? market.wave + 1 : 0
        var slots: [Int] = []
        let first = search.slot(ofRow: pair.runner)
        if obstacle(to: RunnerIndex(first), for: order, leg: leg, at: now) == nil {
            slots.append(first)
        }
        let size = waveSize(wave)
        if wave > 0 {
            addCandidates(of: order, leg: leg, row: pair.order, upTo: size, search, &slots, at: now)
        }
        return slots.map { slot in
            .offerMade(
                search.ask(slot), LegID(order: order.id, leg: leg),
                terms(of: order, leg: leg, to: RunnerIndex(slot), wave: wave, at: now))
        }
    }

    /// Fills a wave up: first with those whose cost the plan knows, then with the nearest. With few
    /// runners it stays smaller.
    private func addCandidates(
        of order: borrowing Order, leg: Int, row: Int, upTo size: Int, _ search: WaveSearch,
        _ slots: inout [Int], at now: Instant
    ) {
        for candidate in search.plan.decisions[row].candidates where slots.count < size {
            let slot = search.slot(ofRow: candidate.runner)
            guard candidate.excluded == nil, search.isFree(slot),
                obstacle(to: RunnerIndex(slot), for: order, leg: leg, at: now) == nil
            else { continue }
            slots.append(slot)
        }
        guard slots.count < size else { return }
        // The copy makes it possible to look at the order from inside the search.
        let (wanted, chosen) = (copy order, slots)
        var found: [Neighbor] = []
        index.nearest(
            to: order.legs[leg].plan.startCoordinate, count: size - slots.count,
            within: Double(parameters.radiusMetersMax), into: &found
        ) { slot in
            search.isFree(slot) && !chosen.contains(slot)
                && obstacle(to: RunnerIndex(slot), for: wanted, leg: leg, at: now) == nil
        }
        slots += found.map(\.slot)
    }

    /// What a runner is asked.
    private func terms(
        of order: borrowing Order, leg: Int, to runner: RunnerIndex, wave: Int, at now: Instant
    ) -> OfferTerms {
        let start = order.legs[leg].plan.startCoordinate
        let meters = live[runner.slot].coordinate.distanceMeters(to: start)
        return OfferTerms(
            runner: runner, epoch: order.legs[leg].epoch + 1,
            expiresAt: now + policy.offerDeadline,
            confirmBy: confirmBy(runner, at: now), wave: wave,
            pickupDistanceMeters: Int(meters.rounded()), fee: order.fee(ofLeg: leg))
    }

    /// When an offer that is made now should be on the runner's screen. Who has no socket hears of it by
    /// other ways, and in its own time.
    func confirmBy(_ runner: RunnerIndex, at now: Instant) -> Instant? {
        guard live[runner.slot].isConnected, policy.confirmation < policy.offerDeadline else {
            return nil
        }
        return now + policy.confirmation
    }

    /// Says whether the runner's app has a live socket. It is live like a position: no record keeps it,
    /// and an offer keeps what it was when the offer was made.
    public mutating func setConnected(_ runner: RunnerIndex, _ isConnected: Bool) {
        live[runner.slot].isConnected = isConnected
    }
}
