// What must hold in any city after any step, worked out anew from the outside: counted, compared and
// remembered by other means than the engine's own.

import Basics
import Geo

@testable import Engine

/// Watches the records of a city and keeps what the engine must not forget.
struct CityModel {
    private struct Pair: Hashable {
        var order: OrderID
        var runner: RunnerIndex
    }

    /// What is wrong so far, in words.
    private(set) var findings: [String] = []
    /// How often each kind of thing came about, so that a suite can see that it looked at all of them.
    private(set) var counts: [String: Int] = [:]
    /// Whose app has shown an offer of an order.
    private var shown: Set<Pair> = []
    private var refusedUntil: [Pair: Instant] = [:]
    /// Who gave an order back.
    private var released: Set<Pair> = []
    /// Whose end was taken back.
    private var reopened: Set<OrderID> = []
    private var ended: Set<OfferID> = []
    private var overridden: Set<RunnerIndex> = []
    private var versions: [OrderID: Int] = [:]

    mutating func count(_ what: String) { counts[what, default: 0] += 1 }
    mutating func fail(_ finding: String) { findings.append(finding) }

    mutating func expect(_ holds: Bool, _ finding: @autoclosure () -> String) {
        if !holds { findings.append(finding()) }
    }

    mutating func noteRelease(of id: OrderID, by runner: RunnerIndex) {
        released.insert(Pair(order: id, runner: runner))
    }

    mutating func noteReopening(of id: OrderID) { reopened.insert(id) }

    /// More is offered: who said no to less may be asked again.
    mutating func forgetRefusals(of id: OrderID) {
        refusedUntil = refusedUntil.filter { $0.key.order != id }
    }

    // MARK: Records, before they are applied

    mutating func watch(_ record: Record, in city: City) {
        switch record {
        case .offerMade(let offer, let leg, let terms):
            count("offerMade")
            watchOffer(leg.order, leg.leg, terms, city)
            expect(
                terms.expiresAt == city.now + city.engine.policy.offerDeadline,
                "deadline of \(offer)")
        case .offerEnded(let offer, _, let end, let until):
            watchEnd(offer, end, until, city)
        case .legAssigned(let id, let leg, let runner, let epoch, let origin):
            watchAssignment(id, leg, runner, epoch, origin, city)
        case .phaseReported(_, _, let phase, _): count(phase.name)
        case .waiting(_, _, let cause): count("\(cause)")
        case .orderCancelled: count("cancelled")
        case .place, .access, .pool: count("place")
        case .protection: count("protection")
        case .retention: count("retention")
        case .wrongCode: count("wrongCode")
        case .offerSeen(let id, let order):
            count("offerSeen")
            if let offer = city.engine.offer(id) {
                shown.insert(Pair(order: order, runner: offer.runner))
            }
        case .dutyChanged(_, let duty): count("duty \(duty.name)")
        case .runnerPatched: count("patched")
        case .law(let id, let fact): watchLaw(id, fact, city)
        case .market(let leg, let fact): watchMarket(leg, fact, city)
        case .exception(let key, let fact): watchException(key, fact, city)
        case .explained: count("explained")
        case .runnerRegistered, .orderCreated, .answered, .folded, .shared, .relay: break
        }
    }

    private mutating func watchOffer(
        _ id: OrderID, _ leg: Int, _ terms: OfferTerms, _ city: City
    ) {
        let (runner, epoch) = (terms.runner, terms.epoch)
        watchPair(id, runner, city, "offered")
        guard let order = city.engine.order(id) else { return }
        let record = city.runner(runner)
        expect(
            order.legs[leg].offers.count < waveSize(terms.wave, city),
            "too many offers of \(id) at once")
        if terms.wave > 0 { count("wave \(terms.wave)") }
        expect(order.legs[leg].market.mode.isInRounds, "\(id) is not for rounds")
        let isConnected = city.live(runner).isConnected
        // Who has shown an offer of the order is not waited for again when it is made anew.
        let hasShown = shown.contains(Pair(order: id, runner: runner))
        expect(
            (terms.confirmBy != nil) == isConnected || (terms.confirmBy == nil && hasShown),
            "confirmation of an offer of \(id)")
        expect(record.pendingOffer == nil, "two offers to \(runner) at once")
        expect(epoch == order.legs[leg].epoch + 1, "epoch \(epoch) of \(id)")
        let isFresh = city.engine.isFresh(city.live(runner), at: city.now)
        expect(isFresh, "offered to a silent \(runner)")
        let until = refusedUntil[Pair(order: id, runner: runner)] ?? .distantPast
        expect(until <= city.now, "\(runner) asked again about \(id) before its memory ends")
        if until > .distantPast { count("asked again") }
        let gaveBack = released.contains(Pair(order: id, runner: runner))
        expect(!gaveBack, "\(runner) gave \(id) back and is asked again")
    }

