// Commands, whether they came by request or by socket: once per key, decided by the engine, journaled,
// answered when they are on disk.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

/// Where a command came from and how it is answered.
enum Origin: Sendable {
    case exchange(ExchangeID)
    case socket(ConnectionID, MessageKey?)
}

extension Core {
    mutating func execute(
        _ command: Command, _ key: CommandKey?, _ principal: Principal, _ datum: Datum,
        from origin: Origin, at now: Instant, into effects: inout Effects
    ) {
        if let key, let known = answers[principal.key, key.text], engine.holds(.answeredKey) {
            repeatAnswer(known, key, principal, datum, to: origin, at: now, into: &effects)
            return
        }
        if let refusal = journalRefusal {
            refuse(refusal, principal, datum, to: origin, at: now)
            return
        }
        let orderCount = engine.placedOrderCount
        let decision = engine.decide(command, by: principal, at: now)
        for record in decision.records { commit(record, at: now, into: &effects) }
        deliverNotices(at: now, into: &effects)
        if let refusal = decision.refusal {
            refuse(refusal, principal, datum, to: origin, at: now)
            return
        }
        auditDone(command.plain, by: principal, at: now)
        let subject = subject(of: command.plain, createdAfter: orderCount, by: principal)
        let head = render(command.plain, subject, principal, datum, to: origin, at: now)
        if let key {
            keep(key, head, subject, principal, at: now, into: &effects)
        }
        reply(head, to: origin)
    }

    /// Why no command is taken at the moment, if so.
    private var journalRefusal: Refusal? {
        if journal.isFailing {
            return Refusal(.notReady, detail: "the disk refuses; nothing can be made durable")
        }
        if journal.waitingBytes > settings.journalBacklogBytesMax {
            return Refusal(
                .overloaded, limit: settings.journalBacklogBytesMax,
                detail: "too much waits for the disk; try again shortly")
        }
        return nil
    }

    /// Makes a fact of the city: applied, and on its way to the journal.
    mutating func commit(_ record: Record, at now: Instant, into effects: inout Effects) {
        audit(record)
        engine.apply(record, at: now)
        effects.entries.append(journal.append(record, at: now))
        count(record)
    }

    // MARK: What a command is about

    /// What a command was about, after it.
    private enum Subject {
        case order(OrderID)
        case runner(RunnerIndex)
        case place(PlaceCommand)
    }

    private func subject(
        of command: Command, createdAfter orderCount: UInt64, by principal: Principal
    ) -> Subject {
        switch command {
        case .grab(let id): .order(id)
        case .exception(.claim(let reference)), .exception(.resolve(let reference, _)):
            reference.order.map { .order($0) }
                ?? .runner(indexOfKnown(reference.runner ?? RunnerID("")))
        case .exception(.sos): .runner(indexOfKnown(RunnerID(principal.subject)))
        case .createOrder: .order(OrderID(number: orderCount + 1))
        case .cancelOrder(let id, _, _), .assignOrder(let id, _, _, _, _),
            .reportPhase(let id, _, _, _, _, _), .shareOrder(let id, _), .law(let id, _):
            .order(id)
        case .expecting(_, let command):
            self.subject(of: command, createdAfter: orderCount, by: principal)
        case .relay(let command): .order(order(of: command))
        case .offerSeen(let id), .acceptOffer(let id, _), .declineOffer(let id, _):
            .order(orderOfKnown(id))
        case .registerRunner(let profile): .runner(indexOfKnown(profile.id))
        case .patchRunner(let id, _), .verifyRunner(let id), .setDuty(let id, _, _):
            .runner(indexOfKnown(id))
        case .place(let change): .place(change)
        case .access(let change): .runner(indexOfKnown(change.runner))
        case .widenOrder(let id): .order(id)
        }
    }

    private func orderOfKnown(_ id: OfferID) -> OrderID {
        guard let offer = engine.offer(id) else {
            preconditionFailure("an accepted command names an offer that is there")
        }
        return offer.order
    }

