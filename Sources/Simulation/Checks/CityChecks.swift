// What must hold of the city whatever happened, read from the engine's own state.

internal import Basics
internal import City
internal import Engine
internal import Geo

/// Invariants of an engine.
enum CityChecks {
    /// Every broken promise in the city as it is at `now`. O(runners + orders).
    static func broken(
        in engine: borrowing Engine, at now: Instant
    ) -> [(Violation.Kind, String)] {
        var found: [(Violation.Kind, String)] = []
        var carriers: [LegID: RunnerIndex] = [:]
        for slot in 0..<engine.runnerCount {
            checkRunner(RunnerIndex(slot), engine, &carriers, &found)
        }
        for id in engine.orderIDs {
            guard let order = engine.order(id) else { continue }
            checkOrder(order, carriers, &found)
        }
        return found
    }

    private static func checkRunner(
        _ index: RunnerIndex, _ engine: borrowing Engine,
        _ carriers: inout [LegID: RunnerIndex], _ found: inout [(Violation.Kind, String)]
    ) {
        let runner = engine.runner(index)
        let name = runner.profile.id.text
        var grams = 0
        for carried in runner.carried {
            if let other = carriers.updateValue(index, forKey: carried) {
                found.append(
                    (.doubleAssignment, "\(carried.order.text) of \(name) and \(other.value)"))
            }
            guard let order = engine.order(carried.order) else { continue }
            grams += order.draft.weightGrams
            let pools = engine.poolNames(of: index)
            if let pool = order.draft.runnerPools.first(where: { !pools.contains($0) }) {
                found.append((.poolBroken, "\(order.id.text) is for \(pool), not for \(name)"))
            }
        }
        if runner.load.orders != runner.carried.count || runner.load.grams != grams {
            found.append((.overloaded, "\(name) counts \(runner.load), carries \(grams) g"))
        }
        if runner.load.orders > runner.capacityOrders
            || runner.load.grams > runner.profile.capacity.grams
        {
            found.append((.overloaded, "\(name) carries \(runner.load)"))
        }
    }

    private static func checkOrder(
        _ order: Order, _ carriers: [LegID: RunnerIndex],
        _ found: inout [(Violation.Kind, String)]
    ) {
        for (number, leg) in order.legs.enumerated() {
            let carrier = carriers[LegID(order: order.id, leg: number)]
            if leg.state.isCarried ? carrier == nil || carrier != leg.runner : carrier != nil {
                let carriage = carrier.map { "carried by \($0.value)" } ?? "not carried"
                found.append(
                    (.doubleAssignment, "\(order.id.text) is \(leg.state.name), \(carriage)"))
            }
        }
        let leg = order.legs[order.activeLeg]
        // Before the first pickup nobody but the sender has them; later a leg may begin at a station.
        let holder: Holder? =
            leg.state.hasGoods
            ? .runner
            : leg.state == .delivered ? .recipient : order.activeLeg == 0 ? .sender : nil
        if holder != nil,
            order.custody.holder != holder
                || leg.state.hasGoods && order.custody.runner != leg.runner
        {
            found.append((.wrongHolder, "\(order.id.text), \(leg.state.name): \(order.custody)"))
        }
        if order.lastSequence > 0, order.events.last?.state != order.state {
            found.append((.illegalStep, "\(order.id.text) is not in its last event's state"))
        }
    }

    /// Whether the map shows exactly the runners on duty with a fresh position. A runner leaves it in
    /// the sweep after it fell silent, and enters it with the first fix after it came on duty: in
    /// between, both is right.
    static func brokenIndex(
        of engine: borrowing Engine, at now: Instant
    ) -> [(Violation.Kind, String)] {
        let staleAfter = engine.policy.staleAfter
        let sweep = Milliseconds(max(250, staleAfter.count / 10) + 1_000)
        let shown = Set(engine.runners(in: .world))
        var found: [(Violation.Kind, String)] = []
        for slot in 0..<engine.runnerCount {
            let index = RunnerIndex(slot)
            let runner = engine.runner(index)
            let live = engine.liveRunner(index)
            let isFresh = engine.isFresh(live, at: now)
            let isShown = shown.contains(index)
            let mayBeShown =
                runner.duty != .off && live.hasPosition
                && now - live.receivedAt <= staleAfter + sweep
            if isShown, !mayBeShown {
                found.append((.indexMismatch, "\(runner.profile.id.text) is shown"))
            }
            let mustBeShown =
                runner.duty != .off && isFresh && live.fixTime >= runner.dutySince
            if mustBeShown, !isShown {
                found.append((.indexMismatch, "\(runner.profile.id.text) is not shown"))
            }
        }
        if shown.count != engine.locatedRunnerCount {
            found.append((.indexMismatch, "\(shown.count) of \(engine.locatedRunnerCount)"))
        }
        return found
    }
}
