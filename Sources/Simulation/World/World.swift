// The world around the gateway: virtual time, a network, a disk, a table of tokens and a city of apps.
// The gateway is the real one, and so is every byte between it and the apps.

internal import Basics
internal import City
internal import Engine
internal import Gateway
internal import Journal
internal import Matching

/// A running simulation.
struct World: ~Copyable {
    let scenario: Scenario
    var faults: Faults
    var generator: SeededGenerator
    var now: Instant
    var gateway: Gateway
    var isDaemonUp = true
    var crashIsDue = false
    var effects = Effects()
    var city: City
    var network: Network
    var store = SimulatedStore()
    var agenda = Agenda()
    var audit = Audit()
    var fingerprint = Fingerprint()
    /// The attempt that each line is dialing in; `nil` when it is not.
    var dialing: [Int?]
    var dialCount = 0
    var touched: [Int] = []
    var turnCount = 0
    var crashCount = 0

    /// A world at its first moment.
    init(_ scenario: Scenario) {
        self.scenario = scenario
        faults = scenario.faults
        generator = SeededGenerator(seed: StableHash.mix(scenario.seed ^ 0x30B1D))
        now = World.origin
        gateway = World.makeGateway(scenario)
        city = City(plan: scenario.plan, at: now, token: World.token)
        network = Network(lineCount: city.lineCount)
        dialing = [Int?](repeating: nil, count: city.lineCount)
        gateway.replayed(at: now)
        planTrouble()
    }

    /// When every simulation begins.
    static let origin = Instant(millisecondsSinceEpoch: 1_800_000_000_000)

    static func makeGateway(_ scenario: Scenario) -> Gateway {
        Gateway(
            settings: settings(of: scenario), policy: policy(of: scenario),
            parameters: Parameters())
    }

    static func policy(of scenario: Scenario) -> Policy {
        var policy = Policy()
        policy.guardsOff = scenario.guardsOff
        policy.mode = scenario.mode
        return policy
    }

    static func settings(of scenario: Scenario) -> GatewaySettings {
        var settings = GatewaySettings()
        settings.reportInterval = scenario.reportInterval
        return settings
    }

    // MARK: Tokens

    static func token(_ subject: String, _ role: Role) -> String { role.name + "." + subject }

    func principal(of token: String) -> Result<Principal, TokenProblem> {
        let parts = token.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let role = Role(name: String(parts[0])) else {
            return .failure(TokenProblem(detail: "nobody's token"))
        }
        return .success(Principal(subject: String(parts[1]), role: role))
    }

    // MARK: Time

    /// Lets the world go on until `end`.
    mutating func run(until end: Instant) {
        while true {
            var next = min(agenda.nextAt, city.nextDeadline)
            if isDaemonUp { next = min(next, gateway.nextDeadline(after: now)) }
            guard next <= end else { break }
            now = max(now, next)
            turn()
        }
        now = end
        turn()
    }

    /// One turn: what has arrived is handed over, time moves on for both sides, and what they want done
    /// is set on its way.
    private mutating func turn() {
        turnCount += 1
        while let happening = agenda.take(dueAt: now) { carryOut(happening) }
        city.advance(to: now)
        if isDaemonUp { endDaemonTurn() }
        carryOutCity()
        crashIfDue()
        if isDaemonUp { audit.look(at: gateway, city, now) }
    }

    private mutating func endDaemonTurn() {
        var checkedCount = 0
        checkTokens(after: &checkedCount)
        gateway.advance(to: now, into: &effects)
        checkTokens(after: &checkedCount)
        gateway.flush(at: now, into: &effects)
        fingerprint.add(effects)
        audit.take(effects.entries)
        carryOutWrites()
        if effects.hasBatch { store.hold(SimulatedBatch(effects)) }
        syncIfIdle()
        for (round, snapshot) in effects.rounds {
            let plan = Matching.plan(snapshot, Parameters())
            agenda.addForThisLife(
                .planned(round, plan), at: now + generator.duration(in: faults.planTime))
        }
        for (query, question) in effects.queries {
            agenda.addForThisLife(
                .answered(query, question), at: now + generator.duration(in: faults.syncTime))
        }
        effects.removeAll()
    }

    /// Checked at once, as the daemon does, or later, as one that asks another service would.
    private mutating func checkTokens(after checkedCount: inout Int) {
        // An answer may let a pipelined request through, which brings another ticket.
        while checkedCount < effects.tickets.count {
            let (exchange, token) = effects.tickets[checkedCount]
            checkedCount += 1
            let time = generator.duration(in: faults.tokenTime)
            if time == .zero {
                gateway.identified(exchange, principal(of: token), at: now, into: &effects)
            } else {
                agenda.addForThisLife(.tokenChecked(exchange, token: token), at: now + time)
            }
        }
    }

    /// Sends the next batch to the disk if it has none.
    mutating func syncIfIdle() {
        guard store.send() else { return }
        planSync()
    }

    mutating func planSync() {
        let isSlow = generator.chance(percent: faults.slowSyncPercent)
        let time = generator.duration(in: isSlow ? faults.slowSyncTime : faults.syncTime)
        let isRefused = generator.chance(percent: faults.syncRefusalPercent)
        agenda.addForThisLife(isRefused ? .syncRefused : .synced, at: now + time)
    }
}
