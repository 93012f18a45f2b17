// A promise of the protocol that an app saw broken. Apps go on and write it down: what else breaks
// afterwards is often the better hint.

public import Basics

/// Something that must never happen, and did.
public struct Violation: Equatable, Sendable, CustomStringConvertible {
    /// Which promise.
    public enum Kind: String, CaseIterable, Sendable {
        /// A message or an answer of the daemon could not be read.
        case unreadable
        /// The daemon answered what it must not answer.
        case unexpectedAnswer
        /// An event's sequence does not follow the one before.
        case sequenceGap
        /// An order's newest sequence is lower than one that was seen.
        case historyShrank
        /// A version that does not grow.
        case versionBack
        /// A step that the order machine does not have.
        case illegalStep
        /// An assignment's number that goes down.
        case epochBack
        /// A position before an assignment, or after the end.
        case positionOutside
        /// A position of an assignment that is over.
        case positionOfOtherEpoch
        /// A position that is older than the one before.
        case positionBack
        /// Something about an order that was not asked for.
        case foreignOrder
        /// Something about an order after its end.
        case afterEnd
        /// The end is not the last event's state.
        case endMismatch
        /// A runner was given an order of a pool that it is not in.
        case poolBroken
        /// A runner was given more than it can carry.
        case overloaded
        /// An offer that had run out when it came.
        case offerExpired
        /// More or fewer than one assignment of a leg.
        case doubleAssignment
        /// One order of a customer that became two.
        case placedTwice
        /// Somebody has an order's goods who must not.
        case wrongHolder
        /// An assignment that came of an offer that was declined or had run out.
        case deadOfferAssigned
        /// A runner was asked about an order again that it had refused a moment ago.
        case askedAgain
        /// The map does not show exactly the runners on duty with a fresh position.
        case indexMismatch
        /// Something that was acknowledged is missing after a restart.
        case acknowledgedMissing
        /// A follower was not told of an event, although nothing stood in the way.
        case notTold
        /// The journal, read back, gives another city than the one that wrote it.
        case replayDiffers
        /// More waits for a reader than the bound.
        case outboxOverflow
        /// The daemon wants the impossible of its shell.
        case seamBroken
    }

    /// Which promise.
    public var kind: Kind
    /// When it was seen.
    public var at: Instant
    /// What was seen.
    public var detail: String

    /// A broken promise.
    public init(_ kind: Kind, at instant: Instant, _ detail: String) {
        self.kind = kind
        at = instant
        self.detail = detail
    }

    /// One line.
    public var description: String {
        "\(kind.rawValue) at \(at.millisecondsSinceEpoch): \(detail)"
    }
}

/// The first violations that somebody saw, and the count of all.
public struct ViolationList: Equatable, Sendable {
    /// How many are kept.
    public static let keptMax = 100
    /// How many there were.
    public private(set) var count = 0
    /// The first of them.
    public private(set) var first: [Violation] = []

    /// None.
    public init() {}

    /// Notes one.
    public mutating func append(_ violation: Violation) {
        count += 1
        if first.count < ViolationList.keptMax { first.append(violation) }
    }

    /// Adds what another list noted.
    public mutating func merge(_ other: ViolationList) {
        count += other.count
        first += other.first.prefix(ViolationList.keptMax - first.count)
    }
}
