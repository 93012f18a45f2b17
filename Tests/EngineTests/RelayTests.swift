// An order that goes through a station: its legs, who has the goods when, and what the outside may see.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct RelayTests {
    @Test func anOrderThroughStationsHasLegsThatMeetThere() throws {
        let city = City()
        city.openStation("st1")
        city.openStation("st2", at: place(northMeters: 1_500))
        city.knowPools(["known", "gate"])
        let id = city.placeRelay(
            via: ["st1", "st2"], pools: ["known"], legPools: [[], ["gate"], ["female", "known"]])
        let legs = try city.order(id).legs
        #expect(legs.map(\.state) == [.matching, .scheduled, .scheduled])
        #expect(legs.map(\.next) == [1, 2, nil])
        #expect(legs.map(\.plan.pools) == [["known"], ["known", "gate"], ["known", "female"]])
        #expect(legs.map(\.from) == [0, 1, 1])
        #expect(legs.map(\.to) == [0, 0, 1])
        #expect(legs.map { $0.stationAtEnd?.text } == ["st1", "st2", nil])
        #expect(legs.map { $0.stationAtStart?.text } == [nil, "st1", "st2"])
        #expect(legs[0].plan.endCoordinate == legs[1].plan.startCoordinate)
        let meters = legs.map { Int($0.plan.meters.rounded()) }
        #expect(zip(meters, [1_000, 500, 500]).allSatisfy { abs($0 - $1) <= 1 }, "\(meters)")
        #expect(try city.order(id).draft.via.isEmpty)
        let fees = (0..<3).map { leg in (try? city.order(id).fee(ofLeg: leg)) ?? 0 }
        #expect(abs(fees.reduce(0, +) - (try city.order(id).price.total)) <= 1)
    }

    @Test func aWrongWayIsRefused() throws {
        let city = City()
        city.openStation("st1")
        let cases: [([String], [[String]], Principal, RefusalCode, String)] = [
            (["st1"], [], .customer("c1"), .forbidden, "/via"),
            (["st9"], [], .merchant, .invalid, "/via/0"),
            (["st1", "st1"], [], .merchant, .invalid, "/via"),
            (["st1", "st2", "st3"], [], .merchant, .outOfRange, "/via"),
            (["st1"], [["a"]], .merchant, .invalid, "/legPools"),
            (["st1"], [[], ["female", "male"]], .merchant, .poolConflict, "/legPools/1"),
        ]
        for (via, legPools, principal, code, field) in cases {
            var draft = draft()
            draft.via = via.map { StationID($0) }
            draft.legPools = legPools
            let refusal = city.run(.createOrder(draft), by: principal).refusal
            #expect(refusal?.code == code && refusal?.field == field, "\(via) \(legPools)")
        }
        #expect(city.engine.orderIDs.isEmpty)
    }

    @Test func theNextRunnerIsLookedForWhenTheGoodsAreUnderWay() throws {
        let city = City()
        city.openStation()
        let a = city.addRunner("a")
        let id = city.placeRelay()
        city.carry(id, by: a)
        #expect(city.engine.waitingLegs.isEmpty)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        #expect(city.engine.waitingLegs == [LegID(order: id, leg: 1)])
        // Who has the goods is not asked to take them on.
        city.round()
        #expect(try city.order(id).legs[1].offers.isEmpty)
        let b = city.addRunner("b", at: stationPlace)
        city.round()
        let offer = try #require(try city.order(id).legs[1].offers.first)
        #expect(try city.offer(offer).runner == b)
        #expect(try city.order(id).state == .pickedUp)
        city.must(.acceptOffer(offer, epoch: 1), by: .runner("b"))
        #expect(try city.order(id).legs[1].state == .assigned)
        #expect(try city.order(id).state == .pickedUp)
    }

    @Test func goodsGoThroughAStationWithoutAClerk() throws {
        let city = City()
        let scene = try city.relayAtStation()
        let id = scene.id
        #expect(city.report(id, 1, .pickedUp, by: scene.b)?.code == .notYet)
        #expect(city.report(id, 0, .atDropoff, by: scene.a) == nil)
        #expect(city.report(id, 0, .delivered, by: scene.a) == nil)
        var order = try city.order(id)
        #expect(order.state == .atStation)
        #expect(order.custody == .station(StationID("st1")))
        #expect(order.activeLeg == 1)
        #expect(order.holder(ofLeg: 0) == nil && order.holder(ofLeg: 1) == .station)
        #expect(city.runner(scene.a).carried.isEmpty && city.runner(scene.a).load.orders == 0)
        #expect(city.engine.load(of: StationID("st1")).lying == [id])
        // Who brought them can't take them on.
        #expect(city.report(id, 1, .pickedUp, by: scene.a)?.code == .sameRunner)
        #expect(city.report(id, 1, .atPickup, by: scene.b) == nil)
        #expect(try city.order(id).state == .atStation)
        #expect(city.report(id, 1, .pickedUp, by: scene.b) == nil)
        order = try city.order(id)
        #expect(order.state == .pickedUp && order.custody == .runner(scene.b))
        #expect(city.engine.load(of: StationID("st1")).count == 0)
        #expect(city.report(id, 1, .delivered, by: scene.b) == nil)
        order = try city.order(id)
        #expect(order.state == .delivered && order.custody == .recipient)
        #expect(order.legs.map(\.state) == [.atStation, .delivered])
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    @Test func aReportFromElsewhereIsNoDeposit() throws {
        let city = City()
        let scene = try city.relayAtStation()
        city.walk(scene.a, to: place(northMeters: 600))
        let refusal = city.report(scene.id, 0, .delivered, by: scene.a)
        #expect(refusal?.code == .tooFarFromStop && refusal?.limit == 300)
        #expect(try city.order(scene.id).custody == .runner(scene.a))
    }

    @Test func aFullStationLetsTheLegWaitVisibly() throws {
        let city = City()
        city.openStation(capacity: 1)
        let a = city.addRunner("a")
        let first = city.placeRelay()
        city.carry(first, by: a)
        let second = city.placeRelay()
        city.round()
        #expect(try city.order(second).reason == "stationFull")
        #expect(try city.order(second).legs[0].hold == .stationFull)
        #expect(try city.order(second).events.last?.reason == "stationFull")
        let count = try city.order(second).events.count
        city.round()
        #expect(try city.order(second).events.count == count, "it is said once")
        // By hand neither, unless somebody takes it upon himself.
        let refusal = city.run(
            .assignOrder(second, RunnerID("a"), reason: nil, override: false, version: nil),
            by: .dispatcher
        ).refusal
        #expect(refusal?.code == .ineligible && refusal?.filter == "stationFull")
        // The goods lie there: still full. They are taken: there is a place.
        #expect(city.report(first, 0, .pickedUp, by: a) == nil)
        city.walk(a, to: stationPlace)
        #expect(city.report(first, 0, .delivered, by: a) == nil)
        city.round()
        #expect(try city.order(second).legs[0].hold == .stationFull)
        let b = city.addRunner("b", at: stationPlace)
        try city.bind(first, leg: 1, to: b)
        #expect(city.report(first, 1, .pickedUp, by: b) == nil)
        city.round()
        #expect(try city.order(second).legs[0].hold == nil)
        #expect(try city.order(second).events.map(\.reason).contains("stationFree"))
        city.locate(a, stationPlace)
        city.round()
        #expect(try city.order(second).state == .offered)
    }

    @Test func goodsThatLieTooLongAreNoticedOnce() throws {
        let city = City()
        let scene = try city.relayAtStation()
        #expect(city.report(scene.id, 0, .delivered, by: scene.a) == nil)
        city.pass(.minutes(30) - Milliseconds(1))
        #expect(try !city.order(scene.id).flags.contains(.dwell))
        city.pass(Milliseconds(1))
        #expect(try city.order(scene.id).flags == [.dwell])
        #expect(try city.order(scene.id).reason == "dwell")
        let count = try city.order(scene.id).events.count
        let key = ExceptionKey(.dwell, .order(scene.id))
        #expect(city.engine.exception(key)?.details.leg == LegID(order: scene.id, leg: 1))
        city.pass(.minutes(60))
        #expect(try city.order(scene.id).events.count == count)
        #expect(city.report(scene.id, 1, .pickedUp, by: scene.b) == nil)
        #expect(city.engine.exception(key) == nil)
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    @Test func eachStationHasItsOwnLimit() throws {
        let city = City()
        city.openStation("st1")
        city.openStation("st2", at: place(northMeters: 1_500))
        let id = city.placeRelay(via: ["st1", "st2"])
        for leg in 0..<2 {
            let start = try city.order(id).legs[leg].plan.startCoordinate
            let runner = city.addRunner("r\(leg)", at: start)
            try city.bind(id, leg: leg, to: runner)
            #expect(city.report(id, leg, .pickedUp, by: runner) == nil)
            city.walk(runner, to: try city.order(id).legs[leg].plan.endCoordinate)
            #expect(city.report(id, leg, .delivered, by: runner) == nil)
            city.pass(.minutes(30))
            let told = try city.order(id).events.filter { $0.reason == "dwell" }
            #expect(told.map(\.leg) == Array(1...leg + 1))
            let open = city.engine.exception(ExceptionKey(.dwell, .order(id)))
            #expect(open?.details.leg?.leg == leg + 1)
        }
    }

    @Test(arguments: [MatchingMode.auto, .hall, .manual, .scan])
    func aClosedStationStopsEveryWayToALeg(mode: MatchingMode) throws {
        var policy = Policy.anywhere
        policy.mode = mode
        let city = City(policy: policy)
        city.openStation()
        let a = city.addRunner("a")
        let id = city.placeRelay()
        city.pass()
        city.round()
        let text = try city.code(id, leg: 0, by: .admin).get()
        let found = city.engine.station(StationID("st1"))
        var station = try #require(found)
        station.hours = try WeeklyHours("mon 00:00-00:01")
        city.must(.place(.putStation(station, version: nil)), by: .admin)
        switch mode {
        case .auto, .wave:
            let offer = try #require(try city.order(id).legs[0].offers.first)
            let refusal = city.run(.acceptOffer(offer, epoch: 1), by: .runner("a")).refusal
            #expect(refusal?.code == .offerWithdrawn && refusal?.filter == "stationClosed")
        case .hall:
            #expect(city.hall(a).isEmpty)
            #expect(city.run(.grab(id), by: .runner("a")).refusal == .noOrder)
        case .manual, .scan:
            #expect(city.scan(text, by: .runner("a")) == .ineligible)
        }
        let assign = Command.assignOrder(
            id, RunnerID("a"), reason: nil, override: false, version: nil)
        #expect(city.run(assign, by: .dispatcher).refusal?.filter == "stationClosed")
    }

    @Test func theTrackAndThePositionFollowTheActiveLeg() throws {
        let city = City()
        let scene = try city.relayAtStation()
        let id = scene.id
        let atStation = try #require(city.livePosition(id))
        #expect(atStation.leg == 0 && atStation.coordinate == stationPlace)
        // The next runner's way to the station is nobody's business.
        #expect(try city.order(id).track.points.allSatisfy { $0.leg == 0 })
        #expect(city.report(id, 0, .delivered, by: scene.a) == nil)
        #expect(city.livePosition(id) == nil)
        city.now = city.now + .seconds(5)
        city.locate(scene.a, place(northMeters: 900))
        #expect(city.livePosition(id) == nil)
        city.locate(scene.b, place(northMeters: 1_050))
        let next = try #require(city.livePosition(id))
        #expect(next.leg == 1 && next.epoch == 1)
        #expect(next.coordinate == place(northMeters: 1_050))
        #expect(try city.order(id).track.points.last?.leg == 1)
    }

    @Test func arrivalCountsTheLegsToCome() throws {
        let city = City()
        let scene = try city.relayAtStation()
        let order = try city.order(scene.id)
        let estimate = city.engine.policy.estimate
        let expected =
            estimate.travelTime(meters: order.legs[1].plan.meters, by: .bicycle)
            + estimate.stopTime
        let arrival = city.engine.arrival(of: order, at: city.now)
        #expect(arrival.dropoff == city.now + expected)
        #expect(arrival.pickup == nil)
    }

    @Test func goodsThatGoBackSendTheNextRunnerHome() throws {
        let city = City()
        let scene = try city.relayAtStation()
        let id = scene.id
        #expect(city.report(id, 0, .returning, by: scene.a) == nil)
        #expect(try city.order(id).legs[1].state == .scheduled)
        #expect(city.runner(scene.b).carried.isEmpty)
        #expect(city.engine.load(of: StationID("st1")).count == 0)
        #expect(city.report(id, 0, .returned, by: scene.a) == nil)
        #expect(try city.order(id).state == .returned)
        #expect(try city.order(id).custody == .sender)
        #expect(city.engine.waitingLegs.isEmpty)
        #expect(differences(city, try city.replayed()).isEmpty)
    }
}

/// Who on the way sees where the order's runner is, and when.
@Suite struct RelaySightTests {
    private func sight(_ city: City, _ id: OrderID) throws -> [Bool] {
        let order = try city.order(id)
        return [.runner("a"), .runner("b"), .station("st1"), .merchant, .dispatcher].map {
            city.engine.maySeePosition(of: order, $0)
        }
    }

    @Test func eachSeesItsOwnPart() throws {
        let city = City()
        city.openStation()
        let a = city.addRunner("a")
        let b = city.addRunner("b", at: stationPlace)
        let id = city.placeRelay()
        #expect(try sight(city, id) == [false, false, false, true, true])
        try city.bind(id, leg: 0, to: a)
        #expect(try sight(city, id) == [true, false, false, true, true])
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        #expect(try sight(city, id) == [true, false, true, true, true], "the goods come")
        try city.bind(id, leg: 1, to: b)
        #expect(try sight(city, id) == [true, false, true, true, true])
        city.walk(a, to: stationPlace)
        city.locate(b, stationPlace)
        #expect(city.report(id, 0, .delivered, by: a) == nil)
        #expect(try city.order(id).custody == .station(StationID("st1")))
        #expect(try sight(city, id) == [false, true, true, true, true], "they lie there")
        #expect(city.report(id, 1, .pickedUp, by: b) == nil)
        #expect(try sight(city, id) == [false, true, false, true, true], "they go on")
        #expect(city.report(id, 1, .returning, by: b) == nil)
        #expect(try sight(city, id) == [false, true, false, true, true])
    }

    @Test func whatGoesBackDoesNotCome() throws {
        let city = City()
        let scene = try city.relayAtStation()
        #expect(city.report(scene.id, 0, .returning, by: scene.a) == nil)
        #expect(try sight(city, scene.id) == [true, false, false, true, true])
    }
}
