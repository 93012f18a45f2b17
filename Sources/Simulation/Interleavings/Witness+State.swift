// What must be true of the city after each step, worked out anew from its parts.

internal import Basics
internal import Engine
internal import Geo

extension Witness {
    /// Looks at the whole city.
    mutating func look(at engine: borrowing Engine, _ now: Instant) {
        var carriers: [LegID: RunnerIndex] = [:]
        for slot in 0..<engine.runnerCount {
            lookAtRunner(RunnerIndex(slot), engine, &carriers)
        }
        let ids = engine.orderIDs
        for id in ids {
            guard let order = engine.order(id) else { continue }
            lookAtOrder(order, carriers, engine, now)
        }
        for (id, known) in orders.sorted(by: { $0.key < $1.key }) where !known.isOver {
            expect(engine.order(id) != nil, .lostOrder, "order \(id.number) is gone")
        }
        var counts = [Int](repeating: 0, count: OrderState.allCases.count + 1)
        for id in ids { counts[Int(engine.order(id)?.state.rawValue ?? 0)] += 1 }
        expect(engine.orderCounts == counts, .inconsistent, "counts by state")
    }

    private mutating func lookAtRunner(
        _ index: RunnerIndex, _ engine: borrowing Engine, _ carriers: inout [LegID: RunnerIndex]
    ) {
        let runner = engine.runner(index)
        let name = runner.profile.id.text
        var grams = 0
        for leg in runner.carried {
            let other = carriers.updateValue(index, forKey: leg)
            expect(other == nil, .doubleAssignment, "\(leg) is carried by \(name) and another")
            guard let order = engine.order(leg.order) else { continue }
            grams += order.draft.weightGrams
            lookAtPools(of: index, order, leg, engine)
        }
        lookAtRoom(of: index, runner, grams: grams)
        expect(
            runner.load.orders == runner.carried.count && runner.load.grams == grams,
            .inconsistent, "\(name) counts \(runner.load) and carries \(grams) g")
        expect(
            runner.duty != .finishing || !runner.carried.isEmpty, .inconsistent,
            "\(name) finishes nothing")
        guard let id = runner.pendingOffer else { return }
        let offer = engine.offer(id)
        expect(
            offer?.runner == index && offer?.state.isOpen == true && runner.duty == .on,
            .inconsistent, "\(name) is asked by an offer that is not open")
    }

    /// Whoever carries a leg is in its pools, whatever has become of the order since, but by an override,
    /// or as one whose leaving was told.
    private mutating func lookAtPools(
        of index: RunnerIndex, _ order: Order, _ id: LegID, _ engine: borrowing Engine
    ) {
        let pair = LegRunner(leg: id, runner: index)
        guard !overridden.contains(pair), !leftPool.contains(pair) else { return }
        let pools = engine.poolNames(of: index)
        let demanded = order.legs[id.leg].plan.pools
        expect(
            demanded.allSatisfy(pools.contains), .poolViolation,
            "\(id), \(order.state.name), of \(demanded) is carried by who is of \(pools)")
    }

    /// Nobody carries more than there is room for, however it came to carry it.
    private mutating func lookAtRoom(of index: RunnerIndex, _ runner: Runner, grams: Int) {
        let hasRoom =
            runner.carried.count <= runner.capacityOrders && grams <= runner.profile.capacity.grams
        if hasRoom { overfull.remove(index) }
        expect(
            hasRoom || overfull.contains(index), .ineligible,
            "\(runner.profile.id.text) carries \(runner.carried.count) legs, \(grams) g")
    }

    /// Whoever brings an edited order to its new door may enter there.
    mutating func lookAtDoor(
        of order: Order, _ revision: Revision, _ engine: borrowing Engine
    ) {
        let last = revision.stops.count - 1
        let door = revision.stops[last].coordinate
        guard door != order.draft.stops[last].coordinate else { return }
        let demanded = engine.zones(at: door, site: order.owner.site).flatMap(\.enterPools)
        let going = order.legs.indices.filter {
            order.legs[$0].next == nil && !order.legs[$0].state.isFinal
        }
        for leg in going {
            let pools = revision.legs[leg].pools
            expect(
                demanded.allSatisfy(pools.contains), .poolViolation,
                "order \(order.id.number) goes to \(demanded) by leg \(leg) of \(pools)")
        }
    }

    private mutating func lookAtOrder(
        _ order: Order, _ carriers: [LegID: RunnerIndex], _ engine: borrowing Engine,
        _ now: Instant
    ) {
        let name = "order \(order.id.number)"
        guard let known = orders[order.id] else {
            return fail(.inconsistent, "\(name) from nowhere")
        }
        expect(
            order.custody == known.custody, .custodyGap,
            "\(name), \(order.state.name): \(order.custody) and not \(known.custody)")
        expect(order.state.isFinal == known.isOver, .inconsistent, "\(name): \(order.state.name)")
        for (index, leg) in order.legs.enumerated() {
            let carrier = carriers[LegID(order: order.id, leg: index)]
            expect(
                leg.state.isCarried ? carrier != nil && carrier == leg.runner : carrier == nil,
                .doubleAssignment, "\(name) leg \(index), \(leg.state.name): \(carrier as Any)")
            expect(
                leg.offers.isEmpty == (leg.state != .offered), .inconsistent,
                "\(name) leg \(index), \(leg.state.name): \(leg.offers.count) offers")
            expect(
                !leg.state.hasGoods || index == order.activeLeg, .custodyGap,
                "\(name): leg \(index) has goods and is not active")
            let last = order.events.last { $0.leg == index }
            expect(
                last.map { $0.state == leg.state } ?? (leg.state == .scheduled), .inconsistent,
                "\(name) leg \(index), \(leg.state.name): its history ends elsewhere")
        }
        let active = order.legs[order.activeLeg]
        expect(
            !active.state.hasGoods || order.custody.runner == active.runner, .custodyGap,
            "\(name) \(active.state.name): \(order.custody)")
        expect(
            order.version == order.events.count, .inconsistent,
            "\(name) of version \(order.version) has \(order.events.count) events")
        lookAtPosition(of: order, active, engine, now)
    }