    private func waveSize(_ wave: Int, _ city: City) -> Int {
        let sizes = city.engine.policy.waveSizes
        return wave == 0 ? 1 : sizes[min(wave, sizes.count) - 1]
    }

    private mutating func watchMarket(_ id: LegID, _ fact: MarketFact, _ city: City) {
        guard let leg = city.engine.order(id.order)?.legs[id.leg] else {
            return findings.append("\(id) is unknown")
        }
        expect(leg.state.isWaiting, "\(id) is not in the market")
        switch fact {
        case .claimed(let runner, let closesAt):
            count("claimed")
            expect(leg.market.mode == .hall, "\(id) claimed outside the hall")
            expect(!leg.market.claims.contains(runner), "\(id) claimed twice by \(runner)")
            expect(closesAt == leg.market.closesAt ?? closesAt, "two windows of \(id)")
            watchPair(id.order, runner, city, "claimed")
        case .windowClosed(let scores):
            count(scores.count > 1 ? "window of several" : "window of one")
            expect(leg.market.closesAt.map { $0 <= city.now } == true, "\(id) closed early")
            expect(Set(scores.map(\.runner)) == Set(leg.market.claims), "scores of \(id)")
        case .opened(let mode, _, _): count("opened \(mode.name)")
        case .moved(let mode, _): count("moved to \(mode.name)")
        }
    }

    private mutating func watchException(
        _ key: ExceptionKey, _ fact: ExceptionFact, _ city: City
    ) {
        let open = city.engine.exception(key)
        switch fact {
        case .opened:
            count("exception \(key.kind.name)")
            expect(open == nil, "\(key) is open already")
        case .claimed:
            expect(open?.claimedBy == nil, "\(key) is claimed already")
        case .overdue, .resolved:
            expect(open != nil, "\(key) is not open")
        }
    }

    private mutating func watchEnd(
        _ id: OfferID, _ end: OfferEnd, _ until: Instant?, _ city: City
    ) {
        guard let offer = city.engine.offer(id) else { return findings.append("\(id) is unknown") }
        expect(offer.state.isOpen, "\(id) ended twice")
        ended.insert(id)
        let memory = city.engine.policy.refusalMemory
        switch end {
        case .declined:
            count("declined")
            expect(until == city.now + memory, "memory of the declined \(id)")
        case .expired:
            count("expired")
            expect(city.now >= offer.expiresAt, "\(id) expired early")
            expect(until == offer.expiresAt + memory, "memory of the expired \(id)")
        case .withdrawn(reason: "notSeen"):
            count("notSeen")
            let confirmBy = offer.terms.confirmBy
            expect(offer.state == .pending, "\(id) was seen")
            expect(confirmBy.map { $0 <= city.now } == true, "\(id) passed over early")
            expect(until == confirmBy.map { $0 + memory }, "memory of the unseen \(id)")
        case .withdrawn:
            count("withdrawn")
            expect(until == nil, "a withdrawn offer is no refusal")
        }
        if let until { refusedUntil[Pair(order: offer.order, runner: offer.runner)] = until }
    }

