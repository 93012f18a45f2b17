// Event streams: the answer to a request that never ends by itself. They lie in the same outboxes as
// sockets, under the same bounds; only the bytes around the JSON are others.

internal import Basics
internal import HTTP
internal import Journal
internal import WebSocket

extension Sessions {
    /// Turns the exchange's answer into an event stream. The connection serves nothing else after it.
    mutating func openStream(
        _ exchange: ExchangeID, at now: Instant, into effects: inout Effects
    ) {
        guard let pending = pending(exchange), let slot = slot(exchange.connection),
            let id = sessions[slot].request
        else { return }
        let isChunked = pending.request.version == .http11
        let head = ResponseHead(
            status: 200,
            // What lies between shall hand every event on at once.
            fields: [
                "Content-Type": EventStream.contentType, "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            ],
            date: HTTPDate.text(of: now), keepAlive: false)
        let retry = settings.streamRetry.count
        requests.remove(id)
        sessions[slot].request = nil
        sessions[slot].stage = .stream
        sessions[slot].isChunked = isChunked
        sessions[slot].wasPinged = false
        enqueue(slot, after: .none) { bytes in
            if isChunked {
                ResponseWriter.writeChunkedHead(head, into: &bytes)
            } else {
                ResponseWriter.writeUnboundedHead(head, into: &bytes)
            }
        }
        enqueueChunk(slot, after: .none) {
            EventStream.write(retryMilliseconds: retry, into: &$0)
        }
        counters.count(status: 200)
        counters.streamsOpened += 1
        heartbeats.append((exchange.connection, now + settings.streamHeartbeat))
        keepOpen(slot, into: &effects)
    }

    /// Tells a follower a line of an order's story, as its connection takes it.
    mutating func tell(
        _ slot: Int, _ label: EventLabel, _ bytes: [UInt8], _ range: Range<Int>,
        after: JournalPosition
    ) {
        switch sessions[slot].stage {
        case .socket:
            send(slot, bytes, range, after: after)
        case .stream:
            enqueueChunk(slot, after: after) { output in
                EventStream.write(
                    event: label.name, id: label.sequence,
                    data: bytes.span.extracting(range), into: &output)
            }
            counters.messagesOut += 1
        case .http, .closing, .vacant:
            break
        }
    }

    /// Sends heartbeats to streams. One whose last heartbeat the kernel still holds back is dead.
    mutating func beat(at now: Instant, into effects: inout Effects) {
        while let next = heartbeats.first, next.due <= now {
            heartbeats.removeFirst()
            guard let slot = slot(next.connection), sessions[slot].stage == .stream else {
                continue
            }
            if sessions[slot].wasPinged, sessions[slot].isCongested {
                counters.socketsDead += 1
                effects.closes.append(next.connection)
                continue
            }
            sessions[slot].wasPinged = sessions[slot].isCongested
            enqueueChunk(slot, after: .none) { EventStream.writeHeartbeat(into: &$0) }
            heartbeats.append((next.connection, now + settings.streamHeartbeat))
            keepOpen(slot, into: &effects)
        }
    }

    /// Nothing comes from a stream's reader: the shell shall not take its silence for its end.
    private func keepOpen(_ slot: Int, into effects: inout Effects) {
        let span = Milliseconds(settings.streamHeartbeat.count * 3)
        effects.deadlines.append((sessions[slot].id, span))
    }

    private mutating func enqueueChunk(
        _ slot: Int, after: JournalPosition, _ write: (inout [UInt8]) -> Void
    ) {
        let isChunked = sessions[slot].isChunked
        enqueue(slot, after: after) { Sessions.writeChunk(isChunked, into: &$0, write) }
    }

    /// Appends what `write` appends, as a part of the stream's body.
    static func writeChunk(
        _ isChunked: Bool, into bytes: inout [UInt8], _ write: (inout [UInt8]) -> Void
    ) {
        if isChunked {
            ResponseWriter.writeChunk(into: &bytes, write)
        } else {
            write(&bytes)
        }
    }
}
