// Opening hours as people write them, in settings, on the wire and in the journal's dump.

/// What is wrong with a text of opening hours.
public struct WeeklyHoursError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is wrong, in UTF-8 bytes from the start.
    public var offset: Int
    /// What would be right there.
    public var expected: String

    /// An error at that place.
    public init(offset: Int, expected: String) {
        self.offset = offset
        self.expected = expected
    }

    /// Both in a sentence.
    public var description: String { "at byte \(offset): expected \(expected)" }
}

extension WeeklyHours: CustomStringConvertible {
    /// The hours that `text` means: `mon-fri 08:00-12:00, 13:00-18:00, sat,sun 22:00-02:00`.
    ///
    /// A span is days, a space and two times; after a comma, the days may be left out if they stay the
    /// same. Days are single ones and ranges, which may run over the week's end (`fri-mon`). A second
    /// time that comes before the first is on the next day; a whole day is `00:00-24:00`. Letters may
    /// be large or small. `always` and an empty text mean always.
    /// - Throws: the first place at which it is wrong.
    public init(_ text: String) throws(WeeklyHoursError) {
        var reader = HoursReader(text)
        self.init(try reader.spans())
    }

    /// The text of the hours, which `init(_:)` reads.
    public var description: String {
        guard !spans.isEmpty else { return "always" }
        var text = ""
        var days: Weekdays?
        for span in spans {
            if days != nil { text += ", " }
            if span.weekdays != days { text += "\(span.weekdays) " }
            text += Self.time(span.fromMinute) + "-" + Self.time(span.toMinute)
            days = span.weekdays
        }
        return text
    }

    private static func time(_ minute: Int) -> String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return twoDigits(minute / 60) + ":" + twoDigits(minute % 60)
    }
}

extension Weekdays: CustomStringConvertible {
    /// The names of the days from Monday to Sunday, in three letters.
    static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// The days as opening hours write them: `mon-fri`, `wed,sat-mon`.
    public var description: String {
        if self == .all { return "mon-sun" }
        let starts = numbers.filter { !contains(Weekdays(number: ($0 + 5) % 7 + 1)) }
        return starts.map { start in
            var last = start
            while contains(Weekdays(number: last % 7 + 1)) { last = last % 7 + 1 }
            let name = Weekdays.names[start - 1]
            return last == start ? name : name + "-" + Weekdays.names[last - 1]
        }.joined(separator: ",")
    }
}

/// Reads a text of opening hours from front to back.
private struct HoursReader {
    /// The text in small letters.
    private let bytes: [UInt8]
    private var offset = 0

    init(_ text: String) {
        bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    mutating func spans() throws(WeeklyHoursError) -> [WeeklyHours.Span] {
        skipSpaces()
        if isAtEnd { return [] }
        if skip("always") {
            skipSpaces()
            guard isAtEnd else { throw expected("the end after \"always\"") }
            return []
        }
        var spans: [WeeklyHours.Span] = []
        var days = try weekdays()
        while true {
            spans.append(try span(on: days))
            skipSpaces()
            if isAtEnd { return spans }
            guard skip(",") else { throw expected("a comma and more hours, or the end") }
            skipSpaces()
            guard spans.count < WeeklyHours.spansMax else {
                throw expected("at most \(WeeklyHours.spansMax) spans")
            }
            if !isAtDigit { days = try weekdays() }
        }
    }

    /// Days, ranges of days, and the space after them.
    private mutating func weekdays() throws(WeeklyHoursError) -> Weekdays {
        var days: Weekdays = []
        repeat {
            skipSpaces()
            let first = try weekday()
            let last = skip("-") ? try weekday() : first
            days.formUnion(Weekdays(from: first, through: last))
        } while skip(",")
        guard skip(" ") else { throw expected("a space and a time, or more days") }
        skipSpaces()
        return days
    }

    private mutating func weekday() throws(WeeklyHoursError) -> Int {
        for (index, name) in Weekdays.names.enumerated() where skip(name) { return index + 1 }
        throw expected("a day: " + Weekdays.names.joined(separator: ", "))
    }

    private mutating func span(on days: Weekdays) throws(WeeklyHoursError) -> WeeklyHours.Span {
        let from = try minute(max: 1_439)
        guard skip("-") else { throw expected("\"-\" and the time it closes") }
        let start = offset
        let to = try minute(max: 1_440)
        guard let span = WeeklyHours.Span(weekdays: days, fromMinute: from, toMinute: to) else {
            offset = start
            throw expected("another time than it opens; a whole day is 00:00-24:00")
        }
        return span
    }

    /// A minute of the day as two digits, a colon and two digits.
    private mutating func minute(max: Int) throws(WeeklyHoursError) -> Int {
        let start = offset
        if let hour = twoDigits(), skip(":"), let minute = twoDigits(), !isAtDigit, minute < 60,
            hour * 60 + minute <= max
        {
            return hour * 60 + minute
        }
        offset = start
        throw expected("a time from 00:00 to " + (max == 1_440 ? "24:00" : "23:59"))
    }

    private mutating func twoDigits() -> Int? {
        var number = 0
        for _ in 0..<2 {
            guard isAtDigit else { return nil }
            number = number * 10 + Int(bytes[offset] - UInt8(ascii: "0"))
            offset += 1
        }
        return number
    }

    private var isAtEnd: Bool { offset == bytes.count }

    private var isAtDigit: Bool {
        offset < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset])
    }

    private mutating func skipSpaces() {
        while skip(" ") {}
    }

    /// Whether `text` is next; goes on behind it if it is.
    private mutating func skip(_ text: String) -> Bool {
        guard bytes[offset...].starts(with: text.utf8) else { return false }
        offset += text.utf8.count
        return true
    }

    private func expected(_ what: String) -> WeeklyHoursError {
        WeeklyHoursError(offset: offset, expected: what)
    }
}
