// The Date field from an `Instant`, by arithmetic alone: no calendar, no locale, no clock.

public import Basics

/// The preferred date format of RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
public enum HTTPDate {
    /// The text for `instant`, cut to whole seconds. The year must be from 0 to 9999.
    public static func text(of instant: Instant) -> String {
        let seconds = floorDivide(instant.millisecondsSinceEpoch, by: 1_000)
        let days = floorDivide(seconds, by: 86_400)
        let secondOfDay = seconds - days * 86_400
        let date = civilDate(daysSinceEpoch: days)
        precondition(date.year >= 0 && date.year <= 9_999, "a date in HTTP has a four-digit year")
        let weekday = weekdays[Int(days - floorDivide(days + 4, by: 7) * 7 + 4)]
        return "\(weekday), \(padded(date.day, 2)) \(months[Int(date.month) - 1]) "
            + "\(padded(date.year, 4)) \(padded(secondOfDay / 3_600, 2)):"
            + "\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2)) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The proleptic Gregorian date of a day: Howard Hinnant's `civil_from_days`, which counts eras of
    /// 400 years from 0000-03-01, so that the leap day is the last of its year.
    private static func civilDate(
        daysSinceEpoch: Int64
    ) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = floorDivide(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivide(_ dividend: Int64, by divisor: Int64) -> Int64 {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
