// What came of a demo: the daemon's own count against what must never happen.

import City
import CityTraffic
import Engine
import Gateway
import Wire

/// The end of a demo.
struct DemoSummary {
    let text: String
    /// Everything adds up and nothing forbidden happened.
    let isSound: Bool

    /// The counts of the daemon and of the city's apps.
    init(_ gateway: borrowing Gateway, city: CitySnapshot) {
        let counters = gateway.coreCounters
        let open = gateway.withEngine { engine in
            OrderState.allCases.filter { !$0.isFinal }
                .reduce(0) { $0 + engine.orderCounts[Int($1.rawValue)] }
        }
        // No order can fail yet: what is not delivered or cancelled is open.
        let failed = 0
        let ended = counters.ordersDelivered + counters.ordersCancelled + failed
        let adds = counters.ordersCreated == ended + open
        let seen = city.statistics.violations
        isSound = adds && counters.poolViolations == 0 && seen.count == 0
        text = """
            placed \(counters.ordersCreated) = delivered \(counters.ordersDelivered) + cancelled \
            \(counters.ordersCancelled) + failed \(failed) + open \(open)\(adds ? "" : "  WRONG")
            delivered for a pool   \(counters.ordersDeliveredOfPools)
            pool violations        \(counters.poolViolations)
            seen wrong by the apps \(seen.count)\(seen.first.first.map { ": \($0)" } ?? "")
            fixes accepted         \(counters.fixes.accepted)
            positions delivered    \(gateway.sessionCounters.positionsOut)
            offers                 \(counters.offersMade) made, \(counters.offersAccepted) accepted, \
            \(counters.offersDeclined) declined, \(counters.offersExpired) expired
            \(isSound ? "sound" : "NOT SOUND")
            """
    }

    /// One second in one line.
    static func line(_ city: CitySnapshot, second: Int) -> String {
        let counts = city.statistics
        let open = counts.ordersOpen
        return "\(second) s  \(city.connectionCount) sockets  \(counts.ordersPlaced) placed  "
            + "\(counts.ordersDelivered) delivered  \(open) open  \(counts.offersReceived) offers  "
            + "\(counts.fixes.accepted) fixes  \(counts.positions) positions  "
            + "\(counts.violations.count) wrong"
    }
}
