// Hours, rests and shifts: who may come on duty, what a refusal means for whom rests, and what a runner is
// told when a rule begins to hold.

public import Basics
internal import Matching

extension Engine {
    // MARK: What holds now

    /// What holds the runner back at `now`, by the rules of its protection.
    public func hold(of runner: RunnerIndex, at now: Instant) -> WorkHold? {
        runners[runner.slot].work.hold(at: now, workRules)
    }

    /// The runner's hours as they stand at `now`.
    public func work(of runner: RunnerIndex, at now: Instant) -> WorkClock {
        runners[runner.slot].work.reckoned(to: now, workRules)
    }

    /// Why the runner may not be asked at all at `now`, because of its hours or its shift.
    func heldBack(_ runner: RunnerIndex, at now: Instant) -> FilterReason? {
        switch hold(of: runner, at: now) {
        case .rest: return .resting
        case .day: return .dayLimit
        case .week: return .restDay
        case nil: break
        }
        guard let shifts = runners[runner.slot].shifts else { return nil }
        return shifts.isOpen(at: now, in: policy.timeZone) ? nil : .offShift
    }

    /// How far a runner gets before its shift ends; beyond that no pickup is offered to it.
    func reachMeters(of runner: RunnerIndex, at now: Instant) -> Double {
        guard let shifts = runners[runner.slot].shifts,
            let end = shifts.nextChange(after: now, in: policy.timeZone)
        else { return .infinity }
        return policy.estimate.reachMeters(
            within: end - now, by: runners[runner.slot].profile.vehicle)
    }

    // MARK: Coming on duty

    /// Why the runner may not come on duty, or the fact that its word leads to.
    func protection(
        ofComingOnDuty index: RunnerIndex, confirmed: Bool, at now: Instant
    ) -> Result<[Record], Refusal> {
        let clock = work(of: index, at: now)
        if let hold = clock.hold {
            guard hold.needsConfirmation, confirmed else {
                return .failure(Refusal.resting(hold, workRules, at: now))
            }
            return .success([.protection(.confirmed(index))])
        }
        if policy.shiftsEndDuty, let refusal = offShift(index, at: now) { return .failure(refusal) }
        // Who was warned may say so before it is asked.
        let isWarned =
            clock.nextHold(workRules).map {
                $0.kind == .day && now >= $0.startsAt - workRules.warning
            } ?? false
        return .success(confirmed && isWarned ? [.protection(.confirmed(index))] : [])
    }

    private func offShift(_ index: RunnerIndex, at now: Instant) -> Refusal? {
        guard let shifts = runners[index.slot].shifts,
            !shifts.isOpen(at: now, in: policy.timeZone)
        else { return nil }
        let opening = shifts.nextOpening(after: now, in: policy.timeZone)
        return Refusal(
            .offShift, limit: opening.map { seconds(from: now, to: $0) },
            detail: "the runner's shifts are \(shifts)")
    }

    // MARK: Refusals

    /// The end of an offer that its runner did not take. Whom a rule holds back, or is about to, may say no
    /// without consequence, and so may who says that it needs a rest.
    func refusal(
        of offer: Offer, _ end: OfferEnd, until: Instant, at now: Instant
    ) -> [Record] {
        let isHeld = heldBack(offer.runner, at: now) != nil
        let ended = Record.offerEnded(
            offer.id, offer.order, end, refusedUntil: isHeld ? nil : until)
        guard isHeld || isWarned(offer.runner, at: now) || end.isForRest else { return [ended] }
        return [.protection(.withoutFault(offer.id, offer.runner)), ended]
    }

    private func isWarned(_ runner: RunnerIndex, at now: Instant) -> Bool {
        guard !workRules.isOff, workRules.warning > .zero else { return false }
        let next = work(of: runner, at: now).nextHold(workRules)
        return next.map { now >= $0.startsAt - workRules.warning } ?? false
    }

    // MARK: Timers

    /// What the runner's hours lead to at `now`: it is told what holds it back and is no longer asked, or is
    /// told that it will be; its duty ends with its shift.
    func workRecords(of runner: RunnerIndex, at now: Instant) -> [Record] {
        let record = runners[runner.slot]
        if policy.shiftsEndDuty, record.duty == .on || record.duty == .paused,
            heldBack(runner, at: now) == .offShift
        {
            let next: Duty = record.carried.isEmpty ? .off : .finishing
            return withdrawPending(of: runner, reason: "offShift") + [.dutyChanged(runner, next)]
        }
        let clock = work(of: runner, at: now)
        if clock.hold != record.toldHold {
            let withdrawn = clock.hold == nil ? [] : withdrawPending(of: runner, reason: "resting")
            return withdrawn + [.protection(.held(runner, clock.hold))]
        }
        guard workRules.warning > .zero, let next = clock.nextHold(workRules),
            next != record.toldWarning, now >= next.startsAt - workRules.warning
        else { return [] }
        return [.protection(.warned(runner, next))]
    }
}

/// Whole seconds, rounded up.
func seconds(from now: Instant, to end: Instant) -> Int {
    max(0, Int(((end - now).count + 999) / 1_000))
}

extension OfferEnd {
    /// Whether the runner gave a need of rest as its reason.
    fileprivate var isForRest: Bool {
        if case .declined(let reason?) = self { return ["rest", "resting"].contains(reason) }
        return false
    }
}

extension Refusal {
    /// A rule of its protection holds the runner back; `limit` is how many seconds it does.
    static func resting(_ hold: WorkHold, _ rules: WorkRules, at now: Instant) -> Refusal {
        // While goods are in hand the rest has not begun: it takes its whole length at least.
        let until = hold.until ?? now + rules.rest
        var refusal = Refusal(
            .resting, limit: seconds(from: now, to: until), detail: "")
        switch hold {
        case .rest(nil):
            refusal.detail = "a rest follows the order in hand; come on duty after it"
        case .rest:
            refusal.detail = "a rest after long work; come on duty when it is over"
        case .week:
            refusal.detail = "a day of rest; come on duty when it is over"
        case .day:
            refusal.needsConfirmation = true
            refusal.detail = "the day's hours are worked; to go on, say so with \"confirm\": true"
        }
        return refusal
    }
}
