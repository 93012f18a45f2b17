// What a client learns from the daemon's messages: the parts that simulated apps and the bench act on.

public import Basics
public import Engine

/// A position with the times at which it left the daemon.
public struct ReceivedPosition: Equatable, Sendable {
    /// Where the order's runner was.
    public var update: PositionUpdate
    /// When the daemon sent it, by its own clock.
    public var sentAt: Instant
    /// How old it was then.
    public var age: Milliseconds
}

/// A stop, as far as it was shown.
public struct ReceivedStop: Equatable, Sendable {
    /// The order, in a runner's list of stops.
    public var order: OrderID?
    /// The leg, in a runner's list of stops.
    public var leg: Int?
    /// The stop.
    public var stop: Stop
}

/// A leg, as far as it was shown.
public struct ReceivedLeg: Equatable, Sendable {
    /// The order, in a welcome.
    public var order: OrderID?
    /// Its place in the order.
    public var index: Int
    /// Where it stands.
    public var state: OrderState
    /// The assignment.
    public var epoch: Int
    /// The runner's id, if it may be seen.
    public var runner: RunnerID?
}

/// An order, as far as it was shown.
public struct ReceivedOrder: Equatable, Sendable {
    /// Its id.
    public var id: OrderID
    /// The number people say.
    public var number: String
    /// The placing system's own id.
    public var externalId: String?
    /// Its version.
    public var version: Int
    /// Where it stands.
    public var state: OrderState
    /// Why.
    public var reason: String?
    /// Its stops.
    public var stops: [ReceivedStop]
    /// Its legs.
    public var legs: [ReceivedLeg]
    /// The pools that were asked for.
    public var runnerPools: [String]
    /// The total price, if it may be seen.
    public var totalPrice: Int?

    /// Reads an order's JSON, as HTTP answers with it. Throws `invalid`.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> ReceivedOrder {
        try OrderReading.decodeCold(bytes).order(at: "")
    }
}

/// An offer.
public struct ReceivedOffer: Equatable, Sendable {
    /// Its id.
    public var offer: OfferID
    /// The assignment that accepting would create.
    public var epoch: Int
    /// The order.
    public var order: OrderID
    /// The leg.
    public var leg: Int
    /// Until when it may be accepted, by the daemon's clock.
    public var expiresAt: Instant
    /// How long that was when it was sent.
    public var remaining: Milliseconds
    /// Its stops, masked.
    public var stops: [ReceivedStop]
    /// What the runner earns.
    public var fee: Int
    /// How far the first stop is.
    public var pickupDistanceMeters: Int
}

/// A welcome.
public struct ReceivedWelcome: Equatable, Sendable {
    /// Who the daemon takes the runner for.
    public var runner: RunnerID
    /// Whether it works.
    public var duty: Duty
    /// The highest sequence that the daemon has.
    public var lastSequence: Int64
    /// The daemon's clock.
    public var serverTime: Instant
    /// How often to report.
    public var reportInterval: Milliseconds
    /// What the runner carries.
    public var legs: [ReceivedLeg]
    /// What it is asked.
    public var offers: [ReceivedOffer]
    /// Where to drive.
    public var stops: [ReceivedStop]
    /// The version of the stops.
    public var stopsVersion: Int
}

/// A line of an order's history.
public struct ReceivedEvent: Equatable, Sendable {
    /// The order.
    public var order: OrderID
    /// Its place in the order's life, from 1.
    public var sequence: Int
    /// The assignment.
    public var epoch: Int
    /// The leg.
    public var leg: Int
    /// The state after it.
    public var state: OrderState
    /// When.
    public var at: Instant
    /// The order's version after it.
    public var version: Int
    /// Why.
    public var reason: String?
}

/// What an `ok` carries.
public struct ReceivedOk: Equatable, Sendable {
    /// The message it answers.
    public var re: MessageKey?
    /// The duty, after a duty command.
    public var duty: Duty?
    /// The newest sequence, after a subscription.
    public var sequence: Int?
    /// The order, after a command that changed one.
    public var order: ReceivedOrder?
}

/// All of an order, in answer to a subscription.
public struct ReceivedSnapshot: Equatable, Sendable {
    /// The message it answers.
    public var re: MessageKey?
    /// The order.
    public var order: ReceivedOrder
    /// The newest sequence.
    public var sequence: Int
    /// Where its runner is, if that may be seen.
    public var position: ReceivedPosition?
}
