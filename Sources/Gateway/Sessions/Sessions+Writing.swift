// The way out: messages into outboxes, and once a turn what may leave of each outbox as one write.

internal import Basics
internal import Engine
internal import HTTP
internal import Journal
internal import WebSocket
internal import Wire

extension Sessions {
    mutating func markDirty(_ slot: Int) {
        let isNew = change(slot) { session in
            defer { session.isDirty = true }
            return !session.isDirty
        }
        if isNew { dirty.append(UInt32(slot)) }
    }

    /// Changes the connection's outbox, which it gets if it has none.
    private mutating func withOutbox<Value>(
        _ slot: Int, _ body: (inout Outbox) -> Value
    ) -> Value {
        let id: SlabID
        if let present = session(slot).outbox {
            id = present
        } else {
            id = outboxes.insert(Outbox())
            change(slot) { $0.outbox = id }
        }
        guard let value = outboxes[id]?.change(body) else {
            preconditionFailure("a session names an outbox that exists")
        }
        return value
    }

    /// Puts bytes into the reliable lane. A reader that lets too much wait is closed with 4008.
    mutating func enqueue(
        _ slot: Int, after: JournalPosition, _ write: (inout [UInt8]) -> Void
    ) {
        let waiting = withOutbox(slot) { outbox in
            outbox.append(after: after, write)
            return outbox.waitingBytes
        }
        markDirty(slot)
        let session = session(slot)
        if session.stage == .socket, waiting > settings.outboxBytesMax, session.isCongested {
            counters.slowReaders += 1
            hangUp(slot, .slow, reason: "{\"retryAfterMs\":1000}")
        }
    }

    /// Sends a text message whose bytes are `range` of `bytes`.
    mutating func send(
        _ slot: Int, _ bytes: [UInt8], _ range: Range<Int>, after: JournalPosition
    ) {
        enqueue(slot, after: after) { output in
            FrameWriter.writeHeader(.text, payloadBytes: range.count, into: &output)
            output.append(contentsOf: bytes[range])
        }
        counters.messagesOut += 1
    }

    /// Sends what stands in `writer`.
    mutating func sendWritten(_ slot: Int) {
        let bytes = writer.takeBytes()
        send(slot, bytes, 0..<bytes.count, after: .none)
    }

    /// Says goodbye: nothing more is read, and the connection closes when the frame has left.
    mutating func hangUp(_ slot: Int, _ code: CloseCode, reason: String) {
        guard session(slot).stage == .socket else { return }
        change(slot) {
            $0.stage = .closing
            $0.closesWhenFlushed = true
        }
        withOutbox(slot) { outbox in
            outbox.clearPositions()
            outbox.append(after: .none) { FrameWriter.writeClose(code, reason: reason, into: &$0) }
        }
        markDirty(slot)
    }

    // MARK: From Core

    /// Takes over what Core made of a batch.
    mutating func deliver(
        _ batch: borrowing OutboundBatch, at now: Instant, into effects: inout Effects
    ) {
        for item in batch.items {
            switch item {
            case .message(let id, let range, let after):
                guard let slot = slot(id), session(slot).stage == .socket else { continue }
                send(slot, batch.bytes, range, after: after)
            case .answer(let exchange, let head, let range, let after):
                answer(exchange, head, Array(batch.bytes[range]), after: after, at: now)
            case .upgrade(let exchange, let kind):
                upgrade(exchange, to: kind, at: now, into: &effects)
            case .position(let id, let position):
                guard let slot = slot(id), session(slot).stage == .socket else { continue }
                if withOutbox(slot, { $0.put(position) }) { counters.positionsConflated += 1 }
                markDirty(slot)
            case .purge(let id, let order):
                guard let slot = slot(id), session(slot).outbox != nil else { continue }
                withOutbox(slot) { $0.purge(order) }
            case .hangUp(let id, let code, let reason):
                guard let slot = slot(id) else { continue }
                hangUp(slot, CloseCode(rawValue: code), reason: reason)
            }
        }
    }

