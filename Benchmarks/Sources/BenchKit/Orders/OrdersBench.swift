// Commands about orders over HTTP, each durable before it is answered, while runners stream their fixes. The
// commands come at planned instants whatever the daemon does, and a latency counts from the instant.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import Wire

/// Orders that are placed, cancelled, bound, accepted and carried, as fast as was asked for.
public final class OrdersBench: Scenario {
    enum Act {
        case registering
        case connecting
        case goingOnDuty
        case loading
        /// No more commands are due; the answers and acknowledgements that are under way come in.
        case settling
        /// What is still open comes to its end, so that a daemon can be measured twice.
        case ending
    }

    /// A fix carries the time at which it was due, less this: the daemon's clock, as its clients know it,
    /// may be a little ahead of the daemon's.
    static let fixTimeMargin = Milliseconds(50)
    /// After the load: until the last acknowledgements have come, which the daemon spaces by a second.
    static let settlingNanoseconds: UInt64 = 2_500_000_000
    /// How long a step of the preparation, or the ends of the orders, may go without progress.
    static let patienceNanoseconds: UInt64 = 30_000_000_000

    let stage: BenchStage
    let requests: Requests
    let tokens: OrderTokens
    var report: OrdersReport
    var plan: StoryPlan
    var orders: [OrderUnderWay] = []
    var reactions: ReactionQueue
    /// Which order a daemon's id is.
    var orderOfID: [OrderID: Int] = [:]
    /// Offers of orders whose answers have not come.
    var earlyOffers: [OrderID: TakenOffer] = [:]
    /// The orders that nobody has begun to end.
    var open: [Int] = []
    var runners: [Mover] = []
    var pace: SteadyPace
    var clock: DaemonClock?
    var act = Act.registering
    var doneCount = 0
    var commandCount = 0
    var inFlightCount = 0
    var startNanoseconds: UInt64 = 0
    var isMeasuring = false
    var figuresBefore: DaemonFigures?
    var actEndNanoseconds = UInt64.max
    var writer = JSONWriter()
    private var nextProgress: UInt64 = 0
    private var crowdIfMade: Crowd?
    private var failure: BenchError?

    /// A load that has not begun.
    public init(_ load: OrdersLoad, on stage: BenchStage) {
        precondition(
            load.runnerCount > 0 && load.connectionCount > 0 && load.customerCount > 0,
            "a load has runners, customers and connections")
        self.stage = stage
        report = OrdersReport(load: load)
        let prefix = String(EventLoop.nowNanoseconds ^ load.seed, radix: 36)
        requests = Requests(desk: stage.desk, keyPrefix: prefix)
        tokens = OrderTokens(load, prefix: prefix, stage.desk)
        plan = StoryPlan(
            cancelPercent: load.cancelPercent, matchedPercent: load.matchedPercent,
            seed: load.seed)
        reactions = ReactionQueue(pauseMilliseconds: load.pauseMilliseconds, seed: load.seed)
        var generator = SeededGenerator(seed: load.seed)
        let perSecond = max(load.fixesPerSecond / Double(load.runnerCount), 0.2)
        pace = SteadyPace(senderCount: load.runnerCount, perSecond: perSecond, &generator)
        for _ in 0..<load.runnerCount {
            runners.append(Mover(fixesPerSecond: perSecond, &generator))
        }
    }

    /// Runs to the end. Throws if the daemon can't be reached or the preparation fails.
    public func run() throws -> OrdersReport {
        let crowd = try Crowd(
            at: stage.address, seed: report.load.seed, for: self,
            lineCount: report.load.connectionCount, depth: 1)
        crowdIfMade = crowd
        begin(.registering)
        for index in runners.indices {
            crowd.pool.enqueue(
                requests.register(
                    tokens.runnerID(index), tag: Tag.register(index), capacityOrders: 100))
        }
        try crowd.run()
        report.deferrals = crowd.pool.deferralCount
        crowdIfMade = nil
        if let failure { throw failure }
        return report
    }

    var crowd: Crowd {
        guard let crowdIfMade else { preconditionFailure("a bench acts while it runs") }
        return crowdIfMade
    }

    func begin(_ act: Act) {
        self.act = act
        doneCount = 0
        actEndNanoseconds = EventLoop.nowNanoseconds + OrdersBench.patienceNanoseconds
    }

    /// One more of the act's steps is done: there is patience for the next.
    func countDone() {
        doneCount += 1
        actEndNanoseconds = EventLoop.nowNanoseconds + OrdersBench.patienceNanoseconds
    }

    func gaveUp(_ why: String) {
        failure = BenchError(why)
        crowd.finish()
    }

    func socketLost(_ socket: Int, _ why: String) {
        report.errors.note("socket lost", why)
        switch act {
        case .registering, .connecting, .goingOnDuty: gaveUp(why)
        case .loading, .settling, .ending: break
        }
    }

    // MARK: Time

    var wakeAt: UInt64 {
        min(nextProgress, act == .loading ? nextDueNanoseconds : actEndNanoseconds)
    }

    func advance(toNanoseconds now: UInt64) {
        switch act {
        case .loading:
            sendDue(at: now)
        case .settling where now >= actEndNanoseconds && (inFlightCount == 0 || isStuck(at: now)):
            endOrders()
        case .ending where now >= actEndNanoseconds:
            report.errors.note("not ended", "\(orders.count - report.ordersEnded) orders")
            finish()
        case .registering, .connecting, .goingOnDuty:
            guard now >= actEndNanoseconds else { break }
            gaveUp("the preparation got stuck while \(act), after \(doneCount) steps")
        default: break
        }
        if now >= nextProgress {
            nextProgress = now + 1_000_000_000
            stage.progress(progressLine(at: now))
        }
    }

    private func isStuck(at now: UInt64) -> Bool {
        now >= actEndNanoseconds + OrdersBench.patienceNanoseconds
    }

    private func progressLine(at now: UInt64) -> String {
        guard act == .loading || act == .settling else {
            return "\(act): \(doneCount) done, \(crowd.upCount) sockets up"
        }
        let seconds = now > startNanoseconds ? (now - startNanoseconds) / 1_000_000_000 : 0
        let p99 = Decimal.text(report.latencies.milliseconds(atPercent: 99), places: 2)
        return "\(seconds) s: \(commandCount) commands, \(inFlightCount) in flight, p99 \(p99) ms, "
            + "\(report.fixes.sent) fixes sent, \(report.fixes.accepted) accepted, "
            + "\(report.errors.total) errors"
    }

    /// Everything has come to its end, or is given up.
    func finish() {
        var hash = StableHash()
        for order in orders {
            hash.add(order.story.rawValue)
            hash.add(UInt8(order.doneCount))
        }
        report.hash = hash.value
        crowd.finish()
    }
}
