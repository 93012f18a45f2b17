// The push port's connections: a few, kept alive, one push on each at a time. It belongs to the owner
// of the loop, who hands over the events of its connections and calls `pump` once a turn.

internal import Basics
internal import EventLoop
internal import Gateway
internal import HTTP
internal import Journal

/// The signed webhook.
struct PushPort {
    private let url: PushURL
    private let signer: PushSigner
    private let settings: ServerSettings.Push
    private var schedule: PushSchedule
    private var lines: [PushLine] = []
    private var output: [UInt8] = []
    /// Why the last try failed; `nil` once one has not.
    private(set) var trouble: String?

    /// A port to that address.
    init(url: PushURL, signer: PushSigner, settings: ServerSettings.Push) {
        self.url = url
        self.signer = signer
        self.settings = settings
        schedule = PushSchedule(countMax: settings.queueMax, firstWait: settings.retryMs)
    }

    /// What became of the pushes.
    var counters: PushCounters { schedule.counters }
    /// How many wait or are under way.
    var waitingCount: Int { schedule.count }
    /// When `pump` has something to do by itself, in ms of the monotonic clock.
    var nextDue: Int64? { hasRoom ? schedule.nextDue : nil }

    private var hasRoom: Bool {
        lines.count < settings.connectionsMax || lines.contains { $0.stage == .idle }
    }

    /// Whether the connection is one of the port's. O(connections).
    func owns(_ connection: ConnectionID) -> Bool {
        lines.contains { $0.connection == connection }
    }

    /// Takes a message in; false if the queue is full.
    mutating func add(_ message: PushMessage, deadline: Int64) -> Bool {
        schedule.add(message, deadline: deadline)
    }

    /// Begins as many tries as there is room for. `wall` is the time that the signatures bear.
    mutating func pump(
        on loop: EventLoop, at now: Int64, wall: Instant, syncedUpTo synced: JournalPosition
    ) {
        while hasRoom, let job = schedule.take(at: now, syncedUpTo: synced) {
            if let idle = lines.firstIndex(where: { $0.stage == .idle }) {
                send(job, on: idle, loop, at: now, wall: wall)
            } else {
                dial(job, on: loop, at: now)
            }
        }
    }

    private mutating func dial(_ job: PushJob, on loop: EventLoop, at now: Int64) {
        do throws(LoopError) {
            let connection = try loop.connect(host: url.address.host, port: url.address.port)
            loop.setDeadline(connection, after: settings.timeoutMs)
            lines.append(PushLine(connection: connection, job: job))
        } catch {
            fail(job, "\(error)", at: now)
        }
    }

    private mutating func send(
        _ job: PushJob, on index: Int, _ loop: EventLoop, at now: Int64, wall: Instant
    ) {
        let message = job.message
        let fields: HeaderFields = [
            "Content-Type": "application/json", "User-Agent": "fleetfoot",
            "Fleetfoot-Event-Id": message.id, "Fleetfoot-Event": message.kind.name,
            "Fleetfoot-Timestamp": String(wall.millisecondsSinceEpoch),
            "Fleetfoot-Signature": signer.signature(timestamp: wall, body: message.body),
        ]
        output.removeAll(keepingCapacity: true)
        RequestWriter.write(
            .post, target: url.target, host: url.authority, fields: fields,
            body: message.body.span, into: &output)
        lines[index].stage = .busy
        lines[index].job = job
        let connection = lines[index].connection
        loop.setDeadline(connection, after: settings.timeoutMs)
        switch loop.write(output.span, to: connection) {
        case .written, .queued: break
        // Its end follows, and with it the next try.
        case .overflow, .gone: loop.close(connection)
        }
    }

    private mutating func fail(
        _ job: PushJob, _ reason: String, askedFor: Milliseconds = .zero, at now: Int64
    ) {
        trouble = reason
        schedule.retry(job, at: now, askedFor: askedFor)
    }
}

// MARK: Events

