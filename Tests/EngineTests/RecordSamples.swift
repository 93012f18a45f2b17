// Records of every kind with random contents. What is personal is marked, so that a test can look
// for it where it must not be.

import Basics
import Geo
import Journal
import Testing

import struct Matching.Cost
import enum Matching.FilterReason

@testable import Engine

/// Stands in every personal text that the samples make.
let personalMark = "Wáng-138"

/// The record as it comes back from its own bytes.
func throughBytes(_ line: JournalLine) throws -> Record {
    try RecordCodec.decode(entry(of: line.record, at: line.at))
}

/// The journal entry of a record.
func entry(of record: Record, at: Instant = noon) -> JournalEntry {
    var body = ByteWriter()
    var personal = ByteWriter()
    let scope = RecordCodec.encode(record, body: &body, personal: &personal)
    return JournalEntry(
        position: JournalPosition(1), at: at, version: RecordCodec.version, scope: scope,
        body: body.bytes, personal: personal.bytes)
}

/// Makes random records.
struct RecordSamples {
    static let kindCount = 24
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// A record of the `kind`-th of `kindCount` kinds.
    mutating func record(kind: Int) -> Record {
        switch kind {
        case 0: .runnerRegistered(runner(), profile())
        case 1: .runnerPatched(runner(), patch())
        case 2: .dutyChanged(runner(), pick(Duty.allCases))
        case 3:
            .orderCreated(order(), placed())
        case 4: .waiting(order(), leg: leg(), cause: pick([.nobodyFree, .poolEmpty, .poolFilled]))
        case 5:
            .offerMade(offer(), LegID(order: order(), leg: leg()), terms())
        case 6: .offerSeen(offer(), order())
        case 7: .offerEnded(offer(), order(), offerEnd(), refusedUntil: maybe { $0.instant() })
        case 8: .legAssigned(order(), leg: leg(), runner(), epoch: leg(), origin())
        case 9:
            .phaseReported(
                order(), leg: leg(), pick(Phase.allCases), reason: maybe { $0.text() })
        case 10: .wrongCode(order(), leg: leg())
        case 11: .orderCancelled(order(), by: text(), cancellation())
        case 12: .place(placeFact())
        case 13: .market(LegID(order: order(), leg: leg()), marketFact())
        case 14:
            .shared(
                order(),
                Share(
                    number: generator.next(), stop: maybe { $0.generator.below(12) },
                    expiresAt: instant()))
        case 15: .access(accessFact())
        case 16: .pool(LegID(order: order(), leg: leg()), poolFact())
        case 17: .exception(exceptionKey(), exceptionFact())
        case 18: .explained(LegID(order: order(), leg: leg()), explanation())
        case 19: .law(order(), fact())
        case 20: .protection(protectionFact())
        case 22: .retention(Milliseconds(Int64(generator.below(86_400_000))))
        case 21: .relay(LegID(order: order(), leg: leg()), relayFact())
        default: answered()
        }
    }

    // MARK: Values

    private mutating func score() -> HallScore {
        HallScore(
            runner: runner(), distanceMeters: number(), distancePoints: number(),
            loadPoints: number(), tieBreak: count(), excluded: maybe { $0.filter() })
    }

    private mutating func filter() -> FilterReason { pick(FilterReason.allCases) }

    private mutating func exceptionKey() -> ExceptionKey {
        ExceptionKey(pick(ExceptionKind.allCases), pick([.order(order()), .runner(runner())]))
    }

    private mutating func exceptionFact() -> ExceptionFact {
        switch generator.below(4) {
        case 0:
            .opened(
                ExceptionDetails(
                    leg: maybe { LegID(order: $0.order(), leg: $0.leg()) },
                    runner: maybe { $0.runner() }, deadline: maybe { $0.instant() },
                    choices: several { ExceptionChoice($0.text(), by: $0.pick(Role.allCases)) },
                    lastFixTime: maybe { $0.instant() }))
        case 1: .claimed(by: text())
        case 2: .overdue
        default: .resolved(reason: text(), by: maybe { $0.text() })
        }
    }

