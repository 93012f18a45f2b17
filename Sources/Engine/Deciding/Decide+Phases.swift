// A runner's reports while it carries an order, and a dispatcher's in its place. "Delivered" is believed
// near the door; elsewhere it needs a reason, and somebody looks at it later.

internal import Basics
internal import Geo

/// How near a runner is to where it says it is.
private enum Nearness {
    case near
    case unknown
    case far
}

extension Engine {
    func report(
        _ id: OrderID, leg: Int, _ phase: Phase, code: String?, _ why: ReasonGiven?,
        by principal: Principal, at now: Instant
    ) -> Decision {
        if RoleSet.staff.contains(principal.role) {
            return reportByHand(id, leg: leg, phase, why, by: principal)
        }
        let order: Order
        switch carriedOrder(id, leg: leg, by: principal) {
        case .success(let own): order = own
        case .failure(let refusal):
            return .failure(hint(id, leg: leg, phase, to: principal) ?? refusal)
        }
        guard OrderMachine.transition(from: order.legs[leg].state, .report(phase)) != nil else {
            return .failure(
                stateConflict(
                    order, "\(phase.name) can't follow \(order.legs[leg].state.name)"))
        }
        if let decision = reportAtStation(
            phase, of: order, leg: leg, code: code, by: principal, at: now)
        {
            return decision
        }
        if let refusal = wrongCode(code, for: phase, of: order, leg: leg) {
            let isTry = refusal.code == .wrongCode && code != nil
            return .failure(refusal, records: isTry ? codeTry(of: order, leg: leg, at: now) : [])
        }
        if phase == .returning,
            let refusal = obstacle(toReturning: order, leg: leg, why, at: now)
        {
            return .failure(refusal)
        }
        let (flags, refusal) = handover(phase, of: order, leg: leg, why, at: now)
        if let refusal { return .failure(refusal) }
        return .success(
            flags.map { .law(id, .flagged($0)) } + noted(id, why)
                + [.phaseReported(id, leg: leg, phase, reason: why?.code.name)]
                + alarms(phase, flags, LegID(order: id, leg: leg), why, at: now))
    }

    /// What of a report a dispatcher should see to. It follows the report: the end of an order ends what
    /// was open about it.
    private func alarms(
        _ phase: Phase, _ flags: [OrderFlag], _ id: LegID, _ why: ReasonGiven?, at now: Instant
    ) -> [Record] {
        let runner = orders.look(id.order) { $0.legs[id.leg].runner } ?? nil
        if phase == .returning, why?.code == .customerUnreachable {
            return opening(.customerUnreachable, of: id, runner: runner, at: now)
        }
        guard phase == .delivered, flags.contains(.deliveredFar) else { return [] }
        return opening(.deliveredFar, of: id, runner: runner, at: now)
    }

    /// The order whose leg the principal carries, or carried last.
    func carriedOrder(
        _ id: OrderID, leg: Int, by principal: Principal
    ) -> Result<Order, Refusal> {
        guard principal.role == .runner else {
            return .failure(Refusal(.forbidden, detail: "only the carrying runner may do this"))
        }
        guard let order = order(id), order.legs.indices.contains(leg),
            let runner = order.legs[leg].runner,
            runners[runner.slot].profile.id.text == principal.subject
        else { return .failure(.noOrder) }
        return .success(order)
    }