extension PushPort {
    /// A connection of the port is up.
    mutating func opened(
        _ connection: ConnectionID, on loop: EventLoop, at now: Int64, wall: Instant
    ) {
        guard let index = lines.firstIndex(where: { $0.connection == connection }),
            let job = lines[index].job
        else { return }
        send(job, on: index, loop, at: now, wall: wall)
    }

    /// A connection of the port has gone, or did not come up.
    mutating func closed(_ connection: ConnectionID, _ reason: String, at now: Int64) {
        guard let index = lines.firstIndex(where: { $0.connection == connection }) else { return }
        let line = lines.remove(at: index)
        guard let job = line.job else { return }
        // A receiver may close a connection that it has kept for long, just when it is used again.
        if line.isUsed, line.input.isEmpty {
            schedule.giveBack(job, at: now)
        } else {
            fail(job, reason, at: now)
        }
    }

    /// Bytes came on a connection of the port.
    mutating func received(
        _ bytes: Span<UInt8>, on connection: ConnectionID, loop: EventLoop, at now: Int64
    ) {
        guard let index = lines.firstIndex(where: { $0.connection == connection }) else { return }
        for place in bytes.indices { lines[index].input.append(bytes[place]) }
        read(index, ended: false, loop, at: now)
    }

    /// The receiver will send no more on a connection of the port.
    mutating func ended(_ connection: ConnectionID, loop: EventLoop, at now: Int64) {
        guard let index = lines.firstIndex(where: { $0.connection == connection }) else { return }
        if lines[index].job != nil, !lines[index].input.isEmpty {
            read(index, ended: true, loop, at: now)
        }
        loop.close(connection)
        if let index = lines.firstIndex(where: { $0.connection == connection }) {
            lines[index].stage = .leaving
        }
    }

    /// Lets go of the connections that carry nothing, and of what was not begun.
    mutating func leave(on loop: EventLoop) {
        for index in lines.indices where lines[index].stage == .idle {
            lines[index].stage = .leaving
            loop.close(lines[index].connection)
        }
    }

    private mutating func read(_ index: Int, ended: Bool, _ loop: EventLoop, at now: Int64) {
        let connection = lines[index].connection
        do throws(HTTPError) {
            while let response = try lines[index].next(ended: ended) {
                guard response.status >= 200 else { continue }
                take(response, on: index, at: now)
                guard response.keepAlive, !ended, lines[index].input.isEmpty else {
                    lines[index].stage = .leaving
                    loop.close(connection)
                    return
                }
                lines[index].stage = .idle
                loop.setDeadline(connection, after: nil)
            }
        } catch {
            loop.close(connection)
        }
    }

    private mutating func take(_ response: Response, on index: Int, at now: Int64) {
        guard let job = lines[index].job else { return }
        lines[index].job = nil
        lines[index].isUsed = true
        if (200..<300).contains(response.status) {
            schedule.finish(job)
            trouble = nil
        } else {
            let seconds = response.fields["retry-after"].flatMap { Int64($0) } ?? 0
            fail(
                job, "status \(response.status)",
                askedFor: .seconds(min(max(0, seconds), 86_400)), at: now)
        }
    }
}

/// One connection, and the push on it.
private struct PushLine {
    enum Stage {
        case dialing
        case busy
        case idle
        /// Its end follows.
        case leaving
    }

    let connection: ConnectionID
    var stage = Stage.dialing
    var job: PushJob?
    /// It has carried a push before.
    var isUsed = false
    var input: [UInt8] = []
    private var parser = ResponseParser(limits: HTTPLimits(bodyBytesMax: 65_536))

    init(connection: ConnectionID, job: PushJob) {
        self.connection = connection
        self.job = job
    }

    /// The next whole answer; bytes that answer nothing are an error.
    mutating func next(ended: Bool) throws(HTTPError) -> Response? {
        guard !input.isEmpty else { return nil }
        guard job != nil else { throw .badStatusLine }
        let bytes = input
        guard let response = try parser.read(bytes.span, answering: .post, ended: ended) else {
            return nil
        }
        input.removeFirst(response.consumed)
        return response
    }
}
