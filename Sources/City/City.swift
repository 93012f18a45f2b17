// All apps of a city side by side. A carrier (the simulator, the demo's second loop, a bench) sees
// numbered lines only: what each wishes, what it has to say, and what was heard on it.

public import Basics
public import Engine
internal import HeapModule

/// A city of apps that talk to a daemon.
///
/// The carrier calls the inputs, then `takeTouched`, and for each line named there writes
/// `takeOutput(of:into:)` and does what `wish(of:)` says; it calls `advance` at `nextDeadline`.
public struct City: Sendable {
    /// What the city was made from.
    public let plan: CityPlan
    /// Its places.
    public let map: CityMap
    /// The runners.
    public internal(set) var runners: [RunnerApp] = []
    /// The customers.
    public internal(set) var customers: [CustomerApp] = []
    /// The dispatchers.
    public internal(set) var dispatchers: [DispatcherApp] = []
    var office: OfficeApp
    private var stream: OrderStream
    var deadlines = Heap<Deadline>()
    /// The earliest entry of each app in the heap; entries for other times are out of date.
    var scheduled: [Instant]
    var touched: [Int] = []
    var isTouched: [Bool]

    /// The city of `plan` at `now`. `token` makes a bearer token for a subject and a role.
    public init(plan: CityPlan, at now: Instant, token: (String, Role) -> String) {
        self.plan = plan
        map = CityMap(
            center: plan.center, radiusMeters: plan.radiusMeters, hotSpotCount: plan.hotSpotCount,
            seed: StableHash.mix(plan.seed ^ 0xC17))
        var generator = SeededGenerator(seed: plan.seed)
        let profiles = (0..<plan.runnerCount).map { People.runner($0, plan: plan) }
        for profile in profiles {
            runners.append(
                RunnerApp(
                    profile: profile, plan: plan, map: map,
                    token: token(profile.id.text, .runner), generator: generator.split(), at: now))
        }
        for number in 0..<plan.customerCount {
            let subject = People.id("customer", number)
            customers.append(
                CustomerApp(
                    subject: subject, plan: plan, token: token(subject, .customer),
                    generator: generator.split(), at: now))
        }
        for number in 0..<plan.dispatcherCount {
            let subject = People.id("dispatcher", number)
            dispatchers.append(
                DispatcherApp(
                    subject: subject, plan: plan, token: token(subject, .dispatcher),
                    generator: generator.split(), at: now))
        }
        office = OfficeApp(
            registering: profiles, token: token("office", .service), host: plan.host,
            generator: generator.split(), at: now)
        stream = OrderStream(plan: plan, map: map, from: now)
        let appCount = runners.count + customers.count + dispatchers.count + 1
        scheduled = [Instant](repeating: .distantFuture, count: appCount)
        let lineCount = runners.count + 2 * customers.count + 2 * dispatchers.count + 1
        isTouched = [Bool](repeating: false, count: lineCount)
        for app in 0..<appCount { settle(app) }
    }

    /// Whether every runner was made known to the daemon.
    public var isStaffed: Bool { office.isDone }

    /// What all apps counted. O(apps).
    public var statistics: CityStatistics {
        var sum = office.statistics
        for runner in runners { sum.merge(runner.statistics) }
        for customer in customers { sum.merge(customer.statistics) }
        for dispatcher in dispatchers { sum.merge(dispatcher.statistics) }
        return sum
    }

    // MARK: Inputs

    /// The connection that the line wished for is open.
    public mutating func opened(_ line: Int, at now: Instant) {
        feed(.opened, line, at: now)
    }

    /// The connection of the line is gone, or could not be opened.
    public mutating func closed(_ line: Int, at now: Instant) {
        feed(.closed, line, at: now)
    }

    /// Bytes came on the line.
    public mutating func received(_ bytes: Span<UInt8>, on line: Int, at now: Instant) {
        let place = place(ofLine: line)
        switch place.kind {
        case .runner: runners[place.index].received(bytes, on: place.line, at: now)
        case .customer: customers[place.index].received(bytes, on: place.line, at: now)
        case .dispatcher: dispatchers[place.index].received(bytes, on: place.line, at: now)
        case .office: office.received(bytes, on: place.line, at: now)
        }
        settle(app(place))
    }

    /// Does what is due. O(log apps) for each app that has something to do.
    public mutating func advance(to now: Instant) {
        while let placement = stream.take(dueAt: now) {
            customers[placement.customer].place(placement, at: now)
            settle(runners.count + placement.customer)
        }
        while let first = deadlines.min, first.at <= now {
            deadlines.removeMin()
            guard scheduled[first.app] == first.at else { continue }
            scheduled[first.app] = .distantFuture
            advance(first.app, to: now)
            settle(first.app)
        }
    }

    /// When `advance` has something to do.
    public var nextDeadline: Instant {
        min(deadlines.min?.at ?? .distantFuture, stream.next?.at ?? .distantFuture)
    }

    // MARK: Outputs

    /// Moves the lines that have something to write, or a wish, since the last call to `lines`.
    public mutating func takeTouched(into lines: inout [Int]) {
        for line in touched { isTouched[line] = false }
        lines.append(contentsOf: touched)
        touched.removeAll(keepingCapacity: true)
    }

    /// How many lines there are.
    public var lineCount: Int { isTouched.count }

    /// What the carrier should do with the line, after it has written its output.
    public func wish(of line: Int) -> Wish {
        let place = place(ofLine: line)
        return switch place.kind {
        case .runner: runners[place.index].wish(of: place.line)
        case .customer: customers[place.index].wish(of: place.line)
        case .dispatcher: dispatchers[place.index].wish(of: place.line)
        case .office: office.wish(of: place.line)
        }
    }

    /// Moves what is to be written on the line to the end of `bytes`.
    public mutating func takeOutput(of line: Int, into bytes: inout [UInt8]) {
        let place = place(ofLine: line)
        switch place.kind {
        case .runner: runners[place.index].takeOutput(of: place.line, into: &bytes)
        case .customer: customers[place.index].takeOutput(of: place.line, into: &bytes)
        case .dispatcher: dispatchers[place.index].takeOutput(of: place.line, into: &bytes)
        case .office: office.takeOutput(of: place.line, into: &bytes)
        }
    }
}

/// When an app wants to be advanced.
struct Deadline: Comparable, Sendable {
    var at: Instant
    var app: Int

    static func < (left: Deadline, right: Deadline) -> Bool {
        (left.at, left.app) < (right.at, right.app)
    }
}
