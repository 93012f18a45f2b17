// When a station, a zone or a mode is open. Hours are what people wrote on the door: minutes on the
// wall's clock, so that 08:00 is 08:00 on either side of a change of clocks.

/// Opening hours that repeat every week: the union of its spans, or always if there is none.
///
/// They follow the local clock. Where clocks jump over an opening, it begins at the jump; where an hour
/// comes twice, it is open or closed both times.
public struct WeeklyHours: Hashable, Sendable {
    /// A span of some weekdays.
    public struct Span: Hashable, Sendable {
        /// The days it begins on; at least one.
        public let weekdays: Weekdays
        /// The minute of the day from which it is open, 0 … 1439.
        public let fromMinute: Int
        /// The minute of the day at which it closes, 1 … 1440; on the next day if it is less than
        /// `fromMinute`.
        public let toMinute: Int

        /// A span; `nil` unless there is a weekday, `fromMinute` is 0 … 1439 and `toMinute` another
        /// of 0 … 1440. A `toMinute` of 0 is midnight at the end of the day, 1440.
        public init?(weekdays: Weekdays, fromMinute: Int, toMinute: Int) {
            guard !weekdays.isDisjoint(with: .all), (0...1_439).contains(fromMinute),
                (0...1_440).contains(toMinute), fromMinute != toMinute
            else { return nil }
            self.weekdays = weekdays.intersection(.all)
            self.fromMinute = fromMinute
            self.toMinute = toMinute == 0 ? 1_440 : toMinute
        }

        /// How long it is open.
        var minuteCount: Int { toMinute - fromMinute + (toMinute < fromMinute ? 1_440 : 0) }
    }

    /// How many spans there may be.
    public static let spansMax = 64

    /// The spans as given.
    public let spans: [Span]
    /// The minutes of the week, from Monday's midnight, at which it opens or closes, rising.
    private let changes: [Int]
    /// Whether it is open in the last minute of the week, and so until the first change.
    private let isOpenAtFirst: Bool

    /// Open in these spans, at most `spansMax`; they may overlap. Always open if there is none.
    public init(_ spans: [Span]) {
        precondition(spans.count <= WeeklyHours.spansMax, "more spans than a week has use for")
        self.spans = spans
        let edges = WeeklyHours.edges(of: spans)
        isOpenAtFirst = spans.isEmpty || edges.openAtFirst > 0
        var openCount = edges.openAtFirst
        var changes: [Int] = []
        for (index, edge) in edges.steps.enumerated() {
            openCount += edge.step
            let isLastOfMinute =
                index + 1 == edges.steps.count || edges.steps[index + 1].minute != edge.minute
            let wasOpen = (changes.count % 2 == 0) == isOpenAtFirst
            if isLastOfMinute, (openCount > 0) != wasOpen { changes.append(edge.minute) }
        }
        self.changes = changes
    }

    /// Open all the time.
    public static let always = WeeklyHours([])

    /// Whether it is open at `instant` where clocks follow `rules`. O(log spans).
    public func isOpen(at instant: Instant, in rules: TimeZoneRules) -> Bool {
        isOpen(minuteOfWeek: rules.minuteOfWeek(at: instant))
    }

    /// The first instant after `instant` at which it opens or closes; `nil` if it never does.
    public func nextChange(after instant: Instant, in rules: TimeZoneRules) -> Instant? {
        guard !changes.isEmpty else { return nil }
        let isOpenNow = isOpen(at: instant, in: rules)
        var instant = instant
        // While the offset stays, the clock runs evenly to the next change.
        while true {
            let change = nextChange(after: instant, offset: rules.offset(at: instant))
            guard let jump = rules.nextOffsetChange(after: instant), jump <= change else {
                return change
            }
            if isOpen(at: jump, in: rules) != isOpenNow { return jump }
            instant = jump
        }
    }

    /// The first instant after `instant` at which it opens, having been closed; `nil` if it never
    /// does.
    public func nextOpening(after instant: Instant, in rules: TimeZoneRules) -> Instant? {
        guard let change = nextChange(after: instant, in: rules) else { return nil }
        return isOpen(at: change, in: rules) ? change : nextChange(after: change, in: rules)
    }
}

extension WeeklyHours {
    private static let weekMinutes = 7 * 1_440

    private func isOpen(minuteOfWeek: Int) -> Bool {
        (changesUp(to: minuteOfWeek) % 2 == 0) == isOpenAtFirst
    }

    /// How many changes come at `minuteOfWeek` or earlier in the week.
    private func changesUp(to minuteOfWeek: Int) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= minuteOfWeek { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The next change after `instant` if clocks stay `offset` ahead of UTC; there must be one.
    private func nextChange(after instant: Instant, offset: Milliseconds) -> Instant {
        let rules = TimeZoneRules.fixed(offset)
        let minute = rules.minuteOfWeek(at: instant)
        let passed = changesUp(to: minute)
        let next = passed < changes.count ? changes[passed] : changes[0] + WeeklyHours.weekMinutes
        return rules.startOfMinute(at: instant) + .minutes(Int64(next - minute))
    }

    /// Where spans begin (+1) and end (-1) in the week, rising, and how many of them reach its end.
    private static func edges(
        of spans: [Span]
    ) -> (openAtFirst: Int, steps: [(minute: Int, step: Int)]) {
        var openAtFirst = 0
        var steps: [(minute: Int, step: Int)] = []
        for span in spans {
            for weekday in span.weekdays.numbers {
                let from = (weekday - 1) * 1_440 + span.fromMinute
                let to = from + span.minuteCount
                if to >= weekMinutes { openAtFirst += 1 }
                steps.append((from, 1))
                steps.append((to % weekMinutes, -1))
            }
        }
        return (openAtFirst, steps.sorted { $0.minute < $1.minute })
    }
}

extension TimeZoneRules {
    /// The instant at which the minute began that the clocks show, if they were not changed since.
    fileprivate func startOfMinute(at instant: Instant) -> Instant {
        let day = Int64(localDay(at: instant)) * 86_400_000
        let local = Milliseconds(day) + .minutes(Int64(minuteOfDay(at: instant)))
        return Instant(millisecondsSinceEpoch: local.count) - offset(at: instant)
    }
}
