// Random facts about hours, rests and shifts.

import Basics
import Testing

@testable import Engine

extension RecordSamples {
    mutating func protectionFact() -> ProtectionFact {
        switch generator.below(6) {
        case 0: .rules(rules())
        case 1: .held(runner(), hold())
        case 2:
            .warned(runner(), WorkWarning(kind: pick([.rest, .day, .week]), startsAt: instant()))
        case 3: .confirmed(runner())
        case 4: .shifts(runner(), shifts())
        default: .withoutFault(offer(), runner())
        }
    }

    private mutating func shifts() -> WeeklyHours? {
        let span = WeeklyHours.Span(
            weekdays: .all, fromMinute: generator.below(1_440), toMinute: 1_440)
        return maybe { _ in WeeklyHours([span].compactMap { $0 }) }
    }

    private mutating func rules() -> WorkRules {
        var rules = WorkRules()
        rules.continuous = Milliseconds(Int64(number()))
        rules.rest = Milliseconds(Int64(number()))
        rules.day = Milliseconds(Int64(number()))
        rules.weekDaysMax = number()
        rules.restWeekday = generator.below(8)
        rules.warning = Milliseconds(Int64(number()))
        rules.timeZone =
            TimeZoneRules(offsets: [(.distantPast, .zero), (noon, .minutes(60))]) ?? .utc
        return rules
    }

    private mutating func hold() -> WorkHold? {
        let until = instant()
        let hold: WorkHold = pick([
            .rest(until: nil), .rest(until: until), .day(until: until), .week(until: until),
        ])
        return maybe { _ in hold }
    }
}
