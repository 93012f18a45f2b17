// Requests: out of the bytes, past the token, to Core; and answers back into bytes. A connection has
// one request in hand at a time; pipelined ones wait in its input.

internal import Basics
internal import Engine
internal import Geo
internal import HTTP
internal import Journal
internal import WebSocket
internal import Wire

/// Why a bearer was not let in.
enum Unauthorized: Sendable {
    case missing
    case refused(String)

    var detail: String {
        switch self {
        case .missing: "send a token: Authorization: Bearer …, or the subprotocol bearer.…"
        case .refused(let why): "the token was refused: \(why)"
        }
    }
}

extension Sessions {
    mutating func receivedHTTP(
        _ bytes: Span<UInt8>, _ slot: Int, at now: Instant, into effects: inout Effects
    ) {
        // After a FIN, in a drain, or after too much at once: what was asked before is answered.
        guard !sessions[slot].closesWhenFlushed else { return }
        let id = requestState(slot)
        requests[id]?.change { state in
            state.input.append(bytes)
        }
        pump(slot, at: now, into: &effects)
        let most = settings.http.headerBytesMax + settings.http.bodyBytesMax
        if let waiting = requests[id]?.input.count, waiting > most, mustWait(slot, id) {
            requests[id]?.input = []
            sessions[slot].closesWhenFlushed = true
        }
    }

    /// The next request waits for the answer in hand, and while many answers wait: for a reader that
    /// takes its time, for the disk, or only for the end of the turn.
    private func mustWait(_ slot: Int, _ id: SlabID) -> Bool {
        if requests[id]?.pending != nil { return true }
        guard let outbox = sessions[slot].outbox else { return false }
        return outboxes[outbox].waitingBytes > settings.outboxBytesMax
    }

    private mutating func requestState(_ slot: Int) -> SlabID {
        if let id = sessions[slot].request { return id }
        let id = requests.insert(RequestState(parser: RequestParser(limits: settings.http)))
        sessions[slot].request = id
        return id
    }

    /// Takes requests out of the input until one has to wait for its answer.
    mutating func pump(_ slot: Int, at now: Instant, into effects: inout Effects) {
        while sessions[slot].stage == .http, let id = sessions[slot].request,
            requests[id]?.input.isEmpty == false, !mustWait(slot, id)
        {
            do throws(HTTPError) {
                guard let step = try step(id) else { return }
                switch step {
                case .needsMore:
                    return
                case .continueExpected:
                    enqueue(slot, after: .none) { ResponseWriter.writeContinue(into: &$0) }
                case .request(let request):
                    begin(request, slot, id, at: now, into: &effects)
                }
            } catch {
                refuseHTTP(
                    slot, status: error.status, code: error.code, error.sentence, at: now)
            }
        }
    }

    private mutating func step(_ id: SlabID) throws(HTTPError) -> RequestStep? {
        let result: Result<RequestStep, HTTPError>? = requests[id]?.change { state in
            do throws(HTTPError) {
                return .success(try state.read())
            } catch {
                return .failure(error)
            }
        }
        return try result?.get()
    }

    private mutating func begin(
        _ request: Request, _ slot: Int, _ id: SlabID, at now: Instant,
        into effects: inout Effects
    ) {
        let connection = sessions[slot].id
        let pending: PendingRequest? = requests[id]?.change { state in
            let body = request.body.bytes(in: state.input.span)
            state.input.removeFirst(request.consumed)
            if state.input.isEmpty { state.input = [] }
            state.count += 1
            let exchange = ExchangeID(connection: connection, number: state.count)
            let pending = PendingRequest(
                exchange: exchange, request: request, body: body, route: nil, handshake: nil)
            state.pending = pending
            return pending
        }
        guard let pending else { return }
        counters.requests += 1
        effects.deadlines.append((connection, nil))
        if openWithoutToken(pending, at: now, into: &effects) { return }
        demandToken(pending, slot, id, at: now, into: &effects)
    }

    /// Answers what needs no token: health, metrics and files.
    private mutating func openWithoutToken(
        _ pending: PendingRequest, at now: Instant, into effects: inout Effects
    ) -> Bool {
        let request = pending.request
        let isRead = request.method == .get || request.method == .head
        switch request.path {
        case "/healthz", "/readyz", "/metrics":
            guard isRead else {
                refuseWriting(pending, at: now)
                return true
            }
            if request.path == "/metrics" {
                effects.measurements.append(pending.exchange)
            } else {
                answerHealth(pending, isFine: request.path == "/healthz" || isReady, at: now)
            }
            return true
        default:
            guard let file = files[request.path] else { return false }
            guard isRead else {
                refuseWriting(pending, at: now)
                return true
            }
            serve(file, pending, at: now)
            return true
        }
    }

    private mutating func refuseWriting(_ pending: PendingRequest, at now: Instant) {
        refuse(
            pending, status: 405, code: "wrongMethod", "this path knows GET, HEAD",
            fields: ["Allow": "GET, HEAD"], at: now)
    }

    private mutating func answerHealth(
        _ pending: PendingRequest, isFine: Bool, at now: Instant
    ) {
        let text = isFine ? "ok\n" : "not ready: \(notReadyReason)\n"
        answer(
            pending.exchange,
            AnswerHead(
                status: isFine ? 200 : 503, contentType: "text/plain",
                retryAfterSeconds: isFine ? nil : 1),
            Array(text.utf8), after: .none, at: now)
    }