    private mutating func watchAssignment(
        _ id: OrderID, _ leg: Int, _ runner: RunnerIndex, _ epoch: Int,
        _ origin: AssignmentOrigin, _ city: City
    ) {
        guard let order = city.engine.order(id) else { return findings.append("\(id) is unknown") }
        expect(epoch == order.legs[leg].epoch + 1, "assignment \(epoch) of \(id)")
        if order.legs[leg].runner != nil { count("reassigned") }
        switch origin {
        case .accepted(let offer):
            count("accepted")
            expect(!ended.contains(offer), "\(offer) has ended and was accepted")
            let known = city.engine.offer(offer)
            expect(known.map { city.now < $0.expiresAt } == true, "\(offer) accepted too late")
            expect(known?.runner == runner && known?.order == id, "\(offer) is another's")
            expect(order.legs[leg].runner == nil, "\(id) is carried already")
            ended.insert(offer)
            watchPair(id, runner, city, "accepted")
        case .claimed:
            count("won in the hall")
            expect(order.legs[leg].runner == nil, "\(id) is carried already")
            watchPair(id, runner, city, "won")
        case .scanned:
            count("taken by code")
            expect(order.legs[leg].runner == nil, "\(id) is carried already")
            watchPair(id, runner, city, "taken")
        case .manual(_, _, override: false):
            count("assigned by hand")
            watchPair(id, runner, city, "assigned")
        case .manual(_, let reason, override: true):
            count("overridden")
            expect(reason?.isEmpty == false, "an override without a reason")
            overridden.insert(runner)
        }
    }

    /// Pools by name, capacity by counting, rights by looking.
    private mutating func watchPair(
        _ id: OrderID, _ runner: RunnerIndex, _ city: City, _ what: String
    ) {
        guard let order = city.engine.order(id) else { return findings.append("\(id) is unknown") }
        let record = city.runner(runner)
        let pools = Set(record.profile.pools + [record.profile.gender ?? ""])
        expect(pools.isSuperset(of: order.draft.runnerPools), "\(id) \(what) outside its pools")
        expect(record.verified, "\(id) \(what) to an unverified runner")
        expect(record.duty == .on, "\(id) \(what) to a runner who is \(record.duty.name)")
        let grams = CityModel.grams(of: record, in: city) + order.draft.weightGrams
        expect(grams <= record.profile.capacity.grams, "\(id) \(what) beyond the weight")
        let most = min(record.profile.capacity.orders, record.ownCap ?? .max)
        expect(record.carried.count < most, "\(id) \(what) beyond the capacity")
        let person = record.profile.person
        expect(person == nil || person != order.owner.person, "\(id) \(what) to its owner")
        if !order.draft.runnerPools.isEmpty { count("\(what) in a pool") }
    }

    static func grams(of runner: Runner, in city: City) -> Int {
        runner.carried.reduce(0) { $0 + (city.engine.order($1.order)?.draft.weightGrams ?? 0) }
    }
}

// MARK: The state, after each step

extension CityModel {
    mutating func check(_ city: City) {
        let ids = city.engine.orderIDs
        for id in ids { checkOrder(id, city) }
        for slot in 0..<city.engine.runnerCount { checkRunner(RunnerIndex(slot), ids, city) }
        checkCounts(ids, city)
    }

    private mutating func checkOrder(_ id: OrderID, _ city: City) {
        guard let order = city.engine.order(id) else { return }
        let leg = order.legs[0]
        expect(leg.state == order.state, "\(id) and its leg differ")
        expect(order.version == order.events.count, "\(id): a version an event")
        for (index, event) in order.events.enumerated() {
            expect(event.version == index + 1, "\(id): event \(index) has version \(event.version)")
        }
        expect(order.events.last?.state == order.state, "\(id): its history ends elsewhere")
        expect(order.version >= versions[id] ?? 0, "\(id): a version went back")
        versions[id] = order.version
        if order.state != .failed {
            expect(
                order.custody.holder == holder(in: order.state),
                "\(id): \(order.custody) has the goods")
        }
        if let runner = leg.runner, order.state.isCarried {
            let gaveBack = released.contains(Pair(order: id, runner: runner))
            expect(!gaveBack || overridden.contains(runner), "\(id) is back with \(runner)")
        }
        expect(leg.offers.isEmpty == (order.state != .offered), "\(id): offer and state")
        // Whoever carried it to its end is remembered.
        let hasRunner = order.state.isCarried || [.delivered, .returned].contains(order.state)
        expect(leg.market.claims.isEmpty || leg.state.isWaiting, "\(id): claims and state")
        expect(leg.market.claims.isEmpty == (leg.market.closesAt == nil), "\(id): its window")
        if order.state != .failed {
            expect((leg.runner != nil) == hasRunner, "\(id): runner and state")
        }
        expect(leg.market.claims.isEmpty || leg.state.isWaiting, "\(id): claims and state")
        expect(leg.market.claims.isEmpty == (leg.market.closesAt == nil), "\(id): its window")
        expect(order.state.isFinal == (order.finishedAt != nil), "\(id): finishedAt and state")
        expect((order.cancellation != nil) == (order.state == .cancelled), "\(id): cancellation")
        let epochs = order.events.map(\.epoch)
        expect(epochs == epochs.sorted(), "\(id): an epoch went back")
    }

