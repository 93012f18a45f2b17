// Connections are named by value, so that no pure target ever holds a socket.

/// One connection of the daemon: a slot of the loop's handle slab and the generation that filled it.
/// A closed connection's id never names its successor in the same slot.
public struct ConnectionID: Hashable, Sendable {
    /// The slot.
    public var index: UInt32
    /// How often the slot was filled before.
    public var generation: UInt32

    /// The connection in slot `index` of that generation.
    @inlinable
    public init(index: UInt32, generation: UInt32) {
        self.index = index
        self.generation = generation
    }
}
