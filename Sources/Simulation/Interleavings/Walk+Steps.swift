// What happens next: time, fixes, rounds, crashes, and above all two commands at once, chosen so that what
// was tried least is tried now.

internal import Basics
internal import Engine
internal import Geo
internal import Matching

extension Walk {
    mutating func act() {
        switch generator.below(100) {
        case 0..<9: pass()
        case 9..<17: locate(anyRunner())
        case 17..<27: roundNow()
        case 27..<29: roundLater()
        case 29..<34: place()
        case 34..<42: aboutTheCity()
        case 42..<44: engine.setConnected(anyRunner(), generator.chance(percent: 60))
        case 44..<48: sync()
        case 48: if generator.chance(percent: 60) { crash() }
        case 49..<53: passAround()
        case 53..<76: race(isSensible: true)
        default: race(isSensible: false)
        }
    }

    // MARK: Time, places, rounds

    private mutating func pass() {
        let milliseconds =
            generator.chance(percent: 80)
            ? generator.number(in: 1...3_000) : generator.number(in: 3_000...25_000)
        now = now + Milliseconds(Int64(milliseconds))
    }

    mutating func locate(_ runner: RunnerIndex) {
        sequence += generator.chance(percent: 90) ? 1 : 0
        let age = generator.chance(percent: 85) ? 0 : generator.number(in: -40_000...40_000)
        let fix = Fix(
            coordinate: anywhere(), fixTime: now - Milliseconds(Int64(age)), sequence: sequence)
        let outcome = engine.observe(
            fix, of: runner, at: now, sentLive: generator.chance(percent: 70))
        if case .dropped = outcome { return }
        witness.places[runner, default: []].append(
            Witness.Seen(coordinate: fix.coordinate, receivedAt: now))
    }

    private func plannedRound() -> PlannedRound {
        let snapshot = engine.snapshot(at: now)
        return PlannedRound(Matching.plan(snapshot, engine.parameters), of: snapshot)
    }

    private mutating func roundNow() {
        var round = plannedRound()
        apply(engine.decide(&round, at: now))
    }

    /// A plan that was made for a city that has moved on meanwhile, and moves on between its parts.
    private mutating func roundLater() {
        guard var planned = round else {
            round = plannedRound()
            return
        }
        apply(engine.decide(&planned, limit: generator.number(in: 1...3), at: now))
        round = planned.isDecided ? nil : planned
    }

    // MARK: Commands about the city

    private mutating func place() {
        guard openOrderCount < 8 else { return pass() }
        let senders = [Walk.merchant, Walk.service, anyCustomer(), anyCustomer()]
        run(.create, by: senders[generator.below(senders.count)])
    }

    private var openOrderCount: Int {
        engine.orderIDs(before: nil, limit: 50) { !$0.state.isFinal }.count
    }

    private mutating func aboutTheCity() {
        if generator.chance(percent: 55) {
            // Whoever was blocked, paused or lost its rights comes back, or the city would die out.
            let runner = anyRunner()
            let id = engine.runner(runner).profile.id
            let repair: [(CommandKind, Command, Principal)] = [
                (.unblock, .access(.unblockRunner(id)), Walk.service),
                (.verify, cityCommand(.verify, by: Walk.service), Walk.service),
                (.duty, .setDuty(id, .on, confirmed: true), person(runner)),
                (.duty, .setDuty(id, .on, confirmed: true), person(runner)),
            ]
            let (kind, command, principal) = repair[generator.below(repair.count)]
            decide(kind, command, by: principal, about: nil)
            return
        }
        // What was done least is tried by somebody who may, so that refusals are not all there is of it.
        let least = CommandKind.ofCity.min {
            coverage.acceptedCount($0) < coverage.acceptedCount($1)
        }
        if let least, generator.chance(percent: 25) {
            run(least, by: somebody(rightful(least), for: least, nil))
            return
        }
        var chosen: (kind: CommandKind, role: Role)?
        for _ in 0..<3 {
            let kind = CommandKind.ofCity[generator.below(CommandKind.ofCity.count)]
            let role = Role.allCases[generator.below(Role.allCases.count)]
            let least = chosen.map { coverage.count($0.kind, by: $0.role, in: nil) } ?? .max
            if coverage.count(kind, by: role, in: nil) < least { chosen = (kind, role) }
        }
        guard let chosen else { return }
        run(chosen.kind, by: somebody(chosen.role, for: chosen.kind, nil))
    }

    private mutating func run(_ kind: CommandKind, by principal: Principal) {
        decide(kind, cityCommand(kind, by: principal), by: principal, about: nil)
    }

