// A customer: places orders, follows them on the map, now and then changes its mind, and holds the
// daemon to its word.

public import Basics
internal import Engine
internal import HTTP
internal import Wire

/// A customer's app: line 0 is for requests, line 1 the socket.
public struct CustomerApp: App {
    /// How many connections it may have.
    public static let lineCount = 2
    static let requestLine = 0
    static let socketLine = 1
    /// Ended orders are forgotten when there are more than so many newer ones.
    static let keptWatchesMax = 64

    /// The token's subject.
    public let subject: String
    let lossesPerHour: Int
    var generator: SeededGenerator
    var requests: RequestLine
    var socket: SocketLine
    var counts = CityStatistics()
    /// Its orders, the newest last.
    public internal(set) var watches: [OrderWatch] = []
    /// Requests without an answer; a request's tag is its index plus `purposesStart`.
    var purposes: [RequestPurpose?] = []
    var keyPrefix: String
    var nextOutageAt: Instant
    var outageEndsAt: Instant?

    /// What a request is about: orders are named by their external id, which is unique.
    enum RequestPurpose: Sendable {
        case place(externalId: String)
        case cancel(OrderID)
    }

    /// The customer of that number.
    public init(
        subject: String, plan: CityPlan, token: String, generator: SeededGenerator, at now: Instant
    ) {
        var generator = generator
        self.subject = subject
        lossesPerHour = plan.customerLossesPerHour
        requests = RequestLine(token: token, host: plan.host, generator: generator.split())
        socket = SocketLine(
            target: "/v1/customer", token: token, host: plan.host, generator: generator.split())
        keyPrefix = String(generator.next() >> 24, radix: 36)
        nextOutageAt = .distantFuture
        self.generator = generator
        planOutage(after: now)
    }

    /// Places an order; it is asked for again until it is answered.
    public mutating func place(_ placement: Placement, at now: Instant) {
        forgetOldWatches()
        counts.ordersAsked += 1
        watches.append(OrderWatch(placement))
        var writer = JSONWriter()
        writer.writeOrderBody(placement.draft)
        send(
            .post, "/v1/orders", body: writer.takeBytes(),
            for: .place(externalId: placement.draft.externalId ?? ""), at: now)
        socket.connect()
    }

    private mutating func forgetOldWatches() {
        guard watches.count >= CustomerApp.keptWatchesMax,
            let oldest = watches.firstIndex(where: \.hasEnded)
        else { return }
        watches.remove(at: oldest)
    }

    private mutating func send(
        _ method: Method, _ target: String, body: [UInt8], for purpose: RequestPurpose,
        at now: Instant
    ) {
        purposes.append(purpose)
        let tag = purposes.count - 1
        requests.enqueue(
            ClientRequest(tag: tag, method, target, body: body, key: "\(keyPrefix)-\(tag)"),
            at: now)
    }

    // MARK: App

    /// What it counted.
    public var statistics: CityStatistics {
        var all = counts
        all.socketsOpened = socket.upgradeCount
        all.socketsLost = socket.lossCount
        all.requestsResent = requests.resendCount
        all.requestsDeferred = requests.deferralCount
        return all
    }

    /// What the carrier should do with the line, after it has written its output.
    public func wish(of line: Int) -> Wish {
        line == CustomerApp.requestLine ? requests.wish : socket.wish
    }

    /// Whether there is something to write on the line.
    public func hasOutput(_ line: Int) -> Bool {
        line == CustomerApp.requestLine ? requests.hasOutput : socket.hasOutput
    }

    /// Moves what is to be written on the line to the end of `bytes`.
    public mutating func takeOutput(of line: Int, into bytes: inout [UInt8]) {
        if line == CustomerApp.requestLine {
            requests.takeOutput(into: &bytes)
        } else {
            socket.takeOutput(into: &bytes)
        }
    }

    /// The connection that the line wished for is open.
    public mutating func opened(_ line: Int, at now: Instant) {
        if line == CustomerApp.requestLine {
            requests.opened(at: now)
        } else {
            socket.opened(at: now)
        }
    }

    /// The connection is gone, or could not be opened.
    public mutating func closed(_ line: Int, at now: Instant) {
        if line == CustomerApp.requestLine {
            requests.closed(at: now)
        } else {
            socket.closed(at: now)
            for index in watches.indices { watches[index].lostSocket() }
        }
    }

    /// Bytes came on the line.
    public mutating func received(_ bytes: Span<UInt8>, on line: Int, at now: Instant) {
        if line == CustomerApp.requestLine {
            for answer in requests.received(bytes, at: now) { take(answer, at: now) }
        } else {
            read(bytes, at: now)
        }
    }

    /// Does what is due.
    public mutating func advance(to now: Instant) {
        advanceNetwork(to: now)
        requests.advance(to: now)
        socket.advance(to: now)
        cancelWhatIsDue(at: now)
    }

    /// When `advance` has something to do.
    public var nextDeadline: Instant {
        var next = min(requests.nextDeadline, socket.nextDeadline, outageEndsAt ?? nextOutageAt)
        for watch in watches where watch.id != nil { next = min(next, watch.cancelAt) }
        return next
    }

    mutating func note(_ kind: Violation.Kind, at now: Instant, _ detail: String) {
        counts.violations.append(Violation(kind, at: now, "\(subject): \(detail)"))
    }
}

// MARK: Losing the network, changing one's mind

extension CustomerApp {
    private mutating func planOutage(after now: Instant) {
        nextOutageAt = generator.gap(perHour: lossesPerHour).map { now + $0 } ?? .distantFuture
    }

    private mutating func advanceNetwork(to now: Instant) {
        if let end = outageEndsAt, end <= now {
            outageEndsAt = nil
            planOutage(after: now)
            if !watches.isEmpty { socket.connect() }
        } else if outageEndsAt == nil, nextOutageAt <= now {
            outageEndsAt = now + .seconds(Int64(generator.number(in: 1...20)))
            socket.drop()
            requests.hangUp()
            for index in watches.indices { watches[index].lostSocket() }
        }
    }

    private mutating func cancelWhatIsDue(at now: Instant) {
        for index in watches.indices where watches[index].cancelAt <= now {
            guard let id = watches[index].id else { continue }
            watches[index].cancelAt = .distantFuture
            guard !watches[index].hasEnded else { continue }
            var writer = JSONWriter()
            writer.writeReasonBody("changed my mind")
            send(
                .post, "/v1/orders/\(id.text)/cancel", body: writer.takeBytes(), for: .cancel(id),
                at: now)
        }
    }
}
