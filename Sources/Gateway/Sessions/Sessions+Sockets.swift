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
        let stage = change(slot) { session in
            session.heardAt = now
            session.wasPinged = false
            return session.stage
        }
        switch stage {
        case .http: receivedHTTP(bytes, slot, at: now, into: &effects)
        case .socket: receivedFrames(bytes, slot, at: now, into: &effects)
        case .closing: break
        }
    }

    mutating func receivedFrames(
        _ bytes: Span<UInt8>, _ slot: Int, at now: Instant, into effects: inout Effects
    ) {
        var offset = 0
        // Taken out for the loop, so that what a message leads to may use the scratch of the next.
        var buffer = scratch
        scratch = []
        defer { scratch = buffer }
        do throws(FrameError) {
            while let event = try nextEvent(bytes, &offset, slot, &buffer) {
                handle(event, buffer.span, slot, at: now)
                guard sessions[slot]?.stage == .socket else { return }
            }
        } catch {
            counters.framesRefused += 1
            hangUp(slot, error.closeCode, reason: error.sentence)
        }
    }

    private mutating func nextEvent(
        _ bytes: Span<UInt8>, _ offset: inout Int, _ slot: Int, _ buffer: inout [UInt8]
    ) throws(FrameError) -> FrameEvent? {
        guard sessions[slot] != nil else { return nil }
        return try sessions[slot]?.reader.next(bytes, at: &offset, into: &buffer)
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
        guard let (id, kind, datum) = sessions[slot].map({ ($0.id, $0.kind, $0.datum) }) else {
            return
        }
        if kind == .runner, takeFix(message, slot, id, datum, at: now) { return }
        let head = MessageHead.read(message)
        do throws(Refusal) {
            switch kind {
            case .runner:
                try takeRunnerMessage(message, head, slot, id, datum, at: now)
            case .customer:
                let decoded = try CustomerMessage.decode(message, head: head)
                inbound.append(.customer(id, head.key, decoded))
            case .dispatcher:
                let decoded = try DispatcherMessage.decode(message, head: head, datum: datum)
                inbound.append(.dispatcher(id, head.key, decoded))
            }
        } catch {
            sendError(slot, error, re: head.key)
        }
    }

    /// The hot path: one fix in one message. False if the message is something else.
    private mutating func takeFix(
        _ message: Span<UInt8>, _ slot: Int, _ id: ConnectionID, _ datum: Datum, at now: Instant
    ) -> Bool {
        do throws(Refusal) {
            guard let fix = try FixScanner.scanFix(message, datum: datum) else { return false }
            let perSecond = settings.fixesPerSecondMax
            let isInBudget =
                sessions[slot]?.fixBudget.take(perSecond: perSecond, at: now) ?? false
            inbound.append(isInBudget ? .fix(id, fix) : .fixDropped(id, .rateLimited))
        } catch {
            if error.code == .outOfRange { inbound.append(.fixDropped(id, .outOfRange)) }
            sendError(slot, error, re: nil)
        }
        return true
    }

    private mutating func takeRunnerMessage(
        _ message: Span<UInt8>, _ head: MessageHead, _ slot: Int, _ id: ConnectionID,
        _ datum: Datum, at now: Instant
    ) throws(Refusal) {
        if head.type == "fixes" {
            var fixes: [Fix] = []
            var counts = FixCounts()
            _ = try FixScanner.scanFixes(
                message, datum: datum, max: settings.fixesBatchMax, into: &fixes, drops: &counts)
            let perSecond = settings.fixesPerSecondMax
            let isInBudget =
                sessions[slot]?.fixBudget.take(perSecond: perSecond, at: now) ?? false
            if !isInBudget {
                counts[.rateLimited] += fixes.count
                fixes = []
            }
            inbound.append(.fixes(id, fixes, counts))
            return
        }
        let decoded = try RunnerMessage.decode(message, head: head, datum: datum)
        var hash = StableHash()
        for index in message.indices { hash.add(message[index]) }
        inbound.append(.runner(id, head.key, decoded, requestHash: hash.value))
    }

    mutating func sendError(_ slot: Int, _ refusal: Refusal, re key: MessageKey?) {
        counters.messagesRefused += 1
        writer.removeAll()
        writer.writeSocketError(refusal, re: key)
        sendWritten(slot)
    }
}
