// The text of opening hours: what it means, how it is written back, and what is said about each way
// to get it wrong.

import Basics
import Testing

@Suite struct WeeklyHoursTextTests {
    @Test(arguments: [
        ("mon-fri 08:00-22:00, sat 09:00-02:00", "mon-fri 08:00-22:00, sat 09:00-02:00"),
        ("mon-fri 08:00-12:00, mon-fri 13:00-18:00", "mon-fri 08:00-12:00, 13:00-18:00"),
        ("", "always"), ("   ", "always"), ("Always", "always"),
        ("Sat,Sun   10:00-00:00", "sat-sun 10:00-24:00"),
        ("sun,mon 10:00-11:00", "sun-mon 10:00-11:00"),
        ("fri-mon 10:00-11:00 ,wed 10:00-11:00", "fri-mon 10:00-11:00, wed 10:00-11:00"),
        ("mon,wed,fri 10:00-11:00", "mon,wed,fri 10:00-11:00"),
        ("mon, sun, wed-thu 10:00-11:00", "wed-thu,sun-mon 10:00-11:00"),
        ("mon-sun 00:00-24:00", "mon-sun 00:00-24:00"),
        ("tue-mon 00:01-23:59", "mon-sun 00:01-23:59"),
        ("wed-wed 23:59-00:01,09:00-10:00", "wed 23:59-00:01, 09:00-10:00"),
    ])
    func isWrittenBack(text: String, written: String) {
        let hours = try? WeeklyHours(text)
        #expect((hours?.description ?? "") == written)
    }

    @Test(arguments: [
        ("x", 0, "a day: mon, tue, wed, thu, fri, sat, sun"),
        ("08:00-09:00", 0, "a day: mon, tue, wed, thu, fri, sat, sun"),
        ("mon-", 4, "a day: mon, tue, wed, thu, fri, sat, sun"),
        ("mon", 3, "a space and a time, or more days"),
        ("monday 08:00-09:00", 3, "a space and a time, or more days"),
        ("mon ", 4, "a time from 00:00 to 23:59"),
        ("mon 8:00-9:00", 4, "a time from 00:00 to 23:59"),
        ("mon 24:00-09:00", 4, "a time from 00:00 to 23:59"),
        ("mon 08:60-09:00", 4, "a time from 00:00 to 23:59"),
        ("mon 08:000-09:00", 4, "a time from 00:00 to 23:59"),
        ("mon 08:00 - 09:00", 9, "\"-\" and the time it closes"),
        ("mon 08:00", 9, "\"-\" and the time it closes"),
        ("mon 08:00-24:01", 10, "a time from 00:00 to 24:00"),
        ("mon 08:00-", 10, "a time from 00:00 to 24:00"),
        ("mon 08:00-08:00", 10, "another time than it opens; a whole day is 00:00-24:00"),
        ("mon 08:00-09:00;", 15, "a comma and more hours, or the end"),
        ("mon 08:00-09:00 tue", 16, "a comma and more hours, or the end"),
        ("mon 08:00-09:00,", 16, "a day: mon, tue, wed, thu, fri, sat, sun"),
        ("mon 08:00-09:00, é", 17, "a day: mon, tue, wed, thu, fri, sat, sun"),
        ("always mon", 7, "the end after \"always\""),
    ])
    func saysWhatWouldBeRight(text: String, offset: Int, expected: String) {
        do {
            let hours = try WeeklyHours(text)
            Issue.record("\(text) became \(hours)")
        } catch {
            #expect(error == WeeklyHoursError(offset: offset, expected: expected))
            #expect(error.description == "at byte \(offset): expected \(expected)")
        }
    }

    @Test func hasAtMost64Spans() throws {
        let most = "mon " + Array(repeating: "08:00-09:00", count: 64).joined(separator: ",")
        #expect(try WeeklyHours(most).spans.count == 64)
        let tooMany = WeeklyHoursError(offset: most.utf8.count + 1, expected: "at most 64 spans")
        #expect(throws: tooMany) { try WeeklyHours(most + ",08:00-09:00") }
    }

    @Test func everySetOfDaysComesBack() {
        for bits in UInt8(1)...127 {
            let days = Weekdays(rawValue: bits)
            let read = try? WeeklyHours("\(days) 08:00-09:00")
            #expect(read?.spans.map(\.weekdays) == [days], "\(days)")
        }
    }

    @Test func anyHoursComeBack() {
        for seed in 0..<500 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let spans = (0..<generator.below(7)).compactMap { _ in
                WeeklyHours.Span(
                    weekdays: Weekdays(rawValue: UInt8(generator.number(in: 1...127))),
                    fromMinute: generator.number(in: 0...1_439),
                    toMinute: generator.number(in: 0...1_440))
            }
            let hours = WeeklyHours(spans)
            #expect((try? WeeklyHours(hours.description)) == hours, "seed \(seed): \(hours)")
        }
    }
}
