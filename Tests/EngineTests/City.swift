// A small city to try things in: an engine, a clock that only the test moves, and the journal of all
// that happened. Every record goes through here, so any city can be replayed.

import Basics
import Geo
import Testing

import struct Matching.Parameters
import struct Matching.Plan
import func Matching.plan

@testable import Engine

/// Noon somewhere in time; every city of the tests begins here.
let noon = Instant(millisecondsSinceEpoch: 1_800_000_000_000)

/// The point `northMeters` and `eastMeters` from the middle of the tests' city.
func place(northMeters: Double = 0, eastMeters: Double = 0) -> Coordinate {
    let middle = Coordinate(latitudeE7: 312_300_000, longitudeE7: 1_214_700_000)
    // A unit is 11.12 mm to the north, and cos 31.23° of that to the east.
    let (north, east) = (northMeters / 0.011_119_5, eastMeters / 0.009_507_9)
    return Coordinate(
        latitudeE7: middle.latitudeE7 + Int32(north.rounded()),
        longitudeE7: middle.longitudeE7 + Int32(east.rounded()))
}

/// A record and when it was decided.
struct JournalLine {
    var at: Instant
    var record: Record
}

extension Policy {
    /// The defaults, and goods may be handed over wherever the runner is.
    static var anywhere: Policy {
        var policy = Policy()
        policy.deliveredMetersMax = 0
        return policy
    }
}

/// An engine with its clock and its journal.
final class City {
    var engine: Engine
    var now = noon
    private(set) var journal: [JournalLine] = []
    private var sequences: [RunnerIndex: Int64] = [:]

    init(policy: Policy = .anywhere, parameters: Parameters = Parameters()) {
        engine = Engine(policy: policy, parameters: parameters)
    }

    // MARK: Doing

    /// Decides and, as far as it led to anything, applies.
    @discardableResult
    func run(_ command: Command, by principal: Principal) -> Decision {
        let decision = engine.decide(command, by: principal, at: now)
        apply(decision.records)
        return decision
    }

    /// Runs a command that must succeed.
    func must(
        _ command: Command, by principal: Principal,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let refusal = run(command, by: principal).refusal
        #expect(refusal == nil, sourceLocation: sourceLocation)
    }

    func apply(_ records: [Record]) {
        for record in records {
            journal.append(JournalLine(at: now, record: record))
            engine.apply(record, at: now)
        }
    }

    /// Lets time pass and the deadlines in it go off at its end.
    func pass(_ span: Milliseconds = .zero) {
        now = now + span
        while let records = engine.due(at: now) { apply(records) }
    }

    /// A matching round that takes no time.
    @discardableResult
    func round() -> Plan {
        let snapshot = engine.snapshot(at: now)
        let plan = Matching.plan(snapshot, engine.parameters)
        var round = PlannedRound(plan, of: snapshot)
        apply(engine.decide(&round, at: now))
        return plan
    }

    /// A fix of the runner with the next sequence, taken `age` ago and sent as it was taken.
    @discardableResult
    func locate(
        _ runner: RunnerIndex, _ coordinate: Coordinate, age: Milliseconds = .zero
    ) -> FixOutcome {
        let sequence = sequences[runner, default: 0] + 1
        sequences[runner] = sequence
        let fix = Fix(coordinate: coordinate, fixTime: now - age, sequence: sequence)
        return engine.observe(fix, of: runner, at: now, sentLive: true)
    }

    // MARK: Populating

    /// A verified runner on duty at `coordinate`.
    @discardableResult
    func addRunner(
        _ name: String, at coordinate: Coordinate = place(), gender: String? = nil,
        pools: [String] = [], skills: [String] = [], person: String? = nil,
        capacity: Capacity = Capacity()
    ) -> RunnerIndex {
        let id = RunnerID(name)
        let profile = RunnerProfile(
            id: id, name: "Name of \(name)", person: person, gender: gender, skills: skills,
            pools: pools, capacity: capacity)
        must(.registerRunner(profile), by: .service)
        must(.verifyRunner(id), by: .service)
        must(.setDuty(id, .on), by: .runner(name))
        let index = RunnerIndex(engine.runnerCount - 1)
        locate(index, coordinate)
        return index
    }

