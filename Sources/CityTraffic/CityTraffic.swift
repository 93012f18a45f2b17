// A made-up city on real sockets: City's apps do not know who carries their bytes, and here an event
// loop of their own does. The demo runs it on a second thread beside the daemon's.

public import Basics
public import City
public import Engine
public import EventLoop
internal import Synchronization

/// What a city on real sockets needs to know.
public struct CityTrafficConfiguration: Sendable {
    /// Where the daemon listens.
    public var address: DaemonAddress
    /// The city.
    public var plan: CityPlan
    /// The daemon's clock: the apps live by it.
    public var clock: DaemonClock
    /// How many connections may be on their way up at once.
    public var dialingMax = 128
    /// How often the statistics of `snapshot` are made anew.
    public var snapshotInterval = Milliseconds(500)
    /// Makes a bearer token for a subject and a role.
    public var token: @Sendable (String, Role) -> String

    /// A city at that daemon.
    public init(
        address: DaemonAddress, plan: CityPlan, clock: DaemonClock,
        token: @escaping @Sendable (String, Role) -> String
    ) {
        self.address = address
        self.plan = plan
        self.clock = clock
        self.token = token
    }
}

/// What the city has counted, seen from outside while it runs.
public struct CitySnapshot: Equatable, Sendable {
    /// Counts of all apps.
    public var statistics = CityStatistics()
    /// Whether every runner is known to the daemon.
    public var isStaffed = false
    /// Connections that are up.
    public var connectionCount = 0
    /// Why the last connection did not come up, until one does.
    public var failure: LoopError?
}

/// Carries a city's apps over TCP. `run` belongs to one thread; everything else may be called from any.
public final class CityTraffic: Sendable {
    private struct Shared {
        var waker: LoopWaker?
        var isStopping = false
        var snapshot = CitySnapshot()
    }

    private let configuration: CityTrafficConfiguration
    private let shared = Mutex(Shared())

    /// The traffic of a city that has not begun.
    public init(_ configuration: CityTrafficConfiguration) {
        self.configuration = configuration
    }

    /// Runs the city on the calling thread for that much real time, or until `stop`, and returns what was
    /// counted. Throws if there can be no loop.
    @discardableResult
    public func run(for duration: Milliseconds? = nil) throws(LoopError) -> CitySnapshot {
        let carrier = try CityCarrier(configuration, until: duration) { [self] in
            publish($0)
        }
        let isStopping = shared.withLock { shared in
            shared.waker = carrier.waker
            return shared.isStopping
        }
        if !isStopping { carrier.run() }
        let last = carrier.snapshot
        shared.withLock { shared in
            shared.waker = nil
            shared.snapshot = last
        }
        return last
    }

    /// Ends `run` soon, also one that has not begun.
    public func stop() {
        shared.withLock { shared in
            shared.isStopping = true
            shared.waker?.wake()
        }
    }

    /// What was counted up to a moment ago.
    public func snapshot() -> CitySnapshot {
        shared.withLock { $0.snapshot }
    }

    /// Keeps the newest counts, and says whether the city shall go on.
    private func publish(_ snapshot: CitySnapshot?) -> Bool {
        shared.withLock { shared in
            if let snapshot { shared.snapshot = snapshot }
            return !shared.isStopping
        }
    }
}
