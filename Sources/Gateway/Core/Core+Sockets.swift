// What is said on the sockets, apart from fixes.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

extension Core {
    mutating func takeRunner(
        _ message: RunnerMessage, _ key: MessageKey?, _ hash: UInt64, _ link: Link,
        _ runner: RunnerIndex, at now: Instant, into effects: inout Effects
    ) {
        let command: Command
        switch message {
        case .duty(let duty, let confirmed):
            command = .setDuty(
                RunnerID(link.principal.subject), duty, confirmed: confirmed)
        case .offerSeen(let offer): command = .offerSeen(offer)
        case .accept(let offer, let epoch): command = .acceptOffer(offer, epoch: epoch)
        case .decline(let offer, let reason): command = .declineOffer(offer, reason: reason)
        case .scan(let code): command = .relay(.scan(code))
        case .phase(let report):
            command = .reportPhase(
                report.order, leg: report.leg, report.body.phase, code: report.body.code,
                reason: report.body.reason, note: report.body.note)
        case .hall:
            sendHall(to: link, runner, key, at: now)
            return
        case .grab(let order): command = .grab(order)
        case .sos: command = .exception(.sos)
        case .law(let order, let law): command = .law(order, law)
        case .fix(let fix):
            takeFix(fix, link.id, at: now)
            return
        case .fixes(let fixes, let counts):
            takeBatch(fixes, counts, link.id, at: now)
            return
        }
        // That an offer was seen is said without a key: it may be said twice.
        let commandKey = key.map { CommandKey(text: $0.text, requestHash: hash) }
        if case .offerSeen = message {
            execute(
                command, nil, link.principal, link.datum, from: .socket(link.id, key), at: now,
                into: &effects)
            return
        }
        execute(
            command, commandKey, link.principal, link.datum, from: .socket(link.id, key),
            at: now, into: &effects)
    }

    // MARK: Following orders

    mutating func takeCustomer(
        _ message: CustomerMessage, _ key: MessageKey?, _ link: Link, at now: Instant,
        into effects: inout Effects
    ) {
        switch message {
        case .subscribe(let order, let since):
            subscribe(link, order, since: since, key, at: now, into: &effects)
        case .unsubscribe(let order):
            unfollow(order, link.id)
            links[Int(link.id.index)]?.orders.removeAll { $0 == order }
            output.items.append(.purge(link.id, order))
            writer.removeAll()
            writer.writeOk(re: key)
            sendWritten(to: link.id, after: .none)
        }
    }

    private mutating func subscribe(
        _ link: Link, _ id: OrderID, since: Int?, _ key: MessageKey?, at now: Instant,
        into effects: inout Effects
    ) {
        guard let order = engine.order(id) else {
            guard engine.wasPlaced(id) else {
                sendError(.noOrder, re: key, to: link, at: now)
                return
            }
            ask(.order(id), .subscription(link.id, key), into: &effects)
            return
        }
        guard engine.maySee(order, link.principal) else {
            sendError(.noOrder, re: key, to: link, at: now)
            return
        }
        let most = settings.subscriptionsPerConnectionMax
        guard link.orders.contains(id) || link.orders.count < most else {
            sendError(
                Refusal(
                    .rateLimited, limit: most,
                    detail: "at most \(most) orders on one socket; open another"),
                re: key, to: link, at: now)
            return
        }
        sendPast(of: order, since: since, key, to: link, at: now)
        if order.state.isFinal {
            sendEnd(of: order, to: link.id)
        } else if !link.orders.contains(id) {
            links[Int(link.id.index)]?.orders.append(id)
            followers[id, default: []].append(link.id)
        }
    }

    /// Sends the events after `since`, or a snapshot, and then the newest position.
    mutating func sendPast(
        of order: Order, since: Int?, _ key: MessageKey?, to link: Link, at now: Instant
    ) {
        let position = position(of: order, for: link.principal, at: now)
        guard let since, since <= order.lastSequence else {
            writer.removeAll()
            writer.writeSnapshot(
                re: key, picture(order, for: link.principal, at: now), position: position,
                sentAt: now, datum: link.datum)
            sendWritten(to: link.id, after: readAfter)
            return
        }
        sendEvents(of: order, since: since, to: link.id)
        writer.removeAll()
        writer.writeOk(re: key, sequence: order.lastSequence)
        sendWritten(to: link.id, after: readAfter)
        if let position { output.append(position, to: [link.id]) }
    }

    mutating func sendEnd(of order: borrowing Order, to id: ConnectionID) {
        writer.removeAll()
        writer.writeEnded(order: order.id, state: order.state, reason: order.reason)
        output.items.append(
            .event(id, .ended(sequence: order.lastSequence), takeWritten(), after: readAfter))
    }

    mutating func unfollow(_ order: OrderID, _ id: ConnectionID) {
        followers[order]?.removeAll { $0 == id }
        if followers[order]?.isEmpty == true { followers[order] = nil }
    }
}