    private mutating func serve(_ file: StaticFile, _ pending: PendingRequest, at now: Instant) {
        var fields: HeaderFields = [
            "ETag": file.etag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff",
        ]
        if let policy = file.contentSecurityPolicy {
            fields.append(name: "Content-Security-Policy", value: policy)
            fields.append(name: "Referrer-Policy", value: "no-referrer")
        }
        if pending.request.fields["if-none-match"] == file.etag {
            write(pending.exchange, status: 304, fields, [], after: .none, at: now)
            return
        }
        fields.append(name: "Content-Type", value: file.contentType)
        write(pending.exchange, status: 200, fields, file.bytes, after: .none, at: now)
    }

    /// Finds the route and asks the shell to check the token.
    private mutating func demandToken(
        _ pending: PendingRequest, _ slot: Int, _ id: SlabID, at now: Instant,
        into effects: inout Effects
    ) {
        var pending = pending
        let segments: [String]
        do throws(HTTPError) {
            segments = try pending.request.segments()
        } catch {
            refuse(pending, status: error.status, code: error.code, error.sentence, at: now)
            return
        }
        switch Route.match(pending.request.method, segments) {
        case .unknown:
            refuse(pending, status: 404, code: "notFound", "no such path; see /docs", at: now)
            return
        case .wrongMethod(let methods):
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            refuse(
                pending, status: 405, code: "wrongMethod", "this path knows \(allowed)",
                fields: ["Allow": allowed], at: now)
            return
        case .found(let route, let stars):
            pending.route = route
            pending.stars = stars
        }
        if case .openSocket? = pending.route?.endpoint {
            do throws(HandshakeError) {
                pending.handshake = try ServerHandshake(pending.request)
            } catch {
                refuse(
                    pending, status: error.status, code: error.code, error.sentence,
                    fields: error.fields, at: now)
                return
            }
        }
        guard let token = bearer(of: pending) else {
            refuse(
                pending, status: 401, code: "unauthorized", Unauthorized.missing.detail,
                fields: ["WWW-Authenticate": "Bearer"], at: now)
            return
        }
        requests[id]?.pending = pending
        guard ShareTokens.isShare(token) else {
            effects.tickets.append((pending.exchange, token))
            return
        }
        let problem = TokenProblem(detail: "this link was never given away")
        identified(
            pending.exchange,
            shareTokens.principal(of: token).map { .success($0) } ?? .failure(problem), at: now)
    }

    private func bearer(of pending: PendingRequest) -> String? {
        let prefix = "bearer."
        if let offered = pending.handshake?.subprotocols.first(where: { $0.hasPrefix(prefix) }) {
            return String(offered.dropFirst(prefix.count))
        }
        guard let field = pending.request.fields["authorization"] else {
            return tokenInQuery(of: pending)
        }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// A browser's EventSource can send no header field, and a link is made to stand in a URL. Nowhere
    /// else is a token there believed: it would be kept in histories and in the logs of what lies between.
    private func tokenInQuery(of pending: PendingRequest) -> String? {
        guard let endpoint = pending.route?.endpoint,
            let token = (try? pending.request.queryItems())?["access_token"]
        else { return nil }
        if case .getEvents = endpoint, pending.wantsStream { return token }
        return endpoint.isForLinks && ShareTokens.isShare(token) ? token : nil
    }

    /// The shell has checked a token.
    mutating func identified(
        _ exchange: ExchangeID, _ result: Result<Principal, TokenProblem>, at now: Instant
    ) {
        guard let pending = pending(exchange), let route = pending.route else { return }
        switch result {
        case .failure(let problem):
            counters.tokensRefused += 1
            refuse(
                pending, status: 401, code: "unauthorized",
                Unauthorized.refused(problem.detail).detail,
                fields: ["WWW-Authenticate": "Bearer error=\"invalid_token\""], at: now)
        case .success(let principal):
            guard route.roles.contains(principal.role) else {
                refuse(
                    pending, status: 403, code: "forbidden",
                    route.roles.refusalDetail(of: principal.role), at: now)
                note(Refusal(.forbidden, detail: "role"), of: principal, pending, route)
                return
            }
            guard principal.order == nil || route.endpoint.isForLinks else {
                refuse(
                    pending, status: 403, code: "forbidden",
                    "a link shows its order, its track and its events, and does nothing else",
                    at: now)
                return
            }
            guard isReady || isSafe(pending) else {
                refuse(
                    pending, status: 503, code: "notReady", notReadyReason,
                    fields: ["Retry-After": "1"], at: now)
                return
            }
            do throws(Refusal) {
                let (datum, request) = try read(pending, route, principal)
                if let slot = slot(exchange.connection) { sessions[slot].datum = datum }
                inbound.append(
                    InboundMessage.request(
                        exchange, principal, datum, request, target(pending, route)))
            } catch {
                note(error, of: principal, pending, route)
                refuse(pending, error, at: now)
            }
        }
    }

    /// Lets Core write down what was refused here.
    private mutating func note(
        _ refusal: Refusal, of principal: Principal, _ pending: PendingRequest, _ route: Route
    ) {
        inbound.append(InboundMessage.refused(principal, target(pending, route), refusal))
    }

    private func target(_ pending: PendingRequest, _ route: Route) -> AuditTarget {
        AuditTarget(action: route.endpoint.name, object: pending.stars.first)
    }

    /// What may go on while the disk refuses: reading, following and tracking.
    private func isSafe(_ pending: PendingRequest) -> Bool {
        guard isReplayed else { return false }
        if case .postFixes? = pending.route?.endpoint { return true }
        return pending.request.method == .get || pending.request.method == .head
    }

    func pending(_ exchange: ExchangeID) -> PendingRequest? {
        guard let slot = slot(exchange.connection), let id = sessions[slot].request,
            let pending = requests[id]?.pending, pending.exchange == exchange
        else { return nil }
        return pending
    }
}
