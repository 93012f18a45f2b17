// The optimum of the *complete* graph without building it: shortest augmenting paths (Jonker and
// Volgenant, "A Shortest Augmenting Path Algorithm for Dense and Sparse Linear Assignment Problems",
// Computing 38, 1987) over candidates that are fetched only where a path could still gain by them.
//
// Rows are orders, columns are runners. Row prices u and column prices v keep u + v <= cost for every
// allowed pair, v <= 0, and v = 0 for a free column. A row whose nearest candidates are known stands in
// the queue once more, as its *frontier*: nothing it has not fetched is cheaper than `frontier(of:)`, and
// since v <= 0 no path through it is shorter than that bound. When the frontier is the shortest entry of
// the queue the next ring is fetched; when the search ends before, the ring is proven irrelevant.
//
// Each row may also stay unassigned at one price for all, set above anything a rearrangement could save,
// so that as many orders as possible are served and among those plans the cheapest is found.

/// An allowed pair of a row.
struct Edge {
    var column: Int32
    var cost: Int32

    static func < (left: Edge, right: Edge) -> Bool {
        left.cost < right.cost || (left.cost == right.cost && left.column < right.column)
    }
}

/// Where the search gets its pairs from.
protocol EdgeSource: ~Copyable {
    /// The pairs of `row` fetched so far, ascending.
    func edges(of row: Int) -> [Edge]
    /// No pair of `row` that is not fetched yet is cheaper; `nil` when all are fetched.
    func frontier(of row: Int) -> Int64?
    /// Fetches more pairs of `row` and raises its frontier.
    mutating func fetch(row: Int)
}

/// An optimal assignment in the making; `run` completes it.
struct AssignmentSearch<Source: EdgeSource & ~Copyable>: ~Copyable {
    static var none: Int32 { -1 }

    private(set) var source: Source
    /// By row: the column it is assigned to, or `none`.
    private(set) var columnOfRow: [Int32]
    /// By column: the row it is assigned to, or `none`.
    private(set) var rowOfColumn: [Int32]
    private(set) var rowPrices: [Int64]
    private(set) var columnPrices: [Int64]
    /// Pairs looked at.
    private(set) var relaxations = 0

    private let waitingPrice: Int64
    private var distances: [Int64]
    private var parents: [Int32]
    private var reached: [Int32] = []
    private var settled: [Settled] = []
    private var settledIndex: [Int32]
    private var queue = MinHeap()
    private var best = End(distance: .max, place: .column(none))

    /// A row of the search tree and its distance from the root.
    private struct Settled {
        var row: Int
        var distance: Int64
    }

    /// Where a path may end: at a free column, or by leaving a row of the tree unassigned.
    private struct End {
        enum Place {
            case column(Int32)
            case waiting(row: Int)
        }

        var distance: Int64
        var place: Place

        /// Whether this end is preferred: the shorter one; of equals a column, the smaller first; of rows
        /// that might wait the later one.
        func precedes(_ other: End) -> Bool {
            guard distance == other.distance else { return distance < other.distance }
            switch (place, other.place) {
            case (.column(let mine), .column(let theirs)): return mine < theirs
            case (.column, .waiting): return true
            case (.waiting, .column): return false
            case (.waiting(let mine), .waiting(let theirs)): return mine > theirs
            }
        }
    }

    /// A search in which leaving a row unassigned costs `waitingPrice`.
    init(rowCount: Int, columnCount: Int, waitingPrice: Int64, source: consuming Source) {
        self.source = source
        self.waitingPrice = waitingPrice
        columnOfRow = Array(repeating: Self.none, count: rowCount)
        rowOfColumn = Array(repeating: Self.none, count: columnCount)
        rowPrices = Array(repeating: 0, count: rowCount)
        columnPrices = Array(repeating: 0, count: columnCount)
        distances = Array(repeating: .max, count: columnCount)
        parents = Array(repeating: Self.none, count: columnCount)
        settledIndex = Array(repeating: Self.none, count: rowCount)
    }