    /// Shown is what the runner of the active leg reported since it has the leg, and nothing else.
    private mutating func lookAtPosition(
        of order: Order, _ leg: Leg, _ engine: borrowing Engine, _ now: Instant
    ) {
        guard let shown = engine.livePosition(of: order.id, at: now) else { return }
        let name = "order \(order.id.number)"
        expect(leg.state.isCarried, .positionToStranger, "\(name): a position of \(leg.state.name)")
        expect(
            shown.epoch == leg.epoch && shown.leg == order.activeLeg, .positionToStranger,
            "\(name): a position of epoch \(shown.epoch)")
        guard let runner = leg.runner else { return }
        let isItsOwn = places[runner]?.contains { seen in
            seen.receivedAt >= leg.assignedAt
                && seen.coordinate.distanceMeters(to: shown.coordinate) < 200
        }
        expect(isItsOwn == true, .positionToStranger, "\(name): where its runner has not been")
    }

    /// Whether somebody may know of an order, worked out from the order alone.
    func isParty(_ principal: Principal, _ order: Order, _ engine: borrowing Engine) -> Bool {
        if let shown = principal.order {
            let subject = principal.subject
            return shown == order.id && !order.state.isFinal
                && order.shares.contains { $0.subject(of: order.id) == subject }
        }
        let subject = principal.subject
        switch principal.role {
        case .dispatcher, .admin: return isOfSite(order, principal)
        case .customer, .merchant, .service:
            let isContact =
                principal.role == .customer
                && order.draft.stops.contains { $0.details.contactSubject == subject }
            return isContact
                || (order.owner.subject == subject && order.owner.role == principal.role)
        case .runner:
            return partsInHand(of: order).contains { leg in
                leg.runner.map { engine.runner($0).profile.id.text == subject } ?? false
            }
        case .station:
            return partsInHand(of: order).contains {
                $0.stationAtStart?.text == subject || $0.stationAtEnd?.text == subject
            }
        }
    }

    /// Whether it is a runner who has the goods of the order.
    func hasGoods(_ principal: Principal, _ id: OrderID, _ engine: borrowing Engine) -> Bool {
        guard principal.role == .runner, let holder = orders[id]?.custody.runner else {
            return false
        }
        return engine.runner(holder).profile.id.text == principal.subject
    }

    /// The legs but those in whose place another one was made.
    private func partsInHand(of order: Order) -> [Leg] {
        let known = orders[order.id]
        return order.legs.indices.filter { leg in
            let later = (leg + 1)..<max(leg + 1, order.legs.count)
            return !later.contains { known?.parts[$0] == known?.part(of: leg) }
        }.map { order.legs[$0] }
    }

    /// Whether a party may see where the order's runner is: of runners who carries it now, of stations
    /// where its goods are or are brought.
    func isNear(_ principal: Principal, _ order: Order, _ engine: borrowing Engine) -> Bool {
        guard principal.order == nil else { return true }
        let active = LegID(order: order.id, leg: order.activeLeg)
        switch principal.role {
        case .runner:
            return engine.runnerIndex(RunnerID(principal.subject)).map {
                engine.runner($0).carried.contains(active)
            } ?? false
        case .station:
            let station = StationID(principal.subject)
            let custody = orders[order.id]?.custody
            guard custody != .station(station) else { return true }
            let leg = order.legs[order.activeLeg]
            let isBrought =
                custody?.runner.map {
                    $0 == leg.runner && engine.runner($0).carried.contains(active)
                } ?? false
            return isBrought && leg.state != .returning && leg.plan.end == .station(station)
        default: return true
        }
    }

    /// Whether the order is of the site that its token binds somebody to.
    func isOfSite(_ order: Order, _ principal: Principal) -> Bool {
        principal.site == nil || principal.site == order.owner.site
    }

    /// Asks who of `people` may see the order.
    mutating func lookAtViewers(
        of order: Order, _ people: [Principal], _ engine: borrowing Engine
    ) {
        for person in people {
            let maySee = engine.maySee(order, person)
            let isRight = maySee == isParty(person, order, engine)
            expect(
                isRight, .positionToStranger,
                "\(person.role.name) \(person.subject) sees order \(order.id.number): \(maySee)")
            let seesPosition = engine.maySeePosition(of: order, person)
            expect(
                seesPosition == (maySee && isNear(person, order, engine)), .positionToStranger,
                "\(person.role.name) \(person.subject) sees where \(order.id.number) is: "
                    + "\(seesPosition)")
        }
    }
}