    private mutating func explanation() -> RoundExplanation {
        RoundExplanation(
            round: count(), parameters: number(), chosen: several { $0.runner() },
            candidates: several { $0.candidate() },
            filtered: several { RoundExplanation.Filtered($0.filter(), count: $0.number()) })
    }

    private mutating func candidate() -> RoundExplanation.Candidate {
        RoundExplanation.Candidate(
            runner: runner(),
            cost: Cost(
                pickupMeters: Int32(clamping: number()),
                pickupDeciseconds: Int32(clamping: number()),
                loadDeciseconds: Int32(clamping: number()),
                ageDeciseconds: Int32(clamping: number())),
            excluded: maybe { $0.filter() })
    }

    private mutating func marketFact() -> MarketFact {
        let mode = pick(MatchingMode.allCases)
        switch generator.below(4) {
        case 0: return .claimed(runner(), closesAt: instant())
        case 1: return .windowClosed(several { $0.score() })
        case 2:
            return .opened(mode, until: maybe { $0.instant() }, escalatesAt: instant())
        default: return .moved(to: mode, until: maybe { $0.instant() })
        }
    }

    private mutating func placed() -> PlacedOrder {
        var owner = principal()
        owner.site = maybe { $0.text() }
        var draft = draft()
        draft.scheduledAt = maybe { $0.instant() }
        draft.awaitsPayment = generator.chance(percent: 30)
        let meters = Double(number()) / 7
        let whole = draft.stops.isEmpty ? plan() : .whole(draft, meters: meters)
        let legs = [whole] + several { $0.plan() }
        var placed = PlacedOrder(
            number: text(), owner: owner, draft: draft, price: price(), meters: meters,
            promisedBy: instant(), legs: legs,
            state: pick([.matching, .scheduled, .awaitingPayment]))
        placed.booking = Booking(
            releaseAt: maybe { $0.instant() }, payBy: maybe { $0.instant() })
        return placed
    }

    /// Any fact of the order's law.
    private mutating func fact() -> LawFact {
        switch generator.below(10) {
        case 0:
            .givenBack(
                leg: leg(), reason(), isFault: generator.chance(percent: 50),
                choices: several { $0.choice() })
        case 1: .choicesOpened(several { $0.choice() }, reason: text())
        case 2: .noted(personal())
        case 3:
            .edited(
                Revision(
                    stops: several { $0.stop() }, price: price(), meters: Double(number()) / 3,
                    promisedBy: instant(), legs: several { $0.plan() }))
        case 4: .added(amount: number(), price())
        default: shortFact()
        }
    }

    private mutating func shortFact() -> LawFact {
        let leg = leg()
        return pick([
            .paid(by: text(), to: pick(OrderState.allCases)), .paidLate(by: text()),
            .paymentTimedOut, .released, .undone(leg: leg, to: pick(OrderState.allCases)),
            .attempted(leg: leg), .returnOrdered(leg: leg, by: text(), reason()),
            .confirmed(leg: leg, by: text(), reason()), .failed(by: text(), reason()),
            .flagged(pick(OrderFlag.allCases)), .codeLocked(leg: leg),
            .codeUnlocked(by: text(), reason()), .choicesClosed,
            .chose(pick(Choice.allCases), by: text()),
        ])
    }

    private mutating func reason() -> ReasonCode { pick(ReasonCode.allCases) }

    private mutating func choice() -> OpenChoice {
        OpenChoice(
            pick(Choice.allCases), by: pick(Role.allCases), until: maybe { $0.instant() },
            reason: maybe { $0.text() })
    }

    mutating func plan() -> LegPlan {
        let first = generator.below(12)
        return LegPlan(
            start: end(), at: coordinate(), end: end(), at: coordinate(),
            stops: first..<first + generator.below(4), meters: Double(number()) / 3,
            pools: several { $0.text() })
    }

    mutating func coordinate() -> Coordinate {
        Coordinate(
            latitudeE7: Int32(generator.number(in: -900_000_000...900_000_000)),
            longitudeE7: Int32(generator.number(in: -1_800_000_000...1_800_000_000)))
    }

