// HTTP as an app uses it: a queue of requests on one connection that is kept alive. A request whose
// answer was lost is sent again as it was, with its key: that is what keys are for.

public import Basics
public import HTTP

/// A request on its way.
public struct ClientRequest: Equatable, Sendable {
    /// What the app calls it; it comes back with the answer.
    public var tag: Int
    /// The method.
    public var method: Method
    /// The percent-encoded path with its query.
    public var target: String
    /// The body.
    public var body: [UInt8]
    /// The idempotency key of a command.
    public var key: String?

    /// A request.
    public init(
        tag: Int, _ method: Method, _ target: String, body: [UInt8] = [], key: String? = nil
    ) {
        self.tag = tag
        self.method = method
        self.target = target
        self.body = body
        self.key = key
    }
}

/// An answer that is final: not one that asks to try again.
public struct ClientAnswer: Equatable, Sendable {
    /// The request's tag.
    public var tag: Int
    /// The status.
    public var status: Int
    /// The content.
    public var body: [UInt8]
}

/// A connection for requests, opened while there are some.
public struct RequestLine: Sendable {
    /// How long an answer may take before the connection is given up.
    public static let answerTimeMax = Milliseconds.seconds(30)

    private let token: String
    private let host: String
    private var generator: SeededGenerator
    private var dialing = Dialing()
    private var waiting: [ClientRequest] = []
    private var isInFlight = false
    private var sentAt = Instant.distantPast
    private var notBefore = Instant.distantPast
    private var parser = ResponseParser()
    private var input: [UInt8] = []
    private var output: [UInt8] = []
    /// How many requests were sent again after a lost connection.
    public private(set) var resendCount = 0
    /// How many answers asked to try again later.
    public private(set) var deferralCount = 0

    /// A line for the bearer of `token`.
    public init(token: String, host: String, generator: SeededGenerator) {
        self.token = token
        self.host = host
        self.generator = generator
    }

    /// How many requests have no final answer yet.
    public var pendingCount: Int { waiting.count }
    /// What the carrier should do.
    public var wish: Wish { dialing.wish }
    /// Whether there is something to write.
    public var hasOutput: Bool { !output.isEmpty }

    /// When `advance` has something to do.
    public var nextDeadline: Instant {
        guard dialing.state == .up else { return dialing.nextDeadline }
        if isInFlight { return sentAt + RequestLine.answerTimeMax }
        return waiting.isEmpty ? .distantFuture : notBefore
    }

    /// Moves what is to be written to the end of `bytes`.
    public mutating func takeOutput(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: output)
        output.removeAll(keepingCapacity: true)
    }

    /// Sends a request after those that wait.
    public mutating func enqueue(_ request: ClientRequest, at now: Instant) {
        waiting.append(request)
        dialing.want()
        sendNext(at: now)
    }

    /// The carrier has opened the connection.
    public mutating func opened(at now: Instant) {
        guard dialing.state == .dialing else { return }
        dialing.opened()
        output.removeAll(keepingCapacity: true)
        sendNext(at: now)
    }

    /// The connection is gone: what had no answer is sent again on the next one.
    public mutating func closed(at now: Instant) {
        forgetConnection()
        dialing.closed(isWanted: !waiting.isEmpty, at: now, &generator)
    }

    /// Drops the connection, as a phone without a network does.
    public mutating func hangUp() {
        forgetConnection()
        dialing.leave()
    }

    private mutating func forgetConnection() {
        if isInFlight { resendCount += 1 }
        isInFlight = false
        input = []
        output.removeAll(keepingCapacity: true)
        parser = ResponseParser()
    }

    /// Tries again when a wait is over; gives up a connection that does not answer.
    public mutating func advance(to now: Instant) {
        dialing.advance(to: now)
        guard dialing.state == .up else { return }
        if isInFlight, now - sentAt >= RequestLine.answerTimeMax {
            hangUp()
        } else {
            sendNext(at: now)
        }
    }

    /// Reads what came and returns the final answers in it.
    public mutating func received(_ bytes: Span<UInt8>, at now: Instant) -> [ClientAnswer] {
        guard dialing.state == .up else { return [] }
        for index in bytes.indices { input.append(bytes[index]) }
        var answers: [ClientAnswer] = []
        while isInFlight, let request = waiting.first {
            guard let response = nextResponse(to: request.method) else { break }
            finish(response, of: request, at: now, into: &answers)
        }
        return answers
    }

    /// The next whole answer; bytes that are none end the connection.
    private mutating func nextResponse(to method: Method) -> Response? {
        var reader = parser
        defer { parser = reader }
        do throws(HTTPError) {
            return try reader.read(input.span, answering: method)
        } catch {
            reader = ResponseParser()
            hangUp()
            return nil
        }
    }

    private mutating func finish(
        _ response: Response, of request: ClientRequest, at now: Instant,
        into answers: inout [ClientAnswer]
    ) {
        let body = response.body.bytes(in: input.span)
        input.removeFirst(response.consumed)
        guard response.status >= 200 else { return }
        isInFlight = false
        dialing.succeeded()
        if response.status == 429 || response.status == 503 {
            deferralCount += 1
            let seconds = response.fields["retry-after"].flatMap { Int64($0) } ?? 1
            let jitter = Int64(generator.below(1_000))
            notBefore = now + .seconds(seconds) + Milliseconds(jitter)
        } else {
            waiting.removeFirst()
            answers.append(
                ClientAnswer(tag: request.tag, status: response.status, body: body))
        }
        if response.keepAlive { sendNext(at: now) } else { hangUp() }
    }

    private mutating func sendNext(at now: Instant) {
        guard dialing.state == .up, !isInFlight, now >= notBefore, let request = waiting.first
        else { return }
        var fields: HeaderFields = ["Authorization": "Bearer " + token]
        if let key = request.key { fields.append(name: "Idempotency-Key", value: key) }
        if !request.body.isEmpty {
            fields.append(name: "Content-Type", value: "application/json")
        }
        RequestWriter.write(
            request.method, target: request.target, host: host, fields: fields,
            body: request.body.span, into: &output)
        isInFlight = true
        sentAt = now
    }
}
