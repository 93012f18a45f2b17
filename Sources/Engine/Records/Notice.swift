// What the outside must hear of a record. `apply` makes notices; the Gateway turns them into
// messages; a replay throws them away.

/// Something that somebody waits to hear.
public enum Notice: Equatable, Sendable {
    /// The event with that sequence was added to the order's history.
    case event(OrderID, sequence: Int)
    /// The runner is asked.
    case offered(OfferID)
    /// The runner is no longer asked.
    case withdrawn(OfferID, reason: String)
    /// The runner now carries the order's leg.
    case assigned(OrderID, leg: Int, RunnerIndex, byHand: Bool)
    /// The runner no longer carries it.
    case unassigned(OrderID, leg: Int, RunnerIndex, reason: String)
    /// The runner's stops changed.
    case stops(RunnerIndex)
    /// The runner's duty changed.
    case duty(RunnerIndex)
    /// A rule of its protection holds the runner back, or does no longer.
    case held(RunnerIndex, WorkHold?)
    /// A rule of its protection will hold the runner back.
    case warned(RunnerIndex, WorkWarning)
    /// What may be seen of the leg's position changed: an assignment began or ended.
    case visibility(OrderID)
    /// The runner won the order in the hall; `assigned` follows.
    case grabbed(OrderID, RunnerIndex)
    /// Another won it, or it left the hall.
    case grabLost(OrderID, RunnerIndex)
    /// An exception was opened or claimed, or nobody claimed it in time.
    case exception(ExceptionKey)
    /// An exception ended.
    case exceptionEnded(Exception, reason: String)
    /// Something is wrong with the order that a dispatcher should know of.
    case trouble(OrderID, Trouble)
    /// The order ended; nothing follows.
    case ended(OrderID)
    /// The end was taken back: the order is open again.
    case reopened(OrderID)
}

/// What is wrong with an order.
public enum Trouble: Equatable, Sendable {
    /// Wrong codes locked the drop-off's code.
    case wrongCode
    /// The recipient can't be reached; the goods go back.
    case customerUnreachable
    /// The runner gave the order back, and nobody is to blame.
    case pickup(ReasonCode)
    /// A payment came too late: a refund is owed.
    case latePayment
}
