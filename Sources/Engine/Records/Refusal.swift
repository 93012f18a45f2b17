// The domain's "no", as a value: what is wrong, where, which limit, and what would be right.

public import Basics

/// Why a command is refused. The wire's code is the case's name.
public enum RefusalCode: String, CaseIterable, Sendable {
    case notFound
    /// The token is good for nothing any more.
    case unauthorized
    case forbidden
    case notYours
    case invalid
    case outOfRange
    case poolConflict
    case outsideZone
    case ineligible
    case reasonRequired
    case wrongCode
    case codeLocked
    case codeUsed
    case codeExpired
    case sameRunner
    /// `limit`: how near it has to be, in metres.
    case tooFarFromStop
    /// `limit`: what is missing, in seconds or tries.
    case notYet
    case keyReused
    case keyRequired
    case offerTaken
    case offerWithdrawn
    case offerExpired
    case staleEpoch
    case capacityReached
    case versionConflict
    case stateConflict
    case alreadyExists
    case notVerified
    case resting
    case offShift
    case blocked
    case rateLimited
    case notReady
    case overloaded
}

/// A refused command.
public struct Refusal: Error, Equatable, Sendable {
    /// What kind of no.
    public var code: RefusalCode
    /// The field that is wrong, as a JSON pointer.
    public var field: String?
    /// The limit that was passed.
    public var limit: Int?
    /// What would be right, in a sentence.
    public var detail: String
    /// The order as it stands, where the sender should look at it anew.
    public var order: OrderID?
    /// `offerExpired`: whether the order may still be claimed.
    public var claimable: Bool?
    /// When it would be right: a zone that is closed opens.
    public var opensAt: Instant?
    /// The eligibility filter that failed.
    public var filter: String?
    /// Who holds what was asked for.
    public var holder: String?
    /// When it may be tried again, in milliseconds, where that is known.
    public var retryAfterMs: Int64?
    /// What may be done instead.
    public var choices: [String] = []

    /// `resting`: whether the runner's own word would do.
    public var needsConfirmation: Bool?

    /// A no.
    public init(
        _ code: RefusalCode, field: String? = nil, limit: Int? = nil, detail: String,
        order: OrderID? = nil, claimable: Bool? = nil, filter: String? = nil,
        holder: String? = nil, retryAfterMs: Int64? = nil
    ) {
        self.code = code
        self.field = field
        self.limit = limit
        self.detail = detail
        self.order = order
        self.claimable = claimable
        self.filter = filter
        self.holder = holder
        self.retryAfterMs = retryAfterMs
    }
}
