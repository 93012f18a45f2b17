// Whether the daemon kept its promises, judged from what was sent and what arrived, with the daemon's own
// word for when an order was bound and when it was delivered.

internal import Basics
internal import Engine

extension ReplayBench {
    /// The share of fixes that must be taken, in percent.
    static let acceptedPercentLeast = 99.0

    func check() {
        report.checks = [
            acceptance, completeness, visibility, liveness, memory,
            ReplayCheck(
                promise: "no errors", isKept: report.errors.total == 0,
                detail: "\(report.errors.total)"),
        ]
        if let most = p99MillisecondsMax {
            let p99 = report.latencies.milliseconds(atPercent: 99)
            report.checks.append(
                ReplayCheck(
                    promise: "p99 is at most \(Decimal.text(most, places: 0)) ms",
                    isKept: p99 <= most, detail: Decimal.text(p99, places: 2) + " ms"))
        }
    }

    private var acceptance: ReplayCheck {
        let fixes = report.fixes
        let share = 100 * Double(fixes.accepted) / Double(max(fixes.sent, 1))
        return ReplayCheck(
            promise: "at least 99 % of the fixes are accepted, and each has its answer",
            isKept: share >= ReplayBench.acceptedPercentLeast && fixes.unacknowledged == 0,
            detail: Decimal.percent(fixes.accepted, of: fixes.sent, places: 3)
                + ", \(fixes.unacknowledged) without an answer")
    }

    private var completeness: ReplayCheck {
        let endedCount = rides.count { $0.hasEnded }
        return ReplayCheck(
            promise: "every ride is placed, bound to its cab, delivered, and its customer is told",
            isKept: report.ordersDelivered == rides.count && endedCount == rides.count,
            detail: "\(report.ordersDelivered) of \(rides.count) delivered, \(endedCount) told")
    }

    private var visibility: ReplayCheck {
        var breaches: [String] = []
        for (ride, state) in rides.enumerated() {
            breaches += RideJudge(state, of: cabs[work.plan.rides[ride].cab]).breaches
        }
        return ReplayCheck(
            promise: "customers see accepted fixes of their own cab only, in order, "
                + "between assign and delivered",
            isKept: breaches.isEmpty,
            detail: breaches.isEmpty
                ? "\(report.deliveries) positions"
                : "\(breaches.count) breaches: "
                    + breaches.prefix(5).joined(separator: "; "))
    }

    private var liveness: ReplayCheck {
        var watchedCount = 0
        var blindCount = 0
        for (ride, state) in rides.enumerated() {
            let cab = cabs[work.plan.rides[ride].cab]
            guard RideJudge(state, of: cab).mustHaveBeenSeen(before: sureEnd(ride)) else {
                continue
            }
            watchedCount += 1
            if state.seen.isEmpty { blindCount += 1 }
        }
        return ReplayCheck(
            promise: "whoever follows a ride sees it move", isKept: blindCount == 0,
            detail: "\(watchedCount - blindCount) of \(watchedCount) rides with a fix on the way")
    }

    private func sureEnd(_ ride: Int) -> Instant {
        // What arrives together with the report of the delivery leaves no more: ten recorded seconds are
        // a sixth of a real one at ×60.
        work.plan.points[work.plan.rides[ride].last].time + shift - .seconds(10)
    }

    private var memory: ReplayCheck {
        let missing = report.errors.kinds.first { $0.name == "order not there" }?.count ?? 0
        return ReplayCheck(
            promise: "every acknowledged order is there at the end, delivered",
            isKept: missing == 0 && act == .lookingAgain && doneCount == report.ordersPlaced,
            detail: act == .lookingAgain
                ? "\(doneCount - missing) of \(report.ordersPlaced)"
                : "not asked: the rides were not complete")
    }
}

/// Judges what a customer saw of a ride.
struct RideJudge {
    private let ride: RideState
    private let cab: CabState

    init(_ ride: RideState, of cab: CabState) {
        self.ride = ride
        self.cab = cab
    }

    /// What the customer must not have seen, in words.
    var breaches: [String] {
        var breaches: [String] = []
        var newest = Instant.distantPast
        for position in ride.seen {
            let name = "\(ride.order?.text ?? "?") at \(position.fixTime.millisecondsSinceEpoch)"
            if let breach = breach(position, after: newest) { breaches.append(name + breach) }
            newest = max(newest, position.fixTime)
        }
        return breaches
    }

    private func breach(_ position: SeenPosition, after newest: Instant) -> String? {
        guard position.fixTime > newest else { return " is not newer than the one before" }
        guard !position.isAfterEnd else { return " came after the end" }
        guard position.epoch == ride.epoch else { return " is of another assignment" }
        guard let assignedAt = ride.assignedAt, position.receivedAt >= assignedAt else {
            return " was received before the assignment"
        }
        guard position.receivedAt <= ride.deliveredAt ?? .distantFuture else {
            return " was received after the delivery"
        }
        let same = cab.fixes(at: position.fixTime).filter { $0.coordinate == position.coordinate }
        guard !same.isEmpty else { return " is no fix of the cab" }
        return same.allSatisfy { $0.fate == .dropped } ? " was dropped" : nil
    }

    /// Whether a fix was accepted while the customer surely followed.
    func mustHaveBeenSeen(before end: Instant) -> Bool {
        guard let first = ride.firstSureFix, first < cab.sent.count else { return false }
        let newestBefore = cab.sent[..<first].map(\.fixTime).max() ?? .distantPast
        return cab.sent[first...].contains {
            $0.fate == .accepted && $0.fixTime > newestBefore && $0.fixTime < end
        }
    }
}