    /// A dispatcher sends goods back, or confirms that they were handed over, and says why.
    private func reportByHand(
        _ id: OrderID, leg: Int, _ phase: Phase, _ why: ReasonGiven?, by principal: Principal
    ) -> Decision {
        guard phase == .returning || phase == .delivered else {
            return .failure(
                Refusal(
                    .forbidden, field: "/to",
                    detail: "a dispatcher reports returning or delivered; the rest is the runner's"
                ))
        }
        let order: Order
        switch visibleOrder(id, principal) {
        case .success(let visible): order = visible
        case .failure(let refusal): return .failure(refusal)
        }
        guard order.legs.indices.contains(leg) else { return .failure(.noOrder) }
        let isDoor = phase != .delivered || order.legs[leg].stationAtEnd == nil
        guard isDoor,
            OrderMachine.transition(from: order.legs[leg].state, .report(phase)) != nil
        else {
            return .failure(
                stateConflict(
                    order, "\(phase.name) can't follow \(order.legs[leg].state.name)"))
        }
        guard let why else { return .failure(.reasonRequired("a report by hand says why")) }
        if phase == .returning {
            let fact = LawFact.returnOrdered(leg: leg, by: principal.subject, why.code)
            return .success(noted(id, why) + [.law(id, fact)])
        }
        return .success(
            noted(id, why) + [
                .law(id, .flagged(.confirmedByHand)),
                .law(id, .confirmed(leg: leg, by: principal.subject, why.code)),
            ])
    }

    // MARK: Codes

    /// Whether the code that the stop asks for was given.
    private func wrongCode(
        _ code: String?, for phase: Phase, of order: borrowing Order, leg: Int
    ) -> Refusal? {
        guard phase == .delivered,
            let stop = order.legs[leg].plan.stops.last,
            let wanted = order.draft.stops[stop].details.code
        else { return nil }
        guard !isCodeLocked(order) else {
            return Refusal(
                .codeLocked, field: "/code", limit: 0,
                detail: "too many wrong codes; the dispatcher has to help")
        }
        guard code != wanted else { return nil }
        return Refusal(
            .wrongCode, field: "/code",
            limit: policy.codeTriesMax - order.wrongCodes - (code == nil ? 0 : 1),
            detail: "the recipient tells the code at the door")
    }

    private func isCodeLocked(_ order: borrowing Order) -> Bool {
        order.flags.contains(.codeLocked) || order.wrongCodes >= policy.codeTriesMax
    }

    /// A wrong code is a try; the last one locks.
    private func codeTry(of order: borrowing Order, leg: Int, at now: Instant) -> [Record] {
        let attempt = Record.wrongCode(order.id, leg: leg)
        guard order.wrongCodes + 1 >= policy.codeTriesMax else { return [attempt] }
        let id = LegID(order: order.id, leg: leg)
        return [attempt, .law(order.id, .codeLocked(leg: leg))]
            + opening(.wrongCode, of: id, runner: order.legs[leg].runner, at: now)
    }

    // MARK: Places

    /// What a report of having handed the goods over is flagged with, or why it needs a reason.
    private func handover(
        _ phase: Phase, of order: borrowing Order, leg: Int, _ why: ReasonGiven?, at now: Instant
    ) -> (flags: [OrderFlag], refusal: Refusal?) {
        let plan = order.legs[leg].plan
        let place: Coordinate
        switch phase {
        case .delivered: place = plan.endCoordinate
        case .returned: place = order.draft.stops[0].coordinate
        default: return ([], nil)
        }
        let runner = order.legs[leg].runner
        switch nearness(of: runner, to: place, at: now) {
        case .near: return ([], nil)
        case .unknown:
            guard why == nil, policy.requiresPositionAtHandover else {
                return ([.positionUnknown], nil)
            }
            return (
                [], .reasonRequired("nobody knows where you are: send a position, or say why not")
            )
        case .far:
            guard why == nil else {
                return ([phase == .delivered ? .deliveredFar : .returnedFar], nil)
            }
            let most = policy.deliveredMetersMax
            return (
                [],
                Refusal(
                    .tooFarFromStop, field: "/reason", limit: most,
                    detail: "the stop is more than \(most) m away: go there, or say why not")
            )
        }
    }

    /// A runner may be anywhere within its position's radius of confidence.
    private func nearness(
        of runner: RunnerIndex?, to place: Coordinate, at now: Instant
    ) -> Nearness {
        guard policy.deliveredMetersMax > 0 else { return .near }
        guard let runner, isFresh(live[runner.slot], at: now) else { return .unknown }
        let slack = Double(max(0, live[runner.slot].accuracyMeters))
        let meters = live[runner.slot].coordinate.distanceMeters(to: place) - slack
        return meters <= Double(policy.deliveredMetersMax) ? .near : .far
    }
}
