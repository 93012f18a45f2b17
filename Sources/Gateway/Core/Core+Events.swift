// The events of one order for those without a socket: read at once, waited for, or followed as an
// event stream. A stream is a follower like a socket; only Sessions know that it is written otherwise.

internal import Basics
internal import Engine
internal import Journal
internal import Wire

extension Core {
    // MARK: Read or waited for

    mutating func readEvents(
        _ request: EventsRequest, wait: Milliseconds, at now: Instant, into effects: inout Effects
    ) {
        let found = find(
            request.order, request.exchange, request.principal, request.datum,
            orAsk: .events(request), at: now, into: &effects)
        guard let order = found else { return }
        let hasAll = request.since == order.lastSequence
        if hasAll, wait > .zero, !order.state.isFinal {
            eventPolls.insert(request, until: now + wait)
        } else {
            writeEvents(of: order, request, after: readAfter, at: now)
        }
    }

    mutating func writeEvents(
        of order: Order, _ request: EventsRequest, after: JournalPosition, at now: Instant
    ) {
        writer.removeAll()
        writer.writeEvents(
            of: order, since: known(request.since, of: order),
            position: position(of: order, for: request.principal, at: now), sentAt: now,
            datum: request.datum)
        answerWritten(request.exchange, AnswerHead(status: 200), after: after)
    }

    /// Something happened to the order: whoever waits for it hears it, once it is on disk.
    mutating func answerEventPolls(of id: OrderID, at now: Instant) {
        for request in eventPolls.take(id) { answer(request, after: journal.last, at: now) }
    }

    /// Nothing happened in time.
    mutating func endEventPolls(at now: Instant) {
        for request in eventPolls.takeEnded(at: now) { answer(request, after: readAfter, at: now) }
    }

    private mutating func answer(
        _ request: EventsRequest, after: JournalPosition, at now: Instant
    ) {
        guard let order = engine.order(request.order), engine.maySee(order, request.principal)
        else {
            refuse(request.exchange, .noOrder, request.principal, request.datum, at: now)
            return
        }
        writeEvents(of: order, request, after: after, at: now)
    }

    /// What the asker knows of the order's events: one that names more than there are gets all.
    private func known(_ since: Int, of order: borrowing Order) -> Int {
        since <= order.lastSequence ? since : 0
    }

    // MARK: Streams

    /// Opens an event stream; `isResumed` says that its reader was here before.
    mutating func followEvents(
        _ request: EventsRequest, isResumed: Bool, at now: Instant, into effects: inout Effects
    ) {
        let found = find(
            request.order, request.exchange, request.principal, request.datum,
            orAsk: .eventStream(request, isResumed: isResumed), at: now, into: &effects)
        guard let order = found else { return }
        guard !order.state.isFinal else {
            streamEnded(order, request, isResumed: isResumed)
            return
        }
        let id = request.exchange.connection
        connect(
            Link(
                id: id, principal: request.principal, datum: request.datum, orders: [order.id]))
        followers[order.id, default: []].append(id)
        output.items.append(.stream(request.exchange))
        sendEvents(of: order, since: known(request.since, of: order), to: id)
        if let position = position(of: order, for: request.principal, at: now) {
            output.append(position, to: [id])
        }
    }

    /// The stream of an order that is over. A reader that comes back although it has heard all is told
    /// to stay away: 204 ends an EventSource.
    mutating func streamEnded(_ order: Order, _ request: EventsRequest, isResumed: Bool) {
        if isResumed, request.since == order.lastSequence {
            writer.removeAll()
            answerWritten(request.exchange, AnswerHead(status: 204), after: readAfter)
            return
        }
        let id = request.exchange.connection
        output.items.append(.stream(request.exchange))
        sendEvents(of: order, since: known(request.since, of: order), to: id)
        sendEnd(of: order, to: id)
        output.items.append(.released(id))
    }

    // MARK: Followers

    /// Sends the events after `since` to a socket or a stream.
    mutating func sendEvents(of order: borrowing Order, since: Int, to id: ConnectionID) {
        for index in order.events.indices.dropFirst(since) {
            writer.removeAll()
            writer.writeEvent(order: order.id, sequence: index + 1, order.events[index])
            output.items.append(
                .event(id, .event(sequence: index + 1), takeWritten(), after: readAfter))
        }
    }

    /// Lets go of followers who may no longer see the order: a runner that lost it, a contact that is
    /// somebody else now. Who may see it, and no longer where its runner is, gets no position that still
    /// waits. Who sees an order when it ends hears of its end.
    mutating func releaseBlind(_ id: OrderID) {
        guard let readers = followers[id], let order = engine.order(id) else { return }
        for reader in readers {
            guard let link = link(reader) else { continue }
            if engine.maySee(order, link.principal) {
                let isBlind = !engine.maySeePosition(of: order, link.principal)
                if isBlind, engine.holds(.purge) { output.items.append(.purge(reader, id)) }
                continue
            }
            guard !order.state.isFinal || isHandler(reader) else { continue }
            unfollow(id, reader)
            links[Int(reader.index)]?.orders.removeAll { $0 == id }
            output.items.append(.purge(reader, id))
            output.items.append(.released(reader))
        }
    }
    /// Whether the follower is a runner or a station.
    func isHandler(_ reader: ConnectionID) -> Bool { lanes[Int(reader.index)].isHandler }
}
