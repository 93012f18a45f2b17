// A dispatcher: watches a part of the map, and now and then gives an order to a runner by hand, which
// is how orders change hands in the middle of their life.

public import Basics
internal import Engine
internal import Geo
internal import HTTP
internal import Wire

/// A dispatcher's app: line 0 is for requests, line 1 the socket.
public struct DispatcherApp: App {
    /// How many connections it may have.
    public static let lineCount = 2

    private let subject: String
    private let center: Coordinate
    private let radiusMeters: Double
    private let runnerCount: Int
    private let assignmentsPerHour: Int
    private var generator: SeededGenerator
    private var requests: RequestLine
    private var socket: SocketLine
    private var counts = CityStatistics()
    /// Orders that were seen on lists of the daemon, and may be given to somebody.
    private var orders: [OrderID] = []
    private var requestCount = 0
    private var nextAssignmentAt = Instant.distantFuture
    /// Assignments by hand that were acknowledged.
    public private(set) var assignmentCount = 0

    /// A dispatcher over the whole city of `plan`.
    public init(
        subject: String, plan: CityPlan, token: String, generator: SeededGenerator, at now: Instant
    ) {
        var generator = generator
        self.subject = subject
        center = plan.center
        radiusMeters = plan.radiusMeters
        runnerCount = plan.runnerCount
        assignmentsPerHour = plan.assignmentsPerHour
        requests = RequestLine(token: token, host: plan.host, generator: generator.split())
        socket = SocketLine(
            target: "/v1/dispatcher", token: token, host: plan.host, generator: generator.split())
        socket.connect()
        self.generator = generator
        planAssignment(after: now)
    }

    private mutating func planAssignment(after now: Instant) {
        let gap = generator.gap(perHour: assignmentsPerHour)
        nextAssignmentAt = gap.map { now + $0 } ?? .distantFuture
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

    /// When `advance` has something to do.
    public var nextDeadline: Instant {
        min(requests.nextDeadline, socket.nextDeadline, nextAssignmentAt)
    }

    /// What the carrier should do with the line, after it has written its output.
    public func wish(of line: Int) -> Wish { line == 0 ? requests.wish : socket.wish }

    /// Whether there is something to write on the line.
    public func hasOutput(_ line: Int) -> Bool {
        line == 0 ? requests.hasOutput : socket.hasOutput
    }

    /// Moves what is to be written on the line to the end of `bytes`.
    public mutating func takeOutput(of line: Int, into bytes: inout [UInt8]) {
        if line == 0 {
            requests.takeOutput(into: &bytes)
        } else {
            socket.takeOutput(into: &bytes)
        }
    }

    /// The connection that the line wished for is open.
    public mutating func opened(_ line: Int, at now: Instant) {
        if line == 0 { requests.opened(at: now) } else { socket.opened(at: now) }
    }

    /// The connection is gone, or could not be opened.
    public mutating func closed(_ line: Int, at now: Instant) {
        if line == 0 { requests.closed(at: now) } else { socket.closed(at: now) }
    }

    /// Bytes came on the line.
    public mutating func received(_ bytes: Span<UInt8>, on line: Int, at now: Instant) {
        if line == 0 {
            for answer in requests.received(bytes, at: now) { take(answer, at: now) }
        } else {
            read(bytes, at: now)
        }
    }

    /// Does what is due.
    public mutating func advance(to now: Instant) {
        requests.advance(to: now)
        socket.advance(to: now)
        guard nextAssignmentAt <= now else { return }
        planAssignment(after: now)
        if orders.isEmpty {
            askForOrders(at: now)
        } else {
            assign(orders.remove(at: generator.below(orders.count)), at: now)
        }
    }
}

// MARK: By hand

extension DispatcherApp {
    private static let listTag = 0
    private static let assignTag = 1

    private mutating func askForOrders(at now: Instant) {
        let state = ["assigned", "matching", "atPickup"][generator.below(3)]
        requests.enqueue(
            ClientRequest(
                tag: DispatcherApp.listTag, .get, "/v1/orders?state=\(state)&limit=10"),
            at: now)
    }

    private mutating func assign(_ order: OrderID, at now: Instant) {
        requestCount += 1
        let runner = RunnerID(People.id("runner", generator.below(runnerCount)))
        var writer = JSONWriter()
        writer.writeAssignBody(AssignBody(runner: runner, reason: "by hand"))
        requests.enqueue(
            ClientRequest(
                tag: DispatcherApp.assignTag, .post, "/v1/orders/\(order.text)/assign",
                body: writer.takeBytes(), key: "\(subject)-\(requestCount)"),
            at: now)
    }

    private mutating func take(_ answer: ClientAnswer, at now: Instant) {
        switch (answer.tag, answer.status) {
        case (DispatcherApp.assignTag, 200):
            assignmentCount += 1
        case (DispatcherApp.assignTag, 404), (DispatcherApp.assignTag, 409),
            (DispatcherApp.assignTag, 422):
            // Between the list and the command the city went on, or the runner may not take it.
            break
        case (DispatcherApp.listTag, 200):
            orders = OrderIDScan.ids(in: answer.body)
            if !orders.isEmpty {
                assign(orders.remove(at: generator.below(orders.count)), at: now)
            }
        default:
            note(.unexpectedAnswer, at: now, "a request was answered with \(answer.status)")
        }
    }

    private mutating func note(_ kind: Violation.Kind, at now: Instant, _ detail: String) {
        counts.violations.append(Violation(kind, at: now, "\(subject): \(detail)"))
    }
}

// MARK: The map

extension DispatcherApp {
    private mutating func read(_ bytes: Span<UInt8>, at now: Instant) {
        var offset = 0
        var scratch: [UInt8] = []
        while let event = socket.next(bytes, at: &offset, into: &scratch, now: now) {
            switch event {
            case .up: watch()
            case .message(let range): take(scratch.span.extracting(range), at: now)
            case .refused, .goodbye: break
            case .unreadable: note(.unreadable, at: now, "the socket's bytes are no WebSocket")
            }
        }
    }

    private mutating func watch() {
        let southWest = center.destination(bearingDegrees: 225, distanceMeters: 1.5 * radiusMeters)
        let northEast = center.destination(bearingDegrees: 45, distanceMeters: 1.5 * radiusMeters)
        var writer = JSONWriter()
        writer.writeClientWatch(
            id: .number(1), WatchedArea(southWest: southWest, northEast: northEast, zoom: 14))
        socket.send(writer.bytes.span)
    }

    private mutating func take(_ message: Span<UInt8>, at now: Instant) {
        do throws(Refusal) {
            switch try ServerMessage.decode(message) {
            case .runners(_, let rows, _): counts.viewRows += rows.count
            case .cells(_, let cells): counts.viewRows += cells.count
            case .error(_, let refusal): counts.count(refusal.code)
            default: break
            }
        } catch {
            note(.unreadable, at: now, error.detail)
        }
    }
}

/// Finds the orders of a list without reading all of it.
enum OrderIDScan {
    private static let start = Array(#""id":"ord_"#.utf8)

    /// The ids that stand as `"id":"ord_…"`, in order.
    static func ids(in bytes: [UInt8]) -> [OrderID] {
        var ids: [OrderID] = []
        var place = 0
        while place + start.count + 13 <= bytes.count {
            guard bytes[place..<place + start.count].elementsEqual(start) else {
                place += 1
                continue
            }
            let from = place + start.count - 4
            let text = String(decoding: bytes[from..<from + 17], as: UTF8.self)
            if let id = OrderID(text) { ids.append(id) }
            place = from + 17
        }
        return ids
    }
}
