// What is no longer in memory is asked of the Store; the answer comes in a later turn and is turned
// into the same messages.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Wire

/// Who waits for rows of the Store, and for what.
enum Question: Sendable {
    case repeatedAnswer(Origin)
    case order(ExchangeID, Principal, Datum)
    case track(ExchangeID, Principal, Datum)
    case events(EventsRequest)
    case eventStream(EventsRequest, isResumed: Bool)
    case subscription(ConnectionID, MessageKey?)
    case decisions(ExchangeID, Principal, Datum)
    case orders(OrderList, found: [OrderID])
    case audit(ExchangeID, Principal, Datum, AuditQuestion)
}

/// A page of orders that is being put together.
struct OrderList: Sendable {
    var exchange: ExchangeID
    var principal: Principal
    var datum: Datum
    var state: OrderState?
    /// Only orders placed then or later.
    var since: Instant?
    var before: OrderID?
    var limit: Int
}

extension Core {
    mutating func ask(
        _ question: StoreQuery, _ asker: Question, into effects: inout Effects
    ) {
        questionCount += 1
        let id = QueryID(number: questionCount)
        questions[id] = asker
        audits.targets[id] = audits.target
        effects.queries.append((id, question))
    }

    mutating func answered(_ id: QueryID, _ rows: StoreRows, at now: Instant) {
        guard let question = questions.removeValue(forKey: id) else { return }
        if let target = audits.targets.removeValue(forKey: id) { audits.target = target }
        switch question {
        case .repeatedAnswer(let origin):
            answerRepeated(origin, rows, at: now)
        case .order(let exchange, let principal, let datum):
            guard let (order, _) = recall(rows, for: principal) else {
                refuse(exchange, missing(rows), principal, datum, at: now)
                return
            }
            writeOrder(order, principal, datum, to: exchange, at: now)
        case .track(let exchange, let principal, let datum):
            guard let (order, track) = recall(rows, for: principal) else {
                refuse(exchange, missing(rows), principal, datum, at: now)
                return
            }
            auditDone(by: principal, at: now)
            writeTrack(track, of: order, principal, datum, to: exchange)
        case .events(let request):
            guard let (order, _) = recall(rows, for: request.principal) else {
                refuse(
                    request.exchange, missing(rows), request.principal, request.datum, at: now)
                return
            }
            writeEvents(of: order, request, after: readAfter, at: now)
        case .eventStream(let request, let isResumed):
            guard let (order, _) = recall(rows, for: request.principal) else {
                refuse(
                    request.exchange, missing(rows), request.principal, request.datum, at: now)
                return
            }
            streamEnded(order, request, isResumed: isResumed)
        case .decisions(let exchange, let principal, let datum):
            answerDecisions(exchange, principal, datum, rows, at: now)
        case .subscription(let connection, let key):
            answerSubscription(connection, key, rows, at: now)
        case .audit(let exchange, let principal, let datum, let question):
            guard case .audit(let lines) = rows else {
                refuse(exchange, missing(rows), principal, datum, at: now)
                return
            }
            answerAudit(question, exchange, lines)
        case .orders(let list, let found):
            finishList(list, found, rows, at: now)
        }
    }

    private mutating func answerRepeated(_ origin: Origin, _ rows: StoreRows, at now: Instant) {
        guard case .entry(let entry?) = rows,
            let record = try? RecordCodec.decode(entry),
            case .answered(let answer, _, _) = record
        else {
            let nobody = Principal(subject: "", role: .service)
            let refusal = Refusal(
                .notReady, detail: "the first answer can't be read now; try again")
            refuse(refusal, nobody, .wgs84, to: origin, at: now)
            return
        }
        resend(answer, to: origin, after: .none)
    }

    func missing(_ rows: StoreRows) -> Refusal {
        if case .failed(let reason) = rows {
            return Refusal(.notReady, detail: "the store can't be read: \(reason)")
        }
        return .noOrder
    }

    /// An ended order as its journal entries tell it, if `principal` may see it.
    func recall(_ rows: StoreRows, for principal: Principal) -> (Order, Track)? {
        guard case .order(let entries, let chunks) = rows, mayRecall(entries, principal),
            let order = recall(entries), engine.mayRecall(order, principal)
        else { return nil }
        var track = Track()
        for chunk in chunks {
            guard (try? track.add(chunk: chunk)) != nil else { return nil }
        }
        return (order, track)
    }

    /// Whether it is worth folding the entries for this principal: what is not its own costs no more
    /// than a look at who placed it.
    private func mayRecall(_ entries: [JournalEntry], _ principal: Principal) -> Bool {
        guard let first = entries.first, let record = try? RecordCodec.decode(first),
            case .orderCreated(_, let placed) = record
        else { return false }
        return RoleSet.staff.contains(principal.role) || placed.owner.key == principal.key
    }

    private func recall(_ entries: [JournalEntry]) -> Order? {
        var records: [(at: Instant, record: Record)] = []
        for entry in entries {
            guard let record = try? RecordCodec.decode(entry) else { return nil }
            records.append((entry.at, record))
        }
        return engine.recall(records)
    }

    // MARK: One order

    mutating func readOrder(
        _ id: OrderID, _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum,
        at now: Instant, into effects: inout Effects
    ) {
        let question = Question.order(exchange, principal, datum)
        let found = find(
            id, exchange, principal, datum, orAsk: question, at: now, into: &effects)
        if let found { writeOrder(found, principal, datum, to: exchange, at: now) }
    }

