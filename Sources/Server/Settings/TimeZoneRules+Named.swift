// The setting `timeZone` is a name; the pure targets need to know when clocks change. Here the time
// zone database is read once, into data.

public import Basics
internal import Foundation

extension TimeZoneRules {
    /// The rules of a zone of the IANA time zone database, such as Asia/Shanghai, for `years`, give or
    /// take two days; before and after them, clocks stay as they are at the ends. `nil` if there is no
    /// such zone.
    public static func named(
        _ name: String, years: ClosedRange<Int> = 2020...2045
    ) -> TimeZoneRules? {
        guard let zone = TimeZone(identifier: name) else { return nil }
        var instant = newYear(years.lowerBound)
        let end = newYear(years.upperBound + 1)
        var offsets = [(from: instant, offset: zone.offset(at: instant))]
        while let date = zone.nextDaylightSavingTimeTransition(after: Date(instant)) {
            let change = Instant(date)
            guard change > instant, change < end else { break }
            offsets.append((change, zone.offset(at: change)))
            instant = change
        }
        return TimeZoneRules(offsets: offsets)
    }

    /// The start of a year if all were equally long, within two days of the calendar's.
    private static func newYear(_ year: Int) -> Instant {
        Instant(millisecondsSinceEpoch: Int64(year - 1970) * 31_556_952_000)
    }
}

extension TimeZone {
    fileprivate func offset(at instant: Instant) -> Milliseconds {
        .seconds(Int64(secondsFromGMT(for: Date(instant))))
    }
}

extension Date {
    fileprivate init(_ instant: Instant) {
        self.init(timeIntervalSince1970: Double(instant.millisecondsSinceEpoch) / 1_000)
    }
}

extension Instant {
    fileprivate init(_ date: Date) {
        self.init(millisecondsSinceEpoch: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }
}
