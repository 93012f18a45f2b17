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

/// One runner asked about one leg.
public struct Offer: Sendable {
    /// Its id.
    public let id: OfferID
    /// The order.
    public let order: OrderID
    /// The leg of it.
    public let leg: Int
    /// Who is asked.
    public let runner: RunnerIndex
    /// The assignment that accepting would create.
    public let epoch: Int
    /// When it was made.
    public let createdAt: Instant
    /// Until when it may be accepted.
    public let expiresAt: Instant
    /// From the runner to the first stop, great circle.
    public let pickupDistanceMeters: Int
    /// What the runner earns, in the currency's minor unit.
    public let fee: Int
    /// Where it stands.
    public internal(set) var state = OfferState.pending
    /// When it ended, if it has.
    public internal(set) var endedAt: Instant?
}