    /// The order, if it is in memory and the principal may see it. Else it is refused, or asked of the
    /// Store, and `nil`.
    mutating func find(
        _ id: OrderID, _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum,
        orAsk question: Question, at now: Instant, into effects: inout Effects
    ) -> Order? {
        if let order = engine.order(id) {
            if engine.maySee(order, principal) { return order }
        } else if engine.wasPlaced(id) {
            ask(.order(id), question, into: &effects)
            return nil
        }
        refuse(exchange, .noOrder, principal, datum, at: now)
        return nil
    }

    private mutating func writeOrder(
        _ order: Order, _ principal: Principal, _ datum: Datum, to exchange: ExchangeID,
        at now: Instant
    ) {
        writer.removeAll()
        writer.writeOrder(picture(order, for: principal, at: now), datum: datum)
        answerWritten(
            exchange, AnswerHead(status: 200, version: order.version), after: readAfter)
    }

    mutating func readTrack(
        _ id: OrderID, _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum,
        at now: Instant, into effects: inout Effects
    ) {
        let question = Question.track(exchange, principal, datum)
        let found = find(
            id, exchange, principal, datum, orAsk: question, at: now, into: &effects)
        if let found, found.state.isFinal { auditDone(by: principal, at: now) }
        if let found { writeTrack(found.track, of: found, principal, datum, to: exchange) }
    }

    private mutating func writeTrack(
        _ track: borrowing Track, of order: borrowing Order, _ principal: Principal,
        _ datum: Datum, to exchange: ExchangeID
    ) {
        let points = engine.points(of: track, order, for: principal)
        writer.removeAll()
        writer.writeTrack(points: points, gaps: gaps(of: points), datum: datum)
        answerWritten(exchange, AnswerHead(status: 200), after: readAfter)
    }

    /// Where the phone was silent for longer than a runner may be.
    private func gaps(of points: [TrackPoint]) -> [TrackGap] {
        zip(points, points.dropFirst()).compactMap { earlier, later in
            guard later.fixTime - earlier.fixTime > engine.policy.staleAfter else { return nil }
            return TrackGap(from: earlier.fixTime, to: later.fixTime, reason: "runnerSilent")
        }
    }

    private mutating func answerSubscription(
        _ connection: ConnectionID, _ key: MessageKey?, _ rows: StoreRows, at now: Instant
    ) {
        guard let link = link(connection) else { return }
        guard let (order, _) = recall(rows, for: link.principal) else {
            sendError(missing(rows), re: key, to: link, at: now)
            return
        }
        sendPast(of: order, since: nil, key, to: link, at: now)
        sendEnd(of: order, to: link.id)
    }

    // MARK: Lists

    /// Orders in memory first, newest first; the Store fills the rest of the page.
    mutating func listOrders(
        _ list: OrderList, at now: Instant, into effects: inout Effects
    ) {
        let found = engine.orderIDs(before: list.before, limit: list.limit) { order in
            (list.state == nil || order.state == list.state)
                && order.createdAt >= list.since ?? .distantPast
                && engine.maySee(order, list.principal)
        }
        let mayBeOlder = list.state?.isFinal ?? true
        guard found.count < list.limit, mayBeOlder, engine.hasForgottenOrders else {
            writeList(found.compactMap { engine.order($0) }, list, behind: nil, at: now)
            return
        }
        let isStaff = RoleSet.staff.contains(list.principal.role)
        ask(
            .finishedOrders(
                owner: isStaff ? nil : list.principal.key,
                site: isStaff ? list.principal.site : nil, state: list.state,
                before: list.before ?? OrderID(number: engine.placedOrderCount + 1),
                limit: list.limit),
            .orders(list, found: found), into: &effects)
    }

    private mutating func finishList(
        _ list: OrderList, _ found: [OrderID], _ rows: StoreRows, at now: Instant
    ) {
        guard case .finishedOrders(let histories) = rows else {
            refuse(list.exchange, missing(rows), list.principal, list.datum, at: now)
            return
        }
        var orders = found.compactMap { engine.order($0) }
        // Orders that ended a moment ago are in memory and in the Store.
        orders += histories.compactMap { recall($0) }.filter { order in
            engine.order(order.id) == nil && order.createdAt >= list.since ?? .distantPast
                && engine.mayRecall(order, list.principal)
        }
        orders.sort { $0.id > $1.id }
        // A full page of the Store's is not the last one, though some of it is not shown: what is behind
        // it comes with the next page, whether from memory or not.
        var last: OrderID?
        if histories.count == list.limit, case .order(let number) = histories.last?.first?.scope {
            let behind = OrderID(number: number)
            last = behind
            orders.removeAll { $0.id < behind }
        }
        writeList(Array(orders.prefix(list.limit)), list, behind: last, at: now)
    }

    /// Writes a page. `behind` is the order that was looked at last, if there may be more behind it.
    private mutating func writeList(
        _ orders: [Order], _ list: OrderList, behind last: OrderID?, at now: Instant
    ) {
        let cursor = orders.count == list.limit ? orders.last?.id : last
        writer.removeAll()
        writer.writeOrders(
            orders.map { picture($0, for: list.principal, at: now) },
            cursor: cursor?.text, datum: list.datum)
        answerWritten(list.exchange, AnswerHead(status: 200), after: readAfter)
    }
}
