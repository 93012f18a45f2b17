// Days and hours from instants by arithmetic alone, so that a pure target can name a day.

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Sendable {
    /// The year.
    public var year: Int
    /// The month, 1 … 12.
    public var month: Int
    /// The day of the month, 1 … 31.
    public var day: Int

    /// The day that lies `daysSinceEpoch` after 1970-01-01 (Hinnant, "chrono-Compatible Low-Level
    /// Date Algorithms", `civil_from_days`).
    public init(daysSinceEpoch: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The day of that date; `nil` if the month has none of that number.
    public init?(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
        guard (1...12).contains(month), (1...31).contains(day),
            CivilDate(daysSinceEpoch: daysSinceEpoch) == self
        else { return nil }
    }

    /// How many days after 1970-01-01 it is (Hinnant, `days_from_civil`).
    public var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The day of `instant` where clocks are `offset` ahead of UTC.
    public init(_ instant: Instant, offset: Milliseconds = .zero) {
        self.init(daysSinceEpoch: CivilDate.daysSinceEpoch(instant, offset: offset))
    }

    /// The number of the day of `instant`, where clocks are `offset` ahead of UTC.
    public static func daysSinceEpoch(_ instant: Instant, offset: Milliseconds = .zero) -> Int {
        let milliseconds = (instant + offset).millisecondsSinceEpoch
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        return Int(rest < 0 ? days - 1 : days)
    }
}
