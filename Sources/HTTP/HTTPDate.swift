// The Date field from an `Instant`, by arithmetic alone: no calendar, no locale, no clock.

public import Basics

/// The preferred date format of RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
public enum HTTPDate {
    /// The text for `instant`, cut to whole seconds. The year must be from 0 to 9999.
    public static func text(of instant: Instant) -> String {
        let days = CivilDate.daysSinceEpoch(instant)
        let date = CivilDate(daysSinceEpoch: days)
        precondition(date.year >= 0 && date.year <= 9_999, "a date in HTTP has a four-digit year")
        let second = (Int(instant.millisecondsSinceEpoch) - days * 86_400_000) / 1_000
        // The epoch was a Thursday; the remainder is made positive for days before it.
        let weekday = weekdays[((days + 4) % 7 + 7) % 7]
        return "\(weekday), \(padded(date.day, 2)) \(months[date.month - 1]) "
            + "\(padded(date.year, 4)) \(padded(second / 3_600, 2)):"
            + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2)) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
