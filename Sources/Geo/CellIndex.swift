// Who is near: the index of all places that change every second. A place is a node in a flat array,
// a cell is the head of a doubly linked list through that array, and the heads stand in one open
// table. A move inside a cell is one store; a move to another touches a handful of words; nothing
// allocates once the arrays have grown.

/// An index from slots (small whole numbers that the caller gives out) to coordinates, which finds
/// the slots near a place exactly.
///
/// Invariants: a slot is in the list of precisely the cell that holds its coordinate; a cell is in
/// the table precisely while its list is not empty; at least half of the table is free.
public struct CellIndex: ~Copyable {
    /// The place of a slot and its links to the other slots of its cell.
    @usableFromInline
    struct Node {
        @usableFromInline var place: Coordinate
        @usableFromInline var next: Int32
        @usableFromInline var previous: Int32

        @usableFromInline
        init(place: Coordinate, next: Int32, previous: Int32) {
            self.place = place
            self.next = next
            self.previous = previous
        }

        /// A slot that holds no place: its latitude is none.
        @inlinable
        static var vacant: Node {
            Node(place: Coordinate(latitudeE7: .min, longitudeE7: 0), next: -1, previous: -1)
        }

        @inlinable
        var isVacant: Bool { place.latitudeE7 == .min }
    }

    @usableFromInline let grid: Grid
    @usableFromInline var nodes: [Node]
    var heads: CellTable
    /// How many slots hold a place.
    public private(set) var count = 0
    /// The precision of the cells in geohash bits.
    public let precision: Int

    /// An empty index.
    ///
    /// - Parameters:
    ///   - precision: The bits of a cell, 2 … 60. The default of 33 makes cells of 305 m by at most
    ///     305 m, right for a city of thousands; any other gives the same answers at another speed.
    ///   - slotCapacity: As many slots fit before an array has to grow.
    public init(precision: Int = 33, slotCapacity: Int = 0) {
        precondition((2...Cell.precisionMax).contains(precision), "cells have 2 to 60 bits here")
        self.precision = precision
        grid = Grid(precision: precision)
        nodes = []
        nodes.reserveCapacity(slotCapacity)
        heads = CellTable()
    }

    /// Whether no slot holds a place.
    public var isEmpty: Bool { count == 0 }

    /// Whether `slot` holds a place.
    @inlinable
    public func contains(_ slot: Int) -> Bool {
        slot >= 0 && slot < nodes.count && !nodes[slot].isVacant
    }

    /// The place of `slot`; `nil` if it holds none.
    @inlinable
    public func coordinate(of slot: Int) -> Coordinate? {
        contains(slot) ? nodes[slot].place : nil
    }

    /// Puts `slot`, which must hold no place, at `place`. O(1), but for the growth of arrays to
    /// `slot`.
    public mutating func insert(_ slot: Int, at place: Coordinate) {
        precondition(slot >= 0 && slot < Int32.max, "a slot is a small whole number")
        precondition(!contains(slot), "a slot is inserted once, then moved")
        precondition(place.isValid, "a place lies on Earth")
        while nodes.count <= slot { nodes.append(.vacant) }
        nodes[slot].place = place
        link(slot, into: key(of: place))
        count += 1
    }

    /// Moves `slot`, which must hold a place, to `place`. O(1).
    @inlinable
    public mutating func move(_ slot: Int, to place: Coordinate) {
        precondition(contains(slot), "a slot is inserted before it is moved")
        precondition(place.isValid, "a place lies on Earth")
        let (old, new) = (key(of: nodes[slot].place), key(of: place))
        if old != new { relink(slot, from: old, into: new) }
        nodes[slot].place = place
    }

    /// Takes `slot`, which must hold a place, out of the index. O(1).
    public mutating func remove(_ slot: Int) {
        precondition(contains(slot), "a slot is inserted before it is removed")
        unlink(slot, from: key(of: nodes[slot].place))
        nodes[slot] = .vacant
        count -= 1
    }

    /// The cell of a place as one number: row and column.
    @inlinable
    func key(of place: Coordinate) -> UInt64 {
        UInt64(grid.row(latitudeE7: place.latitudeE7)) << 32
            | UInt64(grid.column(longitudeE7: place.longitudeE7))
    }

    @usableFromInline
    mutating func relink(_ slot: Int, from old: UInt64, into new: UInt64) {
        unlink(slot, from: old)
        link(slot, into: new)
    }

    private mutating func link(_ slot: Int, into key: UInt64) {
        let first = heads.replaceHead(of: key, with: Int32(slot))
        nodes[slot].next = first
        nodes[slot].previous = -1
        if first >= 0 { nodes[Int(first)].previous = Int32(slot) }
    }

    private mutating func unlink(_ slot: Int, from key: UInt64) {
        let (next, previous) = (nodes[slot].next, nodes[slot].previous)
        if next >= 0 { nodes[Int(next)].previous = previous }
        if previous >= 0 {
            nodes[Int(previous)].next = next
        } else if next >= 0 {
            heads.setHead(of: key, to: next)
        } else {
            heads.remove(key)
        }
    }
}
