// Days where clocks change: published changes of real zones, odd ones that begin at one o'clock, come
// twice or are left out, and random rules against a walk through every quarter of an hour.

import Basics
import Testing

/// An instant by its date and time in UTC.
func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) -> Instant {
    // Days from the civil calendar (Hinnant, `days_from_civil`).
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    let minutes = (days * 24 + hour) * 60 + minute
    return Instant(millisecondsSinceEpoch: Int64(minutes) * 60_000)
}

/// Hours as a length of time.
func hours(_ count: Int64) -> Milliseconds { .minutes(count * 60) }

/// Rules for a test, which must be good ones.
func rules(_ offsets: [(from: Instant, offset: Milliseconds)]) -> TimeZoneRules {
    guard let rules = TimeZoneRules(offsets: offsets) else {
        preconditionFailure("a test's rules are good")
    }
    return rules
}

/// Berlin around 2026.
let berlin = rules([
    (utc(2025, 10, 26, 1), hours(1)), (utc(2026, 3, 29, 1), hours(2)),
    (utc(2026, 10, 25, 1), hours(1)), (utc(2027, 3, 28, 1), hours(2)),
])

@Suite struct TimeZoneRulesTests {
    private let second = Milliseconds.seconds(1)

    @Test func offsetsChangeAtTheirInstant() {
        let change = utc(2026, 3, 29, 1)
        #expect(berlin.offset(at: change - Milliseconds(1)) == hours(1))
        #expect(berlin.offset(at: change) == hours(2))
        #expect(berlin.offset(at: .distantPast) == hours(1))
        #expect(berlin.offset(at: .distantFuture) == hours(2))
        #expect(berlin.nextOffsetChange(after: change - Milliseconds(1)) == change)
        #expect(berlin.nextOffsetChange(after: change) == utc(2026, 10, 25, 1))
        #expect(berlin.nextOffsetChange(after: utc(2027, 3, 28, 1)) == nil)
        #expect(TimeZoneRules.utc.nextOffsetChange(after: change) == nil)
    }

    @Test func aDayHas23Or25Hours() {
        let spring = berlin.startOfDay(containing: utc(2026, 3, 29, 12))
        #expect(spring == utc(2026, 3, 28, 23))
        #expect(berlin.nextMidnight(after: spring) - spring == hours(23))
        let autumn = berlin.startOfDay(containing: utc(2026, 10, 25, 12))
        #expect(autumn == utc(2026, 10, 24, 22))
        #expect(berlin.nextMidnight(after: autumn) - autumn == hours(25))
        let plain = berlin.startOfDay(containing: utc(2026, 7, 1, 21, 59))
        #expect(berlin.nextMidnight(after: plain) - plain == hours(24))
    }

    @Test func theClockShowsDayAndMinute() {
        let eve = utc(2026, 3, 28, 22, 59)
        #expect(berlin.minuteOfDay(at: eve) == 1_439)
        #expect(berlin.weekday(at: eve) == 6)
        #expect(berlin.minuteOfDay(at: eve + .minutes(1) - Milliseconds(1)) == 1_439)
        #expect(berlin.minuteOfDay(at: eve + .minutes(1)) == 0)
        #expect(berlin.weekday(at: eve + .minutes(1)) == 7)
        #expect(berlin.localDay(at: eve + .minutes(1)) == berlin.localDay(at: eve) + 1)
        #expect(berlin.minuteOfDay(at: utc(2026, 3, 29, 0, 59)) == 119)
        #expect(berlin.minuteOfDay(at: utc(2026, 3, 29, 1)) == 180)
    }

    @Test(arguments: [
        (utc(1970, 1, 1), 4), (utc(1969, 12, 31, 23, 59), 3), (utc(2000, 2, 29), 2),
        (utc(2026, 11, 21), 6), (utc(2026, 11, 22), 7), (utc(2026, 11, 23), 1),
        (utc(1900, 1, 1), 1),
    ])
    func knowsTheWeekday(instant: Instant, weekday: Int) {
        #expect(TimeZoneRules.utc.weekday(at: instant) == weekday)
    }

    @Test func aDayMayBeginAtOneOClock() {
        // Santiago goes from midnight to one o'clock in September.
        let change = utc(2026, 9, 6, 4)
        let santiago = rules([(.distantPast, hours(-4)), (change, hours(-3))])
        #expect(santiago.startOfDay(containing: utc(2026, 9, 6, 15)) == change)
        #expect(santiago.minuteOfDay(at: change) == 60)
        #expect(santiago.nextMidnight(after: change - second) == change)
        #expect(santiago.nextMidnight(after: change) - change == hours(23))
    }

