// Commands by the thousand before a run: registrations, orders, assignments. A few connections are kept
// alive and each carries several requests at once, so that the daemon can make them durable in batches.

public import Basics
public import EventLoop
public import HTTP

/// A request of anybody: the token stands with it, not with the connection.
public struct PoolRequest: Hashable, Sendable {
    /// What the caller calls it; it comes back with the answer.
    public var tag: Int
    /// The method.
    public var method: Method
    /// The percent-encoded path.
    public var target: String
    /// The bearer's token.
    public var token: String
    /// The idempotency key of a command, which makes it safe to send twice.
    public var key: String?
    /// The JSON body.
    public var body: [UInt8]
    var lossCount = 0

    /// A request.
    public init(
        tag: Int, _ method: Method, _ target: String, token: String, key: String? = nil,
        body: [UInt8] = []
    ) {
        self.tag = tag
        self.method = method
        self.target = target
        self.token = token
        self.key = key
        self.body = body
    }
}

/// What became of a request.
public struct PoolAnswer: Hashable, Sendable {
    /// The request's tag.
    public var tag: Int
    /// The status; 0 if the connection was lost again and again.
    public var status: Int
    /// The content.
    public var body: [UInt8]
}

/// A few keep-alive connections with a queue of requests before them. It belongs to the owner of the
/// loop, who hands over the events of the pool's connections and calls `pump` once a turn.
public struct RequestPool {
    /// A request is given up after it was lost so often.
    public static let lossesMax = 5
    /// How long to wait before a lost connection is opened again.
    public static let redialNanoseconds: UInt64 = 200_000_000

    private let address: DaemonAddress
    private let depth: Int
    private var lines: [PoolLine]
    private var waiting: [PoolRequest] = []
    /// Where the queue begins: taking from the front of an array would move all that follow.
    private var firstWaiting = 0
    private var deferred: [(request: PoolRequest, dueNanoseconds: UInt64)] = []
    private var output: [UInt8] = []
    private var redialAt: UInt64 = 0
    /// Why the last connection did not come up, until one does.
    public private(set) var failure: LoopError?
    /// How many answers asked to come back later.
    public private(set) var deferralCount = 0

    /// A pool of `lineCount` connections with at most `depth` requests on each.
    public init(address: DaemonAddress, lineCount: Int = 16, depth: Int = 8) {
        precondition(lineCount > 0 && depth > 0, "a pool has lines and depth")
        self.address = address
        self.depth = depth
        lines = (0..<lineCount).map { _ in PoolLine() }
    }

    /// How many requests have no final answer yet.
    public var pendingCount: Int {
        waiting.count - firstWaiting + deferred.count + lines.reduce(0) { $0 + $1.inFlight.count }
    }

    /// When `pump` has something to do although nothing happened.
    public var nextDueNanoseconds: UInt64? {
        let deferral = deferred.map(\.dueNanoseconds).min()
        guard firstWaiting < waiting.count, redialAt > 0 else { return deferral }
        return min(deferral ?? .max, redialAt)
    }

    /// Sends a request after those that wait.
    public mutating func enqueue(_ request: PoolRequest) {
        waiting.append(request)
    }

    /// Writes what there is room for, and opens connections for the rest. O(requests written).
    public mutating func pump(on loop: EventLoop, atNanoseconds now: UInt64) {
        takeDeferred(dueAt: now)
        guard firstWaiting < waiting.count else { return }
        for index in lines.indices where firstWaiting < waiting.count {
            switch lines[index].stage {
            case .up: fill(index, on: loop)
            case .down where now >= redialAt: dial(index, on: loop, at: now)
            case .down, .dialing: break
            }
        }
        if firstWaiting == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            firstWaiting = 0
        }
    }

    private mutating func takeDeferred(dueAt now: UInt64) {
        guard deferred.contains(where: { $0.dueNanoseconds <= now }) else { return }
        waiting += deferred.filter { $0.dueNanoseconds <= now }.map(\.request)
        deferred.removeAll { $0.dueNanoseconds <= now }
    }

    private mutating func dial(_ index: Int, on loop: EventLoop, at now: UInt64) {
        do throws(LoopError) {
            let connection = try loop.connect(
                host: address.host, port: address.port,
                from: address.source(ofConnection: index))
            lines[index] = PoolLine(connection: connection)
        } catch {
            failure = error
            redialAt = now + RequestPool.redialNanoseconds
        }
    }

    private mutating func fill(_ index: Int, on loop: EventLoop) {
        guard let connection = lines[index].connection else { return }
        output.removeAll(keepingCapacity: true)
        while lines[index].inFlight.count < depth, firstWaiting < waiting.count {
            let request = waiting[firstWaiting]
            firstWaiting += 1
            write(request)
            lines[index].inFlight.append(request)
        }
        guard !output.isEmpty else { return }
        switch loop.write(output.span, to: connection) {
        case .written, .queued, .gone: break
        // What was not taken is sent on the next connection.
        case .overflow: loop.close(connection)
        }
    }

    private mutating func write(_ request: PoolRequest) {
        var fields: HeaderFields = ["Authorization": "Bearer " + request.token]
        if let key = request.key { fields.append(name: "Idempotency-Key", value: key) }
        if !request.body.isEmpty {
            fields.append(name: "Content-Type", value: "application/json")
        }
        RequestWriter.write(
            request.method, target: request.target, host: address.authority, fields: fields,
            body: request.body.span, into: &output)
    }
}

