// What may be asked about who serves whom.

/// A block or its end.
public enum AccessCommand: Sendable {
    /// The runner serves nobody from here on. Service, staff.
    case blockRunner(RunnerID, reason: String?)
    /// The runner may serve again. Service, staff.
    case unblockRunner(RunnerID)
    /// The runner serves no orders of that customer or merchant, or does again. Service, staff.
    case setPair(RunnerID, owner: String, isBlocked: Bool)

    /// The runner that it is about.
    public var runner: RunnerID {
        switch self {
        case .blockRunner(let id, _), .unblockRunner(let id), .setPair(let id, _, _): id
        }
    }
}
