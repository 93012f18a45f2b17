// Three runners, a handful of orders and everybody at once: random commands by random people, rounds
// whose plans come late, time that jumps. After each step the city must be sound, and a second city
// that knows only the records' bytes must be the same.

import Basics
import Geo
import Testing

import struct Matching.Plan
import struct Matching.Snapshot
import func Matching.plan

@testable import Engine

@Suite struct InterleavingTests {
    @Test func anyInterleavingKeepsTheCitySound() {
        var counts: [String: Int] = [:]
        for seed in UInt64(0)..<320 {
            var walk = RandomWalk(seed: seed)
            walk.run(steps: 200)
            if let finding = walk.model.findings.first {
                Issue.record("seed \(seed) step \(walk.step): \(finding)")
                return
            }
            counts.merge(walk.model.counts, uniquingKeysWith: +)
        }
        // The walks came by all that they are to look at.
        let wanted = [
            "offerMade", "offerSeen", "declined", "expired", "withdrawn", "accepted",
            "accepted in a pool", "asked again", "assigned by hand", "overridden", "reassigned",
            "nobodyFree", "poolEmpty", "wrongCode", "atPickup", "pickedUp", "atDropoff",
            "delivered", "cancelled", "duty finishing", "duty paused", "patched", "located",
            "late plan", "replayed", "paid", "paidLate", "paymentTimedOut", "released",
            "givenBack", "undone", "attempted", "returnOrdered", "confirmed", "failed",
            "flagged", "noted", "codeLocked", "codeUnlocked", "choicesClosed", "chose", "edited",
            "added", "returning", "returned",
            "late plan", "replayed", "notSeen", "opened auto", "opened wave", "wave 1", "wave 2",
            "moved to hall", "moved to auto", "claimed", "window of several", "won in the hall",
            "taken by code",
            "explained", "exception noTaker", "exception runnerSilent", "exception longStop",
            "exception sos", "exception late",
        ]
        for what in wanted {
            let count = counts[what, default: 0]
            #expect(count > 4, "\(what) is too rare: \(count)")
        }
        for code in Self.refusals {
            #expect(counts["refused \(code)", default: 0] > 0, "\(code) never came")
        }
    }

    /// The model must notice when a guard is broken; else its silence above would mean nothing.
    @Test func aCityThatIgnoresPoolsIsFound() {
        for seed in UInt64(0)..<60 {
            var walk = RandomWalk(seed: seed, ignoringPools: true)
            walk.run(steps: 150)
            guard let finding = walk.model.findings.first else { continue }
            #expect(finding.hasSuffix("outside its pools"), "seed \(seed): \(finding)")
            return
        }
        Issue.record("nobody noticed")
    }

    private static let refusals: [RefusalCode] = [
        .notFound, .forbidden, .stateConflict, .versionConflict, .offerTaken, .offerWithdrawn,
        .offerExpired, .staleEpoch, .capacityReached, .ineligible, .poolConflict,
        .reasonRequired, .wrongCode, .codeLocked, .rateLimited, .notVerified, .notYet,
        .tooFarFromStop, .invalid, .codeUsed, .codeExpired,
    ]
}

/// One random walk through a city, with its model and its replica.
private struct RandomWalk {
    let city: City
    private(set) var replica: City
    var model = CityModel()
    private(set) var step = 0
    private var generator: SeededGenerator
    private var replicated = 0
    private var sequence: Int64 = 0
    private var round: PlannedRound?

