// Commands as their senders would make them: mostly sensible, often late, sometimes absurd.

internal import Basics
internal import Engine
internal import Geo

extension Walk {
    /// A command of that kind about the order.
    mutating func command(_ kind: CommandKind, _ order: Order, by sender: Principal) -> Command {
        let id = order.id
        let leg = anyLeg(of: order)
        if let phase = kind.phase {
            return .reportPhase(
                id, leg: leg, phase, code: door(order, phase),
                reason: generator.chance(percent: 60) ? reason().code.name : nil)
        }
        switch kind {
        case .cancel: return .cancelOrder(id, reason: "late", version: nil)
        case .assign, .override:
            let runner = RunnerID("r\(generator.below(Walk.runnerCount))")
            return .assignOrder(
                id, runner, reason: generator.chance(percent: 90) ? "the only one near" : nil,
                override: kind == .override, version: nil)
        case .share: return .shareOrder(id, ShareParty.allCases[generator.below(3)])
        case .widen: return .widenOrder(id)
        case .seen: return .offerSeen(offer(of: order, sender))
        case .accept: return accept(order, sender)
        case .decline: return .declineOffer(offer(of: order, sender), reason: "tooFar")
        case .grab: return .grab(id)
        case .claim: return .exception(.claim(exception(order)))
        case .resolve: return .exception(.resolve(exception(order), reason: "called"))
        case .issueCode, .scan, .recover, .moveToGate: return relay(kind, order, leg)
        default: return .law(id, law(kind, order, leg))
        }
    }

    private mutating func anyLeg(of order: Order) -> Int {
        generator.chance(percent: 85) ? order.activeLeg : generator.below(order.legs.count)
    }

    private mutating func law(_ kind: CommandKind, _ order: Order, _ leg: Int) -> LawCommand {
        let why = generator.chance(percent: 90) ? reason() : nil
        switch kind {
        case .pay: return .pay
        case .giveBack: return .giveBack(leg: leg, why)
        case .undo: return .undo(leg: leg)
        case .attempt: return .attempt(leg: leg)
        case .unlockCode: return .unlockCode(why)
        case .choose:
            let open = order.openChoices.map(\.choice)
            let any = Choice.allCases[generator.below(Choice.allCases.count)]
            return .choose(generator.chance(percent: 70) ? open.first ?? any : any)
        case .edit:
            var edit = StopEdit(index: generator.below(order.draft.stops.count + 1))
            switch generator.below(3) {
            case 0:
                edit.coordinate = generator.chance(percent: 30) ? Walk.house : anywhere()
            case 1: edit.note = "ring twice"
            default: edit.code = "4821"
            }
            return .edit([edit])
        case .add: return .add(amount: generator.below(300))
        default: return .fail(why)
        }
    }

    private mutating func reason() -> ReasonGiven {
        let code = ReasonCode.allCases[generator.below(ReasonCode.allCases.count)]
        return ReasonGiven(code, note: generator.chance(percent: 20) ? "a note" : nil)
    }

    private mutating func relay(_ kind: CommandKind, _ order: Order, _ leg: Int) -> Command {
        switch kind {
        case .issueCode:
            let toRunner = generator.chance(percent: 50)
            return .relay(.issueCode(order.id, leg: leg, toRunner: toRunner))
        case .scan: return .relay(.scan(code(of: order)))
        case .recover: return .relay(.recover(order.id, reason: "no answer"))
        default:
            return .relay(.moveToGate(order.id, anywhere(), name: "the south gate"))
        }
    }

    /// A code that somebody has seen of this order: the newest, an older one, or none of it.
    mutating func code(of order: Order) -> String {
        let seen = codes[order.id] ?? []
        guard !seen.isEmpty, generator.chance(percent: 95) else { return "4QTZN8" }
        return generator.chance(percent: 60)
            ? seen[seen.count - 1] : seen[generator.below(seen.count)]
    }

    /// What the runner types in at the door, or scans at a station.
    private mutating func door(_ order: Order, _ phase: Phase) -> String? {
        let leg = order.legs[order.activeLeg]
        let isStation =
            phase == .delivered && leg.stationAtEnd != nil
            || phase == .pickedUp && leg.stationAtStart != nil
        if isStation { return generator.chance(percent: 50) ? code(of: order) : nil }
        let right = order.draft.stops.last?.details.code
        return generator.chance(percent: 70) ? right : ["0000", "0000", nil][generator.below(3)]
    }

    private mutating func offer(of order: Order, _ sender: Principal) -> OfferID {
        let open = order.legs[order.activeLeg].offers
        let own = open.first { offer in
            engine.offer(offer).map { person($0.runner).subject == sender.subject } ?? false
        }
        // An older one, as a phone that was in a cellar may still show it.
        let last = lastOffer(of: order, sender)
        if let own, generator.chance(percent: 85) { return own }
        return last ?? open.first ?? OfferID(number: 0)
    }

    /// The newest offer of this order that its sender was ever made.
    private func lastOffer(of order: Order, _ sender: Principal) -> OfferID? {
        offersMade.last { made in
            made.leg.order == order.id && person(made.runner).subject == sender.subject
        }?.offer
    }

    private mutating func accept(_ order: Order, _ sender: Principal) -> Command {
        let offer = offer(of: order, sender)
        let epoch = engine.offer(offer)?.epoch ?? 1
        return .acceptOffer(
            offer, epoch: generator.chance(percent: 90) ? epoch : generator.below(4))
    }

