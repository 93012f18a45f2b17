// A promise that a walk saw broken, and the counts that a long run ends with.

internal import Basics

/// A promise that was broken.
public struct Finding: Equatable, Sendable {
    /// Which promise.
    public enum Kind: String, CaseIterable, Sendable {
        /// Two runners for one leg, or one who was not counted.
        case doubleAssignment
        /// An order that was placed, and is durable, is not there any more.
        case lostOrder
        /// A runner was asked about, or given, a leg of a pool that it is not in.
        case poolViolation
        /// A position, or the order itself, is shown to somebody who is no party.
        case positionToStranger
        /// Goods without a holder, or with another one than what happened says.
        case custodyGap
        /// A runner was asked about or given what it may not have for another reason.
        case ineligible
        /// An offer that had ended, or of another assignment, was accepted.
        case deadOffer
        /// A hand-over code served twice, too late, or for another assignment.
        case deadCode
        /// A command for a version that was over, or a report taken back too late, was carried out.
        case staleCommand
        /// Somebody did what is not for its role.
        case rights
        /// Loads, offers, histories or counts that do not fit each other.
        case inconsistent
        /// The journal, read back, gives another city than the one that wrote it.
        case replayDiffers
    }

    /// Which promise.
    public var kind: Kind
    /// What was seen.
    public var detail: String

    /// A broken promise.
    public init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

/// What came of many walks.
public struct InterleavingReport: Sendable {
    /// Two commands that met on one order at one instant.
    public internal(set) var interleavings = 0
    /// Cities that were walked through.
    public internal(set) var walks = 0
    /// Everything that happened: commands, fixes, rounds, jumps of time, crashes.
    public internal(set) var steps = 0
    /// Commands that were decided.
    public internal(set) var commands = 0
    /// Restarts after a crash.
    public internal(set) var crashes = 0
    /// Those of them that began from a snapshot.
    public internal(set) var snapshots = 0
    /// Records that a crash lost before they were durable.
    public internal(set) var lostRecords = 0
    /// How often each promise was broken; each walk ends with the first.
    public internal(set) var counts: [Finding.Kind: Int] = [:]
    /// The first broken promises, each with the walk's seed and step.
    public internal(set) var findings: [String] = []
    /// What was tried.
    public internal(set) var coverage = Coverage()

    /// Nothing yet.
    init() {}

    /// How many walks ended with a broken promise.
    public var findingCount: Int { counts.values.reduce(0, +) }

    /// The five promises that a dispatcher lives by, and all others together.
    public var lastLine: String {
        let five: [Finding.Kind] = [
            .doubleAssignment, .lostOrder, .poolViolation, .positionToStranger, .custodyGap,
        ]
        let named = [
            "doubleAssignments", "lostOrders", "poolViolations", "positionsToStrangers",
            "custodyGaps",
        ]
        let counted = zip(named, five).map { "\($0) \(counts[$1] ?? 0)" }
        let others = findingCount - five.reduce(0) { $0 + (counts[$1] ?? 0) }
        return "interleavings \(interleavings) \(counted.joined(separator: " ")) others \(others)"
    }
}
