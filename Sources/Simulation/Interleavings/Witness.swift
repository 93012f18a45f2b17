// Who sees every record before it is applied, and remembers by its own means what the engine must not
// forget: who has the goods, which offers and codes have served, who refused what, who is kept apart.

internal import Basics
internal import Engine
internal import Geo

/// A leg and a runner.
struct LegRunner: Hashable, Sendable {
    var leg: LegID
    var runner: RunnerIndex
}

/// The memory of what happened.
struct Witness: Sendable {
    /// An order as its records tell it.
    struct Known: Sendable {
        var custody = Custody.sender
        var isOver = false
        /// Who had the goods before each leg's last report, and when that came.
        var reports: [Int: (custody: Custody, at: Instant)] = [:]
        var codes: [Int: HandoverCode] = [:]
        var usedCodes: Set<Int> = []
        /// Who had the goods, on which leg.
        var hands: [(leg: Int, runner: RunnerIndex)] = []
        /// The part of the way that a leg is for, where it took another leg's place.
        var parts: [Int: Int] = [:]

        /// The part of the way that the leg is for.
        func part(of leg: Int) -> Int { parts[leg] ?? leg }
    }

    /// A place that a runner's phone reported.
    struct Seen: Sendable {
        var coordinate: Coordinate
        var receivedAt: Instant
    }

    private(set) var findings: [Finding] = []
    var orders: [OrderID: Known] = [:]
    var endedOffers: Set<OfferID> = []
    var refusedUntil: [LegRunner: Instant] = [:]
    /// Bound by hand against a filter, with a reason.
    var overridden: Set<LegRunner> = []
    /// Left a pool of what they carry, as its dispatchers were told.
    var leftPool: Set<LegRunner> = []
    /// May carry more than they have room for: by an override, or since their room was made smaller.
    var overfull: Set<RunnerIndex> = []
    var blocked: Set<RunnerIndex> = []
    var pairs: Set<String> = []
    var persons: [Principal: String] = [:]
    /// What phones reported; it is no record, and a crash does not take it back.
    var places: [RunnerIndex: [Seen]] = [:]

    mutating func expect(
        _ holds: Bool, _ kind: Finding.Kind, _ detail: @autoclosure () -> String
    ) {
        if !holds { findings.append(Finding(kind, detail())) }
    }

    mutating func fail(_ kind: Finding.Kind, _ detail: String) {
        findings.append(Finding(kind, detail))
    }

    /// The memory of a city that was read back: what was not durable never happened. What was found and
    /// what phones have said stays.
    mutating func goBack(to durable: Witness) {
        let (found, seen) = (findings, places)
        self = durable
        findings = found
        places = seen
    }

    // MARK: Records

    /// Takes a record that is about to be applied to `engine`.
    mutating func take(_ record: Record, _ engine: borrowing Engine, at now: Instant) {
        switch record {
        case .orderCreated(let id, let placed):
            expect(orders[id] == nil, .inconsistent, "\(id.number) is placed twice")
            orders[id] = Known()
            if let person = placed.owner.person { persons[placed.owner.account] = person }
        case .offerMade(let offer, let leg, let terms):
            takeOffer(offer, leg, terms, engine, at: now)
        case .offerEnded(let id, _, _, let until):
            takeEnd(id, until, engine)
        case .legAssigned(let id, let leg, let runner, let epoch, let origin):
            takeAssignment(
                LegID(order: id, leg: leg), runner, epoch: epoch, origin, engine, at: now)
        case .phaseReported(let id, let leg, let phase, _):
            takePhase(LegID(order: id, leg: leg), phase, engine, at: now)
        case .orderCancelled(let id, _, _):
            let custody = orders[id]?.custody
            expect(custody == .sender, .custodyGap, "\(id.number) is withdrawn under way")
            end(id)
        case .law(let id, let fact): takeLaw(id, fact, engine, at: now)
        case .relay(let leg, let fact): takeRelay(leg, fact, engine, at: now)
        case .market(let leg, .claimed(let runner, _)):
            checkPair(leg, runner, engine, "claims")
            let until = refusedUntil[LegRunner(leg: leg, runner: runner)]
            expect(until != .distantFuture, .ineligible, "\(leg) is claimed by who gave it back")
        case .access(let fact): takeAccess(fact)
        case .runnerPatched(let runner, let patch):
            let isRoom = patch.capacityOrders ?? patch.capacityGrams ?? patch.ownCap
            if isRoom != nil { overfull.insert(runner) }
        case .pool(let leg, .carrierLeft(let runner)):
            leftPool.insert(LegRunner(leg: leg, runner: runner))
        default: break
        }
    }

