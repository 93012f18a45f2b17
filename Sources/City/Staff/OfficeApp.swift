// The operator's own system: it makes the runners known and vouches for them, before anybody works.

public import Basics
public import Engine
internal import HTTP
internal import Wire

/// Registers and verifies runners over one connection.
public struct OfficeApp: App {
    /// How many connections it may have.
    public static let lineCount = 1

    private var requests: RequestLine
    private var counts = CityStatistics()
    private var pendingCount = 0

    /// An office with a token of role `service`, which begins at once.
    public init(
        registering profiles: [RunnerProfile], token: String, host: String,
        generator: SeededGenerator, at now: Instant
    ) {
        requests = RequestLine(token: token, host: host, generator: generator)
        for profile in profiles {
            var writer = JSONWriter()
            writer.writeRunnerBody(profile)
            send("/v1/runners", body: writer.takeBytes(), key: profile.id.text, at: now)
            let empty = Array("{}".utf8)
            send(
                "/v1/runners/\(profile.id.text)/verify", body: empty,
                key: "verify-" + profile.id.text, at: now)
        }
    }

    private mutating func send(_ target: String, body: [UInt8], key: String, at now: Instant) {
        pendingCount += 1
        requests.enqueue(
            ClientRequest(tag: pendingCount, .post, target, body: body, key: "office-" + key),
            at: now)
    }

    /// Whether every runner is known and verified.
    public var isDone: Bool { pendingCount == 0 }

    // MARK: App

    /// What it counted.
    public var statistics: CityStatistics {
        var all = counts
        all.requestsResent = requests.resendCount
        all.requestsDeferred = requests.deferralCount
        return all
    }

    /// When `advance` has something to do.
    public var nextDeadline: Instant { requests.nextDeadline }

    /// What the carrier should do with the line, after it has written its output.
    public func wish(of line: Int) -> Wish { requests.wish }

    /// Whether there is something to write on the line.
    public func hasOutput(_ line: Int) -> Bool { requests.hasOutput }

    /// Moves what is to be written on the line to the end of `bytes`.
    public mutating func takeOutput(of line: Int, into bytes: inout [UInt8]) {
        requests.takeOutput(into: &bytes)
    }

    /// The connection that the line wished for is open.
    public mutating func opened(_ line: Int, at now: Instant) { requests.opened(at: now) }

    /// The connection is gone, or could not be opened.
    public mutating func closed(_ line: Int, at now: Instant) { requests.closed(at: now) }

    /// Bytes came on the line.
    public mutating func received(_ bytes: Span<UInt8>, on line: Int, at now: Instant) {
        for answer in requests.received(bytes, at: now) {
            pendingCount -= 1
            if answer.status != 200 && answer.status != 201 {
                counts.violations.append(
                    Violation(
                        .unexpectedAnswer, at: now,
                        "office: request \(answer.tag) was answered with \(answer.status)"))
            }
        }
    }

    /// Does what is due.
    public mutating func advance(to now: Instant) { requests.advance(to: now) }
}
