// What the outside may ask of the engine. A command names its object by the outside's ids; who asks
// comes beside it, verified.

/// Something asked of the city.
public enum Command: Sendable {
    /// The operator's system makes a runner known. Service, admin.
    case registerRunner(RunnerProfile)
    /// A profile is changed. The runner itself (own cap), admin.
    case patchRunner(RunnerID, RunnerPatch)
    /// A runner's identity has been checked. Service, admin.
    case verifyRunner(RunnerID)
    /// A runner starts, pauses or ends work; `confirmed`: it goes on though the day's hours are worked.
    case setDuty(RunnerID, Duty, confirmed: Bool = false)
    /// An order is placed. Customer, merchant, service.
    case createOrder(OrderDraft)
    /// An order is withdrawn.
    case cancelOrder(OrderID, reason: String?, version: Int?)
    /// An order is bound to a runner by hand. Dispatcher, admin.
    case assignOrder(OrderID, RunnerID, reason: String?, override: Bool, version: Int?)
    /// A link to an order is given away. Who placed it, dispatcher, admin.
    case shareOrder(OrderID, ShareParty)
    /// The runner's app shows the offer.
    case offerSeen(OfferID)
    /// The runner takes the offer.
    case acceptOffer(OfferID, epoch: Int)
    /// The runner does not take the offer.
    case declineOffer(OfferID, reason: String?)
    /// The runner asks for an order of the hall.
    case grab(OrderID)
    /// Something is said about an exception.
    case exception(ExceptionCommand)
    /// The runner reports progress.
    case reportPhase(
        OrderID, leg: Int, Phase, code: String?, reason: String?, note: String? = nil)
    /// A zone, a station or a pool is changed. Admin; the pause switch of a zone also dispatcher.
    case place(PlaceCommand)
    /// Who may serve whom is changed. Service, dispatcher, admin.
    case access(AccessCommand)
    /// Whoever placed an order asks for no pools any more.
    case widenOrder(OrderID)
    /// Something of the order's law.
    case law(OrderID, LawCommand)
    /// The command, if its order is still at that version.
    indirect case expecting(version: Int, Command)

    /// The command without the version that it expects.
    public var plain: Command {
        if case .expecting(_, let command) = self { return command.plain }
        return self
    }
}
