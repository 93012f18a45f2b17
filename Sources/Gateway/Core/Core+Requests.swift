// Requests that are no commands: sockets to open, things to read, fixes by HTTP, long-polls.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

extension Core {
    mutating func takeRequest(
        _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum, _ request: APIRequest,
        at now: Instant, into effects: inout Effects
    ) {
        guard engine.isLive(principal, at: now) else {
            let over = Refusal(
                .unauthorized, detail: "this link has ended with its order; ask for a new one")
            refuse(exchange, over, principal, datum, at: now)
            return
        }
        switch request {
        case .openSocket(let kind):
            openSocket(exchange, kind, principal, datum, at: now)
        case .command(let command, let key):
            execute(
                command, key, principal, datum, from: .exchange(exchange), at: now,
                into: &effects)
        case .order(let id):
            readOrder(id, exchange, principal, datum, at: now, into: &effects)
        case .orders(let state, let since, let before, let limit):
            listOrders(
                OrderList(
                    exchange: exchange, principal: principal, datum: datum, state: state,
                    since: since,
                    before: before, limit: limit), at: now, into: &effects)
        case .track(let id):
            readTrack(id, exchange, principal, datum, at: now, into: &effects)
        case .events(let id, let since, let wait):
            readEvents(
                EventsRequest(
                    exchange: exchange, principal: principal, datum: datum, order: id,
                    since: since),
                wait: wait, at: now, into: &effects)
        case .eventStream(let id, let since, let isResumed):
            followEvents(
                EventsRequest(
                    exchange: exchange, principal: principal, datum: datum, order: id,
                    since: since),
                isResumed: isResumed, at: now, into: &effects)
        case .cancelPreview(let id):
            previewCancel(id, exchange, principal, datum, at: now)
        case .runner(let id):
            readRunner(id, exchange, principal, datum, at: now)
        case .near(let place, let radiusMeters, let limit, let pool):
            writeNear(place, radiusMeters, limit, pool, principal.site, datum, at: now)
            answerWritten(exchange, AnswerHead(status: 200), after: .none)
        case .audit(let question):
            readAudit(question, exchange, principal, datum, into: &effects)
        case .places(let query):
            readPlaces(query, exchange, principal, datum, at: now)
        case .decisions(let id):
            ask(.order(id), .decisions(exchange, principal, datum), into: &effects)
        case .exceptions(let limit):
            listExceptions(exchange, principal, limit: limit)
        case .fixes, .ownOffers, .ownStops, .hall:
            takeOwn(request, exchange, principal, datum, at: now)
        }
    }

    /// What a runner asks or tells of itself.
    private mutating func takeOwn(
        _ request: APIRequest, _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum,
        at now: Instant
    ) {
        guard let runner = engine.runnerIndex(RunnerID(principal.subject)) else {
            refuse(exchange, .noRunner, principal, datum, at: now)
            return
        }
        writer.removeAll()
        switch request {
        case .fixes(let fixes, let counts):
            let counts = observe(fixes, counts, of: runner, at: now)
            writer.removeAll()
            writer.writeFixesAck(upToSequence: engine.lastSequence(of: runner), counts)
        case .ownOffers(let since, let wait):
            if openOffers(of: runner, since: since).isEmpty, wait > .zero {
                polls.append(
                    OfferPoll(
                        exchange: exchange, runner: runner, since: since, deadline: now + wait,
                        datum: datum))
                nextPollEnd = min(nextPollEnd, now + wait)
                return
            }
            writeOffers(of: runner, since: since, datum, at: now)
        case .hall:
            if let refusal = look(runner, at: now) {
                refuse(exchange, refusal, principal, datum, at: now)
                return
            }
            writer.writeHall(hall(of: runner, at: now))
        default:
            writer.writeStopsBody(
                version: engine.runner(runner).stopsVersion, visits(of: runner), datum: datum)
        }
        answerWritten(exchange, AnswerHead(status: 200), after: readAfter)
    }

    /// What is read may be newer than the disk: the answer waits for it, unless the disk refuses.
    var readAfter: JournalPosition { journal.isFailing ? .none : journal.last }

    // MARK: Sockets

    private mutating func openSocket(
        _ exchange: ExchangeID, _ kind: SocketKind, _ principal: Principal, _ datum: Datum,
        at now: Instant
    ) {
        var link = Link(id: exchange.connection, principal: principal, datum: datum)
        if kind == .runner {
            guard let runner = engine.runnerIndex(RunnerID(principal.subject)) else {
                let refusal = Refusal(
                    .forbidden, detail: "no runner of this id is registered; POST /v1/runners")
                refuse(exchange, refusal, principal, datum, at: now)
                return
            }
            link.runner = runner
            replaceSession(of: runner, by: link.id)
        }
        connect(link)
        output.items.append(.upgrade(exchange, kind))
        if let runner = link.runner { sendWelcome(to: link, runner, at: now) }
        if kind == .dispatcher {
            staff.append(link.id)
            sendOpenExceptions(to: link)
        }
    }

