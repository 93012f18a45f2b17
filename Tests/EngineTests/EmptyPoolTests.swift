// An order whose pool is empty waits where everybody sees it, whatever way it is given out, and what its
// customer is asked leads somewhere: as often as it takes, and also while the goods are under way.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct EmptyPoolTests {
    private func city(_ mode: MatchingMode) -> City {
        var policy = Policy.anywhere
        policy.mode = mode
        policy.hallClaimTimeout = .minutes(60)
        return City(policy: policy)
    }

    private func choices(_ city: City, _ id: OrderID) throws -> [Choice] {
        try city.order(id).openChoices.map(\.choice)
    }

    // MARK: All ways

    @Test(arguments: [MatchingMode.hall, .manual, .scan])
    func whatNobodyIsAskedAboutWaitsForItsPoolToo(mode: MatchingMode) throws {
        let city = city(mode)
        city.addRunner("m", gender: "male")
        let open = city.placeOrder()
        let id = city.placeOrder(by: .merchant, pools: ["female"])
        city.pass()
        city.round()
        #expect(city.state(id) == .waitingForPool && city.state(open) == .matching)
        let count = city.journal.count
        city.round()
        #expect(city.journal.count == count, "it is said once")
        city.pass(city.engine.policy.escalation)
        #expect(try choices(city, id) == [.wait, .widen, .cancel])
        city.round()
        // She is there: it is looked for as before, and no round asks her.
        let she = city.addRunner("f", gender: "female")
        city.round()
        #expect(city.state(id) == .matching && city.runner(she).pendingOffer == nil)
        let key = ExceptionKey(.poolEmpty, .order(id))
        #expect(city.engine.exception(key) == nil)
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func aNoToAnOfferLeavesTheHallOpen() throws {
        let city = city(.hall)
        let she = city.addRunner("f", gender: "female")
        let id = city.placeOrder(pools: ["female"])
        city.pass()
        city.round()
        #expect(city.state(id) == .matching)
        // Who gave it back may not claim it again: nobody is left.
        try city.bind(id, leg: 0, to: she)
        city.must(.law(id, .giveBack(leg: 0, nil)), by: .runner("f"))
        city.pass()
        city.round()
        #expect(city.state(id) == .waitingForPool)
    }

    @Test func aHallLegIsHeldVisibly() throws {
        let city = city(.hall)
        city.openStation(capacity: 0)
        city.addRunner("a")
        let id = city.placeRelay()
        city.pass()
        city.round()
        #expect(try city.order(id).legs[0].hold == .stationFull)
    }

    // MARK: Choices

    @Test func whoWaitsIsAskedAgain() throws {
        let city = city(.auto)
        let id = city.placeOrder(pools: ["female"])
        city.round()
        for _ in 0..<3 {
            city.pass(city.engine.policy.escalation - Milliseconds(1))
            #expect(try choices(city, id) == [])
            city.pass(Milliseconds(1))
            #expect(try choices(city, id) == [.wait, .widen, .cancel])
            city.must(.law(id, .choose(.wait)), by: .customer("c1"))
        }
        city.pass(city.engine.policy.escalation)
        city.must(.law(id, .choose(.widen)), by: .customer("c1"))
        #expect(try city.order(id).legs[0].plan.pools == [])
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func whoWidenedInVainIsAskedAgain() throws {
        let city = city(.auto)
        city.knowPools(["quiet"])
        let house = Circle(center: doorPlace, radiusMeters: 300)
        var zone = Zone(id: ZoneID("house"), area: .circle(try #require(house)))
        zone.enterPools = ["female"]
        city.put(zone)
        var wanted = draft(pools: ["quiet"])
        wanted.stops[1].coordinate = doorPlace
        city.must(.createOrder(wanted), by: .customer("c1"))
        city.round()
        city.pass(city.engine.policy.escalation)
        city.must(.law(city.lastOrder, .choose(.widen)), by: .customer("c1"))
        city.round()
        #expect(city.state(city.lastOrder) == .waitingForPool)
        city.pass(city.engine.policy.escalation)
        #expect(try choices(city, city.lastOrder) == [.wait, .cancel])
    }

    @Test func whoComesToTheGateInVainIsAskedAgain() throws {
        let city = city(.auto)
        city.openStation("gate", at: place(northMeters: 700))
        city.knowPools(["quiet"])
        let house = Circle(center: place(northMeters: 1_000), radiusMeters: 1_500)
        var zone = Zone(id: ZoneID("house"), area: .circle(try #require(house)))
        zone.enterPools = ["female"]
        zone.station = StationID("gate")
        city.put(zone)
        let id = city.placeOrder(pools: ["quiet"])
        city.round()
        city.pass(city.engine.policy.escalation)
        city.must(.law(id, .choose(.gate)), by: .customer("c1"))
        city.round()
        #expect(city.state(id) == .waitingForPool)
        city.pass(city.engine.policy.escalation)
        #expect(try choices(city, id) == [.wait, .widen, .cancel])
    }

    @Test func theNextShiftStandsBesideTheChoice() throws {
        let city = city(.auto)
        let shifts = try WeeklyHours("mon-sun 22:00-06:00")
        let night = PoolEntry(id: try #require(PoolID("night")), shifts: shifts)
        city.must(.place(.putPool(night, version: nil)), by: .admin)
        let id = city.placeOrder(pools: ["night"])
        city.round()
        city.pass(city.engine.policy.escalation)
        #expect(
            try city.order(id).poolQuestion
                == PoolQuestion(
                    leg: 0, nextShift: shifts.nextOpening(after: city.now, in: Policy().timeZone)))
        #expect(stateDifferences(city, try city.folded()) == [])
    }

    @Test func theLegThatWaitsIsTheOneThatIsWidened() throws {
        let city = city(.auto)
        city.openStation()
        city.knowPools(["known"])
        let a = city.addRunner("a", pools: ["known"])
        let id = city.placeRelay(pools: ["known"], legPools: [[], ["female"]])
        try city.bind(id, leg: 0, to: a)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        city.round()
        #expect(try city.order(id).legs[1].state == .waitingForPool)
        city.pass(city.engine.policy.escalation)
        #expect(try choices(city, id) == [.wait, .widen, .giveBack])
        city.must(.law(id, .choose(.widen)), by: .merchant)
        let order = try city.order(id)
        // What the leg asks for by itself stays.
        #expect(order.legs.map(\.plan.pools) == [["known"], ["female"]])
        #expect(order.events.last?.leg == 1)
    }

    // MARK: Over a station

    @Test func whatTheCustomerAsksForHoldsOnEveryLeg() throws {
        let city = city(.auto)
        city.openStation(at: place(northMeters: 850))
        city.knowPools(["key"])
        city.put(
            try square("dorm", northMeters: 1_000) {
                $0.enterPools = ["key"]
                $0.station = StationID("st1")
            })
        city.addRunner("m", gender: "male")
        let id = city.placeOrder(pools: ["female"])
        #expect(try city.order(id).legs.map(\.plan.pools) == [["female"], ["female", "key"]])
        city.round()
        #expect(city.state(id) == .waitingForPool)
    }

    // MARK: At the pickup

    @Test func theQuestionAtThePickupOutlivesTheNextYes() throws {
        let city = city(.auto)
        let first = city.addRunner("r1")
        let second = city.addRunner("r2", at: place(northMeters: 700))
        let id = city.placeOrder()
        city.carry(id, by: first)
        city.must(
            .law(id, .giveBack(leg: 0, ReasonGiven(.pickupClosed))), by: .runner("r1"))
        city.carry(id, by: second)
        #expect(try choices(city, id) == [.wait, .cancel])
        #expect(city.engine.cancelFee(of: try city.order(id)) == 0)
        let copy = try city.replayed()
        copy.must(.law(id, .choose(.cancel)), by: .customer("c1"))
        #expect(try copy.order(id).cancellation?.fee == 0)
        // In time, and until somebody has the goods.
        let late = try city.replayed()
        late.pass(late.engine.policy.choiceTimeout)
        #expect(try choices(late, id) == [])
        #expect(late.engine.cancelFee(of: try late.order(id)) > 0)
        #expect(city.report(id, 0, .pickedUp, by: second) == nil)
        #expect(try city.order(id).choices == [])
        #expect(differences(city, try city.replayed()) == [])
    }
}
