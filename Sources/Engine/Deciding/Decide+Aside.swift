// The legs that rounds ask nobody about, because runners look for themselves or a dispatcher binds them. A
// round looks at their pools all the same: an order that nobody may take waits visibly, however it is given
// out.

internal import Basics
internal import Matching

extension Engine {
    /// What a round finds out about the pools of the legs that it leaves alone: nobody is there, or somebody
    /// is there again. O(legs), and O(runners) for each demand among them.
    func asideRecords(at now: Instant) -> [Record] {
        var search = PoolSearch()
        var records: [Record] = []
        for id in aside {
            let found: (state: OrderState, isEmpty: Bool)?? = orders.look(id.order) { order in
                guard holdReason(of: order.legs[id.leg], at: now) == nil else { return nil }
                let isEmpty = isPoolEmpty(of: order, leg: id.leg, &search, at: now)
                return (order.legs[id.leg].state, isEmpty)
            }
            guard let found, let (state, isEmpty) = found,
                isEmpty != (state == .waitingForPool)
            else { continue }
            let cause: WaitingCause = isEmpty ? .poolEmpty : .poolFilled
            records.append(.waiting(id.order, leg: id.leg, cause: cause))
            if isEmpty { records.append(watch(id, at: now)) }
        }
        return records
    }

    /// Whether nobody who works could ever have the leg; a leg that asks for no pool has everybody.
    private func isPoolEmpty(
        of order: borrowing Order, leg: Int, _ search: inout PoolSearch, at now: Instant
    ) -> Bool {
        guard order.legs[leg].poolMask != 0 else { return false }
        let row = orderRow(order, leg: leg, refusedBy: 0..<0)
        if search.rows.isEmpty {
            search.rows = runners.indices.filter { runners[$0].duty == .on }.map {
                runnerRow(RunnerIndex($0), at: now)
            }
        }
        // To have let an offer pass is no reason not to take the leg in these ways.
        let excluded = takeExclusions(of: order, leg: leg)
        for runner in search.members(for: row) {
            let index = RunnerIndex(Int(runner.id))
            let reason = eligibility(
                order: row, runner: runner, refused: excluded.contains(index),
                blocked: isKept(index, from: order.owner))
            if !(reason?.isOutOfReach ?? false) { return false }
        }
        return true
    }
}

/// Who is in which pools, found once a round and demand.
private struct PoolSearch {
    private struct Demand: Hashable {
        var pools: UInt64
        var site: UInt64
    }

    /// The runners on duty.
    var rows: [RunnerRow] = []
    private var found: [Demand: [RunnerRow]] = [:]

    /// Those whom an order of these pools and this site may reach, whoever placed it.
    mutating func members(for order: OrderRow) -> [RunnerRow] {
        let demand = Demand(pools: order.pools, site: order.site)
        if let known = found[demand] { return known }
        let anybodys = OrderRow(
            id: 0, pickup: order.pickup, waitingSince: order.waitingSince, pools: order.pools,
            site: order.site)
        let members = rows.filter { runner in
            let reason = eligibility(order: anybodys, runner: runner, refused: false)
            return !(reason?.isOutOfReach ?? false)
        }
        found[demand] = members
        return members
    }
}
