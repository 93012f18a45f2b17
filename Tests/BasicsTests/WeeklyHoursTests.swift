// Opening hours against the sentence on the door, minute by minute, through both changes of clocks.

import Basics
import Testing

/// Hours for a test, which must be good ones.
func hours(_ text: String) -> WeeklyHours {
    do {
        return try WeeklyHours(text)
    } catch {
        preconditionFailure("a test's hours are good: \(error)")
    }
}

@Suite struct WeeklyHoursTests {
    private let shanghai = TimeZoneRules.fixed(.minutes(8 * 60))

    @Test(arguments: [
        // The 21st of November 2026 is a Saturday.
        ("mon-fri 08:00-22:00", utc(2026, 11, 20, 7, 59), false),
        ("mon-fri 08:00-22:00", utc(2026, 11, 20, 8, 0), true),
        ("mon-fri 08:00-22:00", utc(2026, 11, 20, 21, 59), true),
        ("mon-fri 08:00-22:00", utc(2026, 11, 20, 22, 0), false),
        ("mon-fri 08:00-22:00", utc(2026, 11, 21, 12, 0), false),
        ("sat 09:00-02:00", utc(2026, 11, 21, 1, 59), false),
        ("sat 09:00-02:00", utc(2026, 11, 21, 23, 59), true),
        ("sat 09:00-02:00", utc(2026, 11, 22, 1, 59), true),
        ("sat 09:00-02:00", utc(2026, 11, 22, 2, 0), false),
        ("sun 22:00-06:00", utc(2026, 11, 23, 5, 59), true),
        ("sun 22:00-06:00", utc(2026, 11, 23, 6, 0), false),
        ("sun 22:00-24:00", utc(2026, 11, 22, 23, 59), true),
        ("sun 22:00-24:00", utc(2026, 11, 23, 0, 0), false),
        ("mon-sun 00:00-24:00", utc(2026, 11, 23, 0, 0), true),
        ("always", utc(2026, 11, 23, 0, 0), true),
    ])
    func isOpenAsTheDoorSays(text: String, instant: Instant, isOpen: Bool) {
        #expect(hours(text).isOpen(at: instant, in: .utc) == isOpen)
    }

    @Test func theLastMillisecondIsOpen() {
        let noon = utc(2026, 11, 21, 12)
        #expect(hours("sat 11:00-12:00").isOpen(at: noon - Milliseconds(1), in: .utc))
        #expect(!hours("sat 11:00-12:00").isOpen(at: noon, in: .utc))
    }

    @Test func hoursFollowTheCity() {
        let door = hours("sat 08:00-22:00")
        #expect(door.isOpen(at: utc(2026, 11, 21, 0), in: shanghai))
        #expect(!door.isOpen(at: utc(2026, 11, 21, 14), in: shanghai))
        let next = door.nextOpening(after: utc(2026, 11, 21, 0), in: shanghai)
        #expect(next == utc(2026, 11, 28, 0))
    }

    @Test func nextChangeAndOpening() {
        let door = hours("mon-fri 08:00-12:00, 12:00-22:00, sat 09:00-02:00")
        let friday = utc(2026, 11, 20, 8)
        #expect(door.nextChange(after: friday - Milliseconds(1), in: .utc) == friday)
        #expect(door.nextChange(after: friday, in: .utc) == utc(2026, 11, 20, 22))
        #expect(door.nextOpening(after: friday, in: .utc) == utc(2026, 11, 21, 9))
        let saturdayNight = utc(2026, 11, 21, 23, 59) + Milliseconds(59_999)
        #expect(door.nextChange(after: saturdayNight, in: .utc) == utc(2026, 11, 22, 2))
        #expect(door.nextOpening(after: saturdayNight, in: .utc) == utc(2026, 11, 23, 8))
    }

    @Test(arguments: ["always", "mon-sun 00:00-24:00", "mon-sun 09:00-03:00, 02:00-10:00"])
    func whatNeverClosesNeverOpens(text: String) {
        let now = utc(2026, 3, 27)
        #expect(hours(text).nextChange(after: now, in: berlin) == nil)
        #expect(hours(text).nextOpening(after: now, in: berlin) == nil)
        #expect(hours(text).isOpen(at: now, in: berlin))
    }