    private mutating func exception(_ order: Order) -> ExceptionReference {
        let open = engine.openExceptions.filter { $0.order == order.id }
        let any = ExceptionKind.allCases[generator.below(ExceptionKind.allCases.count)]
        let kind = open.isEmpty ? any : open[generator.below(open.count)].kind
        return ExceptionReference(kind, order: order.id)
    }
}

// MARK: About the city

extension Walk {
    /// A command about no order.
    mutating func cityCommand(_ kind: CommandKind, by sender: Principal) -> Command {
        let runner = RunnerID("r\(generator.below(Walk.runnerCount))")
        let own = sender.role == .runner ? RunnerID(sender.subject) : runner
        switch kind {
        case .register:
            // Some are new, and stay at home.
            let id = RunnerID("r\(generator.below(Walk.runnerCount + 3))")
            return .registerRunner(RunnerProfile(id: id))
        case .patch: return .patchRunner(own, patch(by: sender.role))
        case .verify:
            let new = (0..<engine.runnerCount).map { engine.runner(RunnerIndex($0)) }.first {
                !$0.verified
            }
            return .verifyRunner(generator.chance(percent: 80) ? new?.profile.id ?? runner : runner)
        case .duty:
            let duties: [Duty] = [.on, .on, .on, .off, .paused, .finishing]
            let duty = duties[generator.below(duties.count)]
            return .setDuty(own, duty, confirmed: generator.chance(percent: 50))
        case .sos: return .exception(.sos)
        case .block: return .access(.blockRunner(runner, reason: "complaints"))
        case .unblock: return .access(.unblockRunner(runner))
        case .pair:
            let owner = Walk.customers[generator.below(Walk.customers.count)]
            return .access(
                .setPair(runner, owner: owner, isBlocked: generator.chance(percent: 40)))
        case .create: return .createOrder(draft(by: sender))
        default: return .place(placeCommand(kind))
        }
    }

    private mutating func patch(by role: Role) -> RunnerPatch {
        var patch = RunnerPatch()
        if role == .runner {
            patch.ownCap = generator.number(in: 1...4)
            return patch
        }
        switch generator.below(4) {
        case 0: patch.pools = [["gate"], [], ["gate", "fast"]][generator.below(3)]
        case 1: patch.capacityOrders = generator.number(in: 1...3)
        case 2: patch.gender = ["female", "male"][generator.below(2)]
        default: patch.verified = generator.chance(percent: 50)
        }
        return patch
    }

    private mutating func placeCommand(_ kind: CommandKind) -> PlaceCommand {
        let slot = generator.below(2)
        let id = Walk.stations[slot]
        let name = zoneName(for: kind)
        let version = generator.chance(percent: 80) ? nil : generator.below(9)
        switch kind {
        case .putStation:
            var station = station(id, slot)
            station.capacity = generator.number(in: 1...4)
            station.unattended = generator.chance(percent: 50)
            return .putStation(station, version: version)
        case .removeStation: return .removeStation(id, version: version)
        case .putZone:
            var zone = zone(name)
            zone.paused = generator.chance(percent: 20)
            return .putZone(zone, version: version)
        case .pauseZone:
            return .pauseZone(
                ZoneID(name), generator.chance(percent: 60), reason: "rain", version: version)
        case .removeZone: return .removeZone(ZoneID(name), version: version)
        default:
            let text = ["gate", "fast"][generator.below(2)]
            guard let pool = PoolID(text) else { preconditionFailure("both are names") }
            let members = (0..<Walk.runnerCount).filter { _ in generator.chance(percent: 40) }
            return .putPool(
                PoolEntry(id: pool, runners: members.map { RunnerID("r\($0)") }), version: version)
        }
    }

    /// A new zone is any; who pauses or removes one mostly knows which there are.
    private mutating func zoneName(for kind: CommandKind) -> String {
        let names = ["hall", "yard"]
        let known = names.filter { engine.zone(ZoneID($0)) != nil }
        guard kind != .putZone, !known.isEmpty, generator.chance(percent: 90) else {
            return names[generator.below(names.count)]
        }
        return known[generator.below(known.count)]
    }

    /// What somebody might ask for.
    mutating func draft(by sender: Principal) -> OrderDraft {
        let pools = [[], [], [], ["female"], ["male"], ["gate"], ["female", "gate"]]
        let isToHall = generator.chance(percent: 25)
        var dropoff = Stop(kind: .dropoff, coordinate: isToHall ? Walk.house : anywhere())
        dropoff.details.code = generator.chance(percent: 40) ? "4821" : nil
        dropoff.details.contactSubject = generator.chance(percent: 30) ? "c2" : nil
        var draft = OrderDraft(
            type: "parcel",
            stops: [Stop(kind: .pickup, coordinate: anywhere()), dropoff],
            items: [
                Item(
                    description: "a parcel", weightGrams: [100, 900, 1_800][generator.below(3)])
            ], runnerPools: pools[generator.below(pools.count)])
        if generator.chance(percent: 12) {
            draft.scheduledAt = now + .seconds(Int64(generator.below(60)))
        }
        draft.awaitsPayment = generator.chance(percent: 25)
        guard sender.role != .customer, generator.chance(percent: 85) else { return draft }
        draft.via = generator.chance(percent: 60) ? [Walk.stations[0]] : Walk.stations
        if generator.chance(percent: 30) { draft.via = [Walk.stations[1]] }
        let last = isToHall || generator.chance(percent: 70) ? [] : ["gate"]
        draft.legPools = draft.via.map { _ in [] } + [last]
        return draft
    }
}