    init(seed: UInt64, ignoringPools: Bool = false) {
        generator = SeededGenerator(seed: seed)
        var policy = Policy()
        policy.refusalMemory = .seconds(45)
        policy.finishedInMemory = .seconds(60)
        policy.openOrdersPerCustomerMax = 3
        policy.codeTriesMax = seed % 2 == 0 ? 1 : 2
        policy.undoWindow = .seconds(20)
        policy.paymentTimeout = .seconds(30)
        policy.scheduleLead = .seconds(20)
        policy.contactWait = .seconds(5)
        policy.contactAttemptsLeast = 1
        policy.pickupWait = .seconds(5)
        policy.choiceTimeout = .seconds(4)
        policy.deliveredMetersMax = 900
        policy.isPrepaid = seed % 4 == 0
        if ignoringPools { policy.guardsOff.insert(.pool) }
        policy.mode = [.auto, .wave, .hall, .auto][Int(seed % 4)]
        policy.waveSizes = [1, 2]
        policy.fallback = .seconds(120)
        policy.hallClaimTimeout = .seconds(30)
        policy.hallWindow = .seconds(15)
        policy.escalation = .seconds(100)
        policy.promiseBase = .seconds(60)
        policy.exceptionDeadline = .seconds(30)
        policy.longStopAfter = .seconds(15)
        policy.longStopMeters = 500
        if seed % 4 == 3 {
            // Short promises: a walk lasts for minutes only.
            policy.promiseBase = .seconds(20)
            policy.estimate.detourPercent = 10
        }
        city = City(policy: policy)
        replica = City(policy: policy)
        let genders = ["female", "male", nil]
        for (number, gender) in genders.enumerated() {
            city.addRunner(
                "r\(number)", at: place(northMeters: Double(number) * 400), gender: gender,
                pools: number == 2 ? ["gate"] : [], person: number == 0 ? "p0" : nil,
                capacity: Capacity(orders: 2, grams: 3_000))
        }
    }

    mutating func run(steps: Int) {
        for number in 0..<steps where model.findings.isEmpty {
            step = number
            act()
            while let records = city.engine.due(at: city.now) { apply(records) }
            model.check(city)
            _ = city.engine.takeNotices()
            if number % 12 == 11 || number == steps - 1 { compare() }
        }
    }

    /// Brings the replica up to date by bytes alone, and compares.
    private mutating func compare() {
        for line in city.journal[replicated...] {
            replica.now = line.at
            replica.engine.pass(to: line.at)
            guard let record = try? throughBytes(line) else { return }
            replica.apply([record])
        }
        replicated = city.journal.count
        replica.engine.pass(to: city.now)
        let found = differences(city, replica)
        if let first = found.first { model.fail("the replay differs: \(first)") }
        model.count("replayed")
        // From here on the replica is one that a snapshot gave.
        guard let folded = try? replica.folded() else { return model.fail("no snapshot") }
        let isLast = step % 12 != 11
        let lost = isLast ? stateDifferences(replica, folded) : differences(city, folded)
        if let first = lost.first { model.fail("the snapshot differs: \(first)") }
        replica = folded
    }

    private mutating func apply(_ records: [Record]) {
        for record in records {
            model.watch(record, in: city)
            city.apply([record])
        }
    }

    private mutating func run(_ command: Command, by principal: Principal) {
        let decision = city.engine.decide(command, by: principal, at: city.now)
        if let refusal = decision.refusal { model.count("refused \(refusal.code)") }
        apply(decision.records)
    }

    // MARK: What may happen

    private mutating func act() {
        switch generator.below(152) {
        case 150..<152: take()
        case 100..<130: law()
        case 130..<150: reportPhase()
        case 0..<12: pass()
        case 12..<26: locate()
        case 26..<38: roundNow()
        case 38..<42: roundLater()
        case 42..<50: answerOffer()
        case 50..<54: grab()
        case 54..<74: reportPhase()
        case 74..<81: create()
        case 81..<84: cancel()
        case 84..<91: assign()
        case 91..<92: seeTo()
        case 92..<95: changeDuty()
        case 95..<96: city.engine.setConnected(runner(), generator.chance(percent: 60))
        default: patch()
        }
    }

    private mutating func pass() {
        let milliseconds =
            switch generator.below(100) {
            case 0..<75: generator.number(in: 1...4_000)
            case 75..<97: generator.number(in: 4_000...40_000)
            // Nobody comes to any order for so long.
            default: generator.number(in: 300_000...900_000)
            }
        city.now = city.now + Milliseconds(Int64(milliseconds))
    }

