// Which push is tried next, and when: a bounded queue, first tries in order once their record is on
// disk, further tries after a wait that doubles, and nothing after its deadline. It knows no socket.

internal import Basics
internal import Gateway
internal import Journal

/// A push with what has become of it so far. Times are milliseconds of the monotonic clock.
struct PushJob: Equatable, Sendable {
    var message: PushMessage
    /// When it is of no more use.
    var deadline: Int64
    /// How many tries have failed.
    var failureCount = 0
}

/// What became of pushes.
struct PushCounters: Equatable, Sendable {
    /// Taken by the receiver.
    var sent = 0
    /// Tries after a failed one.
    var retried = 0
    /// Given up at their deadline.
    var failed = 0
    /// Not taken into the full queue.
    var dropped = 0
}

/// The pushes that wait.
struct PushSchedule {
    /// The longest wait between two tries.
    static let waitMax = Milliseconds.seconds(30)

    private let countMax: Int
    private let firstWait: Milliseconds
    /// Never tried, in the order of their records.
    private var fresh: [PushJob] = []
    private var firstFresh = 0
    /// To be tried again, by the time.
    private var deferred: [(due: Int64, job: PushJob)] = []
    /// Tried at the moment.
    private var underWayCount = 0
    /// What became of those that came.
    private(set) var counters = PushCounters()

    /// A queue for at most `countMax` pushes, tried or not, whose second try comes `firstWait` after the
    /// first.
    init(countMax: Int, firstWait: Milliseconds) {
        self.countMax = countMax
        self.firstWait = firstWait
    }

    /// How many wait or are tried at the moment.
    var count: Int { fresh.count - firstFresh + deferred.count + underWayCount }

    /// When the next one may be tried again.
    var nextDue: Int64? { deferred.first?.due }

    /// Takes a message in; false if there is no room.
    mutating func add(_ message: PushMessage, deadline: Int64) -> Bool {
        guard count < countMax else {
            counters.dropped += 1
            return false
        }
        fresh.append(PushJob(message: message, deadline: deadline))
        return true
    }

    /// The next push to try, if there is one; those whose time is over are given up on the way.
    mutating func take(at now: Int64, syncedUpTo synced: JournalPosition) -> PushJob? {
        while let job = nextJob(at: now, synced) {
            guard job.deadline > now else {
                counters.failed += 1
                continue
            }
            underWayCount += 1
            return job
        }
        return nil
    }

    private mutating func nextJob(at now: Int64, _ synced: JournalPosition) -> PushJob? {
        if let first = deferred.first, first.due <= now { return deferred.removeFirst().job }
        guard firstFresh < fresh.count, fresh[firstFresh].message.after <= synced else {
            return nil
        }
        defer { compact() }
        return fresh[firstFresh]
    }

    private mutating func compact() {
        firstFresh += 1
        guard firstFresh == fresh.count || firstFresh > 64 && firstFresh * 2 > fresh.count else {
            return
        }
        fresh.removeFirst(firstFresh)
        firstFresh = 0
    }

    /// The receiver has it.
    mutating func finish(_ job: PushJob) {
        underWayCount -= 1
        counters.sent += 1
    }

    /// A try failed. It is tried again after a wait, the one that the receiver asked for if it is
    /// longer; what would come too late is given up.
    mutating func retry(_ job: PushJob, at now: Int64, askedFor: Milliseconds = .zero) {
        underWayCount -= 1
        let doubled = firstWait.count << Int64(min(job.failureCount, 16))
        let wait = max(min(doubled, PushSchedule.waitMax.count), askedFor.count)
        guard now + wait < job.deadline else {
            counters.failed += 1
            return
        }
        var job = job
        job.failureCount += 1
        put(job, due: now + wait)
        counters.retried += 1
    }

    /// The connection was gone before the receiver could see the push: it is tried again at once.
    mutating func giveBack(_ job: PushJob, at now: Int64) {
        underWayCount -= 1
        put(job, due: now)
    }

    private mutating func put(_ job: PushJob, due: Int64) {
        let place = deferred.firstIndex { $0.due > due } ?? deferred.count
        deferred.insert((due, job), at: place)
    }
}
