// Hand-over codes: who gets one, and what a scan comes to. The order of the refusals is a rule of its own:
// who is no side of a hand-over learns nothing, and a code that has served says so before anything else.

public import Basics
internal import Geo
internal import Matching

// MARK: Making a code

extension Engine {
    func issueCode(
        _ id: OrderID, leg: Int, toRunner: Bool, by principal: Principal, at now: Instant
    ) -> Decision {
        guard RoleSet.handlers.contains(principal.role) else {
            return issueTakeCode(id, leg: leg, by: principal, at: now)
        }
        // A runner who vanished with the goods may give them away, though the order is no longer its own.
        guard let order = order(id), maySee(order, principal) || holdsGoods(of: order, principal)
        else { return .failure(.noOrder) }
        guard order.legs.indices.contains(leg) else { return .failure(.noOrder) }
        let draft: Result<HandoverCode, Refusal>
        if principal.role == .station {
            draft = stationCode(order, leg, StationID(principal.subject), codeEnd(now))
        } else {
            draft = runnerCode(order, leg, RunnerID(principal.subject), toRunner, codeEnd(now))
        }
        switch draft {
        case .success(let code):
            return .success([.relay(LegID(order: id, leg: code.leg), .codeIssued(code))])
        case .failure(let refusal): return .failure(refusal)
        }
    }

    private func holdsGoods(of order: borrowing Order, _ principal: Principal) -> Bool {
        guard principal.role == .runner, let holder = order.custody.runner else { return false }
        return runners[holder.slot].profile.id.text == principal.subject
    }

    func codeEnd(_ now: Instant) -> Instant { now + policy.handoverCodeLife }

    /// The text of the newest code of an order, and until when it serves.
    public func newestCode(of id: OrderID) -> (text: String, expiresAt: Instant)? {
        let newest = orders.look(id) { $0.codes.kept.last } ?? nil
        return newest.map { code in
            (HandoverText.text(of: code, order: id, key: policy.handoverKey), code.expiresAt)
        }
    }

    /// The leg that a code of that text is about, while the order remembers it.
    public func leg(ofCode text: String) -> LegID? {
        guard let parts = HandoverText(text),
            let code = orders.look(parts.order, { $0.codes[parts.number] }) ?? nil
        else { return nil }
        return LegID(order: parts.order, leg: code.leg)
    }

    /// The code of a runner who has the goods.
    private func runnerCode(
        _ order: borrowing Order, _ leg: Int, _ runner: RunnerID, _ toRunner: Bool,
        _ expiresAt: Instant
    ) -> Result<HandoverCode, Refusal> {
        let active = order.legs[order.activeLeg]
        guard let me = runnerIndices[runner], order.custody == .runner(me) else {
            let asked = order.legs[leg]
            let isMine = asked.runner.map { runners[$0.slot].profile.id } == runner
            let isOnTheWay = isMine && (asked.state == .assigned || asked.state == .atPickup)
            return .failure(isOnTheWay ? notYet(order) : .noGoods(order))
        }
        let number = order.codes.count + 1
        if active.runner == me, active.state.hasGoods {
            guard leg == order.activeLeg else { return .failure(.noGoods(order)) }
            let isForAnybody = toRunner || active.stationAtEnd == nil
            return .success(
                HandoverCode(
                    number: number, leg: leg, epoch: active.epoch, giver: .runner(me),
                    taker: isForAnybody ? .anyRunner : .onward, expiresAt: expiresAt))
        }
        // A runner who vanished with the goods is back: who was sent to fetch them may have them.
        guard let fetching = active.runner else { return .failure(notYet(order)) }
        return .success(
            HandoverCode(
                number: number, leg: order.activeLeg, epoch: active.epoch, giver: .runner(me),
                taker: .runner(fetching), expiresAt: expiresAt))
    }

    /// The code of a station: for the goods that lie there, or for those that are to come.
    private func stationCode(
        _ order: borrowing Order, _ leg: Int, _ me: StationID, _ expiresAt: Instant
    ) -> Result<HandoverCode, Refusal> {
        let asked = order.legs[leg]
        let number = order.codes.count + 1
        if asked.stationAtEnd == me, let runner = asked.runner, asked.state.isCarried {
            guard order.custody == .runner(runner) else { return .failure(notYet(order)) }
            return .success(
                HandoverCode(
                    number: number, leg: leg, epoch: asked.epoch, giver: .runner(runner),
                    taker: .station(me), isShownByTaker: true, expiresAt: expiresAt))
        }
        guard asked.stationAtStart == me else { return .failure(.noGoods(order)) }
        guard order.custody == .station(me), order.activeLeg == leg, let runner = asked.runner
        else {
            let isOver = asked.state.hasGoods || asked.state.isFinal || asked.state == .atStation
            return .failure(isOver ? .noGoods(order) : notYet(order))
        }
        return .success(
            HandoverCode(
                number: number, leg: leg, epoch: asked.epoch, giver: .station(me),
                taker: .runner(runner), expiresAt: expiresAt))
    }

