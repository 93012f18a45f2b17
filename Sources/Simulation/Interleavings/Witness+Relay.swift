// Goods that pass from hand to hand: a code serves once, in time, for its assignment, and moves the goods
// from who had them to who has them.

internal import Basics
internal import Engine

extension Witness {
    mutating func takeRelay(
        _ id: LegID, _ fact: RelayFact, _ engine: borrowing Engine, at now: Instant
    ) {
        switch fact {
        case .codeIssued(let code): orders[id.order]?.codes[code.number] = code
        case .handedOver(let handover, let number):
            guard let known = orders[id.order], let order = engine.order(id.order) else {
                return fail(.lostOrder, "\(id) is handed over and unknown")
            }
            if let number { use(number, id, order, at: now) }
            takeHandover(handover, id, order, known, engine, isByCode: number != nil, at: now)
        case .recovered:
            expect(
                orders[id.order]?.custody.runner != nil, .custodyGap,
                "\(id) is fetched from nobody")
            let part = orders[id.order]?.part(of: id.leg)
            if let leg = engine.order(id.order)?.legs.count { orders[id.order]?.parts[leg] = part }
        case .held, .dwellPassed, .gateMoved, .gateWaitPassed, .stoodDown: break
        }
    }

    private mutating func use(_ number: Int, _ id: LegID, _ order: Order, at now: Instant) {
        let epoch = order.legs[id.leg].epoch
        guard let giver = serve(number, id, epoch: epoch, at: now) else { return }
        switch giver {
        case .runner(let giver):
            expect(
                orders[id.order]?.custody == .runner(giver), .custodyGap,
                "\(id): code \(number) gives what its giver has not")
        case .station(let giver):
            expect(
                orders[id.order]?.custody == .station(giver), .custodyGap,
                "\(id): code \(number) gives what its giver has not")
        case .placer, .onward, .anyRunner: fail(.custodyGap, "\(id): code \(number) of nobody")
        }
    }

    /// A code that binds a runner to a leg, and moves nothing.
    mutating func take(_ number: Int, _ id: LegID, epoch: Int, at now: Instant) {
        guard let giver = serve(number, id, epoch: epoch, at: now) else { return }
        expect(giver == .placer, .deadCode, "\(id): code \(number) moves goods")
    }

    /// Marks a code as used; who gave it.
    private mutating func serve(
        _ number: Int, _ id: LegID, epoch: Int, at now: Instant
    ) -> HandoverParty? {
        guard let code = orders[id.order]?.codes[number] else {
            fail(.deadCode, "\(id): a code that was never made")
            return nil
        }
        let isFirst = orders[id.order]?.usedCodes.insert(number).inserted == true
        expect(isFirst, .deadCode, "\(id): code \(number) serves twice")
        expect(now < code.expiresAt, .deadCode, "\(id): code \(number) had expired")
        expect(
            code.leg == id.leg && code.epoch == epoch, .deadCode,
            "\(id): code \(number) is of another assignment")
        return code.giver
    }

    private mutating func takeHandover(
        _ handover: Handover, _ id: LegID, _ order: Order, _ known: Known,
        _ engine: borrowing Engine, isByCode: Bool, at now: Instant
    ) {
        let leg = order.legs[id.leg]
        guard let runner = leg.runner else {
            return fail(.custodyGap, "\(id) is handed over without a runner")
        }
        let hasGoods = known.custody == .runner(runner)
        switch handover {
        case .deposited:
            expect(hasGoods, .custodyGap, "\(id) is put down by who has it not")
            if let station = leg.stationAtEnd { orders[id.order]?.custody = .station(station) }
        case .taken:
            expect(!hasGoods, .custodyGap, "\(id) is taken twice")
            give(id, to: runner)
            orders[id.order]?.reports[id.leg] = isByCode ? nil : (known.custody, now)
        case .passedOn:
            expect(hasGoods, .custodyGap, "\(id) is passed on by who has it not")
            guard let next = leg.next, let taker = order.legs[next].runner else {
                return fail(.custodyGap, "\(id) is passed on to nobody")
            }
            expect(taker != runner, .custodyGap, "\(id) is passed on to the same hands")
            give(LegID(order: id.order, leg: next), to: taker)
        case .transferred(let taker, let epoch):
            expect(hasGoods, .custodyGap, "\(id) is transferred by who has it not")
            expect(taker != runner, .custodyGap, "\(id) is transferred to the same hands")
            expect(epoch == leg.epoch + 1, .inconsistent, "transfer \(epoch) of \(id)")
            checkPair(id, taker, engine, "is taken over")
            give(id, to: taker)
            orders[id.order]?.reports[id.leg] = nil
        }
    }
}
