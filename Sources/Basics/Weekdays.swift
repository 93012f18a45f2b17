// Some days of the week, as opening hours name them.

/// A set of weekdays.
public struct Weekdays: OptionSet, Hashable, Sendable {
    /// Bit 0 is Monday, bit 6 Sunday.
    public let rawValue: UInt8

    /// The days of these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The day of that number, 1 Monday … 7 Sunday (ISO 8601).
    public init(number: Int) {
        precondition((1...7).contains(number), "a week has seven days")
        rawValue = 1 << UInt8(number - 1)
    }

    /// From one day through another, over the week's end if need be: 5 through 1 is Friday to Monday.
    public init(from first: Int, through last: Int) {
        var days = Weekdays(number: first)
        var number = first
        while number != last {
            number = number % 7 + 1
            days.insert(Weekdays(number: number))
        }
        self = days
    }

    /// Every day.
    public static let all = Weekdays(rawValue: 0x7F)

    /// The numbers of the days, 1 Monday … 7 Sunday, rising.
    public var numbers: [Int] { (1...7).filter { contains(Weekdays(number: $0)) } }
}