    @Test func spansAreCheckedAtTheirEnds() {
        func isSpan(_ weekdays: Weekdays, _ from: Int, _ to: Int) -> Bool {
            WeeklyHours.Span(weekdays: weekdays, fromMinute: from, toMinute: to) != nil
        }
        #expect(isSpan(.all, 0, 1_440) && isSpan(.all, 1_439, 0) && isSpan(.all, 1_439, 1_440))
        #expect(!isSpan(.all, -1, 5) && !isSpan(.all, 1_440, 5) && !isSpan(.all, 5, 1_441))
        #expect(!isSpan(.all, 5, -1) && !isSpan(.all, 5, 5) && !isSpan(.all, 0, 0))
        #expect(!isSpan([], 0, 1_440) && !isSpan(Weekdays(rawValue: 0x80), 0, 1_440))
    }

    @Test func anOpeningThatTheClockJumpsOverBeginsAtTheJump() {
        let door = hours("sun 02:30-05:00")
        let jump = utc(2026, 3, 29, 1)
        #expect(door.nextOpening(after: utc(2026, 3, 28), in: berlin) == jump)
        #expect(door.nextChange(after: jump, in: berlin) == utc(2026, 3, 29, 3))
    }

    @Test func aPauseThatTheClockJumpsOverIsNone() {
        let door = hours("sun 00:00-02:00, 03:00-05:00")
        #expect(door.nextChange(after: utc(2026, 3, 29, 0, 30), in: berlin) == utc(2026, 3, 29, 3))
    }

    @Test func anHourThatComesTwiceIsOpenTwice() {
        let door = hours("sun 02:00-02:30")
        var instant = utc(2026, 10, 24, 12)
        var changes: [Instant] = []
        for _ in 0..<4 {
            guard let next = door.nextChange(after: instant, in: berlin) else { break }
            changes.append(next)
            instant = next
        }
        let expected = [
            utc(2026, 10, 25, 0), utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1),
            utc(2026, 10, 25, 1, 30),
        ]
        #expect(changes == expected)
    }

    @Test func agreesWithAWalkThroughTheWeeks() {
        let starts = [utc(2026, 3, 20), utc(2026, 10, 17), utc(2026, 12, 27)]
        for seed in 0..<45 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let spans = randomSpans(&generator)
            let door = WeeklyHours(spans)
            let start = starts[seed % starts.count]
            // From the last minute to the first, so that what comes next is known.
            var (next, nextOpening): (Instant?, Instant?) = (nil, nil)
            var wasOpen = isOpen(spans, at: start + .minutes(17 * 1_440))
            for minute in stride(from: 17 * 1_440 - 1, through: 0, by: -1) {
                let instant = start + .minutes(Int64(minute))
                let isOpen = isOpen(spans, at: instant)
                if isOpen != wasOpen {
                    next = instant + .minutes(1)
                    if wasOpen { nextOpening = next }
                }
                wasOpen = isOpen
                guard door.isOpen(at: instant, in: berlin) == isOpen else {
                    Issue.record("seed \(seed), minute \(minute): \(door)")
                    return
                }
                // The walk knows all changes of the first week only, and looks at some.
                guard minute < 8 * 1_440, minute % 7 == 0 else { continue }
                #expect(door.nextChange(after: instant, in: berlin) == next, "seed \(seed) \(door)")
                let opening = door.nextOpening(after: instant, in: berlin)
                #expect(opening == nextOpening, "seed \(seed) \(door)")
            }
        }
    }

    /// Spans read as they stand, each by itself, on Berlin's clocks.
    private func isOpen(_ spans: [WeeklyHours.Span], at instant: Instant) -> Bool {
        let minute = berlin.minuteOfDay(at: instant)
        let today = Weekdays(number: berlin.weekday(at: instant))
        let yesterday = Weekdays(number: (berlin.weekday(at: instant) + 5) % 7 + 1)
        return spans.contains { span in
            if span.fromMinute < span.toMinute {
                return span.weekdays.contains(today)
                    && (span.fromMinute..<span.toMinute).contains(minute)
            }
            return span.weekdays.contains(today) && minute >= span.fromMinute
                || span.weekdays.contains(yesterday) && minute < span.toMinute
        }
    }

    /// Some spans with round and odd times, often at midnight and at two, when Berlin's clocks change.
    private func randomSpans(_ generator: inout SeededGenerator) -> [WeeklyHours.Span] {
        let times = [0, 1, 60, 119, 120, 121, 150, 180, 480, 481, 720, 1_320, 1_439, 1_440]
        var spans: [WeeklyHours.Span] = []
        for _ in 0..<generator.number(in: 1...5) {
            let span = WeeklyHours.Span(
                weekdays: Weekdays(rawValue: UInt8(generator.number(in: 1...127))),
                fromMinute: times[generator.below(times.count - 1)],
                toMinute: times[generator.below(times.count)])
            if let span { spans.append(span) }
        }
        // No span at all would mean always.
        return spans.isEmpty ? hours("sun 02:00-03:00").spans : spans
    }
}
