// The hall on the wire, and why orders went to whom they went.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

/// How often a runner looked at the hall in the current second.
struct HallLooks: Sendable {
    var since = Instant.distantPast
    var count = 0

    /// Counts one look; how long to wait if it is one too many.
    mutating func take(perSecond most: Int, at now: Instant) -> Milliseconds? {
        if now - since >= .seconds(1) { self = HallLooks(since: now) }
        guard count < most else { return since + .seconds(1) - now }
        count += 1
        return nil
    }
}

extension Core {
    /// Counts a look of the runner at the hall, or says that it looks too often.
    mutating func look(_ runner: RunnerIndex, at now: Instant) -> Refusal? {
        while hallLooks.count <= runner.slot { hallLooks.append(HallLooks()) }
        let most = settings.hallRefreshesPerSecond
        guard let wait = hallLooks[runner.slot].take(perSecond: most, at: now) else { return nil }
        return Refusal(
            .rateLimited, limit: most,
            detail: "at most \(most) looks at the hall a second; more of them gain nothing",
            retryAfterMs: wait.count)
    }

    func hall(of runner: RunnerIndex, at now: Instant) -> [HallOrder] {
        engine.hall(for: runner, limit: settings.hallOrdersMax, at: now)
    }

    mutating func sendHall(
        to link: Link, _ runner: RunnerIndex, _ key: MessageKey?, at now: Instant
    ) {
        if let refusal = look(runner, at: now) {
            sendError(refusal, re: key, to: link, at: now)
            return
        }
        let orders = hall(of: runner, at: now)
        writer.removeAll()
        writer.writeHall(re: key, orders)
        sendWritten(to: link.id, after: readAfter)
    }

    mutating func sendGrab(_ order: OrderID, to runner: RunnerIndex, won: Bool) {
        send(to: runner) { writer, _ in writer.writeGrab(of: order, won: won) }
    }

    /// When the window closes in which the order was just claimed.
    func closingTime(of order: borrowing Order, at now: Instant) -> Instant {
        order.legs[engine.legInHall(of: order)].market.closesAt ?? now
    }

    // MARK: Decisions

    mutating func answerDecisions(
        _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum, _ rows: StoreRows,
        at now: Instant
    ) {
        guard recall(rows, for: principal) != nil, case .order(let entries, _) = rows else {
            refuse(exchange, missing(rows), principal, datum, at: now)
            return
        }
        let decisions = entries.compactMap { decision($0) }
        writer.removeAll()
        writer.writeDecisions(decisions)
        answerWritten(exchange, AnswerHead(status: 200), after: readAfter)
    }

    /// What an entry says about who was asked or won, if it says that.
    private func decision(_ entry: JournalEntry) -> DecisionPicture? {
        switch try? RecordCodec.decode(entry) {
        case .explained(let leg, let explanation):
            DecisionPicture(explanation, leg: leg.leg, at: entry.at) { runnerID($0) }
        case .market(let leg, .windowClosed(let scores)):
            DecisionPicture(scores, leg: leg.leg, at: entry.at) { runnerID($0) }
        default: nil
        }
    }

    func runnerID(_ index: RunnerIndex) -> RunnerID { engine.runner(index).profile.id }
}