    /// An order from `pickup` to a point one kilometre north of it.
    @discardableResult
    func placeOrder(
        from pickup: Coordinate = place(), by owner: Principal = .customer("c1"),
        pools: [String] = [], skills: [String] = [], grams: Int = 500, code: String? = nil
    ) -> OrderID {
        must(
            .createOrder(
                draft(from: pickup, pools: pools, skills: skills, grams: grams, code: code)),
            by: owner)
        return OrderID(number: engine.placedOrderCount)
    }

    /// A round that must ask `runner` about `id`; the offer.
    @discardableResult
    func offer(
        _ id: OrderID, to runner: RunnerIndex, sourceLocation: SourceLocation = #_sourceLocation
    ) -> OfferID {
        round()
        let offer = engine.order(id)?.legs.first?.offers.last ?? OfferID(number: 0)
        let asked = engine.offer(offer)?.runner
        #expect(asked == runner, sourceLocation: sourceLocation)
        return offer
    }

    /// A round that asks `runner` about `id`, and its yes.
    func carry(
        _ id: OrderID, by runner: RunnerIndex, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let offer = offer(id, to: runner, sourceLocation: sourceLocation)
        let epoch = engine.offer(offer)?.epoch ?? 0
        must(
            .acceptOffer(offer, epoch: epoch), by: .runner(name(of: runner)),
            sourceLocation: sourceLocation)
    }

    // MARK: Looking

    func order(_ id: OrderID) throws -> Order {
        let order = engine.order(id)
        return try #require(order)
    }
    func offer(_ id: OfferID) throws -> Offer {
        let offer = engine.offer(id)
        return try #require(offer)
    }
    func runner(_ index: RunnerIndex) -> Runner { engine.runner(index) }
    func live(_ index: RunnerIndex) -> LiveRunner { engine.liveRunner(index) }
    func name(of index: RunnerIndex) -> String { engine.runner(index).profile.id.text }
    func state(_ id: OrderID) -> OrderState? { engine.order(id)?.state }
    func carrier(_ id: OrderID) -> RunnerIndex? { engine.order(id)?.legs[0].runner }
    func livePosition(_ id: OrderID) -> LivePosition? { engine.livePosition(of: id, at: now) }

    /// A city of nothing but this one's records, each through its bytes; time in memory included.
    func replayed(under policy: Policy? = nil) throws -> City {
        let copy = City(policy: policy ?? engine.policy, parameters: engine.parameters)
        for line in journal {
            copy.now = line.at
            copy.engine.pass(to: line.at)
            copy.apply([try throughBytes(line)])
        }
        copy.now = now
        copy.engine.pass(to: now)
        return copy
    }
}

/// What a customer might ask for: from `pickup` to a point one kilometre north of it.
func draft(
    from pickup: Coordinate = place(), pools: [String] = [], skills: [String] = [],
    grams: Int = 500, code: String? = nil
) -> OrderDraft {
    let north = Coordinate(
        latitudeE7: pickup.latitudeE7 + 89_932, longitudeE7: pickup.longitudeE7)
    return OrderDraft(
        type: "parcel",
        stops: [
            Stop(kind: .pickup, coordinate: pickup),
            Stop(kind: .dropoff, coordinate: north, details: StopDetails(code: code)),
        ],
        items: [Item(description: "a parcel", weightGrams: grams)], runnerPools: pools,
        skills: skills)
}

extension Principal {
    static func runner(_ name: String) -> Principal { Principal(subject: name, role: .runner) }
    static func customer(_ name: String) -> Principal { Principal(subject: name, role: .customer) }
    static let merchant = Principal(subject: "m1", role: .merchant)
    static let dispatcher = Principal(subject: "d1", role: .dispatcher)
    static let admin = Principal(subject: "a1", role: .admin)
    static let service = Principal(subject: "s1", role: .service)
}