    // MARK: Commands about an order

    /// Two people act on one order at one instant; where orders seldom are, several pairs do, one after
    /// the other.
    private mutating func race(isSensible: Bool) {
        guard let id = rareOrder(), let state = engine.order(id)?.state else { return pass() }
        for _ in 0..<coverage.rarity(of: state)
        where witness.findings.isEmpty && engine.order(id)?.state == state {
            race(on: id, isSensible: isSensible)
        }
    }

    private mutating func race(on id: OrderID, isSensible: Bool) {
        guard let order = engine.order(id) else { return }
        var pair = [
            isSensible ? sensible(order) : rareCommand(order, after: nil),
            rareCommand(order, after: nil),
        ]
        pair[1] = rareCommand(order, after: pair[0].kind)
        if isSensible, generator.chance(percent: 50) { pair.swapAt(0, 1) }
        // Both are made from what their senders saw before either came.
        let made = pair.map { choice -> (CommandKind, Command, Principal) in
            let sender = somebody(choice.role, for: choice.kind, order)
            var command = command(choice.kind, order, by: sender)
            if generator.chance(percent: 12) {
                command = .expecting(version: order.version - generator.below(2), command)
            }
            return (choice.kind, command, sender)
        }
        for (kind, command, sender) in made where witness.findings.isEmpty {
            decide(kind, command, by: sender, about: id)
        }
        coverage.notePair(made[0].0, made[1].0)
        interleavings += 1
        guard witness.findings.isEmpty, let after = engine.order(id) else { return }
        let links = after.shares.prefix(2).map {
            Principal(subject: $0.subject(of: id), role: .customer, order: id)
        }
        witness.lookAtViewers(of: after, Walk.people + links, engine)
    }

    /// Goods go from hand to hand at one instant, and old codes are held out again: back in the hands of who
    /// made a code, only the code's own memory stands against its second use.
    private mutating func passAround() {
        let carried = engine.orderIDs(before: nil, limit: 4) { $0.custody.runner != nil }
        guard !carried.isEmpty else { return pass() }
        let id = carried[generator.below(carried.count)]
        var former: RunnerIndex?
        for _ in 0..<3 {
            guard witness.findings.isEmpty, let order = engine.order(id),
                let holder = order.custody.runner, !order.state.isFinal
            else { return }
            let issue = RelayCommand.issueCode(id, leg: order.activeLeg, toRunner: true)
            decide(.issueCode, .relay(issue), by: person(holder), about: id)
            // A photograph of a code is held out when its time is over.
            if generator.chance(percent: 10) {
                now = now + policy.handoverCodeLife
                settle()
            }
            let taker = former ?? anyRunner()
            former = holder
            for text in [codes[id]?.last, code(of: order)] {
                guard witness.findings.isEmpty, let text else { return }
                decide(.scan, .relay(.scan(text)), by: person(taker), about: id)
            }
            coverage.notePair(.issueCode, .scan)
            interleavings += 1
        }
    }

    /// Of some orders the one whose state was tried least.
    private mutating func rareOrder() -> OrderID? {
        let ids = engine.orderIDs
        guard !ids.isEmpty else { return nil }
        var chosen: (id: OrderID, count: Int)?
        for _ in 0..<5 {
            let id = ids[generator.below(ids.count)]
            guard let state = engine.order(id)?.state else { continue }
            let count = coverage.count(in: state)
            if count < chosen?.count ?? .max { chosen = (id, count) }
        }
        return chosen?.id
    }

    /// Of some commands the one that was tried least: in this state, or after the other one.
    private mutating func rareCommand(
        _ order: Order, after first: CommandKind?
    ) -> (kind: CommandKind, role: Role) {
        let kinds = CommandKind.ofOrders
        var chosen: (kind: CommandKind, role: Role)?
        var least = Int.max
        for _ in 0..<5 {
            let kind = kinds[generator.below(kinds.count)]
            let isRightful = generator.chance(percent: 35)
            let role = isRightful ? rightful(kind) : Role.allCases[generator.below(7)]
            var count = coverage.count(kind, by: role, in: order.state)
            if let first { count = min(count, coverage.count(first, before: kind)) }
            if count < least { (chosen, least) = ((kind, role), count) }
        }
        return chosen ?? (.share, .customer)
    }

    private mutating func rightful(_ kind: CommandKind) -> Role {
        let roles = Role.allCases.filter { kind.rightful.contains($0) }
        return roles[generator.below(roles.count)]
    }

