// The loop's side of a city: which connection is which line, and what each turn does. One turn feeds what
// came to the apps, lets them do what is due, then writes and dials what they wish.

internal import Basics
internal import City
internal import EventLoop

/// Connects a city's lines with an event loop. It belongs to the thread that runs it.
final class CityCarrier: EventLoopHandler {
    private enum Line {
        case down
        /// It waits for its turn to dial.
        case queued
        case dialing(ConnectionID)
        case up(ConnectionID)
    }

    private let address: DaemonAddress
    private let clock: DaemonClock
    private let dialingMax: Int
    private let snapshotNanoseconds: UInt64
    private let endNanoseconds: UInt64
    private let report: (CitySnapshot?) -> Bool
    private let loop: EventLoop
    private var city: City
    private var lines: [Line]
    /// The line of each connection, by its slot.
    private var lineOfSlot: [Int] = []
    private var dialQueue: [Int] = []
    private var dialingCount = 0
    private var upCount = 0
    private var touched: [Int] = []
    private var output: [UInt8] = []
    private var nextSnapshot: UInt64 = 0
    private var failure: LoopError?
    private var isOver = false

    /// A carrier for `duration`; `report` takes counts now and then and says whether to go on.
    init(
        _ configuration: CityTrafficConfiguration, until duration: Milliseconds?,
        report: @escaping (CitySnapshot?) -> Bool
    ) throws(LoopError) {
        address = configuration.address
        clock = configuration.clock
        dialingMax = configuration.dialingMax
        snapshotNanoseconds = UInt64(configuration.snapshotInterval.count) * 1_000_000
        let now = EventLoop.nowNanoseconds
        endNanoseconds = duration.map { now + UInt64(max(0, $0.count)) * 1_000_000 } ?? .max
        self.report = report
        // A simulated phone finds out by itself that nothing comes any more.
        loop = try EventLoop(settings: EventLoopSettings(idleTimeout: nil))
        var plan = configuration.plan
        plan.host = configuration.address.authority
        city = City(plan: plan, at: clock.instant(atNanoseconds: now), token: configuration.token)
        lines = [Line](repeating: .down, count: city.lineCount)
    }

    var waker: LoopWaker { loop.waker }

    var snapshot: CitySnapshot {
        CitySnapshot(
            statistics: city.statistics, isStaffed: city.isStaffed, connectionCount: upCount,
            failure: failure)
    }

    /// Runs until the end has come or `report` says so.
    func run() {
        loop.setTimer(after: .zero)
        loop.run(self)
    }

    private var now: Instant { clock.instant(atNanoseconds: EventLoop.nowNanoseconds) }

    // MARK: Events

    func opened(_ connection: ConnectionID, peer: PeerAddress, listener: ListenerID?) {
        let line = lineOfSlot[Int(connection.index)]
        lines[line] = .up(connection)
        dialingCount -= 1
        upCount += 1
        failure = nil
        city.opened(line, at: now)
    }

    func failedToConnect(_ connection: ConnectionID, error: LoopError) {
        guard !isOver else { return }
        dialingCount -= 1
        if error.kind != .cancelled { failure = error }
        leave(lineOfSlot[Int(connection.index)])
    }

    func received(_ bytes: Span<UInt8>, on connection: ConnectionID) {
        city.received(bytes, on: lineOfSlot[Int(connection.index)], at: now)
    }

    func ended(_ connection: ConnectionID) {
        // Whoever ends a conversation first, both ends are done with it.
        loop.shutdown(connection)
        loop.setDeadline(connection, after: .seconds(1))
    }

    func closed(_ connection: ConnectionID, reason: CloseReason) {
        guard !isOver else { return }
        upCount -= 1
        leave(lineOfSlot[Int(connection.index)])
    }

    func drained(_ connection: ConnectionID) {}
    func refused(_ connectionCount: Int, error: LoopError) {}
    func wokeUp() {}
    func timerFired() {}
    func signalled(_ signal: Signal) {}

    func turnEnded() {
        guard !isOver else { return }
        let nanoseconds = EventLoop.nowNanoseconds
        let isReportDue = nanoseconds >= nextSnapshot
        if isReportDue { nextSnapshot = nanoseconds + snapshotNanoseconds }
        guard report(isReportDue ? snapshot : nil), nanoseconds < endNanoseconds else {
            isOver = true
            loop.stop()
            return
        }
        city.advance(to: now)
        serveTouched()
        dialQueued()
        setTimer(nanoseconds)
    }

    // MARK: What the apps wish

    private func serveTouched() {
        touched.removeAll(keepingCapacity: true)
        city.takeTouched(into: &touched)
        for line in touched {
            if case .up(let connection) = lines[line] { write(line, to: connection) }
            switch (city.wish(of: line), lines[line]) {
            case (.connect, .down):
                lines[line] = .queued
                dialQueue.append(line)
            case (.disconnect, .up(let connection)):
                ended(connection)
            case (.disconnect, .dialing(let connection)):
                loop.close(connection)
            case (.disconnect, .queued), (.disconnect, .down):
                leave(line)
            case (.nothing, _), (.connect, _):
                break
            }
        }
    }

    private func write(_ line: Int, to connection: ConnectionID) {
        output.removeAll(keepingCapacity: true)
        city.takeOutput(of: line, into: &output)
        guard !output.isEmpty else { return }
        if case .overflow = loop.write(output.span, to: connection) { loop.close(connection) }
    }

    /// Opens what may be opened: before the runners are known, only the office has something to say.
    private func dialQueued() {
        let isStaffed = city.isStaffed
        var left: [Int] = []
        for line in dialQueue {
            guard case .queued = lines[line] else { continue }
            if dialingCount < dialingMax, isStaffed || line == lines.count - 1 {
                dial(line)
            } else {
                left.append(line)
            }
        }
        dialQueue = left
    }

    private func dial(_ line: Int) {
        do throws(LoopError) {
            let connection = try loop.connect(
                host: address.host, port: address.port, from: address.source(ofConnection: line))
            let slot = Int(connection.index)
            while lineOfSlot.count <= slot { lineOfSlot.append(-1) }
            lineOfSlot[slot] = line
            lines[line] = .dialing(connection)
            dialingCount += 1
        } catch {
            failure = error
            leave(line)
        }
    }

    private func leave(_ line: Int) {
        lines[line] = .down
        city.closed(line, at: now)
    }

    private func setTimer(_ nanoseconds: UInt64) {
        let due = min(
            clock.nanoseconds(at: min(city.nextDeadline, now + .minutes(60))), nextSnapshot,
            endNanoseconds)
        let wait = due > nanoseconds ? (due - nanoseconds + 999_999) / 1_000_000 : 0
        loop.setTimer(after: Milliseconds(Int64(clamping: wait)))
    }
}