    private mutating func end() -> LegEnd {
        pick([.stop(generator.below(12)), .station(StationID(text())), .place(coordinate())])
    }

    private mutating func terms() -> OfferTerms {
        OfferTerms(
            runner: runner(), epoch: leg(), expiresAt: instant(), confirmBy: maybe { $0.instant() },
            wave: generator.below(4), pickupDistanceMeters: number(), fee: number())
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[generator.below(values.count)]
    }

    mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? {
        generator.chance(percent: 50) ? make(&self) : nil
    }

    mutating func several<Value>(_ make: (inout Self) -> Value) -> [Value] {
        (0..<generator.below(4)).map { _ in make(&self) }
    }

    mutating func text() -> String {
        pick(["", "a", "female", "r1", "tooFar", "菜鸟驿站", "\u{0}", String(generator.next())])
    }

    private mutating func personal() -> String { text() + personalMark + text() }

    mutating func number() -> Int {
        switch generator.below(6) {
        case 0: .min
        case 1: .max
        case 2: 0
        case 3: -1
        default: generator.number(in: -1_000_000...1_000_000)
        }
    }

    mutating func leg() -> Int { pick([0, 1, 127, 128, .max]) }

    private mutating func count() -> UInt64 { pick([0, 1, 300, .max, generator.next()]) }

    mutating func runner() -> RunnerIndex {
        RunnerIndex(pick([0, 1, 128, Int(Int32.max), generator.below(5_000)]))
    }

    mutating func order() -> OrderID { OrderID(number: count()) }
    mutating func offer() -> OfferID { OfferID(number: count()) }

    mutating func instant() -> Instant {
        Instant(millisecondsSinceEpoch: Int64(number()))
    }

    private mutating func principal() -> Principal {
        Principal(subject: text(), role: pick(Role.allCases), person: maybe { $0.text() })
    }

    private mutating func profile() -> RunnerProfile {
        RunnerProfile(
            id: RunnerID(text()), name: personal(), person: maybe { $0.text() },
            gender: maybe { $0.text() }, vehicle: pick(Vehicle.allCases),
            skills: several { $0.text() }, pools: several { $0.text() },
            capacity: Capacity(orders: number(), grams: number()), phone: maybe { $0.personal() },
            ratingTenths: maybe { $0.number() })
    }

    private mutating func patch() -> RunnerPatch {
        var patch = RunnerPatch()
        patch.name = maybe { $0.personal() }
        patch.gender = maybe { $0.text() }
        patch.vehicle = maybe { $0.pick(Vehicle.allCases) }
        patch.skills = maybe { $0.several { $0.text() } }
        patch.pools = maybe { $0.several { $0.text() } }
        patch.capacityOrders = maybe { $0.number() }
        patch.capacityGrams = maybe { $0.number() }
        patch.verified = maybe { $0.generator.chance(percent: 50) }
        patch.ownCap = maybe { $0.number() }
        patch.phone = maybe { $0.personal() }
        patch.ratingTenths = maybe { $0.number() }
        return patch
    }

    private mutating func draft() -> OrderDraft {
        OrderDraft(
            type: text(), stops: [stop()] + several { $0.stop() },
            items: several { Item(description: $0.personal(), weightGrams: $0.number()) },
            runnerPools: several { $0.text() }, skills: several { $0.text() },
            addition: number(), externalId: maybe { $0.text() })
    }

    private mutating func stop() -> Stop {
        Stop(
            kind: pick(StopKind.allCases),
            coordinate: Coordinate(
                latitudeE7: Int32(generator.number(in: -900_000_000...900_000_000)),
                longitudeE7: Int32(generator.number(in: -1_800_000_000...1_800_000_000))),
            capAmount: maybe { $0.number() }, durationMinutes: maybe { $0.number() },
            details: StopDetails(
                address: maybe { $0.personal() }, contactName: maybe { $0.personal() },
                contactPhone: maybe { $0.personal() },
                contactSubject: maybe { $0.personal() }, note: maybe { $0.personal() },
                code: maybe { $0.personal() }))
    }

