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
        if end > start { output.append(contentsOf: bytes[start..<end]) }
        start = end
        guard firstPart == parts.count else {
            compact()
            return false
        }
        guard !parts.isEmpty else { return true }
        bytes.removeAll(keepingCapacity: bytes.capacity <= 4_096)
        parts.removeAll(keepingCapacity: true)
        start = 0
        firstPart = 0
        return true
    }

    /// Cuts off what was taken once it is most of what there is: on a busy lane something always waits.
    private mutating func compact() {
        guard start > 65_536, start * 2 > bytes.count else { return }
        bytes.removeFirst(start)
        parts.removeFirst(firstPart)
        for index in parts.indices { parts[index].end -= start }
        firstPart = 0
        start = 0
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
        if !positions.isEmpty { positions.removeAll(keepingCapacity: true) }
    }

    /// Forgets everything, for the next connection.
    mutating func clear() {
        if !isReliableEmpty { self = Outbox() }
        clearPositions()
    }
}

/// An outbox that a connection has at the moment.
struct OutboxPlace: Sendable {
    fileprivate var index: UInt32
}

/// All outboxes. A connection has one only while something waits for it: an idle one owns nothing, and
/// a busy one allocates nothing, because the memory of the last turn's outboxes is used again.
struct OutboxPool: Sendable {
    private var outboxes: [Outbox] = []
    private var spare: [OutboxPlace] = []

    /// An empty outbox.
    mutating func take() -> OutboxPlace {
        if let place = spare.popLast() { return place }
        outboxes.append(Outbox())
        return OutboxPlace(index: UInt32(outboxes.count - 1))
    }

    /// The connection needs it no more.
    mutating func giveBack(_ place: OutboxPlace) {
        outboxes[Int(place.index)].clear()
        spare.append(place)
    }

    subscript(place: OutboxPlace) -> Outbox {
        _read { yield outboxes[Int(place.index)] }
        _modify { yield &outboxes[Int(place.index)] }
    }

    /// The most bytes that wait in one reliable lane. O(outboxes).
    var waitingBytesMost: Int { outboxes.reduce(0) { max($0, $1.waitingBytes) } }
}
