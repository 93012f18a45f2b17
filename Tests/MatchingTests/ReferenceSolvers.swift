// Two slow ways to the optimum that share nothing with the product but the costs: every possibility, and
// the dense Hungarian method.

/// How many orders are served, and what that costs.
struct Optimum: Equatable {
    var served = 0
    var cost: Int64 = 0

    func isBetter(than other: Optimum) -> Bool {
        served > other.served || (served == other.served && cost < other.cost)
    }
}

/// The best of all assignments, one by one.
func bruteForce(_ costs: [[Int64?]]) -> Optimum {
    var best = Optimum()
    var taken = [Bool](repeating: false, count: costs.first?.count ?? 0)
    func descend(_ row: Int, _ sofar: Optimum) {
        guard row < costs.count else {
            if sofar.isBetter(than: best) { best = sofar }
            return
        }
        descend(row + 1, sofar)
        for column in taken.indices where !taken[column] {
            guard let cost = costs[row][column] else { continue }
            taken[column] = true
            descend(row + 1, Optimum(served: sofar.served + 1, cost: sofar.cost + cost))
            taken[column] = false
        }
    }
    descend(0, Optimum())
    return best
}

/// Kuhn and Munkres in O(rows² × columns) over the dense matrix, with one more column for each row that
/// stands for staying unassigned.
func hungarian(_ costs: [[Int64?]]) -> Optimum {
    let forbidden: Int64 = 1_000_000_000_000_000
    let waiting: Int64 = 1_000_000_000_000
    let rows = costs.count
    let columns = (costs.first?.count ?? 0) + rows
    func cost(_ row: Int, _ column: Int) -> Int64 {
        column < columns - rows ? costs[row][column] ?? forbidden : waiting
    }
    var rowPrice = [Int64](repeating: 0, count: rows + 1)
    var columnPrice = [Int64](repeating: 0, count: columns + 1)
    var rowOf = [Int](repeating: 0, count: columns + 1)
    for row in 1..<(rows + 1) {
        var least = [Int64](repeating: .max, count: columns + 1)
        var used = [Bool](repeating: false, count: columns + 1)
        var way = [Int](repeating: 0, count: columns + 1)
        var column = 0
        rowOf[0] = row
        repeat {
            used[column] = true
            let current = rowOf[column]
            var delta = Int64.max
            var next = 0
            for candidate in 1...columns where !used[candidate] {
                let reduced =
                    cost(current - 1, candidate - 1) - rowPrice[current] - columnPrice[candidate]
                if reduced < least[candidate] {
                    least[candidate] = reduced
                    way[candidate] = column
                }
                if least[candidate] < delta {
                    delta = least[candidate]
                    next = candidate
                }
            }
            for index in 0...columns {
                if used[index] {
                    rowPrice[rowOf[index]] += delta
                    columnPrice[index] -= delta
                } else if least[index] != .max {
                    least[index] -= delta
                }
            }
            column = next
        } while rowOf[column] != 0
        while column != 0 {
            rowOf[column] = rowOf[way[column]]
            column = way[column]
        }
    }
    var optimum = Optimum()
    for column in 1..<(columns - rows + 1) where rowOf[column] != 0 {
        guard let cost = costs[rowOf[column] - 1][column - 1] else { continue }
        optimum.served += 1
        optimum.cost += cost
    }
    return optimum
}