    private mutating func price() -> Price {
        Price(
            currency: text(), base: number(), distance: number(), addition: number(),
            tariff: text())
    }

    private mutating func offerEnd() -> OfferEnd {
        switch generator.below(3) {
        case 0: .declined(reason: maybe { $0.text() })
        case 1: .expired
        default: .withdrawn(reason: text())
        }
    }

    private mutating func origin() -> AssignmentOrigin {
        switch generator.below(4) {
        case 0: .accepted(offer())
        case 1: .claimed(window: number())
        case 2: .scanned(code: number())
        default:
            .manual(
                by: text(), reason: maybe { $0.text() }, override: generator.chance(percent: 50))
        }
    }

    private mutating func cancellation() -> Cancellation {
        Cancellation(from: pick(OrderState.allCases), fee: number(), reason: maybe { $0.text() })
    }

    private mutating func answered() -> Record {
        let answer = KeptAnswer(
            subject: text(), key: text(), requestHash: generator.next(), status: number(),
            body: Array(personal().utf8), location: maybe { $0.text() },
            version: maybe { $0.number() })
        let isAboutOrder = generator.chance(percent: 50)
        return .answered(
            answer, order: isAboutOrder ? order() : nil,
            runner: isAboutOrder ? maybe { $0.runner() } : runner())
    }
}

extension Record {
    /// The record once its personal part is gone.
    var erased: Record {
        switch self {
        case .runnerRegistered(let runner, var profile):
            profile.name = ""
            profile.phone = nil
            return .runnerRegistered(runner, profile)
        case .runnerPatched(let runner, var patch):
            patch.name = nil
            patch.phone = nil
            return .runnerPatched(runner, patch)
        case .orderCreated(let id, var placed):
            for index in placed.draft.stops.indices {
                placed.draft.stops[index].details = StopDetails()
            }
            for index in placed.draft.items.indices {
                placed.draft.items[index].description = ""
            }
            return .orderCreated(id, placed)
        case .law(let id, .noted): return .law(id, .noted(""))
        case .law(let id, .edited(var revision)):
            for index in revision.stops.indices { revision.stops[index].details = StopDetails() }
            return .law(id, .edited(revision))
        case .answered(var answer, let order, let runner):
            answer.body = []
            return .answered(answer, order: order, runner: runner)
        default:
            return self
        }
    }

    /// Whom the journal files it under.
    var scope: PersonalScope {
        switch self {
        case .runnerRegistered(let runner, _), .runnerPatched(let runner, _),
            .dutyChanged(let runner, _):
            .runner(UInt64(runner.value))
        case .exception(let key, _):
            key.scope
        case .offerMade(_, let leg, _), .market(let leg, _), .explained(let leg, _):
            .order(leg.order.number)
        case .orderCreated(let id, _), .waiting(let id, _, _), .offerSeen(_, let id),
            .offerEnded(_, let id, _, _), .legAssigned(let id, _, _, _, _),
            .phaseReported(let id, _, _, _), .wrongCode(let id, _), .orderCancelled(let id, _, _),
            .shared(let id, _), .law(let id, _):
            .order(id.number)
        case .place, .access, .folded(.city), .folded(.answer), .protection(.rules),
            .retention:
            .none
        case .folded(.exception(let exception)):
            exception.key.scope
        case .folded(.runner(let runner, _)):
            .runner(UInt64(runner.value))
        case .folded(.order(let order)):
            .order(order.id.number)
        case .folded(.offer(let offer)):
            .order(offer.order.number)
        case .pool(let leg, _):
            .order(leg.order.number)
        case .protection(let fact):
            .runner(UInt64(fact.runner?.value ?? 0))
        case .relay(let leg, _): .order(leg.order.number)
        case .answered(_, let order, let runner):
            order.map { .order($0.number) } ?? .runner(UInt64(runner?.value ?? 0))
        }
    }
}