    private mutating func locate() {
        sequence += generator.chance(percent: 90) ? 1 : 0
        let age = generator.chance(percent: 80) ? 0 : generator.number(in: -60_000...60_000)
        let fix = Fix(
            coordinate: place(
                northMeters: Double(generator.below(1_500)),
                eastMeters: Double(generator.below(1_500))),
            fixTime: city.now - Milliseconds(Int64(age)), sequence: sequence,
            accuracyMeters: Float(generator.number(in: -1...501)))
        let outcome = city.engine.observe(
            fix, of: runner(), at: city.now, sentLive: generator.chance(percent: 50))
        model.count("fix \(outcome)")
    }

    private mutating func roundNow() {
        var round = plannedRound()
        apply(city.engine.decide(&round, at: city.now))
    }

    private func plannedRound() -> PlannedRound {
        let snapshot = city.engine.snapshot(at: city.now)
        return PlannedRound(Matching.plan(snapshot, city.engine.parameters), of: snapshot)
    }

    /// A plan made for a city that has moved on meanwhile, and moves on between its parts.
    private mutating func roundLater() {
        guard var planned = round else {
            round = plannedRound()
            return
        }
        model.count("late plan")
        apply(city.engine.decide(&planned, limit: generator.number(in: 1...3), at: city.now))
        round = planned.isDecided ? nil : planned
    }

    private mutating func answerOffer() {
        let last = Int(city.engine.numbers.lastOffer)
        let id = OfferID(number: UInt64(max(0, last - generator.below(3))))
        let asked = city.engine.offer(id)?.runner
        let who = generator.chance(percent: 85) ? asked ?? runner() : runner()
        let principal = person(of: who)
        switch generator.below(6) {
        case 0: run(.offerSeen(id), by: principal)
        case 1: run(.declineOffer(id, reason: "tooFar"), by: principal)
        default:
            let epoch = city.engine.offer(id)?.epoch ?? 1
            let given = generator.chance(percent: 90) ? epoch : generator.below(3)
            run(.acceptOffer(id, epoch: given), by: principal)
        }
    }

    private mutating func grab() {
        let who = generator.chance(percent: 97) ? person(of: runner()) : .dispatcher
        let open = city.engine.aside
        let isKnown = !open.isEmpty && generator.chance(percent: 90)
        let id = isKnown ? open[generator.below(open.count)].order : order()
        run(.grab(id), by: who)
        // What one finds others often find at the same time.
        run(.grab(id), by: person(of: runner()))
    }

    /// An order is taken by its code, or one tries an old one.
    private mutating func take() {
        let id = order { $0.state.isWaiting || $0.state == .offered }
        if generator.chance(percent: 60) {
            let who = byOr(owner(of: id))
            run(.relay(.issueCode(id, leg: 0, toRunner: false)), by: who)
        }
        guard let code = city.engine.newestCode(of: id) else { return }
        for _ in 0...generator.below(2) { run(.relay(.scan(code.text)), by: person(of: runner())) }
    }

    /// A dispatcher looks after what is open.
    private mutating func seeTo() {
        let open = city.engine.openExceptions
        guard !open.isEmpty, generator.chance(percent: 90) else {
            return run(.exception(.sos), by: person(of: runner()))
        }
        let exception = open[generator.below(open.count)]
        var reference = ExceptionReference(exception.kind, order: exception.order)
        if case .runner(let runner) = exception.key.subject {
            reference = ExceptionReference(.sos, runner: RunnerID(city.name(of: runner)))
        }
        if generator.chance(percent: 50) {
            run(.exception(.claim(reference)), by: [.dispatcher, .admin][generator.below(2)])
        } else {
            run(.exception(.resolve(reference, reason: "called")), by: .dispatcher)
        }
    }

