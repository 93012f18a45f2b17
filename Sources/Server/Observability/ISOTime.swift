// Times for people in logs: ISO 8601, UTC, milliseconds. Integers only, so that it costs little and
// needs no calendar of the system.

internal import Basics

enum ISOTime {
    /// `2026-11-21T07:30:00.123Z`. The date is found by Howard Hinnant's `civil_from_days`
    /// (http://howardhinnant.github.io/date_algorithms.html), which counts years from March.
    static func text(of instant: Instant) -> String {
        let milliseconds = instant.millisecondsSinceEpoch
        let (days, time) = dividing(milliseconds, by: 86_400_000)
        let (year, month, day) = date(daysSinceEpoch: days)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let hour = padded(time / 3_600_000, 2)
        let minute = padded(time / 60_000 % 60, 2)
        let second = padded(time / 1_000 % 60, 2)
        return "\(date)T\(hour):\(minute):\(second).\(padded(time % 1_000, 3))Z"
    }

    private static func date(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // 719,468 days lie between 0000-03-01 and 1970-01-01; 146,097 days are 400 years.
        let (era, dayOfEra) = dividing(daysSinceEpoch + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Quotient and remainder, the remainder never negative.
    private static func dividing(_ number: Int64, by divisor: Int64) -> (Int64, Int64) {
        let remainder = (number % divisor + divisor) % divisor
        return ((number - remainder) / divisor, remainder)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
