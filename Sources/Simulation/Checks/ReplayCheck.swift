// The journal is the city: a replay calls only `apply`, so what `decide` changed by the way would be lost
// in a crash. Two engines are held side by side here.

internal import Basics
internal import Engine

/// The journaled state of two engines.
enum ReplayCheck {
    /// Where two cities differ, a line each. Orders that only one still has in memory are passed over.
    static func differences(
        between first: borrowing Engine, and second: borrowing Engine
    ) -> [String] {
        guard first.runnerCount == second.runnerCount,
            first.placedOrderCount == second.placedOrderCount
        else { return ["the numbers of runners or orders"] }
        var found: [String] = []
        for slot in 0..<first.runnerCount {
            let index = RunnerIndex(slot)
            if line(of: first.runner(index)) != line(of: second.runner(index)) {
                found.append(first.runner(index).profile.id.text)
            }
        }
        for id in first.orderIDs {
            guard let one = first.order(id), let other = second.order(id) else { continue }
            if line(of: one) != line(of: other) { found.append(id.text) }
        }
        return found
    }

    private static func line(of runner: Runner) -> String {
        "\(runner.profile) \(runner.verified) \(runner.duty) \(runner.dutySince) \(runner.carried)"
            + " \(runner.load) \(String(describing: runner.pendingOffer)) \(runner.stopsVersion)"
    }

    private static func line(of order: Order) -> String {
        "\(order.number) \(order.owner) \(order.draft) \(order.price) \(order.promisedBy)"
            + " \(order.version) \(order.state) \(order.legs) \(order.events)"
            + " \(order.custody) \(order.activeLeg)"
            + " \(String(describing: order.cancellation)) \(order.wrongCodes)"
            + " \(String(describing: order.finishedAt))"
    }
}
