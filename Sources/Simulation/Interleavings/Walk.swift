// One random walk: a small city, a clock that jumps, and a journal whose end a crash may take.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
internal import Matching

/// A walk under way.
struct Walk: ~Copyable {
    let policy: Policy
    var engine: Engine
    var now: Instant
    var generator: SeededGenerator
    var witness = Witness()
    var coverage: Coverage
    /// What was decided, as bytes; and how much of it is durable, when, and what was known then.
    var journal: [JournalEntry] = []
    var durable: (count: Int, at: Instant, digest: UInt64, witness: Witness)
    var sequence: Int64 = 0
    /// A round whose plan has not come yet.
    var round: PlannedRound?
    /// Codes as their bearers may still have them on a screen.
    var codes: [OrderID: [String]] = [:]
    /// The offers of the walk, as phones may still show them.
    var offersMade: [(offer: OfferID, leg: LegID, runner: RunnerIndex)] = []
    private(set) var step = 0
    var interleavings = 0
    var commands = 0
    var crashes = 0
    var snapshots = 0
    var lostRecords = 0

    init(seed: UInt64, number: Int, guardsOff: GuardSet, coverage: Coverage) {
        policy = Walk.policy(number: number, guardsOff: guardsOff)
        engine = Engine(policy: policy, parameters: Parameters())
        now = Walk.noon
        generator = SeededGenerator(seed: seed)
        self.coverage = coverage
        durable = (0, Walk.noon, 0, Witness())
        populate(number: number)
        sync()
    }

    static let noon = Instant(millisecondsSinceEpoch: 1_800_000_000_000)

    /// Short timers, narrow bounds, and every way of giving orders out in turn.
    private static func policy(number: Int, guardsOff: GuardSet) -> Policy {
        var policy = Policy()
        policy.guardsOff = guardsOff
        policy.mode = [.auto, .wave, .hall, .auto][number % 4]
        policy.waveSizes = [1, 2]
        policy.fallback = .seconds(60)
        policy.hallClaimTimeout = .seconds(30)
        policy.hallWindow = .seconds(8)
        policy.hallKey = [7]
        policy.refusalMemory = .seconds(45)
        policy.finishedInMemory = .seconds(90)
        policy.openOrdersPerCustomerMax = 4
        policy.codeTriesMax = number % 2 == 0 ? 1 : 3
        policy.undoWindow = .seconds(20)
        policy.paymentTimeout = .seconds(40)
        policy.scheduleLead = .seconds(20)
        policy.contactWait = .seconds(5)
        policy.contactAttemptsLeast = 1
        policy.pickupWait = .seconds(5)
        policy.choiceTimeout = .seconds(20)
        policy.escalation = .seconds(40)
        policy.exceptionDeadline = .seconds(30)
        policy.longStopAfter = .seconds(30)
        policy.staleAfter = .seconds(90)
        policy.handoverCodeLife = .seconds(number % 2 == 0 ? 20 : 90)
        policy.handoverMetersMax = number % 5 == 4 ? 800 : 100_000
        policy.deliveredMetersMax = number % 5 == 3 ? 900 : 0
        policy.promiseBase = .seconds(20)
        policy.estimate.detourPercent = 10
        policy.gateWait = .seconds(10)
        policy.sharesPerOrderMax = 3
        policy.shareLifetime = .seconds(60)
        policy.isPrepaid = number % 7 == 6
        policy.speedMetersPerSecondMax = 10_000
        if number % 3 == 2 {
            policy.protection.continuous = .minutes(3)
            policy.protection.rest = .seconds(30)
            policy.protection.day = .minutes(8)
            policy.protection.warning = .seconds(20)
        }
        return policy
    }

    // MARK: Steps

    /// Walks until a promise is broken or so many steps are made.
    mutating func run(steps: Int) {
        for number in 1...steps where witness.findings.isEmpty {
            step = number
            act()
            settle()
            if witness.findings.isEmpty { witness.look(at: engine, now) }
            _ = engine.takeNotices()
        }
        if witness.findings.isEmpty { checkReplay() }
    }

    /// What has fallen due.
    mutating func settle() {
        while witness.findings.isEmpty, let records = engine.due(at: now) { apply(records) }
    }

    /// Applies records one by one, each seen by the witness first: a broken promise ends the walk before
    /// the engine would trap on it.
    mutating func apply(_ records: [Record]) {
        for record in records where witness.findings.isEmpty {
            witness.take(record, engine, at: now)
            guard witness.findings.isEmpty else { return }
            journal.append(Walk.entry(of: record, at: now))
            engine.apply(record, at: now)
            if case .offerMade(let offer, let leg, let terms) = record {
                offersMade.append((offer, leg, terms.runner))
            }
        }
    }

    static func entry(of record: Record, at now: Instant) -> JournalEntry {
        var body = ByteWriter(capacityBytes: 128)
        var personal = ByteWriter(capacityBytes: 64)
        let scope = RecordCodec.encode(record, body: &body, personal: &personal)
        return JournalEntry(
            position: JournalPosition(1), at: now, version: RecordCodec.version, scope: scope,
            body: body.bytes, personal: personal.bytes)
    }
}
