// A runner's hours. The clock is wound by records (duty, goods in hand) and reckons what lies between
// them: each rule holds from the very millisecond on, whenever a timer goes off and whether the daemon
// ran at that time or not.
//
// A runner *works* while it carries something, or is on duty and nothing holds it back. A break is the
// time between; one that lasts `WorkRules.rest` is a rest, and the work before it no longer counts as
// continuous. Days are those of the rules' time zone; where clocks show a day again, it is still the later.

public import Basics

/// What a runner has worked up to some instant.
public struct WorkClock: Equatable, Sendable {
    /// Up to when it is reckoned.
    var at = Instant.distantPast
    var isOnDuty = false
    var isCarrying = false
    /// Work since the last rest.
    public internal(set) var continuous = Milliseconds.zero
    /// The break so far, zero while it works.
    var idle = Milliseconds.zero
    /// The day it is, by `TimeZoneRules.localDay`.
    var day = Int.min
    /// Work on that day.
    public internal(set) var today = Milliseconds.zero
    /// Working days without a day between, up to the last one.
    public internal(set) var daysInRow = 0
    var lastWorkday = Int.min
    /// The day for which the runner said that it goes on.
    var confirmedDay = Int.min
    /// What holds the runner back at `at`.
    var hold: WorkHold?
    /// Until when nothing changes by itself.
    var quietUntil = Instant.distantFuture

    /// Nothing worked yet.
    public init() {}

    /// Whether it counts as work.
    var isWorking: Bool { isCarrying || (isOnDuty && hold == nil) }
    /// Whether it is off, with nothing to rest from.
    var isIdle: Bool { !isOnDuty && !isCarrying && hold == nil }

    /// The clock as it will stand at `now` if no record comes. O(1) before `quietUntil`.
    func reckoned(to now: Instant, _ rules: WorkRules) -> WorkClock {
        var clock = self
        clock.advance(to: now, rules)
        return clock
    }

    /// What holds the runner back at `now`. O(1) before `quietUntil`.
    func hold(at now: Instant, _ rules: WorkRules) -> WorkHold? {
        now < quietUntil ? hold : reckoned(to: now, rules).hold
    }

    /// The hold that comes next if the runner works on; `nil` if none does, or one holds already.
    func nextHold(_ rules: WorkRules) -> WorkWarning? {
        guard isWorking, hold == nil else { return nil }
        var next: WorkWarning?
        func consider(_ kind: WorkWarning.Kind, _ startsAt: Instant) {
            if startsAt < next?.startsAt ?? .distantFuture {
                next = WorkWarning(kind: kind, startsAt: startsAt)
            }
        }
        let midnight = rules.timeZone.start(ofDay: day + 1)
        if isRestDay(day + 1, rules) { consider(.week, midnight) }
        if rules.boundsContinuous { consider(.rest, at + (rules.continuous - continuous)) }
        if rules.day > .zero, confirmedDay != day {
            let startsAt = at + (rules.day - today)
            if startsAt < midnight { consider(.day, startsAt) }
        }
        return next
    }

    // MARK: What records say

    /// From `now` on the runner is on duty or not, carries something or not.
    mutating func turn(
        onDuty: Bool, carrying: Bool, at now: Instant, _ rules: WorkRules
    ) {
        advance(to: now, rules)
        isOnDuty = onDuty
        isCarrying = carrying
        look(rules)
    }

    /// The runner goes on beyond the day's hours.
    mutating func confirm(at now: Instant, _ rules: WorkRules) {
        advance(to: now, rules)
        confirmedDay = day
        look(rules)
    }

    /// Other rules hold from `now` on; what was worked stays.
    mutating func change(to rules: WorkRules, from former: WorkRules, at now: Instant) {
        guard at != .distantPast else { return }
        advance(to: now, former)
        look(rules)
    }

    // MARK: Time

    /// Reckons up to `now`, from one change to the next.
    mutating func advance(to now: Instant, _ rules: WorkRules) {
        if at == .distantPast {
            at = now
            day = rules.timeZone.localDay(at: now)
            look(rules)
        }
        while at < now {
            let end = min(now, quietUntil)
            pass(end - at, rules)
            at = end
            look(rules)
        }
    }

    private mutating func pass(_ span: Milliseconds, _ rules: WorkRules) {
        if isWorking {
            continuous = continuous + span
            today = today + span
            idle = .zero
        } else {
            idle = idle + span
        }
    }

    /// Looks what day it is and what holds now, and how long that stays so.
    private mutating func look(_ rules: WorkRules) {
        while rules.timeZone.start(ofDay: day + 1) <= at {
            day += 1
            today = .zero
        }
        if idle > .zero, idle >= rules.rest { continuous = .zero }
        hold = holdNow(rules)
        if isWorking { countDay(rules) }
        quietUntil = nextChange(rules)
    }

    private func holdNow(_ rules: WorkRules) -> WorkHold? {
        if rules.boundsContinuous, continuous >= rules.continuous {
            return .rest(until: isCarrying ? nil : at + (rules.rest - idle))
        }
        let midnight = rules.timeZone.start(ofDay: day + 1)
        if isRestDay(day, rules) { return .week(until: midnight) }
        if rules.day > .zero, today >= rules.day, confirmedDay != day {
            return .day(until: midnight)
        }
        return nil
    }

    private func nextChange(_ rules: WorkRules) -> Instant {
        var next = rules.timeZone.start(ofDay: day + 1)
        if isWorking {
            if rules.boundsContinuous, continuous < rules.continuous {
                next = min(next, at + (rules.continuous - continuous))
            }
            if rules.day > .zero, today < rules.day {
                next = min(next, at + (rules.day - today))
            }
        } else if continuous > .zero, idle < rules.rest {
            next = min(next, at + (rules.rest - idle))
        }
        return next
    }

    // MARK: Days in a row

    /// Whether the rules keep that day free, today or tomorrow. To bring the last parcel of the sixth day
    /// to its door after midnight makes no seventh working day.
    private func isRestDay(_ day: Int, _ rules: WorkRules) -> Bool {
        if rules.restWeekday == TimeZoneRules.weekday(ofDay: day) { return true }
        return rules.weekDaysMax > 0 && lastWorkday == day - 1 && daysInRow >= rules.weekDaysMax
    }

    private mutating func countDay(_ rules: WorkRules) {
        guard day != lastWorkday, !isRestDay(day, rules) else { return }
        daysInRow = lastWorkday == day - 1 ? daysInRow + 1 : 1
        lastWorkday = day
    }
}
