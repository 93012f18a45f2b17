// A city's day begins where its clocks say so, and clocks change. The pure targets may not ask a time
// zone database, so the zone comes in as data: from when on clocks are how far ahead of UTC.

/// How far a zone's clocks are ahead of UTC, and when that changes.
///
/// Days are numbered from 1970-01-01 of the zone's own calendar; `CivilDate(daysSinceEpoch:)` names
/// them. A day may have 23 or 25 hours, begin at one o'clock, or be left out.
public struct TimeZoneRules: Hashable, Sendable {
    /// From an instant on, clocks are this far ahead of UTC.
    private struct Rule: Hashable {
        var from: Instant
        var offset: Milliseconds
    }

    /// No zone has ever been further from UTC.
    public static let offsetMax = Milliseconds.minutes(18 * 60)

    private static let dayMilliseconds: Int64 = 86_400_000

    /// At least one, rising; each offset differs from the one before.
    private let rules: [Rule]

    /// The rules that these offsets make, the first of which also holds before its instant; `nil`
    /// if there is none, if their instants do not rise, or if one is beyond ±`offsetMax`.
    public init?(offsets: [(from: Instant, offset: Milliseconds)]) {
        var rules: [Rule] = []
        for (index, (from, offset)) in offsets.enumerated() {
            guard index == 0 || offsets[index - 1].from < from,
                offset.count.magnitude <= TimeZoneRules.offsetMax.count
            else { return nil }
            if rules.last?.offset != offset { rules.append(Rule(from: from, offset: offset)) }
        }
        guard !rules.isEmpty else { return nil }
        // What holds first holds since ever, so when it began makes no difference between two zones.
        rules[0].from = .distantPast
        self.rules = rules
    }

    private init(rules: [Rule]) {
        self.rules = rules
    }

    /// Clocks that are always `offset`, at most ±`offsetMax`, ahead of UTC.
    public static func fixed(_ offset: Milliseconds) -> TimeZoneRules {
        precondition(offset.count.magnitude <= offsetMax.count, "no zone is 18 hours from UTC")
        return TimeZoneRules(rules: [Rule(from: .distantPast, offset: offset)])
    }

    /// Universal time.
    public static let utc = TimeZoneRules.fixed(.zero)

    /// The offsets and since when they hold, as `init(offsets:)` takes them.
    public var offsets: [(from: Instant, offset: Milliseconds)] {
        rules.map { ($0.from, $0.offset) }
    }

    /// How far clocks are ahead of UTC. O(log changes).
    public func offset(at instant: Instant) -> Milliseconds {
        rules[index(at: instant)].offset
    }

    /// When the offset next differs from the one at `instant`; `nil` if never.
    public func nextOffsetChange(after instant: Instant) -> Instant? {
        let next = index(at: instant) + 1
        return next < rules.count ? rules[next].from : nil
    }

    /// The number of the day the clocks show.
    public func localDay(at instant: Instant) -> Int {
        CivilDate.daysSinceEpoch(instant, offset: offset(at: instant))
    }

    /// The minute of the day the clocks show, 0 … 1439: 90 is half past one.
    public func minuteOfDay(at instant: Instant) -> Int {
        let local = (instant + offset(at: instant)).millisecondsSinceEpoch
        let ofDay = local - Int64(localDay(at: instant)) * TimeZoneRules.dayMilliseconds
        return Int(ofDay / 60_000)
    }

    /// The minute of the week the clocks show, 0 … 10,079 from Monday's midnight.
    public func minuteOfWeek(at instant: Instant) -> Int {
        (weekday(at: instant) - 1) * 1_440 + minuteOfDay(at: instant)
    }

    /// The weekday the clocks show, 1 Monday … 7 Sunday (ISO 8601).
    public func weekday(at instant: Instant) -> Int {
        TimeZoneRules.weekday(ofDay: localDay(at: instant))
    }

    /// The weekday of a day, 1 Monday … 7 Sunday; day 0 was a Thursday.
    public static func weekday(ofDay day: Int) -> Int {
        let sinceMonday = (day + 3) % 7
        return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1
    }

    /// The first instant at which clocks show the day they show at `instant`. It is midnight unless
    /// clocks skip that.
    public func startOfDay(containing instant: Instant) -> Instant {
        start(ofDay: localDay(at: instant))
    }

    /// The first instant at which clocks show `day`, or a later one if they skip it.
    public func start(ofDay day: Int) -> Instant {
        // Clocks that are furthest ahead show it first.
        let utc = Instant(millisecondsSinceEpoch: Int64(day) * TimeZoneRules.dayMilliseconds)
        return firstInstant(ofDay: day, sinceRuleAt: utc - TimeZoneRules.offsetMax)
    }

    /// The first instant after `instant` at which clocks show a later day.
    public func nextMidnight(after instant: Instant) -> Instant {
        firstInstant(ofDay: localDay(at: instant) + 1, sinceRuleAt: instant)
    }

    /// The first instant at which clocks show `day` or a later one, under the rule that holds at
    /// `instant` or a later rule.
    private func firstInstant(ofDay day: Int, sinceRuleAt instant: Instant) -> Instant {
        let utc = Instant(millisecondsSinceEpoch: Int64(day) * TimeZoneRules.dayMilliseconds)
        var index = index(at: instant)
        while true {
            let first = max(utc - rules[index].offset, rules[index].from)
            if index + 1 == rules.count || first < rules[index + 1].from { return first }
            index += 1
        }
    }

    /// The rule that holds at `instant`.
    private func index(at instant: Instant) -> Int {
        var (low, high) = (0, rules.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if rules[middle].from <= instant { low = middle } else { high = middle }
        }
        return low
    }
}
