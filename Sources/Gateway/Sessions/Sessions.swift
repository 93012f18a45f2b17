// All connections of one loop: who they are, what they may, what waits for them. Sessions turns bytes
// into values for Core and Core's values into bytes; it knows no order and no runner.

internal import Basics
internal import Engine
internal import Geo
internal import HTTP
internal import Journal
internal import WebSocket
internal import Wire

/// The connections of one loop.
struct Sessions: ~Copyable {
    let settings: GatewaySettings
    /// By the index of their ids; a vacant slot waits for its next connection.
    var sessions: [Session] = []
    var requests = Slab<RequestState>()
    var outboxes = OutboxPool()
    /// Connections that may have something to write, in the order in which they came to it.
    var dirty: [UInt32] = []
    /// Connections whose reliable lane waits for the journal.
    var gated: [UInt32] = []
    /// Sockets in the order of their next ping.
    var pings = Queue<(connection: ConnectionID, due: Instant)>()
    /// Event streams in the order of their next heartbeat.
    var heartbeats = Queue<(connection: ConnectionID, due: Instant)>()
    var perAddress: [UInt64: Int] = [:]
    var inbound = InboundBatch()
    var scratch: [UInt8] = []
    var writer = JSONWriter()
    var synced = JournalPosition.none
    var counters = SessionCounters()
    let files: [String: StaticFile]
    let shareTokens: ShareTokens
    /// The position that stands in `writer`: one that several readers get is written once.
    var written: (position: PositionUpdate, datum: Datum)?

