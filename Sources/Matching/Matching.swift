// A matching round from end to end: sort, search, explain. Pure: no clock, no randomness, no hash order.

/// Decides who goes where: the plan that serves as many orders as possible and, among those, costs least.
///
/// It is exact over all pairs that `eligibility` allows within `Parameters.radiusMetersMax`, and its
/// `prices` prove it. Every runner gets at most one new order a round; later rounds stack more on top.
/// Of two equal plans it takes the one its search by ascending (cost, order id, runner id) meets first, so
/// the order of rows never matters, provided ids are unique.
/// - Complexity: O(orders × runners) filter checks to explain, and the search: near-linear in the pairs
///   it fetches when runners are plenty, at worst O(orders² × runners).
public func plan(_ snapshot: Snapshot, _ parameters: Parameters) -> Plan {
    parameters.check()
    let board = Board(snapshot, parameters)
    var search = AssignmentSearch(
        rowCount: board.orders.count, columnCount: board.runners.count,
        waitingPrice: board.waitingPrice, source: CandidateRings(board))
    search.run()
    var explainer = Explainer(board: board, search: search)
    return explainer.plan()
}
