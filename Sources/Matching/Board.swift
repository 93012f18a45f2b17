// The snapshot in the one order a plan works in: by id. Everything after this sees ranks, so the plan is
// the same however the rows of the snapshot were shuffled.

/// Orders and runners by ascending id.
struct Board {
    let snapshot: Snapshot
    let parameters: Parameters
    /// The orders by rank, and the row each stands in.
    let orders: [OrderRow]
    let orderRows: [Int]
    /// The runners by rank, and the row each stands in.
    let runners: [RunnerRow]
    let runnerRows: [Int]
    /// No runner is faster.
    let fastestMetersPerHour: Int32

    init(_ snapshot: Snapshot, _ parameters: Parameters) {
        self.snapshot = snapshot
        self.parameters = parameters
        orderRows = rowsByID(snapshot.orders.map(\.id))
        runnerRows = rowsByID(snapshot.runners.map(\.id))
        orders = orderRows.map { snapshot.orders[$0] }
        runners = runnerRows.map { snapshot.runners[$0] }
        let speeds = snapshot.runners.map { parameters.speedMetersPerHour(of: $0) }
        fastestMetersPerHour = speeds.max() ?? parameters.speedMetersPerHour
    }

    /// Why the runner may not take the order, distance aside.
    func exclusion(order: Int, runner: Int) -> FilterReason? {
        eligibility(
            order: orders[order], runner: runners[runner],
            refused: snapshot.hasRefused(runner: runnerRows[runner], order: orders[order]),
            blocked: snapshot.isBlocked(runner: runnerRows[runner], order: orders[order]))
    }

    func cost(order: Int, runner: Int, distanceMeters: Double) -> Cost {
        parameters.cost(
            order: orders[order], runner: runners[runner], distanceMeters: distanceMeters,
            at: snapshot.at)
    }

    /// The least that a runner at `distanceMeters` or beyond can cost.
    func costLeast(order: Int, beyondMeters distanceMeters: Double) -> Int64 {
        let travel = parameters.travelDeciseconds(
            distanceMeters: distanceMeters, speedMetersPerHour: fastestMetersPerHour)
        return Int64(travel) - Int64(parameters.ageDeciseconds(of: orders[order], at: snapshot.at))
    }

    /// The price of leaving an order out. Serving one more order changes the sum by less than this: it
    /// adds at most the dearest pair, and at worst all others move from the cheapest to the dearest.
    var waitingPrice: Int64 {
        let slowest = runners.map { parameters.speedMetersPerHour(of: $0) }.min()
        let travel = parameters.travelDeciseconds(
            distanceMeters: Double(parameters.radiusMetersMax),
            speedMetersPerHour: slowest ?? parameters.speedMetersPerHour)
        let load = parameters.loadDeciseconds(orders: runners.map(\.loadOrders).max() ?? 0)
        let dearest = Int64(travel) + Int64(load)
        let span = dearest + Int64(parameters.ageDecisecondsMax) + 1
        return dearest + Int64(min(orders.count, runners.count) + 1) * span
    }
}

/// The rows by ascending id; rows of one id, which a snapshot should not have, as they stand.
private func rowsByID(_ ids: [UInt64]) -> [Int] {
    ids.indices.sorted { ids[$0] < ids[$1] || (ids[$0] == ids[$1] && $0 < $1) }
}
