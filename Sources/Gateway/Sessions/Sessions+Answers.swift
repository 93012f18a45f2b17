// Answers to requests as bytes, and the step from a request to a socket.

internal import Basics
internal import Engine
internal import HTTP
internal import Journal
internal import WebSocket
internal import Wire

extension Sessions {
    mutating func answer(
        _ exchange: ExchangeID, _ head: AnswerHead, _ body: [UInt8], after: JournalPosition,
        at now: Instant
    ) {
        var fields: HeaderFields = ["Content-Type": head.contentType, "Cache-Control": "no-store"]
        if let location = head.location { fields.append(name: "Location", value: location) }
        if let version = head.version { fields.append(name: "ETag", value: "\"\(version)\"") }
        if let seconds = head.retryAfterSeconds {
            fields.append(name: "Retry-After", value: String(seconds))
        }
        write(exchange, status: head.status, fields, body, after: after, at: now)
    }

    /// Puts the answer into the outbox; the next pipelined request is taken up by `resume`.
    mutating func write(
        _ exchange: ExchangeID, status: Int, _ fields: HeaderFields, _ body: [UInt8],
        after: JournalPosition, at now: Instant
    ) {
        guard let pending = pending(exchange), let slot = slot(exchange.connection) else { return }
        let head = ResponseHead(
            status: status, fields: fields, date: HTTPDate.text(of: now),
            keepAlive: pending.request.keepAlive)
        let omitsBody = pending.request.method == .head
        enqueue(slot, after: after) { bytes in
            if Status.mayHaveBody(status) {
                ResponseWriter.write(head, body: body.span, omitsBody: omitsBody, into: &bytes)
            } else {
                ResponseWriter.write(head, into: &bytes)
            }
        }
        counters.count(status: status)
        if let id = sessions[slot].request { requests[id]?.pending = nil }
        if !pending.request.keepAlive {
            sessions[slot].stage = .closing
            sessions[slot].closesWhenFlushed = true
        } else {
            resumable.append(exchange.connection)
        }
    }

    /// Refuses with a domain's reason.
    mutating func refuse(_ pending: PendingRequest, _ refusal: Refusal, at now: Instant) {
        writer.removeAll()
        writer.writeProblem(refusal)
        let head = AnswerHead(
            status: refusal.status, contentType: "application/problem+json",
            retryAfterSeconds: refusal.retryAfterSeconds)
        answer(pending.exchange, head, writer.takeBytes(), after: .none, at: now)
    }

    /// Refuses with a reason of HTTP itself.
    mutating func refuse(
        _ pending: PendingRequest, status: Int, code: String, _ detail: String,
        fields: HeaderFields = HeaderFields(), at now: Instant
    ) {
        var all: HeaderFields = ["Content-Type": "application/problem+json"]
        for field in fields.all { all.append(name: field.name, value: field.value) }
        write(
            pending.exchange, status: status, all, problem(status, code, detail), after: .none,
            at: now)
    }

    /// Refuses bytes that are no request, and closes.
    mutating func refuseHTTP(
        _ slot: Int, status: Int, code: String, _ detail: String, at now: Instant
    ) {
        var fields: HeaderFields = ["Content-Type": "application/problem+json"]
        if status == 503 { fields.append(name: "Retry-After", value: "5") }
        let head = ResponseHead(
            status: status, fields: fields, date: HTTPDate.text(of: now), keepAlive: false)
        let body = problem(status, code, detail)
        enqueue(slot, after: .none) { bytes in
            ResponseWriter.write(head, body: body.span, into: &bytes)
        }
        counters.count(status: status)
        sessions[slot].stage = .closing
        sessions[slot].closesWhenFlushed = true
    }

    private mutating func problem(_ status: Int, _ code: String, _ detail: String) -> [UInt8] {
        writer.removeAll()
        writer.beginObject()
        writer.field("type", "/problems/" + kebab(code))
        writer.field("title", Status.reasonPhrase(of: status))
        writer.field("status", status)
        writer.field("code", code)
        writer.field("detail", detail)
        writer.endObject()
        return writer.takeBytes()
    }

    private func kebab(_ code: String) -> String {
        code.reduce(into: "") { text, character in
            if character.isUppercase { text.append("-") }
            text.append(character.lowercased())
        }
    }

    /// Turns the exchange's connection into a socket.
    mutating func upgrade(
        _ exchange: ExchangeID, to kind: SocketKind, at now: Instant
    ) {
        guard let pending = pending(exchange), let handshake = pending.handshake,
            let slot = slot(exchange.connection), let id = sessions[slot].request
        else { return }
        let offered = handshake.subprotocols.first { $0 == "fleetfoot.v1.json" }
        enqueue(slot, after: .none) { handshake.writeResponse(selecting: offered, into: &$0) }
        counters.count(status: 101)
        // A client may not speak before the 101; bytes that came early are its first frames.
        let early = requests.remove(id)?.input ?? []
        sessions[slot].stage = .socket
        sessions[slot].kind = kind
        sessions[slot].request = nil
        sessions[slot].heardAt = now
        pings.append((exchange.connection, now + settings.pingInterval))
        if !early.isEmpty { receivedFrames(early.span, slot, at: now) }
    }
}

extension Refusal {
    /// What `Retry-After` says, where it says something.
    var retryAfterSeconds: Int? {
        if let retryAfterMs { return Int((max(0, retryAfterMs) + 999) / 1_000) }
        return switch code {
        case .rateLimited, .overloaded: 5
        case .notReady: 1
        case .resting, .offShift: limit
        default: nil
        }
    }
}