    /// What takes the order on, so that walks come to the end of lives.
    private mutating func sensible(_ order: Order) -> (kind: CommandKind, role: Role) {
        let leg = order.legs[order.activeLeg]
        let isForStation = leg.stationAtEnd != nil
        let choices: [(CommandKind, Role)]
        switch leg.state {
        case .awaitingPayment: choices = [(.pay, .service)]
        case .scheduled: choices = [(.edit, order.owner.role)]
        case .matching, .waitingForPool, .noTaker:
            choices = [
                (.grab, .runner), (.grab, .runner), (.assign, .dispatcher),
                (.issueCode, order.owner.role), (.scan, .runner),
            ]
        case .offered: choices = [(.accept, .runner), (.accept, .runner), (.seen, .runner)]
        case .assigned: choices = [(.pickedUp, .runner), (.atPickup, .runner)]
        case .atPickup:
            choices = [(.pickedUp, .runner), (.pickedUp, .runner), (.giveBack, .runner)]
        case .pickedUp, .atDropoff:
            choices =
                isForStation
                ? [
                    (.delivered, .runner), (.delivered, .runner), (.delivered, .runner),
                    (.issueCode, .station),
                    (.issueCode, .runner), (.scan, .runner), (.scan, .station),
                ]
                : [
                    (.delivered, .runner), (.atDropoff, .runner), (.atDropoff, .runner),
                    (.atDropoff, .runner), (.issueCode, .runner), (.scan, .runner),
                    (.returning, .runner),
                ]
        case .returning: choices = [(.returned, .runner)]
        default: choices = [(.undo, .runner), (.share, .customer)]
        }
        if order.flags.contains(.codeLocked), generator.chance(percent: 70) {
            return (.unlockCode, .dispatcher)
        }
        let isAtStation = order.state == .atStation && generator.chance(percent: 50)
        if isAtStation {
            return [(.issueCode, .station), (.scan, .runner), (.assign, .dispatcher)][
                generator.below(3)]
        }
        return choices[generator.below(choices.count)]
    }

    // MARK: Deciding

    /// Decides a command, checks what of it the records do not tell, and applies what it led to.
    private mutating func decide(
        _ kind: CommandKind, _ command: Command, by principal: Principal, about id: OrderID?
    ) {
        commands += 1
        let order = id.flatMap { engine.order($0) }
        let decision = engine.decide(command, by: principal, at: now)
        let isAccepted = decision.refusal == nil && !decision.records.isEmpty
        coverage.note(
            kind, by: principal.role, in: id == nil ? nil : order?.state ?? .cancelled,
            isAccepted: isAccepted)
        if isAccepted { check(kind, command, by: principal, order) }
        apply(decision.records)
        if kind == .issueCode, isAccepted, let id, let code = engine.newestCode(of: id) {
            codes[id, default: []].append(code.text)
        }
    }

    /// Whether the command names an exception of the order itself, and not a call of its runner.
    private func isAboutTrouble(of order: Order, _ command: Command) -> Bool {
        switch command.plain {
        case .exception(.claim(let named)), .exception(.resolve(let named, _)):
            named.order == order.id && named.kind != .sos
        default: false
        }
    }

    private mutating func check(
        _ kind: CommandKind, _ command: Command, by principal: Principal, _ order: Order?
    ) {
        let who = "\(kind.name) by \(principal.role.name) \(principal.subject)"
        witness.expect(kind.rightful.contains(principal.role), .rights, who)
        guard let order else { return }
        if kind.needsParty {
            // Who vanished with the goods and is back may give them away, and nothing else.
            let isParty =
                witness.isParty(principal, order, engine)
                || (kind == .issueCode && witness.hasGoods(principal, order.id, engine))
            witness.expect(isParty, .rights, "\(who), no party of order \(order.id.number)")
        }
        // Who says that it was paid, or sees to its trouble, need be no party of it, but is of its site.
        if kind == .pay || isAboutTrouble(of: order, command) {
            let isOfSite = witness.isOfSite(order, principal)
            witness.expect(isOfSite, .rights, "\(who), of another site: \(order.id.number)")
        }
        if case .expecting(let version, let plain) = command {
            // An offer that a crash took back may have given its number to another order's.
            let meant = engine.orderID(of: plain).flatMap { engine.order($0) }
            let current = meant?.version ?? order.version
            witness.expect(
                version == current, .staleCommand, "\(who) for version \(version) of \(current)")
        }
        if case .acceptOffer(let id, let epoch) = command.plain, let offer = engine.offer(id) {
            let made = order.id == offer.order ? order.legs[offer.leg].epoch + 1 : epoch
            witness.expect(epoch == made, .deadOffer, "\(who) of epoch \(epoch), it is \(made)")
        }
    }
}
