// A part of the city with rules of its own: whether orders go there and when, who may enter, where
// goods are handed over, and how runners are asked.

public import Basics
public import Geo

/// A zone's id as the operator gave it.
public struct ZoneID: Hashable, Comparable, Sendable {
    /// The id's text.
    public var text: String

    /// The zone known by `text`.
    public init(_ text: String) { self.text = text }

    public static func < (left: ZoneID, right: ZoneID) -> Bool { left.text < right.text }
}

/// A mode at certain hours.
public struct ModeHours: Equatable, Sendable {
    /// When.
    public var hours: WeeklyHours
    /// How runners are asked then.
    public var mode: MatchingMode

    /// A mode at those hours.
    public init(hours: WeeklyHours, mode: MatchingMode) {
        self.hours = hours
        self.mode = mode
    }
}

/// A part of the city with rules of its own.
public struct Zone: Equatable, Sendable {
    /// Its id.
    public var id: ZoneID
    /// Where it is.
    public var area: Area
    /// Orders never go there.
    public var exclude = false
    /// It is part of the delivery range: where any zone of a site is, orders go to such zones only. `nil`
    /// leaves it to what the zone says else: one without rules has no other purpose.
    public var range: Bool?
    /// Nothing new is taken there for the moment.
    public var paused = false
    /// Why, for those who are refused.
    public var pauseReason: String?
    /// When orders go there.
    public var hours = WeeklyHours.always
    /// The pools that must all hold for whoever brings something into it.
    public var enterPools: [String] = []
    /// Where goods for it are handed to somebody who may enter.
    public var station: StationID?
    /// How runners are asked about orders that go there; `nil` is as everywhere.
    public var mode: MatchingMode?
    /// Other modes at certain hours; the first that fits holds.
    public var modeHours: [ModeHours] = []
    /// The campus or city it belongs to; `nil` is the one that has no name.
    public var site: String?
    /// The registry's revision at its last change: what `ETag` says.
    public var version = 0

    /// A zone that orders go to, without other rules.
    public init(id: ZoneID, area: Area) {
        self.id = id
        self.area = area
    }

    /// Whether it says where orders go: a zone that only has rules for a house leaves the rest of the
    /// city as it is.
    public var bindsRange: Bool {
        guard !exclude else { return false }
        return range ?? (enterPools.isEmpty && station == nil && mode == nil && modeHours.isEmpty)
    }

    /// How runners are asked at `instant`, if the zone says so.
    public func mode(at instant: Instant, in rules: TimeZoneRules) -> MatchingMode? {
        modeHours.first { $0.hours.isOpen(at: instant, in: rules) }?.mode ?? mode
    }
}