    func notYet(_ order: borrowing Order) -> Refusal {
        let detail =
            order.legs[order.activeLeg].runner == nil
            ? "no runner has taken the leg yet" : "the goods are not here yet"
        return Refusal(.notYet, detail: detail, order: order.id)
    }
}

// MARK: Scanning one

extension Engine {
    func scan(_ text: String, by principal: Principal, at now: Instant) -> Decision {
        if let refusal = requireRole(.handlers, principal) { return .failure(refusal) }
        guard let parts = HandoverText(text) else { return .failure(.unknownCode) }
        guard let order = order(parts.order) else { return .failure(.noOrder) }
        guard let code = order.codes[parts.number] else {
            guard parts.number >= 1, parts.number <= order.codes.count else {
                return .failure(.unknownCode)
            }
            return .failure(maySee(order, principal) ? .expiredCode : .noOrder)
        }
        guard parts.proves(code, key: policy.handoverKey) else { return .failure(.unknownCode) }
        if code.bindsLeg { return take(order, by: code, principal, at: now) }
        let handover: Handover
        switch meaning(of: code, of: order, to: principal, at: now) {
        case .success(let meant): handover = meant
        case .failure(let refusal): return .failure(refusal)
        }
        if let refusal = obstacle(toUsing: code, for: handover, of: order, at: now) {
            return .failure(refusal)
        }
        return .success(
            flags(of: handover, code, order.id, at: now) + [
                .relay(
                    LegID(order: order.id, leg: code.leg), .handedOver(handover, code: code.number))
            ])
    }

    /// What the code does in the principal's hands, if it is a side of the hand-over.
    private func meaning(
        of code: HandoverCode, of order: borrowing Order, to principal: Principal, at now: Instant
    ) -> Result<Handover, Refusal> {
        let leg = order.legs[code.leg]
        if principal.role == .station {
            let mayTake = code.taker == .onward && leg.stationAtEnd?.text == principal.subject
            return mayTake ? .success(deposit(leg, at: now)) : .failure(.noOrder)
        }
        guard let me = runnerIndices[RunnerID(principal.subject)] else { return .failure(.noOrder) }
        let nextRunner = leg.next.flatMap { order.legs[$0].runner }
        if code.isShownByTaker {
            if code.giver == .runner(me) { return .success(deposit(leg, at: now)) }
            return .failure(nextRunner == me ? notYet(order) : .noOrder)
        }
        if code.giver == .runner(me) { return .failure(.sameRunner) }
        switch code.taker {
        case .runner(let taker):
            if taker == me { return .success(.taken) }
            return .failure(leg.formerHolders.contains(me) ? .sameRunner : .noOrder)
        case .onward:
            return nextRunner == me ? .success(.passedOn) : .failure(.noOrder)
        case .anyRunner:
            return .success(.transferred(to: me, epoch: leg.epoch + 1))
        case .station, .placer:
            return .failure(.noOrder)
        }
    }

    private func deposit(_ leg: borrowing Leg, at now: Instant) -> Handover {
        .deposited(dwellUntil: dwellEnd(at: leg.stationAtEnd, from: now))
    }

    /// Until when goods that are put down now may lie there.
    func dwellEnd(at station: StationID?, from now: Instant) -> Instant {
        // A station that was taken out of the registry has the usual limit.
        let usual = Station(
            id: StationID(""), coordinate: Coordinate(latitudeE7: 0, longitudeE7: 0))
        return now + (station.flatMap { stations[$0] } ?? usual).dwell
    }

    /// Why the code does not serve, or not now.
    private func obstacle(
        toUsing code: HandoverCode, for handover: Handover, of order: borrowing Order,
        at now: Instant
    ) -> Refusal? {
        if code.usedAt != nil, holds(.codeOnce) { return .usedCode }
        if now >= code.expiresAt, holds(.codeExpiry) { return .expiredCode }
        let leg = order.legs[code.leg]
        if leg.epoch != code.epoch || order.activeLeg != code.leg, holds(.codeOnce) {
            return Refusal(
                .staleEpoch, limit: leg.epoch,
                detail: "the leg has another runner since: ask for a new code", order: order.id)
        }
        guard order.custody == custody(of: code.giver) else { return notYet(order) }
        guard OrderMachine.transition(from: leg.state, handover.cause) != nil else {
            return stateConflict(order, "a leg that is \(leg.state.name) is not handed over")
        }
        if case .transferred(let runner, _) = handover {
            return obstacle(toTransferring: code, to: runner, of: order, at: now)
        }
        let place = handover == .taken ? leg.plan.startCoordinate : leg.plan.endCoordinate
        let isAtStation = handover != .taken || leg.stationAtStart != nil
        guard isAtStation else { return nil }
        let runner: RunnerIndex?
        switch handover {
        case .passedOn: runner = leg.next.flatMap { order.legs[$0].runner }
        default: runner = leg.runner
        }
        return runner.flatMap { tooFar($0, from: place, at: now) }
    }