    private func indexOfKnown(_ id: RunnerID) -> RunnerIndex {
        guard let index = engine.runnerIndex(id) else {
            preconditionFailure("an accepted command names a runner that is there")
        }
        return index
    }

    // MARK: Answers

    /// Writes the answer into `writer`.
    private mutating func render(
        _ command: Command, _ subject: Subject, _ principal: Principal, _ datum: Datum,
        to origin: Origin, at now: Instant
    ) -> AnswerHead {
        writer.removeAll()
        switch origin {
        case .exchange:
            return renderAnswer(command, subject, principal, datum, at: now)
        case .socket(_, let key):
            switch (command, subject) {
            case (.grab, .order(let id)):
                writer.writeOk(re: key, pendingUntil: closingTime(of: known(id), at: now))
            case (.setDuty, .runner(let index)):
                writer.writeOk(re: key, duty: engine.runner(index).duty)
            case (.acceptOffer, .order(let id)), (.reportPhase, .order(let id)),
                (.law(_, .undo), .order(let id)), (.law(_, .attempt), .order(let id)):
                writer.writeOk(
                    re: key, order: picture(known(id), for: principal, at: now), datum: datum)
            case (.relay(let command), _):
                writeRelayOk(command, re: key)
            default:
                writer.writeOk(re: key)
            }
            return AnswerHead(status: 0)
        }
    }

    private mutating func renderAnswer(
        _ command: Command, _ subject: Subject, _ principal: Principal, _ datum: Datum,
        at now: Instant
    ) -> AnswerHead {
        switch (command, subject) {
        case (.grab, .order(let id)):
            writer.writePending(until: closingTime(of: known(id), at: now))
            return AnswerHead(status: 200)
        case (.exception(let asked), _):
            renderException(asked)
            return AnswerHead(status: 200)
        case (.offerSeen, _), (.declineOffer, _), (.law(_, .giveBack), _):
            writer.beginObject()
            writer.endObject()
            return AnswerHead(status: 200)
        case (.setDuty, .runner(let index)):
            writer.writeDuty(engine.runner(index).duty)
            return AnswerHead(status: 200)
        case (.shareOrder, .order(let id)):
            let number = known(id).shares.last?.number ?? 0
            writer.writeShare(token: shareTokens.token(of: id, number: number))
            return AnswerHead(status: 200)
        case (_, .runner(let index)):
            writeRunner(index, datum, at: now)
            guard case .registerRunner(let profile) = command else {
                return AnswerHead(status: 200)
            }
            return AnswerHead(status: 201, location: "/v1/runners/\(profile.id.text)")
        case (_, .place(let change)):
            return renderPlace(change, datum)
        case (.relay(let command), _) where writeRelayAnswer(command):
            return AnswerHead(status: 200)
        case (_, .order(let id)):
            let order = known(id)
            let picture = picture(order, for: principal, at: now)
            if case .acceptOffer = command {
                writer.writeAccepted(picture, datum: datum)
            } else {
                writer.writeOrder(picture, datum: datum)
            }
            guard case .createOrder = command else {
                return AnswerHead(status: 200, version: order.version)
            }
            return AnswerHead(
                status: 201, location: "/v1/orders/\(id.text)", version: order.version)
        }
    }

    private func known(_ id: OrderID) -> Order {
        guard let order = engine.order(id) else {
            preconditionFailure("an accepted command names an order that is there")
        }
        return order
    }

    /// Writes a runner's whole view.
    mutating func writeRunner(_ index: RunnerIndex, _ datum: Datum, at now: Instant) {
        writer.writeRunner(
            engine.runner(index), live: engine.liveRunner(index),
            state: engine.state(of: index, at: now), work: work(of: index, at: now), datum: datum)
    }

    private mutating func reply(_ head: AnswerHead, to origin: Origin) {
        switch origin {
        case .exchange(let exchange):
            answerWritten(exchange, head, after: journal.last)
        case .socket(let id, _):
            sendWritten(to: id, after: journal.last)
        }
    }

