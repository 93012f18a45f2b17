// What happened to an order beside being asked, carried and withdrawn: paid, given back, edited, taken
// back, brought to an end by hand. One kind in the journal for each, in a range of its own.

/// A fact of the order's law.
public enum LawFact: Equatable, Sendable {
    /// The payment came in time; `to` is `matching` or `scheduled`.
    case paid(by: String, to: OrderState)
    /// The payment came after the order had been given up: a refund is owed.
    case paidLate(by: String)
    case paymentTimedOut
    /// The hour of a scheduled order has come.
    case released
    /// The runner gave the leg back before it had the goods. It is not asked about the order again.
    case givenBack(leg: Int, ReasonCode, isFault: Bool, choices: [OpenChoice])
    /// The runner's last report was a mistake.
    case undone(leg: Int, to: OrderState)
    /// The runner tried to reach the recipient.
    case attempted(leg: Int)
    /// Somebody other than the runner has the goods brought back.
    case returnOrdered(leg: Int, by: String, ReasonCode)
    /// A dispatcher says that the goods were handed over.
    case confirmed(leg: Int, by: String, ReasonCode)
    case failed(by: String, ReasonCode)
    case flagged(OrderFlag)
    /// What somebody said beside a reason; personal.
    case noted(String)
    /// Too many wrong codes.
    case codeLocked(leg: Int)
    case codeUnlocked(by: String, ReasonCode)
    /// What somebody is asked about the order; takes the place of what was asked before.
    case choicesOpened([OpenChoice], reason: String)
    /// Nobody chose in time.
    case choicesClosed
    case chose(Choice, by: String)
    case edited(Revision)
    /// The customer's addition grew by `amount`, and the price with it.
    case added(amount: Int, Price)
}
