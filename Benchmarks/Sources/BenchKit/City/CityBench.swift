// An open-loop load: every runner sends at its own scheduled instants whatever the daemon does, every
// accepted fix of a runner is news for a customer, and the latency counts from the scheduled instant.

internal import Basics
internal import CityTraffic
internal import EventLoop
internal import Wire

/// A city of steady runners and watching customers.
public final class CityBench: Scenario {
    enum Act {
        case registering
        case binding
        case subscribing
        case goingOnDuty
        case loading
        case settling
        case delivering
    }

    struct Runner {
        var mover: Mover
        var accepted = 0
        var customerCount = 0
    }

    /// A fix carries the time at which it was due, less this: the daemon's clock, as its clients know it,
    /// may be a little ahead of the daemon's.
    static let fixTimeMargin = Milliseconds(50)
    /// After the load: until the last acknowledgements have come, which the daemon spaces by a second.
    static let settlingNanoseconds: UInt64 = 2_500_000_000
    /// How long a step of the preparation, or the deliveries at the end, may go without progress.
    static let patienceNanoseconds: UInt64 = 30_000_000_000

    let stage: BenchStage
    let requests: Requests
    var report: CityReport
    var runners: [Runner] = []
    var orders: [OrderOfCustomer] = []
    var ring: SentRing
    var clock: DaemonClock?
    var act = Act.registering
    var doneCount = 0
    var startNanoseconds: UInt64 = 0
    var pace: SteadyPace
    var actEndNanoseconds: UInt64
    private var nextProgress: UInt64 = 0
    private var crowdIfMade: Crowd?
    private var failure: BenchError?
    var writer = JSONWriter()

    /// A city that has not begun.
    public init(_ load: CityLoad, on stage: BenchStage) {
        precondition(
            load.runnerCount > 0 && load.fixesPerSecond > 0, "a load has runners who report")
        self.stage = stage
        report = CityReport(load: load)
        var generator = SeededGenerator(seed: load.seed)
        pace = SteadyPace(
            senderCount: load.runnerCount, perSecond: load.fixesPerSecond, &generator)
        ring = SentRing(runnerCount: load.runnerCount)
        let prefix = String(EventLoop.nowNanoseconds ^ load.seed, radix: 36)
        requests = Requests(desk: stage.desk, keyPrefix: prefix)
        actEndNanoseconds = .max
        makePeople(&generator)
    }

    /// Runs to the end. Throws if the daemon can't be reached or the preparation fails.
    public func run() throws -> CityReport {
        let crowd = try Crowd(at: stage.address, seed: report.load.seed, for: self)
        crowdIfMade = crowd
        begin(.registering)
        for index in runners.indices {
            crowd.pool.enqueue(
                requests.register(runnerID(index), tag: Tag.register(index), capacityOrders: 12))
        }
        try crowd.run()
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
        actEndNanoseconds = EventLoop.nowNanoseconds + CityBench.patienceNanoseconds
    }

    /// One more of the act's steps is done: there is patience for the next.
    func countDone() {
        doneCount += 1
        actEndNanoseconds = EventLoop.nowNanoseconds + CityBench.patienceNanoseconds
    }

    func gaveUp(_ why: String) {
        failure = BenchError(why)
        crowd.finish()
    }

    func socketLost(_ socket: Int, _ why: String) {
        report.errors.note("socket lost", why)
        switch act {
        case .registering, .binding, .subscribing, .goingOnDuty: gaveUp(why)
        case .loading, .settling, .delivering: break
        }
    }

    // MARK: Time

    var wakeAt: UInt64 {
        min(nextProgress, act == .loading ? pace.dueNanoseconds : actEndNanoseconds)
    }

    func advance(toNanoseconds now: UInt64) {
        switch act {
        case .loading:
            sendDue(at: now)
        case .settling where now >= actEndNanoseconds:
            deliver()
        case .delivering where now >= actEndNanoseconds:
            report.errors.note("not delivered", "\(stepCount - doneCount) orders were not ended")
            crowd.finish()
        case _ where now >= actEndNanoseconds:
            gaveUp("the preparation got stuck while \(act): \(doneCount) of \(stepCount) done")
        default: break
        }
        if now >= nextProgress {
            nextProgress = now + 1_000_000_000
            stage.progress(progressLine(at: now))
        }
    }

    /// How many steps the act has.
    private var stepCount: Int {
        switch act {
        case .registering: 2 * runners.count
        case .binding: runners.count + 3 * orders.count
        case .subscribing, .delivering: orders.count
        case .goingOnDuty: runners.count
        case .loading, .settling: 0
        }
    }

    private func progressLine(at now: UInt64) -> String {
        guard act == .loading || act == .settling else {
            return "\(act): \(doneCount) of \(stepCount), \(crowd.upCount) sockets up"
        }
        let seconds = now > startNanoseconds ? (now - startNanoseconds) / 1_000_000_000 : 0
        let p99 = Decimal.text(report.latencies.milliseconds(atPercent: 99), places: 2)
        let lag = Decimal.text(report.meter.lag.milliseconds(atPercent: 99), places: 2)
        return "\(seconds) s: \(report.fixes.sent) sent, \(report.fixes.accepted) accepted, "
            + "\(report.deliveries) delivered, p99 \(p99) ms, own lag p99 \(lag) ms, "
            + "\(report.errors.total) errors"
    }
}

/// What a request of the pool is about: its kind in the low bits, whom it concerns above.
enum Tag {
    static func register(_ index: Int) -> Int { index << 3 }
    static func verify(_ index: Int) -> Int { index << 3 | 1 }
    static func place(_ index: Int) -> Int { index << 3 | 2 }
    static func assign(_ index: Int) -> Int { index << 3 | 3 }
    static func look(_ index: Int) -> Int { index << 3 | 4 }
}
