// A hand-over place (中转站): goods lie there between two legs of an order. How many there are, and how
// many are on their way, is counted, because a shelf that is full takes nothing more.

public import Basics
public import Geo

/// A hand-over place.
public struct Station: Equatable, Sendable {
    /// The operator's id; also the `sub` of its clerk's token.
    public var id: StationID
    /// What people call it.
    public var name = ""
    /// Where it is, in WGS-84.
    public var coordinate: Coordinate
    /// How many orders' goods it holds at once, those on their way to it included.
    public var capacity: Int
    /// How long goods may lie there before the dispatcher is told.
    public var dwell: Milliseconds
    /// Without a clerk: a runner's phases tell what a scan tells elsewhere.
    public var unattended: Bool
    /// When goods may be brought and fetched.
    public var hours = WeeklyHours.always
    /// The campus or city it belongs to; `nil` is the one that has no name.
    public var site: String?
    /// The registry's revision at its last change: what `ETag` says.
    public var version = 0

    /// A hand-over place.
    public init(
        id: StationID, coordinate: Coordinate, capacity: Int = 20,
        dwell: Milliseconds = .minutes(30), unattended: Bool = false
    ) {
        self.id = id
        self.coordinate = coordinate
        self.capacity = capacity
        self.dwell = dwell
        self.unattended = unattended
    }
}

/// What is on a station's shelf, and what will be.
public struct StationLoad: Equatable, Sendable {
    /// The orders whose goods lie there, in the order in which they came.
    public internal(set) var lying: [OrderID] = []
    /// The legs on whose end a place is kept: assigned to a runner and not there yet.
    public internal(set) var coming: [LegID] = []

    /// An empty shelf.
    public init() {}

    /// How many places are taken.
    public var count: Int { lying.count + coming.count }
}
