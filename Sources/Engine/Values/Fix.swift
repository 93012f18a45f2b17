// One GPS sample, and what became of it. Every drop has a reason that the runner's app and the
// metrics can see.

public import Basics
public import Geo

/// A GPS sample as a phone reports it.
public struct Fix: Equatable, Sendable {
    /// Where, in WGS-84.
    public var coordinate: Coordinate
    /// When, by the phone's clock.
    public var fixTime: Instant
    /// The runner's count of fixes; a duplicate has the same number.
    public var sequence: Int64
    /// The radius of 68 % confidence, or negative if the phone did not say.
    public var accuracyMeters: Float
    /// Ground speed, or negative if the phone did not say.
    public var speedMetersPerSecond: Float
    /// Direction of travel, clockwise from north, or negative if the phone did not say.
    public var headingDegrees: Float

    /// A sample; what the phone did not report is negative.
    public init(
        coordinate: Coordinate, fixTime: Instant, sequence: Int64, accuracyMeters: Float = -1,
        speedMetersPerSecond: Float = -1, headingDegrees: Float = -1
    ) {
        self.coordinate = coordinate
        self.fixTime = fixTime
        self.sequence = sequence
        self.accuracyMeters = accuracyMeters
        self.speedMetersPerSecond = speedMetersPerSecond
        self.headingDegrees = headingDegrees
    }
}

extension Fix {
    /// A batch in the order in which its fixes were taken, whatever became of it on the way: what does not
    /// fit the fix before it is then the same as if they had come one by one.
    public static func inTakenOrder(_ fixes: [Fix]) -> [Fix] {
        func isBefore(_ one: Fix, _ other: Fix) -> Bool {
            (one.fixTime, one.sequence) < (other.fixTime, other.sequence)
        }
        let isInOrder = zip(fixes, fixes.dropFirst()).allSatisfy { !isBefore($1, $0) }
        return isInOrder ? fixes : fixes.sorted(by: isBefore)
    }
}

/// Why a fix was not taken.
public enum FixDrop: UInt8, CaseIterable, Sendable {
    case duplicate
    case stale
    case outOfRange
    case inaccurate
    case teleport
    case offDuty
    case rateLimited

    /// The reason as the wire and the metrics spell it.
    public var name: String {
        switch self {
        case .duplicate: "duplicate"
        case .stale: "stale"
        case .outOfRange: "outOfRange"
        case .inaccurate: "inaccurate"
        case .teleport: "teleport"
        case .offDuty: "offDuty"
        case .rateLimited: "rateLimited"
        }
    }
}

/// What became of a fix.
public enum FixOutcome: Equatable, Sendable {
    /// It is the runner's newest: the live position moved.
    case live
    /// It is older than the newest: it went to the track only.
    case late
    /// It was not taken.
    case dropped(FixDrop)
}
