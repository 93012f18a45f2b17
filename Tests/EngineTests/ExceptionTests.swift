// Exceptions: when they open, that one dispatcher claims them, and that they end with their reason.

import Basics
import Geo
import Matching
import Testing

@testable import Engine

extension City {
    /// The kinds that are open about the order.
    func open(_ id: OrderID) -> [ExceptionKind] {
        engine.openExceptions.filter { $0.order == id }.map(\.kind)
    }
    func exception(_ kind: ExceptionKind, _ id: OrderID) throws -> Exception {
        let found = engine.exception(ExceptionReference(kind, order: id))
        return try #require(found)
    }
    func reasons(_ id: OrderID) throws -> [String] { try order(id).events.compactMap(\.reason) }
}

@Suite struct ExceptionTests {
    private let dispatchers = [Principal.dispatcher, Principal(subject: "d2", role: .dispatcher)]

    @Test func anOrderThatNobodyTakesIsEscalatedOnTimeAndOnce() throws {
        let city = City()
        let id = city.placeOrder()
        city.pass()
        city.round()
        city.pass(city.engine.policy.escalation - Milliseconds(1))
        #expect(city.open(id) == [])
        city.pass(Milliseconds(1))
        #expect(city.open(id) == [.noTaker])
        #expect(try city.reasons(id) == ["escalated"])
        city.pass(.seconds(60))
        #expect(try city.reasons(id) == ["escalated"])
        let runner = city.addRunner("r1")
        city.carry(id, by: runner)
        #expect(city.open(id) == [])
    }

    @Test func aHallWithoutAClaimIsEscalated() throws {
        var policy = Policy()
        policy.mode = .hall
        let city = City(policy: policy)
        let id = city.placeOrder()
        city.pass()
        city.pass(policy.hallClaimTimeout)
        #expect(city.open(id) == [.noTaker])
        #expect(try city.reasons(id) == ["auto", "escalated"])
    }

