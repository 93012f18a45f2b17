// Answers to requests, and what the socket tells.

internal import Basics
internal import Engine
internal import Wire

// MARK: Requests

extension CustomerApp {
    mutating func take(_ answer: ClientAnswer, at now: Instant) {
        guard let purpose = purposes[answer.tag] else { return }
        purposes[answer.tag] = nil
        switch purpose {
        case .place(let externalId): takePlaced(answer, externalId, at: now)
        case .cancel(let order): takeCancelled(answer, order, at: now)
        }
    }

    private mutating func takePlaced(
        _ answer: ClientAnswer, _ externalId: String, at now: Instant
    ) {
        guard let index = watches.firstIndex(where: { $0.placement.draft.externalId == externalId })
        else { return }
        guard answer.status == 201 else {
            counts.ordersRefused += 1
            note(.unexpectedAnswer, at: now, "an order was answered with \(answer.status)")
            watches.remove(at: index)
            return
        }
        do throws(Refusal) {
            let order = try ReceivedOrder.decode(answer.body.span)
            counts.ordersPlaced += 1
            watches[index].id = order.id
            if order.externalId != externalId {
                note(.foreignOrder, at: now, "\(externalId) became \(order.externalId ?? "none")")
            }
            subscribe(index)
        } catch {
            note(.unreadable, at: now, error.detail)
        }
    }

    private mutating func takeCancelled(
        _ answer: ClientAnswer, _ order: OrderID, at now: Instant
    ) {
        switch answer.status {
        case 200: break
        case 409: counts.cancelsRefused += 1
        default:
            note(
                .unexpectedAnswer, at: now,
                "the cancel of \(order.text) was answered with \(answer.status)")
        }
    }
}

// MARK: The socket

extension CustomerApp {
    private mutating func subscribe(_ index: Int) {
        guard socket.isUp, let id = watches[index].id, !watches[index].hasEnded,
            !watches[index].isSubscribed
        else { return }
        watches[index].isSubscribed = true
        var writer = JSONWriter()
        writer.writeClientSubscribe(
            id: .text("s-" + id.text), id, since: watches[index].lastSequence)
        socket.send(writer.bytes.span)
    }

    mutating func read(_ bytes: Span<UInt8>, at now: Instant) {
        var offset = 0
        var scratch: [UInt8] = []
        while let event = socket.next(bytes, at: &offset, into: &scratch, now: now) {
            switch event {
            case .up:
                for index in watches.indices { subscribe(index) }
            case .message(let range):
                take(scratch.span.extracting(range), at: now)
            case .refused, .goodbye:
                for index in watches.indices { watches[index].lostSocket() }
            case .unreadable:
                note(.unreadable, at: now, "the socket's bytes are no WebSocket")
            }
        }
    }

    private mutating func take(_ message: Span<UInt8>, at now: Instant) {
        do throws(Refusal) {
            try handle(ServerMessage.decode(message), at: now)
        } catch {
            note(.unreadable, at: now, error.detail)
        }
    }

    private mutating func handle(
        _ message: ServerMessage, at now: Instant
    ) throws(Refusal) {
        switch message {
        case .position(let position):
            counts.positions += 1
            counts.positionLatency.observe(now - position.update.receivedAt)
            judge(position.update.order, at: now) { $0.take(position) }
        case .event(let event):
            counts.events += 1
            judge(event.order, at: now) { $0.take(event) }
        case .snapshot(let snapshot):
            judge(snapshot.order.id, at: now) { $0.take(snapshot) }
        case .ended(let order, let state, _):
            judge(order, at: now) { $0.take(ended: state) }
            countEnd(of: order, state)
        case .ok(let ok):
            guard let sequence = ok.sequence, let order = subscribedOrder(ok.re) else { return }
            judge(order, at: now) { $0.subscribed(upTo: sequence) }
        case .error(let key, let refusal):
            counts.count(refusal.code)
            guard let order = subscribedOrder(key) else { return }
            forget(order, refusal, at: now)
        default:
            break
        }
    }

    private func subscribedOrder(_ key: MessageKey?) -> OrderID? {
        guard case .text(let text)? = key, text.hasPrefix("s-") else { return nil }
        return OrderID(text.dropFirst(2))
    }

    private mutating func judge(
        _ order: OrderID, at now: Instant,
        _ take: (inout OrderWatch) -> (Violation.Kind, String)?
    ) {
        guard let index = watches.firstIndex(where: { $0.id == order }) else {
            return note(.foreignOrder, at: now, order.text)
        }
        if let (kind, detail) = take(&watches[index]) {
            note(kind, at: now, "\(order.text): \(detail)")
        }
    }

    private mutating func countEnd(of order: OrderID, _ state: OrderState) {
        guard let watch = watches.first(where: { $0.id == order }) else { return }
        if state == .delivered {
            counts.ordersDelivered += 1
            if !watch.placement.draft.runnerPools.isEmpty { counts.restrictedDelivered += 1 }
        } else if state == .cancelled {
            counts.ordersCancelled += 1
        }
    }

    /// An order that can't be followed any more ended while this phone had no network.
    private mutating func forget(_ order: OrderID, _ refusal: Refusal, at now: Instant) {
        note(
            .unexpectedAnswer, at: now,
            "following \(order.text) was refused: \(refusal.code.rawValue)")
        watches.removeAll { $0.id == order }
    }
}
