// The occupied cells of an index. The world has billions of cells and a city uses thousands, so the
// heads of their lists stand in an open-addressing table with linear probing. A removal shifts
// later entries back instead of leaving tombstones: the table never needs to be rebuilt but to
// grow.

/// A map from a cell's key to the first slot of its list.
struct CellTable {
    private struct Entry {
        var key: UInt64
        /// The first slot of the list; -1 in a free entry.
        var head: Int32

        static let free = Entry(key: 0, head: -1)
    }

    private var entries = Array(repeating: Entry.free, count: 16)
    private var occupiedCount = 0
    /// The hash is as many upper bits of a product as the table's size has.
    private var hashShift: UInt64 = 60

    /// The first slot of a cell, or -1 if it is empty.
    func head(of key: UInt64) -> Int32 {
        // A free entry's head is -1, which is also the answer.
        entries[position(of: key)].head
    }

    /// Sets the first slot of a cell and returns the one before, -1 if the cell was empty.
    mutating func replaceHead(of key: UInt64, with slot: Int32) -> Int32 {
        let found = position(of: key)
        let before = entries[found].head
        entries[found] = Entry(key: key, head: slot)
        if before < 0 {
            occupiedCount += 1
            if occupiedCount * 2 > entries.count { grow() }
        }
        return before
    }

    /// Sets the first slot of a cell that is in the table.
    mutating func setHead(of key: UInt64, to slot: Int32) {
        entries[position(of: key)].head = slot
    }

    /// Takes out a cell that is in the table (Knuth, "The Art of Computer Programming" 3, 6.4 R).
    mutating func remove(_ key: UInt64) {
        let mask = entries.count - 1
        var hole = position(of: key)
        var next = (hole + 1) & mask
        while entries[next].head >= 0 {
            // An entry may fill the hole if its probing passed there on the way from its home.
            let home = home(of: entries[next].key)
            if (next - home) & mask >= (next - hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole] = .free
        occupiedCount -= 1
    }

    /// Where the cell is, or where it would go.
    private func position(of key: UInt64) -> Int {
        let mask = entries.count - 1
        var position = home(of: key)
        while entries[position].head >= 0, entries[position].key != key {
            position = (position + 1) & mask
        }
        return position
    }

    /// Fibonacci hashing of column and row, each with its own odd factor (2⁶⁴ over the golden
    /// ratio, and a constant of SplitMix64).
    private func home(of key: UInt64) -> Int {
        let mixed = (key &* 0x9E37_79B9_7F4A_7C15) ^ ((key >> 32) &* 0xBF58_476D_1CE4_E5B9)
        return Int(mixed >> hashShift)
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: .free, count: old.count * 2)
        hashShift -= 1
        for entry in old where entry.head >= 0 { entries[position(of: entry.key)] = entry }
    }
}