    mutating func refuse(
        _ refusal: Refusal, _ principal: Principal, _ datum: Datum, to origin: Origin,
        at now: Instant
    ) {
        switch origin {
        case .exchange(let exchange):
            refuse(exchange, refusal, principal, datum, at: now)
        case .socket(let id, let key):
            guard let link = link(id) else { return }
            sendError(refusal, re: key, to: link, at: now)
        }
    }

    // MARK: Keys

    /// Journals the answer, so that a retry after a crash gets it too.
    private mutating func keep(
        _ key: CommandKey, _ head: AnswerHead, _ subject: Subject, _ principal: Principal,
        at now: Instant, into effects: inout Effects
    ) {
        let answer = KeptAnswer(
            subject: principal.key, key: key.text, requestHash: key.requestHash,
            status: head.status, body: writer.bytes, location: head.location,
            version: head.version)
        var order: OrderID?
        var runner: RunnerIndex?
        switch subject {
        case .order(let id): order = id
        case .runner(let index): runner = index
        // A place is put as it is to be: to say it twice changes nothing.
        case .place: return
        }
        commit(.answered(answer, order: order, runner: runner), at: now, into: &effects)
        answers.insert(answer, at: now, position: journal.last)
    }

    private mutating func repeatAnswer(
        _ known: AnswerEntry, _ key: CommandKey, _ principal: Principal, _ datum: Datum,
        to origin: Origin, at now: Instant, into effects: inout Effects
    ) {
        guard known.requestHash == key.requestHash, known.answer?.fits(origin) ?? true else {
            refuse(
                Refusal(
                    .keyReused, field: "Idempotency-Key",
                    detail: "this key was used for something else; choose a new one"),
                principal, datum, to: origin, at: now)
            return
        }
        if let answer = known.answer {
            resend(answer, to: origin, after: known.position)
        } else {
            ask(.entry(known.position), .repeatedAnswer(origin), into: &effects)
        }
    }

    /// Sends a kept answer again. One that was given on a socket is no answer to a request.
    mutating func resend(
        _ answer: KeptAnswer, to origin: Origin, after position: JournalPosition
    ) {
        guard answer.fits(origin) else { return }
        writer.removeAll()
        writer.raw(answer.body)
        switch origin {
        case .exchange(let exchange):
            answerWritten(
                exchange,
                AnswerHead(
                    status: answer.status, location: answer.location, version: answer.version),
                after: position)
        case .socket(let id, _):
            sendWritten(to: id, after: position)
        }
    }

    // MARK: Counting

    /// Looks at what nothing may break, apart from the code that guards it.
    private mutating func audit(_ record: Record) {
        guard case .legAssigned(let id, let leg, let runner, _, let origin) = record,
            let order = engine.order(id)
        else { return }
        if case .manual(_, _, override: true) = origin { return }
        let pools = Set(engine.poolNames(of: runner))
        if !pools.isSuperset(of: order.legs[leg].plan.pools) { counters.poolViolations += 1 }
    }

    private mutating func count(_ record: Record) {
        switch record {
        case .orderCreated: counters.ordersCreated += 1
        case .orderCancelled: counters.ordersCancelled += 1
        case .phaseReported(let id, _, .delivered, _):
            counters.ordersDelivered += 1
            if engine.isRestricted(id) { counters.ordersDeliveredOfPools += 1 }
        case .offerMade: counters.offersMade += 1
        case .offerEnded(_, _, .declined, _): counters.offersDeclined += 1
        case .offerEnded(_, _, .expired, _): counters.offersExpired += 1
        case .offerEnded(_, _, .withdrawn, _): counters.offersWithdrawn += 1
        case .legAssigned(_, _, _, _, .accepted): counters.offersAccepted += 1
        case .legAssigned(_, _, _, _, .manual): counters.assignmentsByHand += 1
        case .legAssigned(_, _, _, _, .claimed): counters.hallWins += 1
        case .exception(_, .opened): counters.exceptionsOpened += 1
        default: break
        }
    }
}

extension KeptAnswer {
    /// Whether it was given the way it is asked for again: a socket's answers have no status.
    fileprivate func fits(_ origin: Origin) -> Bool {
        if case .socket = origin { return status == 0 }
        return status != 0
    }
}