    private func custody(of giver: HandoverParty) -> Custody? {
        switch giver {
        case .runner(let runner): .runner(runner)
        case .station(let station): .station(station)
        case .onward, .anyRunner, .placer: nil
        }
    }

    /// In the street both must be at one place, and the new runner one who may have the leg.
    private func obstacle(
        toTransferring code: HandoverCode, to runner: RunnerIndex, of order: borrowing Order,
        at now: Instant
    ) -> Refusal? {
        var row = runnerRow(runner, at: now)
        row.isFresh = true
        row.hasOffer = false
        // To have said no to an offer once is no reason not to help out now.
        let filter = obstacle(
            to: runner, row, for: order, leg: code.leg, excluded: handsOf(order, leg: code.leg),
            at: now)
        switch filter {
        case nil, .stationFull, .stationClosed: break
        case .capacity:
            return Refusal(
                .capacityReached, limit: runners[runner.slot].capacityOrders,
                detail: "finish an order first")
        case .notVerified:
            return Refusal(.notVerified, detail: "the operator has not verified this runner")
        case .some(let filter):
            return Refusal(
                filter == .pool ? .poolConflict : .ineligible,
                detail: "the runner may not take this leg: \(filter.name)", filter: filter.name)
        }
        guard case .runner(let giver) = code.giver else { return nil }
        if policy.requiresPositionAtHandover, isSilent(giver, or: runner, at: now) {
            return Refusal(
                .tooFarFromStop, limit: Int(policy.handoverMetersMax),
                detail: "nobody knows where both of you are: send positions, and scan again")
        }
        guard isFresh(live[giver.slot], at: now) else { return nil }
        return tooFar(runner, from: live[giver.slot].coordinate, at: now)
    }

    /// What a hand-over in the street is flagged with: nobody knows that both were there.
    private func flags(
        of handover: Handover, _ code: HandoverCode, _ id: OrderID, at now: Instant
    ) -> [Record] {
        guard case .transferred(let taker, _) = handover, case .runner(let giver) = code.giver,
            isSilent(giver, or: taker, at: now)
        else { return [] }
        return [.law(id, .flagged(.positionUnknown))]
    }

    private func isSilent(
        _ giver: RunnerIndex, or taker: RunnerIndex, at now: Instant
    ) -> Bool {
        !isFresh(live[giver.slot], at: now) || !isFresh(live[taker.slot], at: now)
    }

    /// A refusal if the runner's phone says, now, that it is elsewhere.
    func tooFar(_ runner: RunnerIndex, from place: Coordinate, at now: Instant) -> Refusal? {
        guard isFresh(live[runner.slot], at: now),
            live[runner.slot].coordinate.distanceMeters(to: place) > policy.handoverMetersMax
        else { return nil }
        let most = Int(policy.handoverMetersMax)
        return Refusal(
            .tooFarFromStop, limit: most,
            detail: "goods change hands within \(most) m of the place where they are expected")
    }
}

extension Handover {
    /// The order machine's cause.
    var cause: Cause {
        switch self {
        case .deposited, .passedOn: .deposit
        case .taken: .report(.pickedUp)
        case .transferred: .transfer
        }
    }
}

extension RoleSet {
    /// Those through whose hands goods go.
    static let handlers: RoleSet = [.runner, .station]
}

extension Refusal {
    static var unknownCode: Refusal {
        Refusal(.wrongCode, field: "/code", detail: "this is no code of a hand-over: scan it again")
    }
    static var usedCode: Refusal {
        Refusal(
            .codeUsed, field: "/code", detail: "the code has served: a hand-over needs a new one")
    }
    static var expiredCode: Refusal {
        Refusal(.codeExpired, field: "/code", detail: "the code is too old: ask for a new one")
    }
    static var sameRunner: Refusal {
        Refusal(
            .sameRunner, field: "/code",
            detail: "a hand-over is between two people: the other side scans")
    }
    /// For one who has not, or no longer, the goods in question.
    static func noGoods(_ order: borrowing Order) -> Refusal {
        Refusal(
            .stateConflict, detail: "only who has the goods of this leg may hand them over",
            order: order.id)
    }
}