    private mutating func reportPhase() {
        let carried = city.runner(runner()).carried
        let isKnown = !carried.isEmpty && generator.chance(percent: 90)
        let id = isKnown ? carried[generator.below(carried.count)].order : order()
        let who = generator.chance(percent: 90) ? city.carrier(id) ?? runner() : runner()
        let any = Phase.allCases[generator.below(Phase.allCases.count)]
        let phase = generator.chance(percent: 70) ? next(after: city.state(id)) : any
        let code = [nil, "1", "1", "4821", "4821"][generator.below(5)]
        let reason = [nil, "customerUnreachable", "the dog", "the dog"]
        run(
            .reportPhase(
                id, leg: 0, phase, code: code, reason: reason[generator.below(4)],
                note: generator.chance(percent: 10) ? "a note" : nil),
            by: generator.chance(percent: 90) ? person(of: who) : .dispatcher)
    }

    private mutating func next(after state: OrderState?) -> Phase {
        switch state {
        case .assigned: generator.chance(percent: 50) ? .atPickup : .pickedUp
        case .atPickup: .pickedUp
        case .pickedUp: generator.chance(percent: 50) ? .atDropoff : .delivered
        case .atDropoff: generator.chance(percent: 70) ? .delivered : .returning
        case .returning: .returned
        default: .delivered
        }
    }

    private mutating func create() {
        let pools = [[], [], ["female"], ["male"], ["gate"], ["female", "male"], ["nobody"]]
        var owner = customer()
        if owner.subject == "c0" { owner.person = "p0" }
        var wish = draft(
            from: place(
                northMeters: Double(generator.below(1_500)),
                eastMeters: Double(generator.below(1_500))),
            pools: pools[generator.below(pools.count)],
            grams: [100, 1_000, 1_600, 4_000][generator.below(4)],
            code: generator.chance(percent: 60) ? "4821" : nil)
        if generator.chance(percent: 15) {
            wish.scheduledAt = city.now + .seconds(Int64(generator.below(90)))
        }
        wish.awaitsPayment = generator.chance(percent: 70)
        let principal = generator.chance(percent: 4) ? Principal.service : owner
        run(.createOrder(wish), by: generator.chance(percent: 97) ? principal : .dispatcher)
    }

    // MARK: The order's law

    private mutating func law() {
        switch generator.below(20) {
        case 0, 16, 17:
            run(.law(order { $0.booking.payBy != nil && !$0.isPaid }, .pay), by: byOr(.service))
        case 1:
            let id = order { !$0.state.hasGoods && $0.state.isCarried }
            runAsCarrier(id) { .giveBack(leg: 0, $0) }
        case 2, 3: runAsCarrier(order { $0.legs[0].lastReport != nil }) { _ in .undo(leg: 0) }
        case 4, 5, 6: runAsCarrier(order { $0.state.hasGoods }) { _ in .attempt(leg: 0) }
        case 7: run(.law(order { !$0.state.isFinal }, .fail(why())), by: byOr(.dispatcher))
        case 8, 9, 10, 18:
            let id = order { $0.flags.contains(.codeLocked) }
            run(.law(id, .unlockCode(why())), by: byOr(.dispatcher))
        case 11:
            let id = order { !$0.openChoices.isEmpty }
            let open = city.engine.order(id)?.openChoices.map(\.choice) ?? []
            let any = Choice.allCases[generator.below(5)]
            let choice = generator.chance(percent: 20) ? any : open.first ?? any
            run(.law(id, .choose(choice)), by: byOr(owner(of: id)))
        case 12, 13, 14: editOrAdd(order { !$0.state.isFinal })
        case 15:
            let id = order { $0.state.hasGoods }
            let reason = generator.chance(percent: 80) ? "damaged" : nil
            let phase: Phase = generator.chance(percent: 50) ? .returning : .delivered
            run(
                .reportPhase(id, leg: 0, phase, code: nil, reason: reason),
                by: byOr(.dispatcher))
        default: break
        }
    }

    private mutating func runAsCarrier(
        _ id: OrderID, _ command: (ReasonGiven?) -> LawCommand
    ) {
        let carrier = city.carrier(id).map { person(of: $0) } ?? .runner("r1")
        run(.law(id, command(why())), by: byOr(carrier))
    }