    @Test func whoGivesAnOrderBackStartsTheClockAnew() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.pass()
        city.carry(id, by: runner)
        city.pass(city.engine.policy.escalation)
        #expect(city.open(id) == [])
    }

    @Test func oneDispatcherClaimsAndTheSecondHearsWho() throws {
        let city = City()
        let id = city.placeOrder()
        city.pass()
        city.pass(city.engine.policy.escalation)
        let reference = ExceptionReference(.noTaker, order: id)
        for role in [Principal.customer("c1"), .runner("r1"), .merchant] {
            let refused = city.run(.exception(.claim(reference)), by: role).refusal
            #expect(refused?.code == .forbidden)
        }
        city.must(.exception(.claim(reference)), by: dispatchers[0])
        city.must(.exception(.claim(reference)), by: dispatchers[0])
        let second = city.run(.exception(.claim(reference)), by: dispatchers[1]).refusal
        #expect(second?.code == .stateConflict && second?.holder == "d1")
        #expect(try city.exception(.noTaker, id).claimedBy == "d1")
        let none = ExceptionReference(.late, order: id)
        #expect(city.run(.exception(.claim(none)), by: .dispatcher).refusal == .noException)
        let unexplained = city.run(
            .exception(.resolve(reference, reason: nil)), by: .dispatcher)
        #expect(unexplained.refusal?.code == .reasonRequired)
        city.must(.exception(.resolve(reference, reason: "called around")), by: .dispatcher)
        #expect(city.open(id) == [])
    }

    @Test func whatNobodyClaimsInTimeIsOverdueOnce() throws {
        let city = City()
        let ids = [city.placeOrder(), city.placeOrder(by: .customer("c2"))]
        city.pass()
        city.pass(city.engine.policy.escalation)
        city.must(
            .exception(.claim(ExceptionReference(.noTaker, order: ids[0]))), by: .dispatcher)
        city.pass(city.engine.policy.exceptionDeadline - Milliseconds(1))
        #expect(try !city.exception(.noTaker, ids[1]).isOverdue)
        city.pass(Milliseconds(1))
        #expect(try city.exception(.noTaker, ids[1]).isOverdue)
        #expect(try !city.exception(.noTaker, ids[0]).isOverdue)
    }

    @Test func aPromiseThatPassesIsLateUntilTheEnd() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.pass()
        city.carry(id, by: runner)
        city.must(.reportPhase(id, leg: 0, .pickedUp, code: nil, reason: nil), by: .runner("r1"))
        let promise = try city.order(id).promisedBy
        city.now = promise - Milliseconds(1)
        city.locate(runner, place())
        city.pass()
        #expect(!city.open(id).contains(.late))
        city.pass(Milliseconds(1))
        #expect(city.open(id).contains(.late))
        city.must(.reportPhase(id, leg: 0, .delivered, code: nil, reason: nil), by: .runner("r1"))
        #expect(city.open(id) == [])
    }

    @Test func aSilentPhoneWithGoodsIsToldAndNothingIsOffered() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let other = city.addRunner("r2", at: place(northMeters: 50))
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.must(.reportPhase(id, leg: 0, .pickedUp, code: nil, reason: nil), by: .runner("r1"))
        city.locate(runner, place(northMeters: 10))
        let heardAt = city.now
        city.pass(city.engine.policy.staleAfter)
        #expect(city.open(id) == [])
        city.pass(city.engine.policy.staleAfter)
        #expect(city.open(id) == [.runnerSilent])
        let event = try #require(try city.order(id).events.last)
        #expect(event.reason == "runnerSilent" && event.lastFixTime == heardAt)
        city.locate(other, place())
        city.round()
        #expect(city.runner(other).pendingOffer == nil && city.carrier(id) == runner)
        #expect(try city.order(id).custody == .runner(runner))
        let reference = ExceptionReference(.runnerSilent, order: id)
        let byHand = city.run(.exception(.resolve(reference, reason: "x")), by: .dispatcher)
        #expect(byHand.refusal?.code == .stateConflict)
        city.locate(runner, place(northMeters: 20))
        city.pass(.seconds(3))
        #expect(city.open(id) == [])
    }

    @Test func afterARestartNobodyIsSilentAtOnce() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.must(.reportPhase(id, leg: 0, .pickedUp, code: nil, reason: nil), by: .runner("r1"))
        let copy = try city.replayed()
        copy.now = copy.now + .minutes(5)
        copy.engine.pass(to: copy.now)
        copy.engine.resume(at: copy.now)
        copy.pass(copy.engine.policy.staleAfter)
        #expect(copy.open(id) == [])
        copy.pass(.seconds(4))
        #expect(copy.open(id) == [.runnerSilent])
    }

    @Test func aLongStopWithGoodsIsToldAndEndsWhenTheRunnerMoves() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.must(.reportPhase(id, leg: 0, .pickedUp, code: nil, reason: nil), by: .runner("r1"))
        func wait(_ span: Milliseconds, northMeters: Double) {
            let end = city.now + span
            while city.now < end {
                city.pass(.seconds(10))
                city.locate(runner, place(northMeters: northMeters))
            }
        }
        wait(city.engine.policy.longStopAfter - .seconds(20), northMeters: 20)
        #expect(city.open(id) == [])
        wait(.seconds(40), northMeters: 49)
        #expect(city.open(id) == [.longStop])
        #expect(try city.reasons(id).isEmpty)
        wait(.seconds(20), northMeters: 200)
        #expect(city.open(id) == [])
    }

    @Test func aCallForHelpIsHeardUntilSomebodyEndsIt() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.must(.exception(.sos), by: .runner("r1"))
        city.must(.exception(.sos), by: .runner("r1"))
        #expect(city.open(id) == [.sos])
        #expect(try city.reasons(id).isEmpty)
        city.must(
            .exception(.claim(ExceptionReference(.sos, order: id))), by: .dispatcher)
        city.must(.cancelOrder(id, reason: nil, version: nil), by: .dispatcher)
        let byRunner = ExceptionReference(.sos, runner: RunnerID("r1"))
        #expect(city.engine.exception(byRunner)?.claimedBy == "d1")
        city.must(.exception(.resolve(byRunner, reason: "an ambulance came")), by: .dispatcher)
        let left = city.engine.openExceptions
        #expect(left.isEmpty)
        #expect(city.run(.exception(.sos), by: .customer("c1")).refusal?.code == .forbidden)
    }

    @Test func whatIsOpenOutlivesARestart() throws {
        let city = City()
        let id = city.placeOrder()
        city.pass()
        city.pass(city.engine.policy.escalation)
        city.must(.exception(.claim(ExceptionReference(.noTaker, order: id))), by: .dispatcher)
        let copy = try city.replayed()
        #expect(differences(city, copy) == [])
        #expect(try copy.exception(.noTaker, id).claimedBy == "d1")
    }

    /// The clock of "nobody takes it" stands while there is nobody to take it.
    @Test func whoComesToAnEmptyPoolAndDoesNotTakeItIsNoEndOfTheWatch() throws {
        let city = City()
        let span = city.engine.policy.escalation
        let id = city.placeOrder(pools: ["female"])
        city.pass()
        city.round()
        #expect(city.state(id) == .waitingForPool)
        city.pass(span + .seconds(10))
        #expect(city.open(id) == [.poolEmpty])
        // She comes on duty, and has her hands full.
        let busy = city.addRunner("f", gender: "female", capacity: Capacity(orders: 1))
        try city.bind(city.placeOrder(by: .customer("c2")), leg: 0, to: busy)
        city.round()
        #expect(city.state(id) == .noTaker && city.open(id) == [])
        city.pass(span - Milliseconds(1))
        #expect(city.state(id) == .noTaker && city.open(id) == [])
        city.pass(Milliseconds(1))
        #expect(city.open(id) == [.noTaker])
        #expect(differences(city, try city.replayed()) == [])
    }

    /// Who was to fetch the goods at the station was looked for while they were still on their way.
    @Test func goodsThatNobodyFetchesAtAStationAreTold() throws {
        let city = City()
        city.openStation()
        let a = city.addRunner("a")
        let id = city.placeRelay()
        try city.bind(id, leg: 0, to: a)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        city.pass()
        city.pass(city.engine.policy.escalation + .seconds(10))
        #expect(!city.open(id).contains(.noTaker))
        city.walk(a, to: stationPlace)
        #expect(city.report(id, 0, .delivered, by: a) == nil)
        #expect(city.state(id) == .atStation)
        city.pass()
        #expect(city.open(id).contains(.noTaker))
    }

    @Test func whatIsPromisedAnewIsLateAnew() throws {
        for isRestored in [false, true] {
            var city = City()
            let id = city.placeOrder(by: .customer("c1"))
            city.pass()
            let before = try city.order(id).promisedBy
            var edit = StopEdit(index: 1)
            edit.coordinate = place(northMeters: 5_000)
            city.must(.law(id, .edit([edit])), by: .customer("c1"))
            let promise = try city.order(id).promisedBy
            #expect(promise > before)
            if isRestored {
                city = try city.replayed()
                city.engine.resume(at: city.now)
            }
            city.now = before
            city.pass()
            #expect(!city.open(id).contains(.late))
            city.now = promise - Milliseconds(1)
            city.pass()
            #expect(!city.open(id).contains(.late))
            city.pass(Milliseconds(1))
            #expect(city.open(id).contains(.late))
        }
    }

    // MARK: Pools that a carrier leaves

    @Test func aCarrierWhoLeavesItsPoolIsTold() throws {
        let city = City()
        let runner = city.addRunner("f", gender: "female")
        let id = city.placeOrder(pools: ["female"])
        city.carry(id, by: runner)
        var patch = RunnerPatch()
        patch.gender = "male"
        city.must(.patchRunner(RunnerID("f"), patch), by: .admin)
        #expect(city.open(id) == [.poolLeft])
        #expect(try city.exception(.poolLeft, id).details.runner == runner)
        // Whoever comes back ends it; whoever leaves again opens it again.
        patch.gender = "female"
        city.must(.patchRunner(RunnerID("f"), patch), by: .admin)
        #expect(city.open(id) == [])
        patch.gender = "male"
        city.must(.patchRunner(RunnerID("f"), patch), by: .admin)
        #expect(city.open(id) == [.poolLeft])
        city.must(.law(id, .giveBack(leg: 0, nil)), by: .runner("f"))
        #expect(city.open(id) == [])
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func whoWasBoundAgainstThePoolLeavesNone() throws {
        let city = City()
        city.addRunner("m", gender: "male")
        let id = city.placeOrder(pools: ["female"])
        city.must(
            .assignOrder(id, RunnerID("m"), reason: "agreed", override: true, version: nil),
            by: .dispatcher)
        var patch = RunnerPatch()
        patch.skills = ["cold"]
        city.must(.patchRunner(RunnerID("m"), patch), by: .admin)
        #expect(city.open(id) == [])
    }

    // MARK: Explaining

    @Test func aRoundSaysWhyItAskedWhomItAsked() throws {
        let city = City()
        let near = city.addRunner("near", at: place(northMeters: 100))
        let next = city.addRunner("next", at: place(northMeters: 300))
        city.addRunner("male", at: place(northMeters: 10), gender: "male")
        city.addRunner("other", at: place(northMeters: 20), skills: ["cold"])
        let id = city.placeOrder()
        city.pass()
        city.round()
        let all = city.journal.compactMap { line -> RoundExplanation? in
            if case .explained(let leg, let why) = line.record, leg.order == id { why } else { nil }
        }
        let why = try #require(all.first)
        #expect(why.chosen.count == 1 && why.candidates.count == 4)
        #expect(why.candidates[0].runner == why.chosen[0])
        #expect(why.runnerUp == why.candidates[1].runner)
        #expect(why.candidates.map(\.cost.pickupMeters) == [10, 20, 100, 300])
        #expect(near < next && why.filtered.isEmpty)
        let hers = city.placeOrder(by: .customer("c2"), pools: ["female"])
        city.pass()
        city.round()
        city.round()
        let refused = city.journal.compactMap { line -> RoundExplanation? in
            if case .explained(let leg, let why) = line.record, leg.order == hers {
                why
            } else {
                nil
            }
        }
        #expect(refused.count == 1)
        #expect(refused.first?.chosen == [] && refused.first?.runnerUp == nil)
        #expect(refused.first?.filtered == [RoundExplanation.Filtered(.pool, count: 4)])
    }
}
