// A runner's hours against the same reckoned step by step, and each boundary looked at from both sides.

import Basics
import Testing

@testable import Engine

/// Rules in whole units of `unit`, by the days of `zone`.
private func rules(
    continuous: Int64 = 0, rest: Int64 = 0, day: Int64 = 0, weekDaysMax: Int = 0,
    restWeekday: Int = 0, unit: Int64 = 1, zone: TimeZoneRules = .utc
) -> WorkRules {
    var rules = WorkRules()
    rules.continuous = Milliseconds(continuous * unit)
    rules.rest = Milliseconds(rest * unit)
    rules.day = Milliseconds(day * unit)
    rules.weekDaysMax = weekDaysMax
    rules.restWeekday = restWeekday
    rules.timeZone = zone
    return rules
}

private let hour: Int64 = 3_600_000

/// Clocks that go one hour forward at `gap` and back at `fold`.
private func changing(_ gap: Instant, _ fold: Instant) -> TimeZoneRules {
    TimeZoneRules(offsets: [
        (.distantPast, .zero), (gap, .minutes(60)), (fold, .zero),
    ]) ?? .utc
}

/// The same hours, reckoned one step after the other without a thought for what comes.
private struct SteppedClock {
    let rules: WorkRules
    let step: Milliseconds
    var now: Instant
    var isOnDuty = false
    var isCarrying = false
    var continuous = Milliseconds.zero
    var idle = Milliseconds.zero
    var today = Milliseconds.zero
    var day: Int
    var workdays: [Int] = []

    init(_ rules: WorkRules, from start: Instant, step: Milliseconds) {
        self.rules = rules
        self.step = step
        now = start
        day = rules.timeZone.localDay(at: start)
    }

    var isRestDay: Bool {
        if rules.restWeekday > 0, TimeZoneRules.weekday(ofDay: day) == rules.restWeekday {
            return true
        }
        guard rules.weekDaysMax > 0 else { return false }
        return (1...rules.weekDaysMax).allSatisfy { workdays.contains(day - $0) }
            && !workdays.contains(day)
    }

    /// What holds, in a word; a day of rest is one at its beginning already.
    var hold: String? {
        if rules.continuous > .zero, rules.rest > .zero, continuous >= rules.continuous {
            return "rest"
        }
        if isRestDay { return "week" }
        return rules.day > .zero && today >= rules.day ? "day" : nil
    }

    var isWorking: Bool { isCarrying || (isOnDuty && hold == nil) }

    /// What is to be seen at `now`, before any time passes.
    mutating func look() {
        let shown = rules.timeZone.localDay(at: now)
        if shown > day {
            day = shown
            today = .zero
        }
        if idle > .zero, idle >= rules.rest { continuous = .zero }
        if isWorking, !isRestDay, !workdays.contains(day) { workdays.append(day) }
    }

    mutating func tick() {
        if isWorking {
            continuous = continuous + step
            today = today + step
            idle = .zero
        } else {
            idle = idle + step
        }
        now = now + step
        look()
    }
}