    /// A runner has one live session: the newer one closes the older.
    private mutating func replaceSession(of runner: RunnerIndex, by id: ConnectionID) {
        while runnerLinks.count <= runner.slot { runnerLinks.append(nil) }
        if let older = runnerLinks[runner.slot] {
            disconnect(older)
            output.items.append(.replaced(older))
        }
        runnerLinks[runner.slot] = id
        engine.setConnected(runner, true)
    }

    private mutating func sendWelcome(to link: Link, _ runner: RunnerIndex, at now: Instant) {
        let record = engine.runner(runner)
        let legs = record.carried.compactMap { carried -> Welcome.Leg? in
            guard let leg = engine.order(carried.order)?.legs[carried.leg] else { return nil }
            return Welcome.Leg(
                order: carried.order, leg: carried.leg, state: leg.state, epoch: leg.epoch)
        }
        writer.removeAll()
        writer.writeWelcome(
            Welcome(
                runner: record.profile.id, duty: record.duty,
                lastSequence: engine.lastSequence(of: runner), serverTime: now,
                reportInterval: settings.reportInterval, pingInterval: settings.pingInterval,
                legs: legs,
                offers: openOffers(of: runner, since: 0).compactMap { picture($0) },
                stops: visits(of: runner), stopsVersion: record.stopsVersion),
            datum: link.datum)
        sendWritten(to: link.id, after: readAfter)
    }

    // MARK: Reading

    /// What a cancel would come to. An order that has left memory has ended: it is as unknown to this as
    /// to a cancel.
    private mutating func previewCancel(
        _ id: OrderID, _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum,
        at now: Instant
    ) {
        let order: Order
        switch engine.ownOrder(id, principal) {
        case .success(let own): order = own
        case .failure(let refusal):
            refuse(exchange, refusal, principal, datum, at: now)
            return
        }
        let preview = engine.cancelPreview(of: order)
        writer.removeAll()
        writer.writeCancelPreview(
            CancelPreview(
                from: order.state, fee: preview.fee, currency: order.price.currency,
                choices: preview.choices))
        answerWritten(
            exchange, AnswerHead(status: 200, version: order.version), after: readAfter)
    }

    private mutating func readRunner(
        _ id: RunnerID, _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum,
        at now: Instant
    ) {
        guard principal.role != .runner || principal.subject == id.text,
            let index = engine.runnerIndex(id), engine.mayTouch(index, principal)
        else {
            refuse(exchange, .noRunner, principal, datum, at: now)
            return
        }
        writer.removeAll()
        writeRunner(index, datum, at: now)
        answerWritten(exchange, AnswerHead(status: 200), after: readAfter)
    }

    private mutating func writeNear(
        _ place: Coordinate, _ radiusMeters: Double, _ limit: Int, _ pool: String?,
        _ site: String?, _ datum: Datum, at now: Instant
    ) {
        let found = engine.runners(
            near: place, radiusMeters: radiusMeters, count: limit, pool: pool,
            site: site)
        let rows = found.map { neighbor in
            let row = row(of: RunnerIndex(neighbor.slot), at: now)
            let hash = Geohash.encode(
                latitude: row.coordinate.latitude, longitude: row.coordinate.longitude, bits: 45)
            return NearRunner(
                row: row, geohash: Geohash.text(hash, characters: 9),
                distanceMeters: Int(neighbor.distanceMeters.rounded()))
        }
        writer.removeAll()
        writer.writeRunners(near: rows, datum: datum)
    }

    // MARK: Offers by long-poll

    func openOffers(of runner: RunnerIndex, since: UInt64) -> [Offer] {
        guard let id = engine.runner(runner).pendingOffer, id.number > since,
            let offer = engine.offer(id), offer.state.isOpen
        else { return [] }
        return [offer]
    }

    mutating func writeOffers(
        of runner: RunnerIndex, since: UInt64, _ datum: Datum, at now: Instant
    ) {
        let offers = openOffers(of: runner, since: since)
        let cursor = offers.map(\.id.number).max() ?? since
        writer.removeAll()
        writer.writeOffers(
            offers.compactMap { picture($0) }, cursor: Int(cursor), now: now, datum: datum)
    }

    /// Answers the polls of a runner who has an offer, or all whose time is up.
    mutating func answerPolls(of runner: RunnerIndex?, at now: Instant) {
        guard !polls.isEmpty, runner != nil || now >= nextPollEnd else { return }
        let waiting = polls
        polls = []
        nextPollEnd = .distantFuture
        for poll in waiting {
            guard poll.runner == runner || poll.deadline <= now else {
                polls.append(poll)
                nextPollEnd = min(nextPollEnd, poll.deadline)
                continue
            }
            writeOffers(of: poll.runner, since: poll.since, poll.datum, at: now)
            answerWritten(poll.exchange, AnswerHead(status: 200), after: readAfter)
        }
    }
}
