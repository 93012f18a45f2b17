// The number people say on the phone: the city's day and a count, `20261121-000017`. It stands in the
// order's record, and what comes after it is counted from there: whose day it was then is not asked again.

internal import Basics

/// An order's number between its parts and its text.
enum OrderNumber {
    /// The text of the `count`-th order of `day`: six digits or more after the day's eight.
    static func text(day: Int, count: Int) -> String {
        let date = CivilDate(daysSinceEpoch: day)
        return padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2) + "-"
            + padded(count, 6)
    }

    /// The day and the count of a number; `nil` if it is none.
    static func parts(of number: String) -> (day: Int, count: Int)? {
        let parts = number.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let digits = Int(parts[0]), let count = Int(parts[1]),
            parts[0].utf8.count >= 8, digits > 0, count > 0
        else { return nil }
        let date = CivilDate(
            year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
        return date.map { ($0.daysSinceEpoch, count) }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