@Suite struct WorkClockTests {
    /// Around a midnight in milliseconds, and over weeks in hours, with clocks that change on the way.
    @Test(arguments: 0..<120 as Range<UInt64>)
    func itReckonsAsOneWhoCountsEachStep(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let isLong = seed % 2 == 0
        let unit = isLong ? hour : 1
        let midnight = Instant(millisecondsSinceEpoch: 20_700 * 24 * hour)
        let start = midnight - Milliseconds((isLong ? 30 : 60) * unit)
        let zones = [
            TimeZoneRules.utc, .fixed(.minutes(60)),
            changing(midnight - .minutes(60), midnight + .minutes(240)),
            changing(midnight - .minutes(1_440), midnight),
        ]
        let zone = isLong ? zones[generator.below(4)] : zones[[0, 2, 3][generator.below(3)]]
        let rules = rules(
            continuous: Int64(generator.below(3)) * 4, rest: Int64(generator.below(3)),
            day: Int64(generator.below(3)) * 5, weekDaysMax: generator.below(4),
            restWeekday: generator.chance(percent: 25) ? 1 + generator.below(7) : 0, unit: unit,
            zone: zone)
        var stepped = SteppedClock(rules, from: start, step: Milliseconds(unit))
        var clock = WorkClock()
        clock.turn(onDuty: false, carrying: false, at: start, rules)
        stepped.look()
        for _ in 0..<(isLong ? 600 : 200) {
            if generator.chance(percent: 12) {
                stepped.isOnDuty = generator.chance(percent: 75)
                stepped.isCarrying = generator.chance(percent: 30)
                stepped.look()
                clock.turn(
                    onDuty: stepped.isOnDuty, carrying: stepped.isCarrying, at: stepped.now, rules)
            }
            let now = clock.reckoned(to: stepped.now, rules)
            #expect(now.hold?.name == stepped.hold, "seed \(seed) at \(stepped.now)")
            #expect(now.continuous == stepped.continuous, "seed \(seed) at \(stepped.now)")
            #expect(now.today == stepped.today, "seed \(seed) at \(stepped.now)")
            #expect(
                clock.hold(at: stepped.now, rules)?.name == stepped.hold, "seed \(seed), in passing"
            )
            stepped.tick()
        }
    }

    /// However often somebody looks, the hours are the same.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func lookingOnTheWayChangesNothing(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rules = rules(continuous: 4, rest: 1, day: 8, weekDaysMax: 2, unit: hour)
        var (watched, alone) = (WorkClock(), WorkClock())
        var now = noon
        for _ in 0..<60 {
            let onDuty = generator.chance(percent: 60)
            let carrying = generator.chance(percent: 30)
            watched.turn(onDuty: onDuty, carrying: carrying, at: now, rules)
            alone.turn(onDuty: onDuty, carrying: carrying, at: now, rules)
            let span = Int64(generator.below(9 * Int(hour)))
            for part in 1...3 {
                watched.advance(to: now + Milliseconds(span * Int64(part) / 3), rules)
            }
            now = now + Milliseconds(span)
            alone.advance(to: now, rules)
            #expect(watched == alone, "seed \(seed)")
        }
    }

    @Test(arguments: [(-1, nil), (0, "rest"), (1, "rest")] as [(Int64, String?)])
    func aRestBeginsWhenTheLastMillisecondIsWorked(offset: Int64, expected: String?) {
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: false, at: noon, .usual)
        let limit = noon + .minutes(240)
        let hold = clock.hold(at: limit + Milliseconds(offset), .usual)
        #expect(hold?.name == expected)
        if hold != nil { #expect(hold?.until == limit + .minutes(20)) }
    }

    @Test(arguments: [(-1, true), (0, false), (1, false)] as [(Int64, Bool)])
    func aRestEndsWhenItsLastMillisecondHasPassed(offset: Int64, rests: Bool) {
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: false, at: noon, .usual)
        let end = noon + .minutes(260)
        #expect((clock.hold(at: end + Milliseconds(offset), .usual) != nil) == rests)
    }

    @Test(arguments: [(-1, true), (0, false), (1, false)] as [(Int64, Bool)])
    func aBreakIsARestFromItsFullLengthOn(offset: Int64, staysTired: Bool) {
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: false, at: noon, .usual)
        let left = noon + .minutes(239)
        clock.turn(onDuty: false, carrying: false, at: left, .usual)
        let back = left + .minutes(20) + Milliseconds(offset)
        clock.turn(onDuty: true, carrying: false, at: back, .usual)
        #expect((clock.hold(at: back + .minutes(1), .usual) != nil) == staysTired)
        #expect((clock.continuous > .zero) == staysTired)
    }

    @Test func theRestIsCountedFromTheEndOfTheOrderInHand() {
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: true, at: noon, .usual)
        let late = noon + .minutes(300)
        #expect(clock.hold(at: late, .usual) == .rest(until: nil))
        clock.turn(onDuty: true, carrying: false, at: late, .usual)
        #expect(clock.hold(at: late, .usual) == .rest(until: late + .minutes(20)))
        #expect(clock.continuous == .minutes(300))
    }

    /// 23:00 to 09:00 with rests: each day's hours are its own, also the day of 23 hours.
    @Test func theDaysHoursBeginAnewAtItsMidnight() {
        let midnight = Instant(millisecondsSinceEpoch: 20_700 * 24 * hour)
        let rules = rules(day: 8, unit: hour, zone: changing(midnight, midnight + .minutes(2_880)))
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: false, at: midnight - .minutes(60), rules)
        // The zone's clocks leave out the hour after midnight: its day begins at the same instant.
        let limit = midnight + .minutes(8 * 60)
        #expect(clock.hold(at: limit - Milliseconds(1), rules) == nil)
        let end = midnight + .minutes(23 * 60)
        #expect(clock.hold(at: limit, rules) == .day(until: end))
        #expect(clock.hold(at: end - Milliseconds(1), rules) != nil)
        #expect(clock.hold(at: end, rules) == nil)
    }

    @Test func whoSaysSoGoesOnUntilTheNextDay() {
        let rules = rules(day: 1, unit: hour)
        let morning = rules.timeZone.startOfDay(containing: noon)
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: false, at: morning, rules)
        clock.confirm(at: morning + .minutes(90), rules)
        #expect(clock.today == .minutes(60), "waiting for the word is no work")
        #expect(clock.hold(at: morning + .minutes(1_439), rules) == nil)
        #expect(clock.hold(at: morning + .minutes(1_440 + 59), rules) == nil)
        #expect(clock.hold(at: morning + .minutes(1_440 + 60), rules)?.needsConfirmation == true)
    }

    @Test func afterSixDaysComesOneOfRest() {
        let rules = rules(weekDaysMax: 6)
        let monday = rules.timeZone.startOfDay(containing: noon)
        var clock = WorkClock()
        for day in 0..<6 {
            let start = monday + .minutes(Int64(day) * 1_440 + 600)
            clock.turn(onDuty: true, carrying: false, at: start, rules)
            #expect(clock.hold == nil && clock.daysInRow == day + 1)
            clock.turn(onDuty: day == 5, carrying: false, at: start + .minutes(60), rules)
        }
        let seventh = monday + .minutes(6 * 1_440)
        #expect(clock.hold(at: seventh - Milliseconds(1), rules) == nil)
        #expect(clock.hold(at: seventh, rules) == .week(until: seventh + .minutes(1_440)))
        let eighth = clock.reckoned(to: seventh + .minutes(1_440), rules)
        #expect(eighth.hold == nil && eighth.daysInRow == 1)
    }

    @Test func theLastParcelAfterMidnightMakesNoSeventhDay() {
        let rules = rules(weekDaysMax: 1)
        let midnight = rules.timeZone.nextMidnight(after: noon)
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: true, at: noon, rules)
        clock.turn(onDuty: false, carrying: false, at: midnight + .minutes(10), rules)
        #expect(clock.hold(at: midnight + .minutes(11), rules)?.name == "week")
        let day = midnight + .minutes(1_440)
        clock.turn(onDuty: true, carrying: false, at: day, rules)
        #expect(clock.hold == nil && clock.daysInRow == 1)
    }

    @Test func noRuleHoldsNobody() {
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: true, at: noon, WorkRules())
        let late = noon + .minutes(60 * 24 * 30)
        #expect(clock.hold(at: late, WorkRules()) == nil)
        #expect(clock.nextHold(WorkRules()) == nil)
    }

    @Test func theWarningNamesWhatComesFirst() {
        var clock = WorkClock()
        clock.turn(onDuty: true, carrying: false, at: noon, .usual)
        #expect(
            clock.nextHold(.usual) == WorkWarning(kind: .rest, startsAt: noon + .minutes(240)))
        var long = WorkRules.usual
        long.continuous = .minutes(60 * 20)
        // Noon of the tests is 16:00 in the city: midnight comes before the eighth hour is over.
        let zone = long.timeZone
        let isSameDay = zone.nextMidnight(after: noon) > noon + .minutes(480)
        #expect((clock.nextHold(long)?.kind == .day) == isSameDay)
    }
}
