// What waits to be written on one connection, in two lanes. Reliable: whole frames or answers in
// order, each held back until the journal is synced to its position. Positions: one slot an order,
// newest wins, behind whatever reliable message waits.

internal import Basics
internal import Engine
internal import Journal
internal import Wire

/// The two lanes of a connection.
struct Outbox: Sendable {
    private struct Part: Sendable {
        var end: Int
        var after: JournalPosition
    }

    /// Encoded bytes of the reliable lane; those before `start` have been taken.
    private var bytes: [UInt8] = []
    private var start = 0
    private var parts: [Part] = []
    private var firstPart = 0
    private(set) var positions: [PositionUpdate] = []

    init() {}

    /// What waits in the reliable lane.
    var waitingBytes: Int { bytes.count - start }
    /// Nothing waits in the reliable lane.
    var isReliableEmpty: Bool { firstPart == parts.count }
    /// Nothing waits at all.
    var isEmpty: Bool { isReliableEmpty && positions.isEmpty }

    /// Lets `write` append a message that may leave once the journal is synced to `after`.
    mutating func append(after: JournalPosition, _ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        parts.append(Part(end: bytes.count, after: after))
    }

    /// Moves the bytes that may leave to the end of `output`; false if something has to wait on.
    mutating func take(syncedUpTo synced: JournalPosition, into output: inout [UInt8]) -> Bool {
        var end = start
        while firstPart < parts.count, parts[firstPart].after <= synced {
            end = parts[firstPart].end
            firstPart += 1
        }
        output.append(contentsOf: bytes[start..<end])
        start = end
        guard firstPart == parts.count else { return false }
        bytes.removeAll(keepingCapacity: bytes.capacity <= 4_096)
        parts.removeAll(keepingCapacity: true)
        start = 0
        firstPart = 0
        return true
    }

    /// Puts a position into its order's slot; true if it replaced one that had not left.
    mutating func put(_ position: PositionUpdate) -> Bool {
        if let slot = positions.firstIndex(where: { $0.order == position.order }) {
            positions[slot] = position
            return true
        }
        positions.append(position)
        return false
    }

    /// Forgets the position of an order that may no longer be seen.
    mutating func purge(_ order: OrderID) {
        positions.removeAll { $0.order == order }
    }

    /// The positions have left.
    mutating func clearPositions() {
        positions.removeAll(keepingCapacity: true)
    }
}