    private mutating func editOrAdd(_ id: OrderID) {
        let principal = byOr(owner(of: id))
        let command: LawCommand =
            generator.chance(percent: 50) ? .edit([edit()]) : .add(amount: generator.below(300))
        guard generator.chance(percent: 30) else { return run(.law(id, command), by: principal) }
        let version = (city.engine.order(id)?.version ?? 1) - generator.below(2)
        run(.expecting(version: version, .law(id, command)), by: principal)
    }

    private func owner(of id: OrderID) -> Principal {
        city.engine.order(id)?.owner ?? .customer("c0")
    }

    /// Mostly the one whose business it is.
    private mutating func byOr(_ principal: Principal) -> Principal {
        let any: [Principal] = [.customer("c1"), .service, .dispatcher, .admin, .runner("r0")]
        return generator.chance(percent: 85) ? principal : any[generator.below(any.count)]
    }

    /// One of the last orders for which it makes sense, mostly.
    private mutating func order(_ fits: (borrowing Order) -> Bool) -> OrderID {
        let fitting = city.engine.orderIDs(before: nil, limit: 6, where: fits)
        guard !fitting.isEmpty, generator.chance(percent: 90) else { return order() }
        return fitting[generator.below(fitting.count)]
    }

    private mutating func why() -> ReasonGiven? {
        guard generator.chance(percent: 90) else { return nil }
        let code = ReasonCode.allCases[generator.below(ReasonCode.allCases.count)]
        return ReasonGiven(code, note: generator.chance(percent: 30) ? "a note" : nil)
    }

    private mutating func edit() -> StopEdit {
        var edit = StopEdit(index: generator.below(3))
        switch generator.below(3) {
        case 0:
            edit.coordinate = place(
                northMeters: Double(generator.below(1_500)),
                eastMeters: Double(generator.below(1_500)))
        case 1: edit.note = ["", "ring twice"][generator.below(2)]
        default: edit.code = "4821"
        }
        return edit
    }

    private mutating func cancel() {
        let id = order()
        let principals = [customer(), customer(), .dispatcher, .runner("r0"), .service]
        let version = generator.chance(percent: 70) ? nil : city.engine.order(id)?.version
        run(
            .cancelOrder(
                id, reason: "late", version: version.map { $0 - generator.below(2) }),
            by: principals[generator.below(principals.count)])
    }

    private mutating func assign() {
        let override = generator.chance(percent: 50)
        let reason = generator.chance(percent: 80) ? "the only one near" : nil
        run(
            .assignOrder(
                order(), RunnerID("r\(generator.below(4))"), reason: reason, override: override,
                version: nil),
            by: generator.chance(percent: 95) ? .dispatcher : customer())
    }

    private mutating func changeDuty() {
        let duty: Duty =
            generator.chance(percent: 60)
            ? .on : Duty.allCases[generator.below(Duty.allCases.count)]
        let who = runner()
        let principal = person(of: generator.chance(percent: 90) ? who : runner())
        run(.setDuty(RunnerID(city.name(of: who)), duty), by: principal)
    }

    private mutating func patch() {
        let name = "r\(generator.below(3))"
        var patch = RunnerPatch()
        switch generator.below(6) {
        case 0: patch.pools = [["gate"], [], ["female"]][generator.below(3)]
        case 1: patch.capacityOrders = generator.number(in: 1...3)
        case 2: patch.verified = generator.chance(percent: 50)
        case 3: patch.gender = ["female", "male"][generator.below(2)]
        case 4: patch.ownCap = generator.number(in: 1...13)
        default: return run(.verifyRunner(RunnerID(name)), by: .service)
        }
        run(
            .patchRunner(RunnerID(name), patch),
            by: generator.chance(percent: 70) ? .admin : .runner(name))
    }

    // MARK: Who and what

    private mutating func runner() -> RunnerIndex { RunnerIndex(generator.below(3)) }
    private func person(of runner: RunnerIndex) -> Principal { .runner(city.name(of: runner)) }
    private mutating func customer() -> Principal { .customer("c\(generator.below(3))") }

    /// One of the last few orders, or one that never was.
    private mutating func order() -> OrderID {
        let last = Int(city.engine.placedOrderCount)
        return OrderID(number: UInt64(max(0, last - generator.below(6))))
    }
}
