// The hall: open orders that runners may ask for by themselves. Whoever asks first opens a window of a few
// seconds; at its end the points decide, and not who was faster. So a bot gains nothing by its speed.

public import Basics
public import Geo
public import Matching

/// An open order as a runner near it sees it: enough to choose by, not enough to know who gets it.
public struct HallOrder: Equatable, Sendable {
    /// Which leg of which order.
    public var leg: LegID
    /// Where it goes, coarsely: a cell of about a kilometre around its end.
    public var cell: Cell
    /// What the runner earns, in the currency's minor unit.
    public var fee: Int
    /// From the runner to where it begins, great circle.
    public var pickupDistanceMeters: Int
    /// When the open window closes; `nil` while nobody has claimed it.
    public var closesAt: Instant?

    /// The geohash bits of `cell`: six characters, 1.2 km × 0.6 km.
    public static let cellPrecision = 30
}

/// One claim as it was judged when its window closed. Fewer points are better. A runner has one point for
/// each whole step of `Policy.hallDistanceStepMeters` to the start, and `Policy.hallLoadPoints` for each
/// order it carries. Rating and acceptance count nothing, and neither does the moment of the claim.
public struct HallScore: Equatable, Sendable {
    /// Who claimed it.
    public var runner: RunnerIndex
    /// How far it was from where the leg begins.
    public var distanceMeters: Int
    /// What that gives.
    public var distancePoints: Int
    /// What the orders on board give.
    public var loadPoints: Int
    /// Decides between equals, the smaller first: nobody outside can know it before.
    public var tieBreak: UInt64
    /// Why the runner may not have it after all, if so.
    public var excluded: FilterReason?

    /// The judgement of a claim.
    public init(
        runner: RunnerIndex, distanceMeters: Int, distancePoints: Int, loadPoints: Int,
        tieBreak: UInt64, excluded: FilterReason? = nil
    ) {
        self.runner = runner
        self.distanceMeters = distanceMeters
        self.distancePoints = distancePoints
        self.loadPoints = loadPoints
        self.tieBreak = tieBreak
        self.excluded = excluded
    }

    /// All points.
    public var points: Int { distancePoints + loadPoints }

    /// Whether this claim comes before the other one.
    func precedes(_ other: HallScore) -> Bool {
        if (excluded == nil) != (other.excluded == nil) { return excluded == nil }
        return (points, tieBreak, runner) < (other.points, other.tieBreak, other.runner)
    }
}