    init(settings: GatewaySettings) {
        self.settings = settings
        shareTokens = ShareTokens(secret: settings.secret)
        files = Dictionary(
            settings.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Connections whose last request was answered, or who read again: the next pipelined request may
    /// be taken up.
    var resumable: [ConnectionID] = []
    /// The journal has been read.
    var isReplayed = false
    /// Why no command is taken; empty if they are.
    var notReadyReason = "replaying"

    /// How many connections there are.
    private(set) var count = 0
    /// Whether commands are taken.
    var isReady: Bool { notReadyReason.isEmpty }
    /// The most bytes that wait in one reliable lane.
    var outboxBytesMost: Int { outboxes.waitingBytesMost }

    /// The slot of a live connection.
    func slot(_ id: ConnectionID) -> Int? {
        let slot = Int(id.index)
        guard slot < sessions.count, sessions[slot].id == id, isLive(slot) else { return nil }
        return slot
    }

    /// Whether the slot has a connection.
    func isLive(_ slot: Int) -> Bool { sessions[slot].stage != .vacant }

    /// Whether the connection's request in hand has no answer yet.
    func isAnswering(_ slot: Int) -> Bool {
        guard let request = sessions[slot].request else { return false }
        return requests[request]?.pending != nil
    }

    // MARK: Opening and closing

    mutating func opened(
        _ id: ConnectionID, address: UInt64, at now: Instant, into effects: inout Effects
    ) {
        let slot = Int(id.index)
        while sessions.count <= slot { sessions.append(newSession(id, at: now)) }
        precondition(!isLive(slot), "a connection is closed before its slot is used again")
        sessions[slot] = newSession(id, at: now)
        sessions[slot].address = address
        sessions[slot].stage = .http
        count += 1
        counters.connectionsOpened += 1
        perAddress[address, default: 0] += 1
        effects.deadlines.append((id, settings.handshakeTime))
        if count > settings.connectionsMax {
            refuse(slot, "at most \(settings.connectionsMax) connections", at: now)
        } else if perAddress[address, default: 0] > settings.connectionsPerAddressMax {
            refuse(
                slot, "at most \(settings.connectionsPerAddressMax) connections of one address",
                at: now)
        }
    }

    private func newSession(_ id: ConnectionID, at now: Instant) -> Session {
        Session(
            id: id, heardAt: now,
            reader: FrameReader(
                role: .server, frameBytesMax: settings.messageBytesMax,
                messageBytesMax: settings.messageBytesMax),
            fixBudget: TokenBucket(capacity: settings.fixesPerSecondMax, at: now))
    }

    private mutating func refuse(_ slot: Int, _ detail: String, at now: Instant) {
        counters.connectionsRefused += 1
        refuseHTTP(slot, status: 503, code: "overloaded", detail, at: now)
    }

    /// The peer has sent its FIN. A request in hand is still answered; a socket is over.
    mutating func ended(_ id: ConnectionID) {
        guard let slot = slot(id) else { return }
        sessions[slot].closesWhenFlushed = true
        if !isAnswering(slot) {
            sessions[slot].stage = .closing
            markDirty(slot)
        }
    }

    mutating func closed(_ id: ConnectionID) {
        guard let slot = slot(id) else { return }
        let session = sessions[slot]
        if let request = session.request {
            if let pending = requests[request]?.pending {
                inbound.append(.abandoned(pending.exchange))
            }
            requests.remove(request)
        }
        if let outbox = session.outbox { outboxes.giveBack(outbox) }
        if session.stage != .http || session.request == nil {
            inbound.append(.disconnected(id))
        }
        if let number = perAddress[session.address] {
            perAddress[session.address] = number > 1 ? number - 1 : nil
        }
        sessions[slot] = newSession(id, at: session.heardAt)
        count -= 1
        counters.connectionsClosed += 1
    }

    /// The shell could not write all: it tells when it has.
    mutating func congested(_ id: ConnectionID) {
        guard let slot = slot(id) else { return }
        sessions[slot].isCongested = true
    }

    mutating func writable(_ id: ConnectionID) {
        guard let slot = slot(id) else { return }
        sessions[slot].isCongested = false
        markDirty(slot)
        if sessions[slot].request != nil { resumable.append(id) }
    }

    // MARK: Time

    /// Pings silent sockets, keeps streams warm and closes dead ones.
    mutating func advance(to now: Instant, into effects: inout Effects) {
        beat(at: now, into: &effects)
        while let next = pings.first, next.due <= now {
            pings.removeFirst()
            guard let slot = slot(next.connection), sessions[slot].stage == .socket else {
                continue
            }
            let heardAt = sessions[slot].heardAt
            if now - heardAt < settings.pingInterval {
                pings.append((next.connection, heardAt + settings.pingInterval))
            } else if sessions[slot].wasPinged {
                counters.socketsDead += 1
                effects.closes.append(next.connection)
            } else {
                sessions[slot].wasPinged = true
                enqueue(slot, after: .none) { bytes in
                    let nothing: [UInt8] = []
                    FrameWriter.write(.ping, nothing.span, into: &bytes)
                }
                pings.append((next.connection, now + settings.pingInterval))
            }
        }
    }

    /// When `advance` has something to do next.
    var nextDeadline: Instant? {
        guard let ping = pings.first?.due else { return heartbeats.first?.due }
        return heartbeats.first.map { min($0.due, ping) } ?? ping
    }

    /// Takes up the next pipelined request of connections that may go on.
    mutating func resume(at now: Instant, into effects: inout Effects) {
        guard !resumable.isEmpty else { return }
        let ready = resumable
        resumable.removeAll(keepingCapacity: true)
        for id in ready {
            guard let slot = slot(id) else { continue }
            pump(slot, at: now, into: &effects)
        }
    }

    /// Says goodbye to everybody.
    mutating func drain(at now: Instant, into effects: inout Effects) {
        for slot in sessions.indices {
            switch sessions[slot].stage {
            case .socket, .stream:
                hangUp(slot, .draining, reason: "{\"retryAfterMs\":1000}")
            case .http:
                sessions[slot].closesWhenFlushed = true
                if !isAnswering(slot) { markDirty(slot) }
            case .closing, .vacant:
                break
            }
        }
    }
}
