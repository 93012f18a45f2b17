// What a runner gives back or takes back: a leg before the pickup, its last report, goods that nobody
// takes. Each needs what would make it true: waiting at the pickup, calls, minutes at the door.

internal import Basics

extension Engine {
    func giveBack(
        _ id: OrderID, leg: Int, _ why: ReasonGiven?, by principal: Principal, at now: Instant
    ) -> Decision {
        let order: Order
        switch carriedOrder(id, leg: leg, by: principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        guard OrderMachine.transition(from: order.legs[leg].state, .giveBack) != nil else {
            var refusal = stateConflict(
                order, "an order that is \(order.legs[leg].state.name) can't be given back")
            if order.legs[leg].state.hasGoods { refusal.choices = [OrderState.returning.name] }
            return .failure(refusal)
        }
        let reason = why?.code ?? .other
        if reason == .pickupNotReady, let refusal = tooEarly(order.legs[leg], at: now) {
            return .failure(refusal)
        }
        let choices = reason.isNobodysFault ? choicesAtPickup(of: order, reason, at: now) : []
        return .success(
            noted(id, why) + [
                .law(
                    id,
                    .givenBack(
                        leg: leg, reason, isFault: !reason.isNobodysFault, choices: choices))
            ])
    }

    private func choicesAtPickup(
        of order: borrowing Order, _ reason: ReasonCode, at now: Instant
    ) -> [OpenChoice] {
        let choices: [Choice] = order.custody == .sender ? [.wait, .cancel] : [.wait]
        return choices.map {
            OpenChoice(
                $0, by: .customer, until: now + policy.choiceTimeout, reason: reason.name)
        }
    }

    /// Whether the runner has not waited at the pickup for long enough.
    private func tooEarly(_ leg: borrowing Leg, at now: Instant) -> Refusal? {
        guard let since = leg.atPickupSince else {
            return Refusal(
                .notYet, field: "/reason", limit: policy.pickupWait.secondsUp,
                detail: "report atPickup, and wait there for a while")
        }
        let end = since + policy.pickupWait
        guard now < end else { return nil }
        let seconds = (end - now).secondsUp
        return Refusal(
            .notYet, field: "/reason", limit: seconds,
            detail: "wait \(seconds) s more at the pickup")
    }

    // MARK: Undo

    func undo(
        _ id: OrderID, leg: Int, by principal: Principal, at now: Instant
    ) -> Decision {
        let order: Order
        switch carriedOrder(id, leg: leg, by: principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        guard let memory = order.legs[leg].lastReport, memory.runner == order.legs[leg].runner,
            OrderMachine.transition(from: order.legs[leg].state, .undo(memory.from)) != nil
        else {
            return .failure(stateConflict(order, "there is no report of yours to take back"))
        }
        guard now - memory.at <= policy.undoWindow || !holds(.undoWindow) else {
            let seconds = policy.undoWindow.secondsUp
            return .failure(
                stateConflict(order, "a report can be taken back within \(seconds) s"))
        }
        if let refusal = noRoom(toTakeBack: order, leg: leg, by: memory.runner) {
            return .failure(refusal)
        }
        let undone = Record.law(id, .undone(leg: leg, to: memory.from))
        return .success(
            [undone] + standDown(after: order.legs[leg], of: id, to: memory.from)
                + leftMeanwhile(memory.runner, order, leg: leg, at: now))
    }

    /// Who left a pool while the leg seemed to have ended has its goods all the same: people are told.
    private func leftMeanwhile(
        _ runner: RunnerIndex, _ order: borrowing Order, leg: Int, at now: Instant
    ) -> [Record] {
        let id = LegID(order: order.id, leg: leg)
        guard order.legs[leg].state.isFinal, lacks(Set(poolNames(of: runner)), id) else {
            return []
        }
        return carrierLeft(runner, id, at: now)
    }

    /// A leg that has ended is no load any more: to have it again needs room for it.
    private func noRoom(
        toTakeBack order: borrowing Order, leg: Int, by index: RunnerIndex
    ) -> Refusal? {
        guard order.legs[leg].state.isFinal, holds(.capacity) else { return nil }
        let runner = runners[index.slot]
        let grams = runner.load.grams + order.draft.weightGrams
        guard
            runner.load.orders >= runner.capacityOrders || grams > runner.profile.capacity.grams
        else { return nil }
        return Refusal(
            .capacityReached, limit: runner.capacityOrders,
            detail: "you carry other orders since: finish one first", order: order.id)
    }

    /// The goods are back where the leg fetched them: nobody is needed any more where it brings them.
    private func standDown(
        after leg: borrowing Leg, of id: OrderID, to state: OrderState
    ) -> [Record] {
        guard !state.hasGoods, let next = leg.next,
            let waits = orders.look(id, { $0.legs[next].state }),
            OrderMachine.transition(from: waits, .standDown) != nil
        else { return [] }
        return [.relay(LegID(order: id, leg: next), .stoodDown)]
    }

    // MARK: Goods that nobody takes

    /// More attempts than these tell nothing new.
    private static let contactAttemptsMax = 50

    func attempt(
        _ id: OrderID, leg: Int, by principal: Principal, at now: Instant
    ) -> Decision {
        let order: Order
        switch carriedOrder(id, leg: leg, by: principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        guard order.legs[leg].state == .pickedUp || order.legs[leg].state == .atDropoff else {
            return .failure(stateConflict(order, "the recipient is called with goods in hand"))
        }
        let most = Engine.contactAttemptsMax
        guard order.legs[leg].contactAttempts.count < most else {
            return .failure(
                Refusal(
                    .rateLimited, limit: most, detail: "at most \(most) attempts are written down"))
        }
        // Who has been called often enough is somebody whom the dispatcher may know another way to.
        let isEnough =
            order.legs[leg].contactAttempts.count + 1 >= policy.contactAttemptsLeast
        let told =
            isEnough
            ? opening(
                .customerUnreachable, of: LegID(order: id, leg: leg),
                runner: order.legs[leg].runner, at: now) : []
        return .success([.law(id, .attempted(leg: leg))] + told)
    }

    /// Why the goods can't go back yet: no reason, or nobody was called, or not for long enough.
    func obstacle(
        toReturning order: borrowing Order, leg: Int, _ why: ReasonGiven?, at now: Instant
    ) -> Refusal? {
        guard let why else { return .reasonRequired("say why the goods go back") }
        guard why.code == .customerUnreachable else { return nil }
        let missing = policy.contactAttemptsLeast - order.legs[leg].contactAttempts.count
        if missing > 0 {
            return Refusal(
                .notYet, field: "/reason", limit: missing,
                detail: "try to reach the recipient \(missing) more times, and report each")
        }
        let wait = policy.contactWait
        let end = order.legs[leg].atDropoffSince.map { $0 + wait }
        guard let end, end <= now else {
            let seconds = end.map { ($0 - now).secondsUp } ?? wait.secondsUp
            return Refusal(
                .notYet, field: "/reason", limit: seconds,
                detail: "report atDropoff, and wait there; \(seconds) s are missing")
        }
        return nil
    }
}

extension Milliseconds {
    /// Whole seconds, a part of one counted as one.
    var secondsUp: Int { Int((count + 999) / 1_000) }
}
