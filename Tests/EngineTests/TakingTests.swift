// Orders that are taken by their code: one use, one leg, one epoch, and the predicate of all other ways.

import Basics
import Testing

@testable import Engine

@Suite struct TakingTests {
    private func city(mode: MatchingMode = .scan) -> City {
        var policy = Policy.anywhere
        policy.mode = mode
        let city = City(policy: policy)
        city.addRunner("r1", gender: "male")
        city.addRunner("r2", at: place(northMeters: 50), gender: "female")
        return city
    }

    private func code(
        _ city: City, _ id: OrderID, by principal: Principal = .customer("c1")
    ) throws -> String {
        let code = city.code(id, leg: 0, by: principal)
        return try code.get()
    }

    @Test func whoScansHasItAndNobodyElseIsAsked() throws {
        let city = city()
        let id = city.placeOrder()
        city.pass()
        city.round()
        #expect(city.state(id) == .matching)
        let text = try code(city, id)
        city.must(.relay(.scan(text)), by: .runner("r1"))
        let order = try city.order(id)
        #expect(order.state == .assigned && order.legs[0].runner == RunnerIndex(0))
        #expect(order.legs[0].epoch == 1 && order.custody == .sender)
        #expect(city.runner(RunnerIndex(0)).load.orders == 1)
        #expect(city.scan(text, by: .runner("r1")) == .codeUsed)
        #expect(city.scan(text, by: .runner("r2")) == .codeUsed)
        #expect(city.code(id, leg: 0, by: .customer("c1")).refusal?.code == .stateConflict)
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func aScanWithdrawsTheOffersThatAreOut() throws {
        let city = city(mode: .auto)
        let id = city.placeOrder()
        city.pass()
        let offer = city.offer(id, to: RunnerIndex(0))
        let text = try code(city, id, by: .dispatcher)
        city.must(.relay(.scan(text)), by: .runner("r2"))
        #expect(try city.offer(offer).state == .withdrawn)
        #expect(city.carrier(id) == RunnerIndex(1))
        let late = city.run(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
        #expect(late.refusal?.code == .offerTaken)
    }

    @Test func theOnePredicateHolds() throws {
        let city = city()
        let id = city.placeOrder(pools: ["female"])
        city.pass()
        let text = try code(city, id)
        #expect(city.scan(text, by: .runner("r1")) == .poolConflict)
        city.must(.setDuty(RunnerID("r2"), .off), by: .runner("r2"))
        #expect(city.scan(text, by: .runner("r2")) == .ineligible)
        city.must(.setDuty(RunnerID("r2"), .on), by: .runner("r2"))
        #expect(city.scan(text, by: .runner("r2")) == nil)
    }

    @Test func nobodyTakesAnOrderOfTheirOwn() throws {
        let city = City(policy: .anywhere)
        city.addRunner("r1", person: "p1")
        let owner = Principal(subject: "c1", role: .customer, person: "p1")
        let id = city.placeOrder(by: owner)
        city.pass()
        let text = try code(city, id, by: owner)
        #expect(city.scan(text, by: .runner("r1")) == .ineligible)
    }

    @Test func aCodeServesItsLegItsEpochAndItsTime() throws {
        let city = city()
        let id = city.placeOrder()
        city.pass()
        let old = try code(city, id)
        let text = try code(city, id)
        #expect(city.scan(old, by: .runner("r1")) != nil, "a newer code replaces it")
        let forged = String(text.dropLast()) + (text.last == "0" ? "1" : "0")
        #expect(city.scan(forged, by: .runner("r1")) != nil)
        city.pass(city.engine.policy.handoverCodeLife - Milliseconds(1))
        let fresh = try code(city, id)
        city.pass(city.engine.policy.handoverCodeLife)
        #expect(city.scan(fresh, by: .runner("r1")) == .codeExpired)
        let stale = try code(city, id)
        try city.bind(id, leg: 0, to: RunnerIndex(1))
        #expect(city.scan(stale, by: .runner("r1")) == .staleEpoch)
        city.must(.law(id, .giveBack(leg: 0, nil)), by: .runner("r2"))
        #expect(city.scan(stale, by: .runner("r1")) == .staleEpoch)
        let next = try code(city, id)
        #expect(city.scan(next, by: .runner("r2")) == .ineligible, "it gave the order back")
        #expect(city.scan(next, by: .runner("r1")) == nil)
    }

    @Test func onlyWhoDecidesAboutTheOrderGetsACode() throws {
        let city = city()
        let id = city.placeOrder()
        city.pass()
        #expect(city.code(id, leg: 0, by: .customer("c2")).refusal?.code == .notFound)
        #expect(city.code(id, leg: 0, by: .runner("r1")).refusal?.code == .notFound)
        #expect(city.code(id, leg: 1, by: .customer("c1")).refusal?.code == .notFound)
        #expect(city.code(id, leg: 0, by: .admin).refusal == nil)
        #expect(city.scan(try code(city, id), by: .customer("c1")) == .forbidden)
    }
}