    /// Adds every row, in order.
    mutating func run() {
        for row in columnOfRow.indices {
            let end = shortestPath(from: row)
            raisePrices(to: end.distance)
            augment(to: end.place, from: row)
            forgetTree()
        }
    }

    /// Has the source fetch until `enough` says so or nothing is left.
    mutating func fetch(row: Int, until enough: (borrowing Source) -> Bool) {
        while source.frontier(of: row) != nil, !enough(source) { source.fetch(row: row) }
    }
}

extension AssignmentSearch where Source: ~Copyable {
    /// Dijkstra over reduced costs. A queue entry below zero is the frontier of row `~target`.
    private mutating func shortestPath(from root: Int) -> End {
        best = End(distance: .max, place: .waiting(row: root))
        settle(row: root, at: 0)
        while let entry = queue.first, entry.key <= best.distance {
            _ = queue.pop()
            if entry.target < 0 {
                let row = Int(~entry.target)
                source.fetch(row: row)
                scan(settled[Int(settledIndex[row])])
            } else if entry.key == distances[Int(entry.target)] {
                settle(row: Int(rowOfColumn[Int(entry.target)]), at: entry.key)
            }
        }
        return best
    }

    /// Takes a row into the tree. A column that was reached twice at the same distance comes only once.
    private mutating func settle(row: Int, at distance: Int64) {
        guard settledIndex[row] == Self.none else { return }
        settledIndex[row] = Int32(settled.count)
        settled.append(Settled(row: row, distance: distance))
        let waiting = End(
            distance: distance + waitingPrice - rowPrices[row], place: .waiting(row: row))
        if waiting.precedes(best) { best = waiting }
        scan(settled[settled.count - 1])
    }

    /// Relaxes the fetched pairs of a row of the tree, cheapest first, up to the best end known.
    private mutating func scan(_ settled: Settled) {
        let offset = settled.distance - rowPrices[settled.row]
        let edges = source.edges(of: settled.row)
        for edge in edges {
            let bound = offset + Int64(edge.cost)
            if bound > best.distance { break }
            relaxations += 1
            relax(column: edge.column, to: bound - columnPrices[Int(edge.column)], by: settled.row)
        }
        if let frontier = source.frontier(of: settled.row), offset + frontier <= best.distance {
            queue.push(MinHeap.Entry(key: offset + frontier, target: ~Int32(settled.row)))
        }
    }

    private mutating func relax(column: Int32, to distance: Int64, by row: Int) {
        let index = Int(column)
        guard distance < distances[index], distance <= best.distance else { return }
        if distances[index] == .max { reached.append(column) }
        distances[index] = distance
        parents[index] = Int32(row)
        if rowOfColumn[index] == Self.none {
            let end = End(distance: distance, place: .column(column))
            if end.precedes(best) { best = end }
        } else {
            queue.push(MinHeap.Entry(key: distance, target: column))
        }
    }
}

extension AssignmentSearch where Source: ~Copyable {
    /// Keeps u + v <= cost everywhere and makes the path's pairs tight.
    private mutating func raisePrices(to distance: Int64) {
        for entry in settled {
            let slack = distance - entry.distance
            rowPrices[entry.row] += slack
            let column = columnOfRow[entry.row]
            if column != Self.none { columnPrices[Int(column)] -= slack }
        }
    }

    /// Hands each column of the path to the row before it, from the end back to the root.
    private mutating func augment(to end: End.Place, from root: Int) {
        var column: Int32
        switch end {
        case .column(let free):
            column = free
        case .waiting(let row):
            column = columnOfRow[row]
            columnOfRow[row] = Self.none
            if row == root { return }
        }
        while true {
            let row = parents[Int(column)]
            let next = columnOfRow[Int(row)]
            columnOfRow[Int(row)] = column
            rowOfColumn[Int(column)] = row
            if Int(row) == root { return }
            column = next
        }
    }

    private mutating func forgetTree() {
        for column in reached { distances[Int(column)] = .max }
        for entry in settled { settledIndex[entry.row] = Self.none }
        reached.removeAll(keepingCapacity: true)
        settled.removeAll(keepingCapacity: true)
        queue.removeAll()
    }
}
