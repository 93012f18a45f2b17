// What a command came to.

/// The facts that a command led to, and the refusal if it was refused. A refused command may leave
/// facts too: a wrong code counts as a try.
public struct Decision: Equatable, Sendable {
    /// The facts, in the order in which they are to be applied.
    public var records: [Record]
    /// Why the command was refused, if it was.
    public var refusal: Refusal?

    static func success(_ records: [Record]) -> Decision {
        Decision(records: records, refusal: nil)
    }

    static func failure(_ refusal: Refusal, records: [Record] = []) -> Decision {
        Decision(records: records, refusal: refusal)
    }
}
