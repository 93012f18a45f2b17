// A recorded city through a daemon whose clock runs as fast as the recording: each point is sent when the
// daemon's clock shows its time, each ride is an order that its own cab carries and a customer follows.

internal import Basics
internal import CityTraffic
internal import Engine
internal import EventLoop
internal import Wire

/// A replay.
public final class ReplayBench: Scenario {
    enum Act {
        case registering
        case connecting
        case goingOnDuty
        case running
        case finishing
        case lookingAgain
    }

    /// A point is sent so many real milliseconds after its time: the daemon's clock, as its clients know
    /// it, may be a little ahead of the daemon's.
    static let marginMilliseconds: Int64 = 5
    /// How long a step may go without progress.
    static let patienceNanoseconds: UInt64 = 20_000_000_000
    /// After the last point: until the last acknowledgements must have come.
    static let settlingNanoseconds: UInt64 = 5_000_000_000

    let stage: BenchStage
    let work: ReplayWork
    let requests: Requests
    let p99MillisecondsMax: Double?
    var report = ReplayReport()
    var cabs: [CabState]
    var rides: [RideState]
    var rideOfOrder: [OrderID: Int] = [:]
    /// Which ride a phase report was about, and whether it was the last.
    var reports: [MessageKey: (ride: Int, phase: Phase)] = [:]
    var clock: DaemonClock?
    var shift = Milliseconds.zero
    var act = Act.registering
    var doneCount = 0
    var nextPoint = 0
    var actEndNanoseconds: UInt64 = .max
    var writer = JSONWriter()
    private var nextProgress: UInt64 = 0
    private var crowdIfMade: Crowd?
    private var failure: BenchError?

    /// A replay that has not begun. With `p99MillisecondsMax` the latency is one more check.
    public init(_ work: ReplayWork, on stage: BenchStage, p99MillisecondsMax: Double? = nil) {
        self.stage = stage
        self.work = work
        self.p99MillisecondsMax = p99MillisecondsMax
        requests = Requests(
            desk: stage.desk, keyPrefix: String(EventLoop.nowNanoseconds, radix: 36))
        cabs = work.plan.cabs.map { _ in CabState() }
        rides = work.plan.rides.map { _ in RideState() }
        report.cabCount = cabs.count
        report.rideCount = rides.count
        report.speed = work.speed
    }

    /// Runs to the end. Throws if the daemon can't be reached or the preparation fails.
    public func run() throws -> ReplayReport {
        let crowd = try Crowd(at: stage.address, seed: 1, for: self)
        crowdIfMade = crowd
        begin(.registering)
        for index in cabs.indices {
            crowd.pool.enqueue(
                requests.register(runnerID(index), tag: Tag.register(index), capacityOrders: 12))
        }
        try crowd.run()
        crowdIfMade = nil
        if let failure { throw failure }
        check()
        return report
    }

    var crowd: Crowd {
        guard let crowdIfMade else { preconditionFailure("a bench acts while it runs") }
        return crowdIfMade
    }

    func runnerID(_ cab: Int) -> String { "cab-\(work.plan.cabs[cab])" }
    func customerID(_ cab: Int) -> String { "cab-\(work.plan.cabs[cab])-customer" }
    /// The customers' sockets follow the cabs'.
    func customerSocket(_ cab: Int) -> Int { cabs.count + cab }

    func begin(_ act: Act) {
        self.act = act
        doneCount = 0
        actEndNanoseconds = EventLoop.nowNanoseconds + ReplayBench.patienceNanoseconds
    }

    func countDone() {
        doneCount += 1
        actEndNanoseconds = EventLoop.nowNanoseconds + ReplayBench.patienceNanoseconds
    }

    func gaveUp(_ why: String) {
        failure = BenchError(why)
        crowd.finish()
    }

    func socketLost(_ socket: Int, _ why: String) {
        report.errors.note("socket lost", why)
        switch act {
        case .registering, .connecting, .goingOnDuty: gaveUp(why)
        case .running, .finishing, .lookingAgain: break
        }
    }

    // MARK: Time

    var wakeAt: UInt64 { min(nextProgress, act == .running ? nextDue : actEndNanoseconds) }

    /// When the next point is due: once the daemon's clock shows its time.
    var nextDue: UInt64 {
        guard let clock else { return .max }
        guard nextPoint < work.plan.points.count else { return 0 }
        let margin = Milliseconds(ReplayBench.marginMilliseconds * Int64(work.speed))
        return clock.nanoseconds(at: work.plan.points[nextPoint].time + shift + margin)
    }

    func advance(toNanoseconds now: UInt64) {
        switch act {
        case .running:
            sendDue(at: now)
        case .finishing where now >= actEndNanoseconds:
            lookAgain()
        case .lookingAgain where now >= actEndNanoseconds:
            crowd.finish()
        case _ where now >= actEndNanoseconds:
            gaveUp("the preparation got stuck while \(act) after \(doneCount) steps")
        default: break
        }
        if now >= nextProgress {
            nextProgress = now + 1_000_000_000
            stage.progress(progressLine)
        }
    }

    private var progressLine: String {
        guard act == .running || act == .finishing else {
            return "\(act): \(doneCount) steps done, \(crowd.upCount) sockets up"
        }
        let p99 = Decimal.text(report.latencies.milliseconds(atPercent: 99), places: 2)
        return "\(Decimal.percent(nextPoint, of: work.plan.points.count, places: 1)): "
            + "\(report.fixes.sent) sent, \(report.fixes.accepted) accepted, "
            + "\(report.ordersPlaced) orders, \(report.ordersDelivered) delivered, "
            + "\(report.deliveries) positions, p99 \(p99) ms, \(report.errors.total) errors"
    }
}
