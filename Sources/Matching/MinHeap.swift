// The queue of the shortest-path search: a plain binary heap in one array that is kept between searches.

/// Entries by ascending (key, target), which makes the order of equals a matter of ids and not of history.
struct MinHeap {
    struct Entry {
        var key: Int64
        var target: Int32

        @inline(__always)
        static func < (left: Entry, right: Entry) -> Bool {
            left.key < right.key || (left.key == right.key && left.target < right.target)
        }
    }

    private var entries: [Entry] = []

    /// The least entry.
    var first: Entry? { entries.first }

    /// Empties it and keeps the storage.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }

    /// Adds an entry. O(log n).
    mutating func push(_ entry: Entry) {
        var hole = entries.count
        entries.append(entry)
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard entry < entries[parent] else { break }
            entries[hole] = entries[parent]
            hole = parent
        }
        entries[hole] = entry
    }

    /// Takes the least entry out. O(log n).
    mutating func pop() -> Entry? {
        guard let last = entries.popLast() else { return nil }
        guard let least = entries.first else { return last }
        var hole = 0
        while let child = lesserChild(of: hole), entries[child] < last {
            entries[hole] = entries[child]
            hole = child
        }
        entries[hole] = last
        return least
    }

    private func lesserChild(of parent: Int) -> Int? {
        let left = 2 * parent + 1
        guard left < entries.count else { return nil }
        let right = left + 1
        return right < entries.count && entries[right] < entries[left] ? right : left
    }
}
