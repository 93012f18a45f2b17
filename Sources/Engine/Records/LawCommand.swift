// What people ask of an order beside placing, withdrawing and carrying it.

/// A command of the order's law.
public enum LawCommand: Equatable, Sendable {
    /// The payment came. Service, admin.
    case pay
    /// The runner gives the leg back before it has the goods.
    case giveBack(leg: Int, Explanation?)
    /// The runner takes its last report back.
    case undo(leg: Int)
    /// The runner has tried to reach the recipient.
    case attempt(leg: Int)
    /// The order is given up. Dispatcher, admin.
    case fail(Explanation?)
    /// The drop-off's code may be tried again. Dispatcher, admin.
    case unlockCode(Explanation?)
    /// One of the order's open choices.
    case choose(Choice)
    /// Stops are changed. Who placed it, dispatcher, admin.
    case edit([StopEdit])
    /// The customer adds to the price (加价).
    case add(amount: Int)
}
