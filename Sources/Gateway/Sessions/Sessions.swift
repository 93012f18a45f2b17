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
    var sessions: [Session?] = []
    var requests = Slab<RequestState>()
    var outboxes = Slab<Outbox>()
    /// Connections that may have something to write, in the order in which they came to it.
    var dirty: [UInt32] = []
    /// Connections whose reliable lane waits for the journal.
    var gated: [UInt32] = []
    /// Sockets in the order of their next ping.
    var pings = Queue<(connection: ConnectionID, due: Instant)>()
    var perAddress: [UInt64: Int] = [:]
    var inbound: [Inbound] = []
    var scratch: [UInt8] = []
    var writer = JSONWriter()
    var synced = JournalPosition.none
    var counters = SessionCounters()
    let files: [String: StaticFile]
    /// Positions of one turn that are the same for several readers are written once.
    var lastPosition: (update: PositionUpdate, datum: Datum, frame: [UInt8])?

    init(settings: GatewaySettings) {
        self.settings = settings
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
    var outboxBytesMost: Int {
        var most = 0
        outboxes.forEach { most = max(most, $1.waitingBytes) }
        return most
    }

    /// The slot of a live connection.
    func slot(_ id: ConnectionID) -> Int? {
        let slot = Int(id.index)
        guard slot < sessions.count, sessions[slot]?.id == id else { return nil }
        return slot
    }

    /// Changes a live session where it stands.
    mutating func change<Value>(
        _ slot: Int, _ body: (inout Session) -> Value
    ) -> Value {
        guard let value = sessions[slot]?.change(body) else {
            preconditionFailure("a slot is asked for first")
        }
        return value
    }

    /// The live session in a slot.
    func session(_ slot: Int) -> Session {
        guard let session = sessions[slot] else {
            preconditionFailure("a slot is asked for first")
        }
        return session
    }

    // MARK: Opening and closing

    mutating func opened(
        _ id: ConnectionID, address: UInt64, at now: Instant, into effects: inout Effects
    ) {
        let slot = Int(id.index)
        while sessions.count <= slot { sessions.append(nil) }
        precondition(sessions[slot] == nil, "a connection is closed before its slot is used again")
        sessions[slot] = Session(
            id: id, address: address, heardAt: now,
            reader: FrameReader(
                role: .server, frameBytesMax: settings.messageBytesMax,
                messageBytesMax: settings.messageBytesMax),
            fixBudget: TokenBucket(capacity: settings.fixesPerSecondMax, at: now))
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

    private mutating func refuse(_ slot: Int, _ detail: String, at now: Instant) {
        counters.connectionsRefused += 1
        refuseHTTP(slot, status: 503, code: "overloaded", detail, at: now)
    }

    /// The peer has sent its FIN. A request in hand is still answered; a socket is over.
    mutating func ended(_ id: ConnectionID) {
        guard let slot = slot(id) else { return }
        let session = session(slot)
        let isAnswering = session.request.flatMap { requests[$0]?.pending } != nil
        change(slot) { $0.closesWhenFlushed = true }
        if !isAnswering {
            change(slot) { $0.stage = .closing }
            markDirty(slot)
        }
    }

    mutating func closed(_ id: ConnectionID) {
        guard let slot = slot(id), let session = sessions[slot] else { return }
        if let request = session.request {
            if let pending = requests[request]?.pending {
                inbound.append(.abandoned(pending.exchange))
            }
            requests.remove(request)
        }
        if let outbox = session.outbox { outboxes.remove(outbox) }
        if session.stage != .http || session.request == nil {
            inbound.append(.disconnected(id))
        }
        if let number = perAddress[session.address] {
            perAddress[session.address] = number > 1 ? number - 1 : nil
        }
        sessions[slot] = nil
        count -= 1
        counters.connectionsClosed += 1
    }

    /// The shell could not write all: it tells when it has.
    mutating func congested(_ id: ConnectionID) {
        guard let slot = slot(id) else { return }
        change(slot) { $0.isCongested = true }
    }

    mutating func writable(_ id: ConnectionID) {
        guard let slot = slot(id) else { return }
        change(slot) { $0.isCongested = false }
        markDirty(slot)
        if session(slot).request != nil { resumable.append(id) }
    }

    // MARK: Time

    /// Pings silent sockets and closes dead ones.
    mutating func advance(to now: Instant, into effects: inout Effects) {
        while let next = pings.first, next.due <= now {
            pings.removeFirst()
            guard let slot = slot(next.connection) else { continue }
            let session = session(slot)
            guard session.stage == .socket else { continue }
            let silence = now - session.heardAt
            if silence < settings.pingInterval {
                pings.append((next.connection, session.heardAt + settings.pingInterval))
            } else if session.wasPinged {
                counters.socketsDead += 1
                effects.closes.append(next.connection)
            } else {
                change(slot) { $0.wasPinged = true }
                enqueue(slot, after: .none) { bytes in
                    let nothing: [UInt8] = []
                    FrameWriter.write(.ping, nothing.span, into: &bytes)
                }
                pings.append((next.connection, now + settings.pingInterval))
            }
        }
    }

    /// When `advance` has something to do next.
    var nextDeadline: Instant? { pings.first?.due }

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
            guard let session = sessions[slot] else { continue }
            switch session.stage {
            case .socket:
                hangUp(slot, .draining, reason: "{\"retryAfterMs\":1000}")
            case .http:
                let isAnswering = session.request.flatMap { requests[$0]?.pending } != nil
                change(slot) { $0.closesWhenFlushed = true }
                if !isAnswering { markDirty(slot) }
            case .closing:
                break
            }
        }
    }
}

extension Session {
    /// Lets `body` change the session where it stands, without a copy.
    mutating func change<Value>(_ body: (inout Session) -> Value) -> Value { body(&self) }
}
