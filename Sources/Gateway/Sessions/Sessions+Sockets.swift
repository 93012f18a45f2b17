// Frames: out of the bytes, into messages, to Core. This is the path of a fix: for a whole small
// frame nothing is allocated here.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import WebSocket
internal import Wire

extension Sessions {
    mutating func received(
        _ bytes: Span<UInt8>, on id: ConnectionID, at now: Instant, into effects: inout Effects
    ) {
        guard let slot = slot(id) else { return }
        sessions[slot].heardAt = now
        sessions[slot].wasPinged = false
        switch sessions[slot].stage {
        case .http: receivedHTTP(bytes, slot, at: now, into: &effects)
        case .socket: receivedFrames(bytes, slot, at: now)
        case .stream, .closing, .vacant: break
        }
    }

    mutating func receivedFrames(_ bytes: Span<UInt8>, _ slot: Int, at now: Instant) {
        var offset = 0
        // Taken out for the loop, so that what a message leads to may use the scratch of the next.
        var buffer: [UInt8] = []
        swap(&buffer, &scratch)
        defer { swap(&buffer, &scratch) }
        do throws(FrameError) {
            while sessions[slot].stage == .socket,
                let event = try sessions[slot].reader.next(bytes, at: &offset, into: &buffer)
            {
                handle(event, buffer.span, slot, at: now)
            }
        } catch {
            counters.framesRefused += 1
            hangUp(slot, error.closeCode, reason: error.sentence)
        }
    }

    private mutating func handle(
        _ event: FrameEvent, _ buffer: Span<UInt8>, _ slot: Int, at now: Instant
    ) {
        switch event {
        case .text(let range):
            counters.messagesIn += 1
            take(buffer.extracting(range), slot, at: now)
        case .binary:
            hangUp(slot, CloseCode(rawValue: 1_003), reason: "messages are JSON text")
        case .ping(let range):
            let payload = buffer.extracting(range)
            var copy: [UInt8] = []
            for index in payload.indices { copy.append(payload[index]) }
            enqueue(slot, after: .none) { FrameWriter.write(.pong, copy.span, into: &$0) }
        case .pong:
            break
        case .close(let code, _):
            hangUp(slot, code.flatMap { $0.maySend ? $0 : nil } ?? .normal, reason: "")
        }
    }

    private mutating func take(_ message: Span<UInt8>, _ slot: Int, at now: Instant) {
        let kind = sessions[slot].kind
        if kind == .runner, takeFix(message, slot, at: now) { return }
        let head = MessageHead.read(message)
        do throws(Refusal) {
            try take(message, head, kind, slot, at: now)
        } catch {
            sendError(slot, error, re: head.key)
        }
    }

    private mutating func take(
        _ message: Span<UInt8>, _ head: MessageHead, _ kind: SocketKind, _ slot: Int,
        at now: Instant
    ) throws(Refusal) {
        let id = sessions[slot].id
        switch kind {
        case .runner:
            try takeRunnerMessage(message, head, slot, at: now)
        case .customer:
            let decoded = try CustomerMessage.decode(message, head: head)
            append(.customer(id, head.key, decoded), head, id)
        case .dispatcher:
            let decoded = try DispatcherMessage.decode(
                message, head: head, datum: sessions[slot].datum)
            append(
                .dispatcher(id, head.key, decoded, requestHash: requestHash(message)), head, id)
        }
    }

    /// The hot path: one fix in one message. False if the message is something else.
    private mutating func takeFix(
        _ message: Span<UInt8>, _ slot: Int, at now: Instant
    ) -> Bool {
        let id = sessions[slot].id
        do throws(Refusal) {
            guard let fix = try FixScanner.scanFix(message, datum: sessions[slot].datum) else {
                return false
            }
            let isTaken = isInBudget(slot, at: now)
            inbound.append(isTaken ? .fix(id, fix) : .fixDropped(id, .rateLimited))
        } catch {
            if error.code == .outOfRange { inbound.append(.fixDropped(id, .outOfRange)) }
            sendError(slot, error, re: MessageHead.read(message).key)
        }
        return true
    }

    private mutating func isInBudget(_ slot: Int, at now: Instant) -> Bool {
        sessions[slot].fixBudget.take(perSecond: settings.fixesPerSecondMax, at: now)
    }

    private mutating func takeRunnerMessage(
        _ message: Span<UInt8>, _ head: MessageHead, _ slot: Int, at now: Instant
    ) throws(Refusal) {
        let (id, datum) = (sessions[slot].id, sessions[slot].datum)
        if head.type == "fixes" {
            var fixes: [Fix] = []
            var counts = FixCounts()
            _ = try FixScanner.scanFixes(
                message, datum: datum, max: settings.fixesBatchMax, into: &fixes, drops: &counts)
            if !isInBudget(slot, at: now) {
                counts[.rateLimited] += fixes.count
                fixes = []
            }
            append(.fixes(id, fixes, counts), head, id)
            return
        }
        let decoded = try RunnerMessage.decode(message, head: head, datum: datum)
        append(.runner(id, head.key, decoded, requestHash: requestHash(message)), head, id)
    }

    private func requestHash(_ message: Span<UInt8>) -> UInt64 {
        var hash = StableHash()
        for index in message.indices { hash.add(message[index]) }
        return hash.value
    }

    /// A message that names its sender waits for Core to look at the names.
    private mutating func append(
        _ message: InboundMessage, _ head: MessageHead, _ id: ConnectionID
    ) {
        inbound.append(
            head.claims.isEmpty ? message : .claimed(id, head.key, head.claims, message))
    }

    mutating func sendError(_ slot: Int, _ refusal: Refusal, re key: MessageKey?) {
        counters.messagesRefused += 1
        writer.removeAll()
        writer.writeSocketError(refusal, re: key)
        sendWritten(slot)
    }
}
