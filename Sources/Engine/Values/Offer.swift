// A question to one runner, with a deadline by the daemon's clock.

public import Basics

/// What became of an offer.
public enum OfferState: UInt8, Sendable {
    case pending = 1
    case seen
    case accepted
    case declined
    case expired
    case withdrawn

    /// It may still be accepted.
    public var isOpen: Bool { self == .pending || self == .seen }
}

/// What a runner is asked, and until when.
public struct OfferTerms: Equatable, Sendable {
    /// Who is asked.
    public var runner: RunnerIndex
    /// The assignment that accepting would create.
    public var epoch: Int
    /// Until when it may be accepted.
    public var expiresAt: Instant
    /// Until when the runner's app must have shown it, or it is withdrawn; `nil` if it need not say.
    public var confirmBy: Instant?
    /// The wave it belongs to, from 1; 0 if the runner is asked alone.
    public var wave = 0
    /// From the runner to the beginning of the leg, great circle.
    public var pickupDistanceMeters: Int
    /// What the runner earns, in the currency's minor unit.
    public var fee: Int

    /// A question to one runner.
    public init(
        runner: RunnerIndex, epoch: Int, expiresAt: Instant, confirmBy: Instant? = nil,
        wave: Int = 0, pickupDistanceMeters: Int, fee: Int
    ) {
        self.runner = runner
        self.epoch = epoch
        self.expiresAt = expiresAt
        self.confirmBy = confirmBy
        self.wave = wave
        self.pickupDistanceMeters = pickupDistanceMeters
        self.fee = fee
    }
}

/// One runner asked about one leg.
public struct Offer: Equatable, Sendable {
    /// Its id.
    public let id: OfferID
    /// Which leg.
    public let legID: LegID
    /// What is asked.
    public let terms: OfferTerms
    /// When it was made.
    public let createdAt: Instant
    /// Where it stands.
    public internal(set) var state = OfferState.pending
    /// Not to take it counts against nobody.
    public internal(set) var isWithoutFault = false
    /// When it ended, if it has.
    public internal(set) var endedAt: Instant?

    /// The order.
    public var order: OrderID { legID.order }
    /// The leg of it.
    public var leg: Int { legID.leg }
    /// Who is asked.
    public var runner: RunnerIndex { terms.runner }
    /// The assignment that accepting would create.
    public var epoch: Int { terms.epoch }
    /// Until when it may be accepted.
    public var expiresAt: Instant { terms.expiresAt }
    /// From the runner to the beginning of the leg, great circle.
    public var pickupDistanceMeters: Int { terms.pickupDistanceMeters }
    /// What the runner earns, in the currency's minor unit.
    public var fee: Int { terms.fee }
}
