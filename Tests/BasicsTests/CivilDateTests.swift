// Days by name: known dates, leap years, and every day of 800 years against a calendar that counts.

import Basics
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (0, 1970, 1, 1), (-1, 1969, 12, 31), (59, 1970, 3, 1), (11_016, 2000, 2, 29),
        (11_017, 2000, 3, 1), (-25_509, 1900, 2, 28), (-25_508, 1900, 3, 1),
        (20_778, 2026, 11, 21), (47_540, 2100, 2, 28), (47_541, 2100, 3, 1),
        (-719_468, 0, 3, 1), (-719_469, 0, 2, 29), (2_932_896, 9999, 12, 31),
    ])
    func knowsTheDay(days: Int, year: Int, month: Int, day: Int) {
        let date = CivilDate(daysSinceEpoch: days)
        #expect([date.year, date.month, date.day] == [year, month, day])
    }

    @Test func agreesWithACalendarThatCounts() {
        var (year, month, day) = (1600, 1, 1)
        var wrong = 0
        for days in -135_140..<(-135_140 + 800 * 366) {
            let date = CivilDate(daysSinceEpoch: days)
            if [date.year, date.month, date.day] != [year, month, day] { wrong += 1 }
            day += 1
            if day > length(of: month, in: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(wrong == 0)
    }

    private func length(of month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    @Test func aDayBeginsWhereTheCityIs() {
        let lastMillisecond = Instant(millisecondsSinceEpoch: 57_599_999)
        let eightHours = Milliseconds.minutes(8 * 60)
        #expect(CivilDate.daysSinceEpoch(lastMillisecond, offset: eightHours) == 0)
        let midnightThere = lastMillisecond + Milliseconds(1)
        #expect(CivilDate.daysSinceEpoch(midnightThere, offset: eightHours) == 1)
        #expect(CivilDate.daysSinceEpoch(lastMillisecond + Milliseconds(1)) == 0)
        let west = Milliseconds.minutes(-5 * 60)
        let midnight = Instant(millisecondsSinceEpoch: 0)
        #expect(CivilDate(midnight, offset: west) == CivilDate(daysSinceEpoch: -1))
        #expect(CivilDate.daysSinceEpoch(midnight - Milliseconds(86_400_000)) == -1)
        #expect(CivilDate.daysSinceEpoch(midnight - Milliseconds(86_400_001)) == -2)
    }
}
