// The search for the nearest looks at growing blocks of cells. A block holds every place within its
// reach, so the search may stop once it has enough within that reach: the answer is exactly the one
// that measuring every slot would give.

/// A slot that a search found.
public struct Neighbor: Hashable, Sendable {
    /// The slot.
    public var slot: Int
    /// Its great-circle distance, as `Coordinate.distanceMeters(to:)` gives it.
    public var distanceMeters: Double

    /// A slot at that distance.
    @inlinable
    public init(slot: Int, distanceMeters: Double) {
        self.slot = slot
        self.distanceMeters = distanceMeters
    }
}

extension CellIndex {
    /// Finds the `count` nearest slots, at most `radiusMeters` away, for which `predicate` is true.
    ///
    /// - Parameters:
    ///   - neighbors: Emptied, then filled by (distance, slot). Its storage is used again.
    ///   - predicate: Asked only for slots that are near enough; it must answer alike each time.
    ///
    /// Complexity: about the cells and slots within the farthest result's distance; never more than
    /// all slots.
    public func nearest(
        to origin: Coordinate, count: Int, within radiusMeters: Double = .infinity,
        into neighbors: inout [Neighbor], where predicate: (Int) -> Bool = { _ in true }
    ) {
        neighbors.removeAll(keepingCapacity: true)
        guard count > 0, self.count > 0, radiusMeters >= 0 else { return }
        var best = NearestHeap(
            from: origin, countMax: count, radiusMeters: radiusMeters, in: &neighbors)
        let cellMeters = Earth.halfTurnMeters / Double(grid.rowCount)
        var reach = min(radiusMeters, cellMeters / 2)
        var seen: GridBlock?
        while true {
            let block = grid.block(around: origin, radiusMeters: reach)
            guard isWorthWalking(block) else {
                best.removeAll()
                offerAll(to: &best, where: predicate)
                break
            }
            if block.columnCount == grid.columnCount, seen != nil {
                best.removeAll()
                seen = nil
            }
            offer(block, without: seen, to: &best, where: predicate)
            if reach >= best.boundMeters { break }
            seen = block
            reach = best.isFull ? best.boundMeters : min(best.boundMeters, reach * 2)
        }
        best.sort(into: &neighbors)
    }

    /// Finds every slot at most `radiusMeters` away for which `predicate` is true.
    ///
    /// Parameters as for `nearest`. Complexity: the cells and slots within the radius, and the
    /// sorting.
    public func within(
        radiusMeters: Double, of origin: Coordinate, into neighbors: inout [Neighbor],
        where predicate: (Int) -> Bool = { _ in true }
    ) {
        neighbors.removeAll(keepingCapacity: true)
        guard count > 0, radiusMeters >= 0 else { return }
        var best = NearestHeap(
            from: origin, countMax: .max, radiusMeters: radiusMeters, in: &neighbors)
        let block = grid.block(around: origin, radiusMeters: radiusMeters)
        if isWorthWalking(block) {
            offer(block, without: nil, to: &best, where: predicate)
        } else {
            offerAll(to: &best, where: predicate)
        }
        best.sort(into: &neighbors)
    }

    /// Whether looking into the cells of `block` costs less than measuring every slot: an empty
    /// cell costs about a quarter of a slot.
    func isWorthWalking(_ block: GridBlock) -> Bool {
        block.cellCount / 4 <= count
    }

    private func offerAll(to best: inout NearestHeap, where predicate: (Int) -> Bool) {
        for slot in nodes.indices where !nodes[slot].isVacant {
            best.offer(slot, at: nodes[slot].place, where: predicate)
        }
    }

    /// Offers the slots of `block` but those of `seen`, a part of it.
    private func offer(
        _ block: GridBlock, without seen: GridBlock?, to best: inout NearestHeap,
        where predicate: (Int) -> Bool
    ) {
        for row in block.rows {
            guard let seen, seen.rows.contains(row) else {
                offer(
                    row, from: block.firstColumn, count: block.columnCount, to: &best,
                    where: predicate)
                continue
            }
            let before = (seen.firstColumn - block.firstColumn) & (grid.columnCount - 1)
            let upTo = before + seen.columnCount
            offer(row, from: block.firstColumn, count: before, to: &best, where: predicate)
            offer(
                row, from: block.firstColumn + upTo, count: block.columnCount - upTo, to: &best,
                where: predicate)
        }
    }

    private func offer(
        _ row: Int, from firstColumn: Int, count: Int, to best: inout NearestHeap,
        where predicate: (Int) -> Bool
    ) {
        for column in firstColumn..<firstColumn + count {
            var slot = firstSlot(row: row, column: column & (grid.columnCount - 1))
            while slot >= 0 {
                let node = nodes[slot]
                best.offer(slot, at: node.place, where: predicate)
                slot = Int(node.next)
            }
        }
    }

    /// The first slot of the list of a cell, or -1.
    func firstSlot(row: Int, column: Int) -> Int {
        Int(heads.head(of: UInt64(row) << 32 | UInt64(column)))
    }
}
