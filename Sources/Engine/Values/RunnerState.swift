// What a runner is doing, as people see it: worked out from duty, load and silence, never stored.

/// What a runner is doing, in one word.
public enum RunnerState: UInt8, CaseIterable, Sendable {
    case off = 0
    case paused
    case free
    case busy
    case finishing
    /// A rule of its protection holds it back, and nothing is in its hands.
    case resting
    /// On duty, but nothing was heard of it for too long.
    case silent

    /// The state as the wire spells it.
    public var name: String {
        switch self {
        case .off: "off"
        case .paused: "paused"
        case .free: "free"
        case .busy: "busy"
        case .finishing: "finishing"
        case .resting: "resting"
        case .silent: "silent"
        }
    }

    /// The state that the wire's text names.
    public init?(name: String) {
        guard let state = RunnerState.allCases.first(where: { $0.name == name }) else { return nil }
        self = state
    }
}
