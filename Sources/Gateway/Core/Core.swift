// The one place that holds the city: it takes what Sessions read, asks the Engine, and says what goes
// out to whom. It knows connections by id only.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Matching
internal import Wire

/// What Core knows of a socket or an event stream.
struct Link: Sendable {
    let id: ConnectionID
    let principal: Principal
    let datum: Datum
    /// A runner's socket: whose.
    var runner: RunnerIndex?
    /// A customer's socket, or a stream: the orders it follows.
    var orders: [OrderID] = []
    /// A dispatcher's socket: what it looks at.
    var view: View?
}

/// What the path of a fix knows of a connection: small and apart, so that a fix copies no link.
struct FixLane: Sendable {
    /// It is a runner's or a station's, who see where an order's runner is at times only.
    var isHandler = false
    /// Whose it is; none if the slot is not a runner's live socket.
    var runner: RunnerIndex?
    var isAckQueued = false
    /// Fixes since the last acknowledgement.
    var unacknowledged = FixCounts()
}

/// A runner that waits for an offer by long-poll.
struct OfferPoll: Sendable {
    let exchange: ExchangeID
    let runner: RunnerIndex
    let since: UInt64
    let deadline: Instant
    let datum: Datum
}

/// The city's side of the gateway.
struct Core: ~Copyable {
    let settings: GatewaySettings
    var engine: Engine
    var links: [Link?] = []
    /// As many as links, by the same slots.
    var lanes: [FixLane] = []
    /// The live socket of each runner, by index.
    var runnerLinks: [ConnectionID?] = []
    var followers = ShardedDictionary<OrderID, [ConnectionID]>()
    var polls: [OfferPoll] = []
    /// No poll's time is up before.
    var nextPollEnd = Instant.distantFuture
    var eventPolls = EventPolls()
    var acks = Queue<(connection: ConnectionID, due: Instant)>()
    var viewers: [ConnectionID] = []
    /// The dispatchers' sockets: all hear of exceptions.
    var staff: [ConnectionID] = []
    /// How often each runner has looked at the hall, by index.
    var hallLooks: [HallLooks] = []
    var answers: AnswerTable
    var journal = JournalFront()
    var rounds = RoundClock()
    var questions: [QueryID: Question] = [:]
    var questionCount: UInt64 = 0
    var nextViews = Instant.distantPast
    var writer = JSONWriter()
    var counters = CoreCounters()
    var output = OutboundBatch()
    var audits = AuditFront()
    /// The first turn after a start pushes the open offers once more.
    var pushesOpenOffers = false
    let shareTokens: ShareTokens

    init(settings: GatewaySettings, policy: Policy, parameters: Parameters) {
        self.settings = settings
        shareTokens = ShareTokens(secret: settings.secret)
        engine = Engine(policy: policy, parameters: parameters)
        answers = AnswerTable(
            inMemory: settings.answersInMemory, kept: settings.keysKept)
    }

    // MARK: Taking in

    /// Takes one thing that Sessions read; `messages` are those of its batch.
    mutating func take(
        _ item: Inbound, _ messages: [InboundMessage], at now: Instant, into effects: inout Effects
    ) {
        switch item {
        case .fix(let id, let fix): takeFix(fix, id, at: now)
        case .fixDropped(let id, let drop): countDrop(drop, id, at: now)
        case .message(let place):
            engine.forgetEnded(at: now)
            take(messages[place], at: now, into: &effects)
        case .abandoned(let exchange):
            polls.removeAll { $0.exchange == exchange }
            eventPolls.remove(exchange)
        case .disconnected(let id): disconnect(id)
        }
    }