// MARK: Events

extension RequestPool {
    /// Whether the connection is one of the pool's. O(lines).
    public func owns(_ connection: ConnectionID) -> Bool {
        lines.contains { $0.connection == connection }
    }

    /// A connection of the pool is up.
    public mutating func opened(_ connection: ConnectionID) {
        guard let index = lines.firstIndex(where: { $0.connection == connection }) else { return }
        lines[index].stage = .up
        failure = nil
        redialAt = 0
    }

    /// A connection of the pool has gone, or did not come up. Returns the requests that are given up.
    public mutating func closed(
        _ connection: ConnectionID, error: LoopError? = nil, atNanoseconds now: UInt64
    ) -> [PoolAnswer] {
        guard let index = lines.firstIndex(where: { $0.connection == connection }) else {
            return []
        }
        let lost = lines[index].inFlight
        let wasUp = lines[index].stage == .up
        lines[index] = PoolLine()
        if let error { failure = error }
        if !wasUp { redialAt = now + RequestPool.redialNanoseconds }
        var givenUp: [PoolAnswer] = []
        for var request in lost {
            request.lossCount += 1
            if request.lossCount > RequestPool.lossesMax {
                givenUp.append(PoolAnswer(tag: request.tag, status: 0, body: []))
            } else {
                waiting.append(request)
            }
        }
        return givenUp
    }

    /// Reads what came on a connection of the pool and returns the final answers in it.
    public mutating func received(
        _ bytes: Span<UInt8>, on connection: ConnectionID, loop: EventLoop,
        atNanoseconds now: UInt64
    ) -> [PoolAnswer] {
        guard let index = lines.firstIndex(where: { $0.connection == connection }) else {
            return []
        }
        for place in bytes.indices { lines[index].input.append(bytes[place]) }
        var answers: [PoolAnswer] = []
        do throws(HTTPError) {
            while let response = try lines[index].next() {
                take(response, on: index, at: now, into: &answers)
                if !response.keepAlive { loop.close(connection) }
            }
        } catch {
            loop.close(connection)
        }
        return answers
    }

    private mutating func take(
        _ response: Response, on index: Int, at now: UInt64, into answers: inout [PoolAnswer]
    ) {
        let body = lines[index].remove(response)
        guard response.status >= 200 else { return }
        let request = lines[index].inFlight.removeFirst()
        guard response.status == 429 || response.status == 503 else {
            answers.append(PoolAnswer(tag: request.tag, status: response.status, body: body))
            return
        }
        deferralCount += 1
        let seconds = response.fields["retry-after"].flatMap { UInt64($0) } ?? 1
        deferred.append((request, now + seconds * 1_000_000_000))
    }
}

/// One connection of a pool, and what is under way on it.
private struct PoolLine {
    enum Stage {
        case down
        case dialing
        case up
    }

    var connection: ConnectionID?
    var stage = Stage.down
    var inFlight: [PoolRequest] = []
    var input: [UInt8] = []
    var parser = ResponseParser()

    init() {}

    init(connection: ConnectionID) {
        self.connection = connection
        stage = .dialing
    }

    /// The next whole answer in the input.
    mutating func next() throws(HTTPError) -> Response? {
        guard let request = inFlight.first, !input.isEmpty else { return nil }
        let input = input
        return try parser.read(input.span, answering: request.method)
    }

    /// Takes an answer out of the input and returns its body.
    mutating func remove(_ response: Response) -> [UInt8] {
        let body = response.body.bytes(in: input.span)
        input.removeFirst(response.consumed)
        return body
    }
}
