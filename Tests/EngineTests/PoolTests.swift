// Pools while orders wait: an empty one is noticed and told of in time, nobody outside is asked, and who
// leaves a pool leaves its offers. Blocks and persons beside them.

import Basics
import Testing

@testable import Engine

@Suite struct PoolTests {
    @Test func onlyTheOneWhoMayIsEverAsked() throws {
        let city = City()
        for number in 0..<20 {
            city.addRunner("m\(number)", at: place(northMeters: 50), gender: "male")
        }
        let she = city.addRunner("f", at: place(northMeters: 4_000), gender: "female")
        let id = city.placeOrder(pools: ["female"])
        let offer = city.offer(id, to: she)
        city.must(.declineOffer(offer, reason: "tooFar"), by: .runner("f"))
        city.round()
        #expect(city.state(id) == .waitingForPool)
        let asked = city.journal.compactMap { line in
            if case .offerMade(_, _, let terms) = line.record { terms.runner } else { nil }
        }
        #expect(asked == [she])
        city.pass(city.engine.policy.escalation - Milliseconds(1))
        #expect(escalations(of: city) == 0)
        city.pass(Milliseconds(1))
        #expect(escalations(of: city) == 1)
        #expect(try city.order(id).events.last?.reason == "escalated")
        // By hand: a reason is asked for, staff alone may, and it is done.
        let override = { (reason: String?) in
            Command.assignOrder(id, RunnerID("m0"), reason: reason, override: true, version: nil)
        }
        #expect(city.run(override(nil), by: .dispatcher).refusal?.code == .reasonRequired)
        #expect(city.run(override("late"), by: .merchant).refusal?.code == .forbidden)
        city.must(override("the customer agreed by phone"), by: .dispatcher)
        #expect(city.state(id) == .assigned)
        let replayed = try city.replayed()
        #expect(differences(city, replayed) == [])
    }

    private func escalations(of city: City) -> Int {
        city.journal.count { line in
            if case .pool(_, .escalated) = line.record { true } else { false }
        }
    }

    @Test func nobodyIsToldOfAPoolThatHasSomebodyAgain() throws {
        let city = City()
        let id = city.placeOrder(pools: ["female"])
        city.round()
        #expect(city.state(id) == .waitingForPool)
        city.addRunner("f", gender: "female")
        city.round()
        #expect(city.state(id) == .offered)
        city.pass(.seconds(10))
        #expect(escalations(of: city) == 0)
    }