    private mutating func take(
        _ message: InboundMessage, at now: Instant, into effects: inout Effects
    ) {
        switch message {
        case .fixes(let id, let fixes, let counts):
            takeBatch(fixes, counts, id, at: now)
        case .runner(let id, let key, let message, let hash):
            guard let link = link(id), let runner = link.runner else { return }
            audits.target = message.auditTarget
            takeRunner(message, key, hash, link, runner, at: now, into: &effects)
        case .customer(let id, let key, let message):
            guard let link = link(id) else { return }
            audits.target = message.auditTarget
            takeCustomer(message, key, link, at: now, into: &effects)
        case .dispatcher(let id, let key, let message, let hash):
            guard let link = link(id) else { return }
            audits.target = message.auditTarget
            takeDispatcher(message, key, hash, link, at: now, into: &effects)
        case .refused(let principal, let target, let refusal):
            audits.target = target
            auditRefusal(refusal, of: principal, at: now)
        case .claimed(let id, let key, let claims, let message):
            guard let link = link(id) else { return }
            audits.target = AuditTarget(action: "message")
            if let refusal = link.principal.refusal(of: claims) {
                sendError(refusal, re: key, to: link, at: now)
            } else {
                take(message, at: now, into: &effects)
            }
        case .request(let exchange, let principal, let datum, let request, let target):
            audits.target = target
            takeRequest(exchange, principal, datum, request, at: now, into: &effects)
        }
    }

    func link(_ id: ConnectionID) -> Link? {
        let slot = Int(id.index)
        guard slot < links.count, let link = links[slot], link.id == id else { return nil }
        return link
    }

    mutating func connect(_ link: Link) {
        let slot = Int(link.id.index)
        while links.count <= slot {
            links.append(nil)
            lanes.append(FixLane())
        }
        links[slot] = link
        let role = link.principal.role
        lanes[slot] = FixLane(
            isHandler: role == .runner || role == .station, runner: link.runner)
    }

    mutating func disconnect(_ id: ConnectionID) {
        guard let link = link(id) else { return }
        for order in link.orders { unfollow(order, id) }
        if let runner = link.runner, runnerLinks[runner.slot] == id {
            runnerLinks[runner.slot] = nil
            engine.setConnected(runner, false)
        }
        if link.view != nil { viewers.removeAll { $0 == id } }
        if RoleSet.staff.contains(link.principal.role) { staff.removeAll { $0 == id } }
        links[Int(id.index)] = nil
        lanes[Int(id.index)] = FixLane()
    }

    // MARK: Sending

    /// Sends what stands in `writer` to a socket once the journal is synced up to `after`.
    mutating func sendWritten(to id: ConnectionID, after: JournalPosition) {
        output.items.append(.message(id, takeWritten(), after: after))
    }

    /// Moves what stands in `writer` into the batch; the range may be sent to several.
    mutating func takeWritten() -> Range<Int> {
        let start = output.bytes.count
        output.bytes.append(contentsOf: writer.bytes)
        writer.removeAll()
        return start..<output.bytes.count
    }

    mutating func answerWritten(
        _ exchange: ExchangeID, _ head: AnswerHead, after: JournalPosition
    ) {
        output.items.append(
            .answer(exchange, head: output.heads.count, takeWritten(), after: after))
        output.heads.append(head)
    }

    mutating func refuse(
        _ exchange: ExchangeID, _ refusal: Refusal, _ principal: Principal, _ datum: Datum,
        at now: Instant
    ) {
        writer.removeAll()
        writer.writeProblem(
            refusal, order: picture(of: refusal, for: principal, at: now), datum: datum)
        counters.refusals[refusal.code.rawValue, default: 0] += 1
        auditRefusal(refusal, of: principal, at: now)
        answerWritten(
            exchange,
            AnswerHead(
                status: refusal.status, contentType: "application/problem+json",
                retryAfterSeconds: refusal.retryAfterSeconds),
            after: position(for: refusal))
    }

    mutating func sendError(
        _ refusal: Refusal, re key: MessageKey?, to link: Link, at now: Instant
    ) {
        writer.removeAll()
        writer.writeSocketError(
            refusal, re: key, order: picture(of: refusal, for: link.principal, at: now),
            datum: link.datum)
        counters.refusals[refusal.code.rawValue, default: 0] += 1
        auditRefusal(refusal, of: link.principal, at: now)
        sendWritten(to: link.id, after: position(for: refusal))
    }

    /// What a refusal tells of the city waits for the disk as every answer does; that the disk is
    /// behind is said at once.
    private func position(for refusal: Refusal) -> JournalPosition {
        switch refusal.code {
        case .overloaded, .notReady: .none
        default: readAfter
        }
    }

    private func picture(
        of refusal: Refusal, for principal: Principal, at now: Instant
    ) -> OrderPicture? {
        refusal.order.flatMap { engine.order($0) }.map { picture($0, for: principal, at: now) }
    }
}
