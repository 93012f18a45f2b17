// Candidates, fetched ring by ring around each pickup: first the near ones, farther ones only when the
// search asks. Never a fixed number of nearest, which strands hot spots and loses half of the quality.

import Geo

/// For each order the runners within the radius searched so far.
struct CandidateRings: ~Copyable, EdgeSource {
    /// What is known around one pickup.
    private struct Neighborhood {
        var edges: [Edge] = []
        var searchedMeters = -1.0
        var costLeastBeyond: Int64?
    }

    /// The first ring; each further one doubles it. About as many runners as an order has rivals in a
    /// busy quarter.
    private static var firstRadiusMeters: Double { 500 }

    private let board: Board
    private var index: CellIndex
    private var neighborhoods: [Neighborhood]
    private var found: [Neighbor] = []
    /// Searches of a ring so far.
    private(set) var ringCount = 0
    /// Pairs whose cost was worked out so far.
    private(set) var pairCount = 0

    /// No ring searched yet around any order of the board.
    init(_ board: Board) {
        self.board = board
        index = CellIndex(slotCapacity: board.runners.count)
        neighborhoods = board.orders.indices.map { order in
            Neighborhood(costLeastBeyond: board.costLeast(order: order, beyondMeters: 0))
        }
        for (runner, row) in board.runners.enumerated() {
            index.insert(runner, at: row.coordinate)
        }
    }

    func edges(of order: Int) -> [Edge] {
        neighborhoods[order].edges
    }

    func frontier(of order: Int) -> Int64? {
        neighborhoods[order].costLeastBeyond
    }

    mutating func fetch(row order: Int) {
        let inner = neighborhoods[order].searchedMeters
        let radiusMax = Double(board.parameters.radiusMetersMax)
        let outer = min(inner < 0 ? Self.firstRadiusMeters : inner * 2, radiusMax)
        let board = self.board
        ringCount += 1
        index.within(radiusMeters: outer, of: board.orders[order].pickup, into: &found) { runner in
            board.exclusion(order: order, runner: runner) == nil
        }
        for runner in found where runner.distanceMeters > inner { add(runner, to: order) }
        neighborhoods[order].edges.sort(by: <)
        neighborhoods[order].searchedMeters = outer
        neighborhoods[order].costLeastBeyond =
            outer < radiusMax ? board.costLeast(order: order, beyondMeters: outer) : nil
    }

    private mutating func add(_ found: Neighbor, to order: Int) {
        pairCount += 1
        let cost = board.cost(
            order: order, runner: found.slot, distanceMeters: found.distanceMeters)
        neighborhoods[order].edges.append(
            Edge(column: Int32(found.slot), cost: cost.totalDeciseconds))
    }

    /// The nearest `count` runners who may not take the order, by (distance, runner id).
    func nearestExcluded(of order: Int, count: Int) -> [Neighbor] {
        let board = self.board
        var excluded: [Neighbor] = []
        index.nearest(
            to: board.orders[order].pickup, count: count,
            within: Double(board.parameters.radiusMetersMax), into: &excluded
        ) { runner in
            board.exclusion(order: order, runner: runner) != nil
        }
        return excluded
    }
}
