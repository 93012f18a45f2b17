// The guards that keep the law, by name. All of them hold, always; a test takes one away to see that
// somebody notices, because a checker that has never found anything proves nothing. No setting reaches this.

/// Checks of `decide` that can be taken away, one by one.
public struct GuardSet: OptionSet, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A runner carries only legs of pools that it is in.
    public static let pool = GuardSet(rawValue: 1 << 0)
    /// A runner carries no more than its capacity.
    public static let capacity = GuardSet(rawValue: 1 << 1)
    /// Nobody is asked about an order of its own.
    public static let ownOrder = GuardSet(rawValue: 1 << 2)
    /// Who is kept from a customer is not asked.
    public static let blockedPair = GuardSet(rawValue: 1 << 3)
    /// Who has just refused is not asked again.
    public static let refusalMemory = GuardSet(rawValue: 1 << 4)
    /// The hands that carry one leg of an order carry no other.
    public static let otherHands = GuardSet(rawValue: 1 << 5)
    /// An offer is accepted while it is open and in time, and its leg has no runner.
    public static let offerOpen = GuardSet(rawValue: 1 << 6)
    /// An accept names the assignment that it would make.
    public static let offerEpoch = GuardSet(rawValue: 1 << 7)
    /// A command for another version changes nothing.
    public static let version = GuardSet(rawValue: 1 << 8)
    /// What a runner has picked up is not withdrawn.
    public static let cancelWithGoods = GuardSet(rawValue: 1 << 9)
    /// A report is taken back in time, or not at all.
    public static let undoWindow = GuardSet(rawValue: 1 << 10)
    /// A hand-over code serves once, and the assignment that it was made for. One guard for two checks:
    /// either stands in for the other, because every hand-over begins another assignment.
    public static let codeOnce = GuardSet(rawValue: 1 << 11)
    /// A hand-over code serves until it expires.
    public static let codeExpiry = GuardSet(rawValue: 1 << 12)
    /// A station takes no more than it has places.
    public static let stationCapacity = GuardSet(rawValue: 1 << 13)
    /// An order is shown to its parties.
    public static let party = GuardSet(rawValue: 1 << 14)
    /// A position is shown while a runner carries the active leg.
    public static let position = GuardSet(rawValue: 1 << 15)
    /// The Gateway drops the positions that wait for a reader who may not have them any more.
    public static let purge = GuardSet(rawValue: 1 << 16)
    /// The Gateway carries a command out once for each key.
    public static let answeredKey = GuardSet(rawValue: 1 << 17)

    /// Every guard with its name, in the order of their bits.
    public static let named: [(name: String, guard: GuardSet)] = [
        ("pool", .pool), ("capacity", .capacity), ("ownOrder", .ownOrder),
        ("blockedPair", .blockedPair), ("refusalMemory", .refusalMemory),
        ("otherHands", .otherHands), ("offerOpen", .offerOpen), ("offerEpoch", .offerEpoch),
        ("version", .version),
        ("cancelWithGoods", .cancelWithGoods), ("undoWindow", .undoWindow),
        ("codeOnce", .codeOnce), ("codeExpiry", .codeExpiry),
        ("stationCapacity", .stationCapacity), ("party", .party), ("position", .position),
        ("purge", .purge), ("answeredKey", .answeredKey),
    ]
}

extension Engine {
    /// Whether the guard holds.
    @inline(__always)
    public func holds(_ guarded: GuardSet) -> Bool { !policy.guardsOff.contains(guarded) }
}