    @Test func anHourBeforeMidnightMayComeTwice() {
        // Santiago again, in April: from midnight back to eleven.
        let change = utc(2026, 4, 5, 3)
        let santiago = rules([(.distantPast, hours(-3)), (change, hours(-4))])
        #expect(santiago.localDay(at: change) == santiago.localDay(at: change - second))
        let start = santiago.startOfDay(containing: change)
        #expect(start == utc(2026, 4, 4, 3))
        #expect(santiago.nextMidnight(after: start) == utc(2026, 4, 5, 4))
        #expect(santiago.startOfDay(containing: utc(2026, 4, 5, 4)) == utc(2026, 4, 5, 4))
    }

    @Test func midnightMayComeTwice() {
        // St. John's until 2011: at one minute past midnight back to one past eleven.
        let change = utc(2010, 11, 7, 2, 31)
        let zone = rules([
            (.distantPast, .minutes(-150)), (change, .minutes(-210)),
        ])
        let (first, again) = (utc(2010, 11, 7, 2, 30), utc(2010, 11, 7, 3, 30))
        #expect(zone.nextMidnight(after: first - second) == first)
        #expect(zone.nextMidnight(after: change) == again)
        #expect(zone.startOfDay(containing: again + hours(1)) == first)
        #expect(zone.nextMidnight(after: first) == utc(2010, 11, 8, 3, 30))
    }

    @Test func aDayMayBeLeftOut() {
        // Apia crossed the date line: after the 29th came the 31st of December 2011.
        let change = utc(2011, 12, 30, 10)
        let apia = rules([(.distantPast, hours(-10)), (change, hours(14))])
        let day = apia.localDay(at: change - second)
        #expect(apia.localDay(at: change) == day + 2)
        #expect(apia.nextMidnight(after: change - second) == change)
        #expect(apia.start(ofDay: day + 1) == change)
        #expect(apia.startOfDay(containing: change + hours(5)) == change)
    }

    @Test func whatIsNoZoneIsRefused() {
        let now = utc(2026, 1, 1)
        #expect(TimeZoneRules(offsets: []) == nil)
        #expect(TimeZoneRules(offsets: [(now, .zero), (now, hours(1))]) == nil)
        #expect(TimeZoneRules(offsets: [(now, .zero), (now - second, hours(1))]) == nil)
        #expect(TimeZoneRules(offsets: [(now, hours(18))]) != nil)
        #expect(TimeZoneRules(offsets: [(now, hours(-18))]) != nil)
        #expect(TimeZoneRules(offsets: [(now, hours(18) + Milliseconds(1))]) == nil)
        #expect(TimeZoneRules(offsets: [(now, hours(-18) - Milliseconds(1))]) == nil)
    }

    @Test func rulesThatSayTheSameAreEqual() {
        let (one, two) = (utc(2026, 1, 1), utc(2027, 1, 1))
        #expect(TimeZoneRules(offsets: [(one, hours(8)), (two, hours(8))]) == .fixed(hours(8)))
        #expect(TimeZoneRules(offsets: [(one, hours(8)), (two, hours(9))]) != .fixed(hours(8)))
        #expect(TimeZoneRules(offsets: berlin.offsets) == berlin)
    }

    @Test func agreesWithAWalkThroughTime() {
        for seed in 0..<150 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let zone = randomZone(&generator)
            var (start, day) = (utc(2025, 12, 20), Int.min)
            var firstOf: [Int: Instant] = [:]
            let walk = (0..<(30 * 96)).map { utc(2025, 12, 20) + .minutes(Int64($0) * 15) }
            for instant in walk {
                let shown = CivilDate.daysSinceEpoch(instant, offset: zone.offset(at: instant))
                if firstOf[shown] == nil { firstOf[shown] = instant }
                if shown != day { (start, day) = (instant, shown) }
                // The walk's first day began before it.
                guard start > walk[120] else { continue }
                #expect(zone.localDay(at: instant) == shown, "seed \(seed)")
                #expect(zone.startOfDay(containing: instant) == firstOf[shown], "seed \(seed)")
                let next = zone.nextMidnight(after: instant)
                #expect(next > instant, "seed \(seed)")
                #expect(zone.localDay(at: next) > shown, "seed \(seed)")
                #expect(zone.localDay(at: next - .minutes(15)) <= shown, "seed \(seed)")
            }
        }
    }

    /// Offsets in quarters of an hour that change a few times in January 2026.
    private func randomZone(_ generator: inout SeededGenerator) -> TimeZoneRules {
        var from = utc(2025, 12, 24)
        let base = Int64(generator.number(in: -40...40))
        var offsets = [(from: from, offset: Milliseconds.minutes(base * 15))]
        for _ in 0..<generator.below(5) {
            from = from + .minutes(Int64(generator.number(in: 1...800)) * 15)
            let step = Int64(generator.number(in: -8...8))
            offsets.append((from, .minutes((base + step) * 15)))
        }
        return rules(offsets)
    }
}