    mutating func end(_ id: OrderID) {
        expect(orders[id]?.isOver == false, .inconsistent, "\(id.number) ends twice")
        orders[id]?.isOver = true
    }

    private mutating func takeAccess(_ fact: AccessFact) {
        switch fact {
        case .blocked(let runner, _, _): blocked.insert(runner)
        case .unblocked(let runner, _): blocked.remove(runner)
        case .pair(let runner, let owner, let isBlocked, _):
            let key = "\(runner.value) \(owner)"
            if isBlocked { pairs.insert(key) } else { pairs.remove(key) }
        case .person(let account, let person): persons[account] = person
        case .site: break
        }
    }

    // MARK: The law

    private mutating func takePhase(
        _ id: LegID, _ phase: Phase, _ engine: borrowing Engine, at now: Instant
    ) {
        guard let known = orders[id.order], let leg = engine.order(id.order)?.legs[id.leg],
            let runner = leg.runner
        else { return fail(.lostOrder, "\(id) is reported \(phase.name) and unknown") }
        let hasGoods = known.custody == .runner(runner)
        let isBefore = phase == .atPickup || phase == .pickedUp
        // Who vanished with the goods may be bound to fetch them, by hand.
        let isBack = overridden.contains(LegRunner(leg: id, runner: runner))
        let isRight = isBefore ? !hasGoods || isBack : hasGoods
        expect(isRight, .custodyGap, "\(id) \(phase.name): \(known.custody)")
        orders[id.order]?.reports[id.leg] = (known.custody, now)
        switch phase {
        case .pickedUp: give(id, to: runner)
        case .delivered: orders[id.order]?.custody = .recipient
        case .returned: orders[id.order]?.custody = .sender
        case .atPickup, .atDropoff, .returning: break
        }
        if phase.state.isFinal { end(id.order) }
    }

    mutating func give(_ id: LegID, to runner: RunnerIndex) {
        orders[id.order]?.custody = .runner(runner)
        orders[id.order]?.hands.append((id.leg, runner))
    }

    private mutating func takeLaw(
        _ id: OrderID, _ fact: LawFact, _ engine: borrowing Engine, at now: Instant
    ) {
        guard let known = orders[id], let order = engine.order(id) else {
            return fail(.lostOrder, "\(id.number) is unknown")
        }
        switch fact {
        case .paymentTimedOut, .failed: end(id)
        case .givenBack(let leg, _, _, _):
            guard let runner = order.legs[leg].runner else { return }
            // Who vanished with the goods and was bound to fetch them does not, after all.
            let isBack = overridden.contains(
                LegRunner(leg: LegID(order: id, leg: leg), runner: runner))
            expect(
                known.custody != .runner(runner) || isBack, .custodyGap,
                "\(id.number) is given back with its goods")
            for leg in order.legs.indices {
                refusedUntil[LegRunner(leg: LegID(order: id, leg: leg), runner: runner)] =
                    .distantFuture
            }
        case .undone(let leg, _):
            guard let report = known.reports[leg] else {
                return fail(.staleCommand, "\(id.number): a report that never was is taken back")
            }
            let isInTime = now - report.at <= engine.policy.undoWindow
            expect(isInTime, .staleCommand, "\(id.number): a report is taken back too late")
            orders[id]?.custody = report.custody
            orders[id]?.reports[leg] = nil
            orders[id]?.isOver = false
        case .returnOrdered(let leg, _, _):
            let runner = order.legs[leg].runner.map { Custody.runner($0) }
            expect(known.custody == runner, .custodyGap, "\(id.number) goes back: \(known.custody)")
        case .confirmed:
            expect(
                known.custody.runner != nil, .custodyGap, "\(id.number) confirmed: \(known.custody)"
            )
            orders[id]?.custody = .recipient
            end(id)
        case .edited(let revision): lookAtDoor(of: order, revision, engine)
        case .added:
            refusedUntil = refusedUntil.filter {
                $0.key.leg.order != id || $0.value == .distantFuture
            }
        default: break
        }
    }
}
