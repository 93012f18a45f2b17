// From what happened to who must hear it.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

extension Core {
    /// Sends everything that the records applied since the last call lead to. It leaves when they are
    /// on disk.
    mutating func deliverNotices(at now: Instant, into effects: inout Effects) {
        guard engine.hasNotices else { return }
        for notice in engine.takeNotices() {
            switch notice {
            case .event(let id, let sequence):
                answerEventPolls(of: id, at: now)
                sendEvent(id, sequence)
            case .offered(let id): sendOffer(id, at: now, into: &effects)
            case .withdrawn(let id, let reason): sendWithdrawn(id, reason)
            case .assigned(let id, _, let runner, let byHand):
                if byHand { sendAssigned(id, runner, at: now) }
            case .unassigned(let id, _, let runner, let reason):
                send(to: runner) { writer, _ in writer.writeUnassigned(order: id, reason: reason) }
            case .stops(let runner): sendStops(runner)
            case .duty, .trouble: break
            case .held(let runner, let hold):
                send(to: runner) { writer, _ in writer.writeProtection(hold) }
            case .warned(let runner, let warning):
                send(to: runner) { writer, _ in writer.writeProtection(warning) }
            case .visibility(let id):
                releaseBlind(id)
                guard engine.holds(.purge) else { continue }
                for reader in followers[id] ?? [] { output.items.append(.purge(reader, id)) }
            case .grabbed(let order, let runner): sendGrab(order, to: runner, won: true)
            case .grabLost(let order, let runner): sendGrab(order, to: runner, won: false)
            case .exception(let key): sendException(key)
            case .exceptionEnded(let exception, let reason):
                sendException(exception, ended: reason)
            case .ended(let id): end(id, into: &effects)
            case .reopened(let id): effects.reopen(id)
            }
        }
    }

    private mutating func sendEvent(_ id: OrderID, _ sequence: Int) {
        releaseBlind(id)
        guard let readers = followers[id], let event = engine.event(sequence, of: id) else {
            return
        }
        writer.removeAll()
        writer.writeEvent(order: id, sequence: sequence, event)
        let range = takeWritten()
        for reader in readers {
            output.items.append(
                .event(reader, .event(sequence: sequence), range, after: journal.last))
        }
    }

    /// Sends a message to the runner's live socket, if it has one.
    mutating func send(
        to runner: RunnerIndex, _ write: (inout JSONWriter, Datum) -> Void
    ) {
        guard let link = liveLink(of: runner) else { return }
        writer.removeAll()
        write(&writer, link.datum)
        sendWritten(to: link.id, after: journal.last)
    }

    private mutating func sendOffer(
        _ id: OfferID, at now: Instant, into effects: inout Effects
    ) {
        guard let offer = engine.offer(id), let picture = picture(offer) else { return }
        send(to: offer.runner) { $0.writeOffer(picture, now: now, datum: $1) }
        pushOffer(picture, at: now, into: &effects)
        answerPolls(of: offer.runner, at: now)
    }

    private mutating func sendWithdrawn(_ id: OfferID, _ reason: String) {
        guard let offer = engine.offer(id) else { return }
        send(to: offer.runner) { writer, _ in writer.writeWithdrawn(offer: id, reason: reason) }
    }

    private mutating func sendAssigned(_ id: OrderID, _ runner: RunnerIndex, at now: Instant) {
        guard let order = engine.order(id) else { return }
        let profile = engine.runner(runner).profile
        let runnerItself = Principal(subject: profile.id.text, role: .runner)
        let picture = picture(order, for: runnerItself, at: now)
        send(to: runner) { $0.writeAssigned(picture, datum: $1) }
    }

    private mutating func sendStops(_ runner: RunnerIndex) {
        let version = engine.runner(runner).stopsVersion
        let visits = visits(of: runner)
        send(to: runner) { $0.writeStops(version: version, visits, datum: $1) }
    }

    /// An order is over: its followers hear it and are let go, and the Store lists it.
    private mutating func end(_ id: OrderID, into effects: inout Effects) {
        guard let order = engine.order(id) else { return }
        for reader in followers.removeValue(forKey: id) ?? [] {
            guard link(reader) != nil else { continue }
            writer.removeAll()
            writer.writeEnded(order: id, state: order.state, reason: order.reason)
            output.items.append(
                .event(
                    reader, .ended(sequence: order.lastSequence), takeWritten(),
                    after: journal.last))
            output.items.append(.released(reader))
            links[Int(reader.index)]?.orders.removeAll { $0 == id }
        }
        effects.finished.append(
            FinishedOrder(
                order: id, owner: order.owner.key, site: order.owner.site, state: order.state,
                createdAt: order.createdAt, finishedAt: order.finishedAt ?? order.createdAt))
    }
}