    @Test func theNextShiftIsTold() throws {
        let city = City()
        let shifts = try WeeklyHours("mon-sun 22:00-06:00")
        let night = PoolEntry(id: try #require(PoolID("night")), shifts: shifts)
        city.must(.place(.putPool(night, version: nil)), by: .admin)
        city.placeOrder(pools: ["night"])
        city.round()
        let watched = city.now + city.engine.policy.escalation
        city.pass(city.engine.policy.escalation)
        let told = city.journal.compactMap { line -> Instant? in
            if case .pool(_, .escalated(let next)) = line.record { next } else { nil }
        }
        #expect(told == [shifts.nextOpening(after: watched, in: Policy().timeZone)])
    }

    // MARK: Widening

    @Test func onlyWhoeverAskedWidensAndThePlacesDemandStays() throws {
        let city = City()
        let quiet = PoolEntry(id: try #require(PoolID("quiet")))
        city.must(.place(.putPool(quiet, version: nil)), by: .admin)
        city.put(
            try square("dorm", northMeters: 1_000) { $0.enterPools = ["female"] })
        let id = city.placeOrder(pools: ["quiet"])
        city.round()
        #expect(city.run(.widenOrder(id), by: .dispatcher).refusal?.code == .forbidden)
        #expect(city.run(.widenOrder(id), by: .customer("c2")).refusal?.code == .notFound)
        city.must(.widenOrder(id), by: .customer("c1"))
        #expect(try city.order(id).legs.map(\.plan.pools) == [["female"]])
        #expect(try city.order(id).events.last?.reason == "widened")
        #expect(city.run(.widenOrder(id), by: .customer("c1")).refusal?.code == .stateConflict)
        city.addRunner("m", gender: "male")
        city.round()
        #expect(city.state(id) == .waitingForPool)
        city.addRunner("f", gender: "female")
        city.round()
        #expect(city.state(id) == .offered)
        let replayed = try city.replayed()
        #expect(differences(city, replayed) == [])
    }

    /// A zone that came since the order was placed is nothing to whoever is bound to a leg already.
    @Test func wideningAsksNothingNewOfWhoIsBound() throws {
        let city = City()
        city.openStation()
        let id = city.placeRelay(pools: ["female"])
        let (a, b) = (city.addRunner("a", gender: "female"), city.addRunner("b", gender: "female"))
        try city.bind(id, leg: 0, to: a)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        try city.bind(id, leg: 1, to: b)
        city.must(.relay(.recover(id, reason: "gone")), by: .dispatcher)
        let key = PoolEntry(id: try #require(PoolID("key")))
        city.must(.place(.putPool(key, version: nil)), by: .admin)
        city.put(try square("dorm", northMeters: 2_000) { $0.enterPools = ["key"] })
        city.must(.widenOrder(id), by: .merchant)
        #expect(try city.order(id).legs.map(\.plan.pools) == [["female"], ["female"], []])
    }

    // MARK: Edits of pools

    @Test func whoLeavesAPoolIsNoLongerAsked() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let listed = PoolEntry(id: try #require(PoolID("key")), runners: [RunnerID("r1")])
        city.must(.place(.putPool(listed, version: nil)), by: .admin)
        let offer = city.offer(city.placeOrder(pools: ["key"]), to: runner)
        var empty = listed
        empty.runners = []
        city.must(.place(.putPool(empty, version: nil)), by: .admin)
        #expect(try city.offer(offer).state == .withdrawn)
        city.round()
        #expect(city.state(city.lastOrder) == .waitingForPool)
        let withdrawn = city.engine.takeNotices().contains(.withdrawn(offer, reason: "poolChanged"))
        #expect(withdrawn)
    }

    @Test func whoCarriesIsFlaggedAndStays() throws {
        let city = City()
        let runner = city.addRunner("f", gender: "female")
        let id = city.placeOrder(pools: ["female"])
        city.carry(id, by: runner)
        var patch = RunnerPatch()
        patch.gender = "male"
        city.must(.patchRunner(RunnerID("f"), patch), by: .admin)
        #expect(city.carrier(id) == runner && city.state(id) == .assigned)
        #expect(try city.order(id).events.last?.reason == "poolChanged")
    }

    @Test func aRuleTakesInWhoFitsIt() throws {
        let city = City()
        let runner = city.addRunner("r1", gender: "female", skills: ["ride"])
        city.addRunner("r2", gender: "female")
        let riders = PoolEntry(
            id: try #require(PoolID("riders")), gender: "female", skills: ["ride"])
        city.must(.place(.putPool(riders, version: nil)), by: .admin)
        #expect(city.engine.poolNames(of: runner).contains("riders"))
        city.offer(city.placeOrder(pools: ["riders"]), to: runner)
        let late = city.addRunner("r3", gender: "female", skills: ["ride"])
        #expect(city.engine.poolNames(of: late).contains("riders"))
    }

    // MARK: Blocks and persons

    @Test func aBlockedRunnerServesNobody() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let offer = city.offer(city.placeOrder(), to: runner)
        city.must(.access(.blockRunner(RunnerID("r1"), reason: "theft")), by: .dispatcher)
        #expect(try city.offer(offer).state == .withdrawn)
        #expect(city.runner(runner).duty == .off)
        let on = Command.setDuty(RunnerID("r1"), .on)
        #expect(city.run(on, by: .runner("r1")).refusal?.code == .blocked)
        #expect(
            city.run(.access(.unblockRunner(RunnerID("r1"))), by: .runner("r1")).refusal?.code
                == .forbidden)
        city.must(.access(.unblockRunner(RunnerID("r1"))), by: .admin)
        city.must(on, by: .runner("r1"))
    }

    @Test func aBlockedPairNeverMeets() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let first = city.offer(city.placeOrder(), to: runner)
        let block = Command.access(
            .setPair(RunnerID("r1"), owner: "c1", isBlocked: true))
        city.must(block, by: .service)
        #expect(try city.offer(first).state == .withdrawn)
        city.round()
        #expect(city.state(city.lastOrder) == .noTaker)
        let assign = Command.assignOrder(
            city.lastOrder, RunnerID("r1"), reason: nil, override: false, version: nil)
        #expect(city.run(assign, by: .dispatcher).refusal?.filter == "blocked")
        city.offer(city.placeOrder(by: .customer("c2")), to: runner)
        let replayed = try city.replayed()
        #expect(differences(city, replayed) == [])
    }

    @Test func nobodyIsOfferedTheirOwnOrderUnderAnotherName() {
        let city = City()
        let runner = city.addRunner("r1", person: "p1")
        let first = Principal(subject: "c1", role: .customer, person: "p1")
        city.placeOrder(by: first)
        // The next token says nothing of a person; the first one did.
        city.placeOrder(by: .customer("c1"))
        city.round()
        #expect(city.runner(runner).pendingOffer == nil)
        city.offer(city.placeOrder(by: .customer("c2")), to: runner)
    }

    @Test func aRunnersTokenTellsItsPersonToo() {
        let city = City()
        let runner = city.addRunner("r1")
        let itself = Principal(subject: "r1", role: .runner, person: "p1")
        city.must(.setDuty(RunnerID("r1"), .paused), by: itself)
        city.must(.setDuty(RunnerID("r1"), .on), by: .runner("r1"))
        city.placeOrder(by: Principal(subject: "c9", role: .customer, person: "p1"))
        city.round()
        #expect(city.runner(runner).pendingOffer == nil)
    }

    // MARK: Quotes

    @Test func aQuoteCountsInWordsAndWholeMinutes() throws {
        let city = City()
        func quote() throws -> Quote {
            let wanted = draft(pools: ["female"])
            return try city.engine.quote(wanted, by: .customer("c1"), at: city.now).get()
        }
        #expect(try quote().pools.map(\.free) == [FreeCount.none])
        city.addRunner("f0", at: place(northMeters: 50), gender: "female")
        let few = try quote()
        #expect(few.pools.map(\.free) == [.few])
        #expect(few.pickup.count % 60_000 == 0 && few.dropoff.count % 60_000 == 0)
        // Where the one of few is does not show.
        city.locate(RunnerIndex(0), place(northMeters: 400))
        #expect(try quote().pickup == few.pickup)
        for number in 1..<city.engine.policy.freeManyLeast {
            city.addRunner("f\(number)", gender: "female")
        }
        #expect(try quote().pools.map(\.free) == [.many])
        #expect(city.engine.placedOrderCount == 0)
    }
}
