// What is given back and what is taken back: a leg before its goods were picked up, and a runner's last
// report.

internal import Basics

extension Engine {
    mutating func applyGivenBack(
        _ id: OrderID, leg: Int, _ reason: ReasonCode, isFault: Bool, _ choices: [OpenChoice],
        at now: Instant
    ) {
        let runner = withOrder(id) { $0.legs[leg].runner }
        releaseCarrier(of: id, leg: leg, reason: "released", at: now)
        withOrder(id) { order in
            order.legs[leg].beginAnew()
            guard let runner else { return }
            // For good, and from every part of the order.
            let memory = RefusalMemory(runner: runner, until: .distantFuture)
            for index in order.legs.indices {
                order.legs[index].refusals.removeAll { $0.runner == runner }
                order.legs[index].refusals.append(memory)
            }
        }
        open(choices, of: id)
        move(id, leg: leg, .giveBack, reason: reason.name, at: now)
        notices.append(.visibility(id))
        if !isFault { notices.append(.trouble(id, .pickup(reason))) }
    }

    mutating func applyUndone(_ id: OrderID, leg: Int, to state: OrderState, at now: Instant) {
        if let memory = withOrder(id, { $0.legs[leg].lastReport }) { give(id, to: memory.custody) }
        let (wasFinal, runner, grams) = withOrder(id) { order in
            let wasFinal = order.legs[leg].state.isFinal
            order.legs[leg].lastReport = nil
            if wasFinal { order.reopen() }
            return (wasFinal, order.legs[leg].runner, order.draft.weightGrams)
        }
        endExceptions(of: id, [.deliveredFar], reason: "undone")
        move(id, leg: leg, .undo(state), reason: "undone", at: now)
        guard let runner else { return }
        if wasFinal {
            takeBack(LegID(order: id, leg: leg), grams: grams, to: runner, at: now)
        } else {
            changeStops(of: runner)
        }
    }

    /// The order has not ended after all: it is open again, and on its runner's way.
    private mutating func takeBack(
        _ leg: LegID, grams: Int, to runner: RunnerIndex, at now: Instant
    ) {
        let (owner, promisedBy) = withOrder(leg.order) { ($0.owner.account, $0.promisedBy) }
        // It may have gone off while the order seemed to have ended.
        setTimer(at: promisedBy, .promise(leg.order))
        openOrders[owner, default: 0] += 1
        addLoad(leg, grams: grams, to: runner)
        if runners[runner.slot].duty == .off { applyDuty(.finishing, to: runner, at: now) }
        notices.append(.visibility(leg.order))
        notices.append(.reopened(leg.order))
    }
}

extension Order {
    /// Takes the end back: nothing of it stays but the history.
    mutating func reopen() {
        finishedAt = nil
        forgetAt = nil
        let ofHandover: [OrderFlag] = [.deliveredFar, .returnedFar, .positionUnknown]
        flags.removeAll { ofHandover.contains($0) }
    }
}
