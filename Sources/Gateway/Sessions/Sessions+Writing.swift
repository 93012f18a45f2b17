// The way out: messages into outboxes, and once a turn what may leave of each outbox as one write.

internal import Basics
internal import Engine
internal import Geo
internal import HTTP
internal import Journal
internal import WebSocket
internal import Wire

extension Sessions {
    mutating func markDirty(_ slot: Int) {
        guard !sessions[slot].isDirty else { return }
        sessions[slot].isDirty = true
        dirty.append(UInt32(slot))
    }

    /// The connection's outbox, which it gets if it has none.
    private mutating func outbox(_ slot: Int) -> OutboxPlace {
        if let place = sessions[slot].outbox { return place }
        let place = outboxes.take()
        sessions[slot].outbox = place
        return place
    }

    /// Puts bytes into the reliable lane. A reader that lets too much wait is closed with 4008.
    mutating func enqueue(
        _ slot: Int, after: JournalPosition, _ write: (inout [UInt8]) -> Void
    ) {
        let place = outbox(slot)
        outboxes[place].append(after: after, write)
        markDirty(slot)
        // A retry with the same key gets what the disk held back: nothing is lost by closing.
        if sessions[slot].isCongested || sessions[slot].isGated, sessions[slot].takesMessages,
            outboxes[place].waitingBytes > settings.outboxBytesMax
        {
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

    /// Says goodbye: nothing more is read, and the connection closes when the frame has left. A stream
    /// has no words for the reason; its body is complete.
    mutating func hangUp(_ slot: Int, _ code: CloseCode, reason: String) {
        let session = sessions[slot]
        guard session.takesMessages else { return }
        sessions[slot].stage = .closing
        sessions[slot].closesWhenFlushed = true
        let place = outbox(slot)
        outboxes[place].clearPositions()
        outboxes[place].append(after: .none) { bytes in
            if session.stage == .socket {
                FrameWriter.writeClose(code, reason: reason, into: &bytes)
            } else if session.isChunked {
                ResponseWriter.writeLastChunk(into: &bytes)
            }
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
                guard let slot = slot(id), sessions[slot].stage == .socket else { continue }
                send(slot, batch.bytes, range, after: after)
            case .answer(let exchange, let head, let range, let after):
                answer(
                    exchange, batch.heads[head], Array(batch.bytes[range]), after: after, at: now)
            case .event(let id, let label, let range, let after):
                guard let slot = slot(id) else { continue }
                tell(slot, label, batch.bytes, range, after: after)
            case .stream(let exchange):
                openStream(exchange, at: now, into: &effects)
            case .released(let id):
                guard let slot = slot(id), sessions[slot].stage == .stream else { continue }
                hangUp(slot, .normal, reason: "")
            case .upgrade(let exchange, let kind):
                upgrade(exchange, to: kind, at: now)
            case .position(let id, let place):
                guard let slot = slot(id), sessions[slot].takesMessages else { continue }
                put(batch.positions[place], slot)
            case .purge(let id, let order):
                guard let slot = slot(id), let place = sessions[slot].outbox else { continue }
                outboxes[place].purge(order)
            case .replaced(let id):
                guard let slot = slot(id) else { continue }
                hangUp(slot, .replaced, reason: "replaced by a newer session")
            }
        }
    }

    private mutating func put(_ position: PositionUpdate, _ slot: Int) {
        let place = outbox(slot)
        if outboxes[place].put(position) { counters.positionsConflated += 1 }
        markDirty(slot)
    }

    /// The journal is on disk up to `position`: what waited for it may leave.
    mutating func synced(upTo position: JournalPosition) {
        synced = position
        for index in gated.indices {
            let slot = Int(gated[index])
            sessions[slot].isGated = false
            if isLive(slot) { markDirty(slot) }
        }
        gated.removeAll(keepingCapacity: true)
    }

    /// How long a connection that is being closed may take to read what waits for it.
    private static let goodbyeTime = Milliseconds.seconds(5)

    // MARK: Once a turn

    /// Writes what may leave, one write a connection.
    mutating func flush(at now: Instant, into effects: inout Effects) {
        guard !dirty.isEmpty else { return }
        for index in dirty.indices {
            let slot = Int(dirty[index])
            sessions[slot].isDirty = false
            if isLive(slot) { flush(slot, at: now, into: &effects) }
        }
        dirty.removeAll(keepingCapacity: true)
        written = nil
    }

    private mutating func flush(_ slot: Int, at now: Instant, into effects: inout Effects) {
        guard !sessions[slot].isCongested else {
            // A peer that never reads does not get its goodbye, and is not waited for.
            if sessions[slot].stage == .closing {
                effects.deadlines.append((sessions[slot].id, Sessions.goodbyeTime))
            }
            return
        }
        guard let place = sessions[slot].outbox else {
            if mayClose(slot) { effects.closes.append(sessions[slot].id) }
            return
        }
        let start = effects.bytes.count
        if outboxes[place].take(syncedUpTo: synced, into: &effects.bytes) {
            writePositions(slot, place, at: now, into: &effects)
            outboxes.giveBack(place)
            sessions[slot].outbox = nil
            resumeLater(slot)
            if mayClose(slot) { effects.closes.append(sessions[slot].id) }
        } else if !sessions[slot].isGated {
            sessions[slot].isGated = true
            gated.append(UInt32(slot))
        }
        if effects.bytes.count > start {
            effects.writes.append(
                Write(connection: sessions[slot].id, range: start..<effects.bytes.count))
        }
    }

    /// Requests that waited for their answers' room are taken up in the next turn.
    private mutating func resumeLater(_ slot: Int) {
        guard let id = sessions[slot].request, requests[id]?.input.isEmpty == false else { return }
        resumable.append(sessions[slot].id)
    }

    /// Its last word has been said: no request is in hand.
    private func mayClose(_ slot: Int) -> Bool {
        sessions[slot].closesWhenFlushed && !isAnswering(slot)
    }

    private mutating func writePositions(
        _ slot: Int, _ place: OutboxPlace, at now: Instant, into effects: inout Effects
    ) {
        for index in outboxes[place].positions.indices {
            let position = outboxes[place].positions[index]
            write(position, in: sessions[slot].datum, at: now)
            frameWritten(slot, into: &effects.bytes)
            counters.positionsOut += 1
            counters.delivery.record(Int(max(0, (now - position.receivedAt).count)) * 1_000)
        }
        outboxes[place].clearPositions()
    }

    /// Appends the position that `writer` holds as its reader takes it.
    private func frameWritten(_ slot: Int, into bytes: inout [UInt8]) {
        if sessions[slot].stage == .stream {
            let data = writer.bytes
            Sessions.writeChunk(sessions[slot].isChunked, into: &bytes) {
                EventStream.write(event: "position", data: data.span, into: &$0)
            }
        } else {
            FrameWriter.writeHeader(.text, payloadBytes: writer.byteCount, into: &bytes)
            bytes.append(contentsOf: writer.bytes)
        }
    }

    /// Makes `writer` hold the position; nothing else is written in there until the flush is over.
    private mutating func write(_ position: PositionUpdate, in datum: Datum, at now: Instant) {
        if let written, written.position == position, written.datum == datum { return }
        writer.removeAll()
        writer.writePosition(position, sentAt: now, datum: datum)
        written = (position, datum)
    }
}

extension CloseCode {
    static let slow = CloseCode(rawValue: 4_008)
    static let replaced = CloseCode(rawValue: 4_009)
    static let draining = CloseCode(rawValue: 4_014)
}