    /// The journal is on disk up to `position`: what waited for it may leave.
    mutating func synced(upTo position: JournalPosition) {
        synced = position
        for slot in gated.map(Int.init) where sessions[slot] != nil {
            change(slot) { $0.isGated = false }
            markDirty(slot)
        }
        gated.removeAll(keepingCapacity: true)
    }

    // MARK: Once a turn

    /// Writes what may leave, one write a connection.
    mutating func flush(at now: Instant, into effects: inout Effects) {
        var index = 0
        while index < dirty.count {
            let slot = Int(dirty[index])
            index += 1
            guard sessions[slot] != nil else { continue }
            change(slot) { $0.isDirty = false }
            flush(slot, at: now, into: &effects)
        }
        dirty.removeAll(keepingCapacity: true)
        lastPosition = nil
    }

    private mutating func flush(_ slot: Int, at now: Instant, into effects: inout Effects) {
        let session = session(slot)
        guard !session.isCongested else { return }
        guard let id = session.outbox else {
            if mayClose(session) { effects.closes.append(session.id) }
            return
        }
        let start = effects.bytes.count
        let synced = synced
        let isReliableEmpty =
            outboxes[id]?.change { $0.take(syncedUpTo: synced, into: &effects.bytes) } ?? true
        if isReliableEmpty {
            writePositions(session, id, at: now, into: &effects)
        } else if !session.isGated {
            change(slot) { $0.isGated = true }
            gated.append(UInt32(slot))
        }
        if effects.bytes.count > start {
            effects.writes.append(
                Write(connection: session.id, range: start..<effects.bytes.count))
        }
        if isReliableEmpty, mayClose(session) { effects.closes.append(session.id) }
        if isReliableEmpty, session.stage == .http { dropOutbox(slot, id) }
    }

    /// Its last word has been said: no request is in hand.
    private func mayClose(_ session: Session) -> Bool {
        session.closesWhenFlushed && session.request.flatMap { requests[$0]?.pending } == nil
    }

    private mutating func dropOutbox(_ slot: Int, _ id: SlabID) {
        outboxes.remove(id)
        change(slot) { $0.outbox = nil }
    }

    private mutating func writePositions(
        _ session: Session, _ id: SlabID, at now: Instant, into effects: inout Effects
    ) {
        guard let positions = outboxes[id]?.positions, !positions.isEmpty else { return }
        for position in positions {
            if let last = lastPosition, last.update == position, last.datum == session.datum {
                effects.bytes.append(contentsOf: last.frame)
            } else {
                let start = effects.bytes.count
                writer.removeAll()
                writer.writePosition(position, sentAt: now, datum: session.datum)
                FrameWriter.writeHeader(
                    .text, payloadBytes: writer.byteCount, into: &effects.bytes)
                effects.bytes.append(contentsOf: writer.bytes)
                remember(position, session, effects.bytes[start...])
            }
            counters.positionsOut += 1
            counters.delivery.record(Int(max(0, (now - position.receivedAt).count)) * 1_000)
        }
        outboxes[id]?.clearPositions()
    }

    private mutating func remember(
        _ position: PositionUpdate, _ session: Session, _ frame: ArraySlice<UInt8>
    ) {
        var bytes = lastPosition?.frame ?? []
        lastPosition = nil
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: frame)
        lastPosition = (position, session.datum, bytes)
    }
}

extension Outbox {
    /// Lets `body` change the outbox where it stands, without a copy.
    mutating func change<Value>(_ body: (inout Outbox) -> Value) -> Value { body(&self) }
}

extension CloseCode {
    static let tokenBad = CloseCode(rawValue: 4_001)
    static let tokenExpired = CloseCode(rawValue: 4_002)
    static let slow = CloseCode(rawValue: 4_008)
    static let replaced = CloseCode(rawValue: 4_009)
    static let draining = CloseCode(rawValue: 4_014)
}
