// What a customer sees of one order, held against what the protocol promises: the history without a
// gap, positions only while somebody carries the order, time that does not run backwards, and silence
// after the end.

internal import Basics
public import Engine
internal import Wire

/// An order as its customer follows it.
public struct OrderWatch: Equatable, Sendable {
    /// What was asked for.
    public let placement: Placement
    /// The order's id, once its placing was acknowledged.
    public internal(set) var id: OrderID?
    /// The newest event's state.
    public internal(set) var state: OrderState?
    /// The newest event's sequence; 0 before the first.
    public internal(set) var lastSequence = 0
    /// The newest event's version.
    public internal(set) var version = 0
    /// The newest event's assignment.
    public internal(set) var epoch = 0
    /// The end was told.
    public internal(set) var hasEnded = false
    /// Follow this order on the present socket.
    var isSubscribed = false
    /// The subscription was answered: events come one by one from here.
    public internal(set) var isFollowing = false
    /// When the customer wants it cancelled.
    var cancelAt: Instant
    private var lastFixTime = Instant.distantPast
    /// When the present assignment began; before everything if its event was not seen.
    private var assignedAt = Instant.distantPast

    init(_ placement: Placement) {
        self.placement = placement
        cancelAt = placement.cancelAfter.map { placement.at + $0 } ?? .distantFuture
    }

    /// The socket is gone, and with it the subscription. The next one starts its own picture: a daemon
    /// that crashed may have lost the last seconds of a track.
    mutating func lostSocket() {
        isSubscribed = false
        isFollowing = false
        lastFixTime = .distantPast
    }

    /// Takes an event; the broken promise, if there is one.
    mutating func take(_ event: ReceivedEvent) -> (Violation.Kind, String)? {
        if hasEnded { return (.afterEnd, "event \(event.sequence)") }
        guard isSubscribed else { return (.foreignOrder, "event \(event.sequence)") }
        let broken = check(event)
        state = event.state
        lastSequence = event.sequence
        version = event.version
        if event.epoch != epoch {
            lastFixTime = .distantPast
            assignedAt = event.at
        }
        epoch = event.epoch
        return broken
    }

    private func check(_ event: ReceivedEvent) -> (Violation.Kind, String)? {
        if event.sequence != lastSequence + 1 {
            return (.sequenceGap, "\(lastSequence) was followed by \(event.sequence)")
        }
        if event.version < version {
            return (.versionBack, "\(version) was followed by \(event.version)")
        }
        if event.epoch < epoch { return (.epochBack, "\(epoch) was followed by \(event.epoch)") }
        let isNews = event.state != state
        if isNews, !OrderWatch.isStep(from: state, to: event.state) {
            return (.illegalStep, "\(state?.name ?? "nothing") to \(event.state.name)")
        }
        return nil
    }

    private static func isStep(from: OrderState?, to: OrderState) -> Bool {
        OrderMachine.table.contains { $0.from == from && $0.to == to }
    }

    /// Takes all of an order at once, which a subscription may be answered with.
    mutating func take(_ snapshot: ReceivedSnapshot) -> (Violation.Kind, String)? {
        if hasEnded { return (.afterEnd, "a snapshot") }
        guard isSubscribed else { return (.foreignOrder, "a snapshot") }
        if snapshot.sequence < lastSequence || snapshot.order.version < version {
            return (.historyShrank, "\(lastSequence) was followed by \(snapshot.sequence)")
        }
        isFollowing = true
        state = snapshot.order.state
        lastSequence = snapshot.sequence
        version = snapshot.order.version
        epoch = snapshot.order.legs.last?.epoch ?? epoch
        lastFixTime = .distantPast
        assignedAt = .distantPast
        return snapshot.position.flatMap { take($0) }
    }

    /// The subscription stands, and the history that was missed has come before this.
    mutating func subscribed(upTo sequence: Int) -> (Violation.Kind, String)? {
        isFollowing = true
        guard sequence == lastSequence else {
            let kind: Violation.Kind = sequence < lastSequence ? .historyShrank : .sequenceGap
            return (kind, "subscribed at \(sequence), events up to \(lastSequence)")
        }
        return nil
    }

    /// Takes a position; the broken promise, if there is one.
    mutating func take(_ position: ReceivedPosition) -> (Violation.Kind, String)? {
        let update = position.update
        if hasEnded { return (.afterEnd, "a position") }
        guard isSubscribed else { return (.foreignOrder, "a position") }
        guard let state, state.isCarried else {
            return (.positionOutside, "in state \(state?.name ?? "unknown")")
        }
        guard update.epoch == epoch else {
            return (.positionOfOtherEpoch, "\(update.epoch) during \(epoch)")
        }
        guard update.fixTime >= assignedAt else {
            let milliseconds = (assignedAt - update.fixTime).count
            return (.positionOutside, "\(milliseconds) ms before the assignment")
        }
        guard update.fixTime >= lastFixTime else {
            let milliseconds = (lastFixTime - update.fixTime).count
            return (.positionBack, "older by \(milliseconds) ms")
        }
        lastFixTime = update.fixTime
        return nil
    }

    /// Takes the end; the broken promise, if there is one.
    mutating func take(ended final: OrderState) -> (Violation.Kind, String)? {
        if hasEnded { return (.afterEnd, "a second end") }
        guard isSubscribed else { return (.foreignOrder, "an end") }
        hasEnded = true
        guard final.isFinal, final == state else {
            return (.endMismatch, "\(final.name) after \(state?.name ?? "nothing")")
        }
        return nil
    }
}