    private func holder(in state: OrderState) -> Holder {
        state == .delivered ? .recipient : state.hasGoods ? .runner : .sender
    }

    private mutating func checkRunner(_ index: RunnerIndex, _ ids: [OrderID], _ city: City) {
        let runner = city.runner(index)
        let carried = ids.compactMap { city.engine.order($0) }.filter { order in
            order.state.isCarried && order.legs[0].runner == index
        }
        expect(
            Set(runner.carried) == Set(carried.map { LegID(order: $0.id, leg: 0) }),
            "\(index): what it carries")
        expect(runner.carried.count == carried.count, "\(index) carries a leg twice")
        expect(runner.load.orders == carried.count, "\(index): load")
        let grams = carried.reduce(0) { $0 + $1.draft.weightGrams }
        expect(runner.load.grams == grams, "\(index): grams")
        expect(runner.duty != .finishing || !runner.carried.isEmpty, "\(index): nothing to finish")
        for claim in runner.claims {
            let market = city.engine.order(claim.order)?.legs[claim.leg].market
            expect(market?.claims.contains(index) == true, "\(index): its claim of \(claim)")
        }
        if let offer = runner.pendingOffer {
            let known = city.engine.offer(offer)
            expect(known?.runner == index && known?.state.isOpen == true, "\(index): its offer")
            expect(runner.duty == .on, "\(index): asked while \(runner.duty.name)")
        }
        if !overridden.contains(index) {
            expect(runner.duty != .off || runner.carried.isEmpty, "\(index): off with goods")
        }
        checkPlace(index, runner, city)
    }

    /// The index holds who is on duty with a fresh position; the sweep may be a tenth late.
    private mutating func checkPlace(_ index: RunnerIndex, _ runner: Runner, _ city: City) {
        let live = city.live(index)
        let isIn = city.engine.index.contains(index.slot)
        let works = runner.duty != .off
        if works, city.engine.isFresh(live, at: city.now) {
            expect(isIn, "\(index) is fresh and not in the index")
        }
        guard isIn else { return }
        count("located")
        expect(works, "\(index) is off duty and in the index")
        expect(
            city.engine.index.coordinate(of: index.slot) == live.coordinate,
            "\(index) stands elsewhere")
        let stale = city.engine.policy.staleAfter
        let late = Milliseconds(stale.count / 10)
        expect(city.now - live.receivedAt <= stale + late, "\(index) is silent and in the index")
    }

    private mutating func checkCounts(_ ids: [OrderID], _ city: City) {
        var byState = [Int](repeating: 0, count: OrderState.allCases.count + 1)
        var open: [String: Int] = [:]
        var waiting: [LegID] = []
        for id in ids {
            guard let order = city.engine.order(id) else { continue }
            byState[Int(order.state.rawValue)] += 1
            if !order.state.isFinal { open[order.owner.subject, default: 0] += 1 }
            if order.state.isWaiting { waiting.append(LegID(order: id, leg: 0)) }
        }
        expect(city.engine.orderCounts == byState, "counts by state")
        expect(city.engine.waitingLegs == waiting.sorted(), "the waiting list")
        var counted: [String: Int] = [:]
        for (owner, count) in city.engine.openOrders { counted[owner.subject] = count }
        expect(counted == open, "open orders: \(counted) and not \(open)")
        // A delivery that is taken back opens an order beyond the limit; services have none.
        let beyond = ids.filter { reopened.contains($0) }.count
        let most = open.filter { $0.key != "s1" }.values.max() ?? 0
        expect(most <= 3 + beyond, "more open orders than allowed")
    }
}
