// What records change about runners' hours. A record may give and take a leg in one go: the hours look at
// what it came to, once, when it is done.

internal import Basics

extension Engine {
    mutating func applyProtection(_ fact: ProtectionFact, at now: Instant) {
        switch fact {
        case .rules(let rules):
            applyRules(rules, at: now)
        case .held(let runner, let hold):
            runners[runner.slot].toldHold = hold
            unsettledWork.append(runner)
            touch(runner)
            notices.append(.held(runner, hold))
        case .warned(let runner, let warning):
            runners[runner.slot].toldWarning = warning
            unsettledWork.append(runner)
            notices.append(.warned(runner, warning))
        case .confirmed(let runner):
            runners[runner.slot].work.confirm(at: now, workRules)
            unsettledWork.append(runner)
            touch(runner)
        case .shifts(let runner, let hours):
            runners[runner.slot].shifts = hours
            unsettledWork.append(runner)
            touch(runner)
        case .withoutFault(let offer, _):
            offers[offer]?.isWithoutFault = true
        }
    }

    private mutating func applyRules(_ rules: WorkRules, at now: Instant) {
        let former = workRules
        workRules = rules
        for slot in runners.indices {
            runners[slot].work.change(to: rules, from: former, at: now)
            unsettledWork.append(RunnerIndex(slot))
        }
    }

    /// Winds the clocks of the runners whose duty or goods the record changed.
    mutating func settleWork(at now: Instant) {
        for runner in unsettledWork {
            let duty = runners[runner.slot].duty
            runners[runner.slot].work.turn(
                onDuty: duty == .on || duty == .finishing,
                carrying: !runners[runner.slot].carried.isEmpty, at: now, workRules)
            setWorkTimer(of: runner, at: now)
        }
        unsettledWork.removeAll(keepingCapacity: true)
    }

    /// Sees to it that somebody looks at the runner's hours when they have something to say. One timer a
    /// runner is enough: what it finds sets the next one.
    mutating func setWorkTimer(of runner: RunnerIndex, at now: Instant) {
        guard let at = nextWorkLook(at: runner, after: now), at < live[runner.slot].workTimerAt
        else { return }
        live[runner.slot].workTimerAt = at
        setTimer(at: at, .work(runner))
    }

    /// When there will be something to tell the runner, as far as can be said at `now`.
    private func nextWorkLook(at runner: RunnerIndex, after now: Instant) -> Instant? {
        let record = runners[runner.slot]
        if record.work.isIdle, record.toldHold == nil { return nil }
        let work = record.work.reckoned(to: now, workRules)
        if work.hold != record.toldHold { return now }
        var looks: [Instant] = []
        if !workRules.isOff {
            looks.append(work.quietUntil)
            if let hold = work.nextHold(workRules) {
                looks.append(hold.startsAt)
                if workRules.warning > .zero, hold != record.toldWarning {
                    looks.append(hold.startsAt - workRules.warning)
                }
            }
        }
        if policy.shiftsEndDuty, record.duty != .off, let shifts = record.shifts,
            let end = shifts.nextChange(after: now, in: policy.timeZone)
        {
            looks.append(end)
        }
        return looks.min().map { max($0, now) }
    }
}
