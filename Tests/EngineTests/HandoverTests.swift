// Hand-overs by code: whatever is tried with one, the goods have one holder, and it is the right one.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct HandoverTests {
    private func code(
        _ city: City, _ id: OrderID, leg: Int, by principal: Principal, toRunner: Bool = false
    ) throws -> String {
        try city.code(id, leg: leg, by: principal, toRunner: toRunner).get()
    }

    @Test func aClerkTakesAndGivesByCode() throws {
        let city = City()
        let scene = try city.relayAtStation(unattended: false)
        let id = scene.id
        // A report is not enough where there is a clerk.
        #expect(city.report(id, 0, .delivered, by: scene.a)?.code == .wrongCode)
        let first = try code(city, id, leg: 0, by: scene.runnerA)
        #expect(city.scan(first, by: scene.clerk) == nil)
        #expect(try city.order(id).custody == .station(StationID("st1")))
        #expect(city.report(id, 1, .pickedUp, by: scene.b)?.code == .wrongCode)
        let second = try code(city, id, leg: 1, by: scene.clerk)
        #expect(city.scan(second, by: scene.runnerB) == nil)
        #expect(try city.order(id).custody == .runner(scene.b))
        #expect(try city.order(id).legs.map(\.state) == [.atStation, .pickedUp])
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    @Test func theClerkMayShowTheCodeToWhoBringsTheGoods() throws {
        let city = City()
        let scene = try city.relayAtStation(unattended: false)
        let shown = try code(city, scene.id, leg: 0, by: scene.clerk)
        // The next runner comes first; a stranger learns nothing.
        city.addRunner("x", at: stationPlace)
        #expect(city.scan(shown, by: scene.runnerB) == .notYet)
        #expect(city.scan(shown, by: .runner("x")) == .notFound)
        #expect(city.scan(shown, by: .station("st2")) == .notFound)
        #expect(city.scan(shown, by: scene.runnerA) == nil)
        #expect(try city.order(scene.id).state == .atStation)
        // Who brought them can't take them on.
        let next = try code(city, scene.id, leg: 1, by: scene.clerk)
        #expect(city.scan(next, by: scene.runnerA) == .sameRunner)
        #expect(city.scan(next, by: .runner("x")) == .notFound)
        #expect(city.scan(next, by: scene.runnerB) == nil)
    }

    @Test func aCodeServesOnceAndNotForLong() throws {
        let city = City()
        let scene = try city.relayAtStation(unattended: false)
        let life = city.engine.policy.handoverCodeLife
        let late = try code(city, scene.id, leg: 0, by: scene.runnerA)
        city.now = city.now + life
        #expect(city.scan(late, by: scene.clerk) == .codeExpired)
        let replaced = try code(city, scene.id, leg: 0, by: scene.runnerA)
        let newest = try code(city, scene.id, leg: 0, by: scene.runnerA)
        #expect(city.scan(replaced, by: scene.clerk) == .codeExpired)
        city.now = city.now + life - Milliseconds(1)
        #expect(city.scan(newest, by: scene.clerk) == nil)
        #expect(city.scan(newest, by: scene.clerk) == .codeUsed)
        #expect(city.scan(newest, by: scene.runnerB) == .codeUsed)
        city.now = city.now + life
        #expect(city.scan(newest, by: scene.clerk) == .codeUsed)
        #expect(city.scan(newest, by: scene.runnerA) == .sameRunner)
    }

    @Test func nobodyMakesACode() throws {
        let city = City()
        let scene = try city.relayAtStation(unattended: false)
        let real = try code(city, scene.id, leg: 0, by: scene.runnerA)
        for wrong in ["", "x", String(real.dropLast()), real + "0", String(real.reversed())] {
            #expect(city.scan(wrong, by: scene.clerk) == .wrongCode, "\(wrong)")
        }
        // Any other character anywhere: another order's, another number's, another proof.
        for index in real.indices {
            var changed = real
            changed.replaceSubrange(index...index, with: real[index] == "0" ? "1" : "0")
            let refusal = city.scan(changed, by: scene.clerk)
            #expect(refusal == .wrongCode || refusal == .notFound, "\(changed)")
        }
        var policy = Policy()
        policy.handoverKey = KeyedHash(key: [1, 2, 3])
        let other = City(policy: policy)
        let twin = try other.relayAtStation(unattended: false)
        let foreign = try code(other, twin.id, leg: 0, by: twin.runnerA)
        #expect(foreign != real)
        #expect(city.scan(foreign, by: scene.clerk) == .wrongCode)
        #expect(city.scan(real.uppercased(), by: scene.clerk) == nil)
    }

    @Test func onlyWhoHasTheGoodsGetsACode() throws {
        let city = City()
        let scene = try city.relayAtStation(unattended: false)
        let id = scene.id
        func refusal(_ leg: Int, _ principal: Principal) -> RefusalCode? {
            city.code(id, leg: leg, by: principal).refusal?.code
        }
        #expect(refusal(1, scene.runnerB) == .notYet)
        #expect(refusal(1, scene.clerk) == .notYet)
        #expect(refusal(1, scene.runnerA) == .stateConflict)
        #expect(refusal(2, scene.runnerA) == .notFound)
        #expect(refusal(0, .station("st2")) == .notFound)
        #expect(refusal(0, .merchant) == .stateConflict)
        #expect(refusal(0, .dispatcher) == .stateConflict)
        #expect(
            city.scan(try code(city, id, leg: 0, by: scene.runnerA), by: .merchant) == .forbidden)
        #expect(city.scan(try code(city, id, leg: 0, by: scene.clerk), by: scene.runnerA) == nil)
        #expect(refusal(0, scene.runnerA) == .stateConflict)
        #expect(refusal(0, scene.clerk) == .stateConflict)
    }

    @Test func twoRunnersMeetAtTheStation() throws {
        let city = City()
        let scene = try city.relayAtStation()
        let shown = try code(city, scene.id, leg: 0, by: scene.runnerA)
        #expect(city.scan(shown, by: scene.runnerA) == .sameRunner)
        city.walk(scene.b, to: place(northMeters: 1_400))
        #expect(city.scan(shown, by: scene.runnerB) == .codeExpired)
        let again = try code(city, scene.id, leg: 0, by: scene.runnerA)
        #expect(city.scan(again, by: scene.runnerB) == .tooFarFromStop)
        city.walk(scene.b, to: stationPlace)
        let last = try code(city, scene.id, leg: 0, by: scene.runnerA)
        #expect(city.scan(last, by: scene.runnerB) == nil)
        let order = try city.order(scene.id)
        #expect(order.custody == .runner(scene.b) && order.activeLeg == 1)
        #expect(order.legs.map(\.state) == [.atStation, .pickedUp])
        #expect(city.engine.load(of: StationID("st1")).count == 0)
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    @Test func anotherRunnerTakesOverInTheStreet() throws {
        let city = City()
        let a = city.addRunner("a", gender: "female")
        let b = city.addRunner("b", gender: "female")
        city.addRunner("c", gender: "male")
        let id = city.placeOrder(pools: ["female"])
        try city.bind(id, leg: 0, to: a)
        #expect(city.code(id, leg: 0, by: .runner("a")).refusal?.code == .notYet)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        let shown = try code(city, id, leg: 0, by: .runner("a"))
        #expect(city.scan(shown, by: .runner("c")) == .poolConflict)
        #expect(city.scan(shown, by: .runner("b")) == nil)
        let order = try city.order(id)
        #expect(order.custody == .runner(b) && order.legs[0].runner == b)
        #expect(order.legs[0].epoch == 2 && order.state == .pickedUp)
        #expect(city.runner(a).carried.isEmpty && city.runner(a).load.orders == 0)
        #expect(city.runner(b).carried == [LegID(order: id, leg: 0)])
        #expect(city.report(id, 0, .delivered, by: a)?.code == .notFound)
        #expect(city.scan(shown, by: .runner("c")) == .codeUsed)
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    @Test func aTransferIsAtOnePlaceAndNotBeyondTheCapacity() throws {
        let city = City()
        let a = city.addRunner("a")
        let b = city.addRunner("b", capacity: Capacity(orders: 1, grams: 15_000))
        let id = city.placeOrder()
        let own = city.placeOrder()
        try city.bind(id, leg: 0, to: a)
        try city.bind(own, leg: 0, to: b)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        let shown = try code(city, id, leg: 0, by: .runner("a"))
        #expect(city.scan(shown, by: .runner("b")) == .capacityReached)
        #expect(city.report(own, 0, .pickedUp, by: b) == nil)
        #expect(city.report(own, 0, .delivered, by: b) == nil)
        city.walk(b, to: place(northMeters: 400))
        city.locate(a, place())
        let later = try code(city, id, leg: 0, by: .runner("a"))
        #expect(city.scan(later, by: .runner("b")) == .tooFarFromStop)
        #expect(try city.order(id).custody == .runner(a))
    }

    /// Where nobody knows that both were there it is flagged, or asked for.
    @Test(arguments: [false, true])
    func aTransferThatNobodySawIsFlagged(isRequired: Bool) throws {
        var policy = Policy.anywhere
        policy.requiresPositionAtHandover = isRequired
        for silent in ["a", "b"] {
            let city = City(policy: policy)
            let a = city.addRunner("a")
            let b = city.addRunner("b")
            let id = city.placeOrder()
            try city.bind(id, leg: 0, to: a)
            #expect(city.report(id, 0, .pickedUp, by: a) == nil)
            city.pass(policy.staleAfter + Milliseconds(1))
            if silent == "a" { city.locate(b, place()) } else { city.locate(a, place()) }
            let shown = try code(city, id, leg: 0, by: .runner("a"))
            #expect(city.scan(shown, by: .runner("b")) == (isRequired ? .tooFarFromStop : nil))
            #expect(try city.order(id).flags == (isRequired ? [] : [.positionUnknown]), "\(silent)")
            city.locate(a, place())
            city.locate(b, place())
            if isRequired { #expect(city.scan(shown, by: .runner("b")) == nil) }
            #expect(try city.order(id).custody == .runner(b))
        }
    }

    @Test func aLegThatEndsAtAStationIsHandedOnOnlyWhereItIsAskedFor() throws {
        let city = City()
        let scene = try city.relayAtStation()
        city.addRunner("x", at: stationPlace)
        let plain = try code(city, scene.id, leg: 0, by: scene.runnerA)
        #expect(city.scan(plain, by: .runner("x")) == .notFound)
        let street = try code(city, scene.id, leg: 0, by: scene.runnerA, toRunner: true)
        // Who waits for the goods as the next one does not bring them.
        #expect(city.scan(street, by: scene.runnerB) == .ineligible)
        #expect(city.scan(street, by: .runner("x")) == nil)
        #expect(try city.order(scene.id).legs[0].epoch == 2)
        #expect(try city.order(scene.id).activeLeg == 0)
        #expect(city.engine.load(of: StationID("st1")).coming == [LegID(order: scene.id, leg: 0)])
    }

    @Test func aCodeOfAnEarlierRunnerIsStale() throws {
        let city = City()
        let a = city.addRunner("a")
        let b = city.addRunner("b")
        city.addRunner("c")
        let id = city.placeOrder()
        try city.bind(id, leg: 0, to: a)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        let first = try code(city, id, leg: 0, by: .runner("a"))
        #expect(city.scan(first, by: .runner("b")) == nil)
        let second = try code(city, id, leg: 0, by: .runner("b"))
        #expect(city.scan(second, by: .runner("a")) == nil)
        // It has served; and had it not, its epoch is over.
        #expect(city.scan(first, by: .runner("c")) == .codeUsed)
        #expect(try city.order(id).custody == .runner(a))
        _ = b
    }
}

@Suite struct RecoveryTests {
    /// A runner with goods, last seen half a kilometre up the road and silent since.
    private func vanished() throws -> (city: City, id: OrderID, runner: RunnerIndex) {
        let city = City()
        let a = city.addRunner("a")
        let id = city.placeOrder()
        city.carry(id, by: a)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        city.walk(a, to: place(northMeters: 500))
        city.pass(.minutes(30))
        return (city, id, a)
    }

    fileprivate func recover(_ city: City, _ id: OrderID) {
        city.must(.relay(.recover(id, reason: "silent")), by: .dispatcher)
    }

    @Test func aNewLegBeginsWhereTheRunnerWasLastSeen() throws {
        let (city, id, a) = try vanished()
        recover(city, id)
        var order = try city.order(id)
        #expect(order.legs.map(\.state) == [.failed, .matching] && order.activeLeg == 1)
        #expect(order.legs[1].plan.start == .place(place(northMeters: 500)))
        #expect(order.legs[1].plan.stops == 1..<2)
        #expect(order.custody == .runner(a) && order.holder(ofLeg: 1) == .runner)
        #expect(order.holder(ofLeg: 0) == nil)
        #expect(city.runner(a).carried.isEmpty)
        #expect(city.livePosition(id) == nil)
        // It can't be cancelled: the goods are somewhere.
        let cancel = city.run(.cancelOrder(id, reason: nil, version: nil), by: .customer("c1"))
        #expect(cancel.refusal?.code == .stateConflict)
        city.locate(a, place(northMeters: 500))
        city.round()
        #expect(try city.order(id).legs[1].offers.isEmpty, "who lost them is not asked")
        let b = city.addRunner("b", at: place(northMeters: 600))
        city.round()
        let offer = try #require(try city.order(id).legs[1].offers.first)
        city.must(.acceptOffer(offer, epoch: 1), by: .runner("b"))
        #expect(try city.order(id).custody == .runner(a))
        #expect(city.report(id, 0, .delivered, by: a)?.code == .stateConflict)
        #expect(city.report(id, 1, .pickedUp, by: b) == nil)
        order = try city.order(id)
        #expect(order.custody == .runner(b))
        #expect(city.report(id, 1, .delivered, by: b) == nil)
        #expect(try city.order(id).state == .delivered)
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    @Test func whoComesBackGivesTheGoodsByCode() throws {
        let (city, id, a) = try vanished()
        recover(city, id)
        #expect(city.code(id, leg: 0, by: .runner("a")).refusal?.code == .notYet)
        let b = city.addRunner("b")
        try city.bind(id, leg: 1, to: b)
        for leg in 0...1 {
            let shown = try city.code(id, leg: leg, by: .runner("a")).get()
            #expect(city.engine.leg(ofCode: shown) == LegID(order: id, leg: 1))
        }
        let shown = try city.code(id, leg: 1, by: .runner("a")).get()
        #expect(city.scan(shown, by: .runner("a")) == .sameRunner)
        #expect(city.scan(shown, by: .runner("b")) == nil)
        #expect(try city.order(id).custody == .runner(b))
        _ = a
    }

    /// Who vanished with the goods is no party any more: it does not learn who was sent after it, nor where
    /// that runner is. It may still give the goods away.
    @Test func whoVanishedSeesNoMore() throws {
        let (city, id, _) = try vanished()
        let vanishedRunner = Principal.runner("a")
        #expect(try city.sees(id, vanishedRunner) == [true, true])
        recover(city, id)
        #expect(try city.sees(id, vanishedRunner) == [false, false])
        let b = city.addRunner("b")
        try city.bind(id, leg: 1, to: b)
        #expect(try city.sees(id, vanishedRunner) == [false, false])
        #expect(try city.sees(id, .runner("b")) == [true, true])
        #expect(city.code(id, leg: 1, by: vanishedRunner).refusal == nil)
        #expect(city.code(id, leg: 1, by: .runner("c")).refusal?.code == .notFound)
    }

    @Test func itNeedsAReasonGoodsAndADispatcher() throws {
        let (city, id, a) = try vanished()
        func refusal(_ reason: String?, _ principal: Principal) -> RefusalCode? {
            city.run(.relay(.recover(id, reason: reason)), by: principal)
                .refusal?.code
        }
        #expect(refusal("silent", .customer("c1")) == .forbidden)
        #expect(refusal(nil, .dispatcher) == .reasonRequired)
        #expect(refusal("", .dispatcher) == .reasonRequired)
        recover(city, id)
        #expect(refusal("again", .dispatcher) == .stateConflict, "nobody carries it now")
        // As often as there are legs, and no more.
        for leg in 1..<LegID.legsMax {
            let runner = city.addRunner("b\(leg)")
            try city.bind(id, leg: leg, to: runner)
            #expect(city.report(id, leg, .pickedUp, by: runner) == nil)
            #expect(
                refusal("silent", .dispatcher) == (leg == LegID.legsMax - 1 ? .outOfRange : nil))
        }
        #expect(try city.order(id).legs.count == LegID.legsMax)
        _ = a
    }

    @Test func aRelayGoesOnAfterIt() throws {
        let city = City()
        let scene = try city.relayAtStation()
        recover(city, scene.id)
        #expect(try city.order(scene.id).legs.map(\.state) == [.failed, .assigned, .matching])
        #expect(try city.order(scene.id).legs.map(\.next) == [nil, nil, 1])
        let x = city.addRunner("x", at: stationPlace)
        try city.bind(scene.id, leg: 2, to: x)
        #expect(city.report(scene.id, 2, .pickedUp, by: x) == nil)
        #expect(city.report(scene.id, 2, .delivered, by: x) == nil)
        #expect(try city.order(scene.id).custody == .station(StationID("st1")))
        #expect(try city.order(scene.id).activeLeg == 1)
        #expect(city.report(scene.id, 1, .pickedUp, by: scene.b) == nil)
        #expect(city.report(scene.id, 1, .delivered, by: scene.b) == nil)
        #expect(try city.order(scene.id).state == .delivered)
        #expect(differences(city, try city.replayed()).isEmpty)
    }
}

extension RecoveryTests {
    /// The leg that is fetched anew has had other hands than the leg it stands in for: all of them are
    /// remembered, also who took the goods over while they went back.
    @Test func allFormerHandsStayOut() throws {
        let city = City()
        let scene = try city.relayAtStation()
        let (x, y) = (city.addRunner("x", at: stationPlace), city.addRunner("y", at: stationPlace))
        #expect(city.report(scene.id, 0, .returning, by: scene.a) == nil)
        for (giver, taker) in [("a", "x"), ("x", "y")] {
            let shown = try city.code(
                scene.id, leg: 0, by: .runner(giver), toRunner: true
            ).get()
            #expect(city.scan(shown, by: .runner(taker)) == nil)
        }
        recover(city, scene.id)
        let z = city.addRunner("z", at: stationPlace)
        try city.bind(scene.id, leg: 2, to: z)
        #expect(city.report(scene.id, 2, .pickedUp, by: z) == nil)
        let hands = try city.order(scene.id).legs[1].formerHolders
        #expect([scene.a, x, y].allSatisfy(hands.contains), "\(hands)")
    }
}

extension RecoveryTests {
    /// Goods that were going back go back: to the sender, by another runner, and to nobody after it.
    @Test func whatWasGoingBackStillGoesBack() throws {
        let city = City()
        let scene = try city.relayAtStation()
        let id = scene.id
        #expect(city.report(id, 0, .returning, by: scene.a) == nil)
        recover(city, id)
        let leg = try city.order(id).legs[2]
        #expect(leg.plan.end == .stop(0) && leg.plan.endCoordinate == place())
        #expect(leg.plan.stops == 0..<1 && leg.next == nil)
        let x = city.addRunner("x", at: stationPlace)
        try city.bind(id, leg: 2, to: x)
        let gate = Command.relay(.moveToGate(id, place(northMeters: 1_500), name: "g"))
        #expect(city.run(gate, by: .dispatcher).refusal?.code == .stateConflict)
        #expect(city.report(id, 2, .pickedUp, by: x) == nil)
        let order = try city.order(id)
        #expect(order.state == .returning && order.custody == .runner(x))
        #expect(order.reason == "damaged")
        #expect(city.engine.stops(of: x).map(\.place) == [.stop(0)])
        #expect(city.engine.arrival(of: order, at: city.now).dropoff.map { $0 > city.now } == true)
        #expect(city.report(id, 2, .delivered, by: x)?.code == .stateConflict)
        #expect(city.report(id, 2, .returned, by: x) == nil)
        #expect(try city.order(id).state == .returned && city.order(id).custody == .sender)
        #expect(city.engine.waitingLegs.isEmpty)
        #expect(differences(city, try city.replayed()).isEmpty)
    }
}

@Suite struct GateTests {
    private let gate = place(northMeters: 1_800)

    private func move(_ city: City, _ id: OrderID) -> RefusalCode? {
        city.run(
            .relay(.moveToGate(id, gate, name: "East Gate")), by: .dispatcher
        ).refusal?.code
    }

    @Test func whatNobodyCarriesYetIsPlannedAnew() throws {
        let city = City()
        city.openStation()
        city.knowPools(["known"])
        let id = city.placeRelay(pools: ["known"], legPools: [[], ["female"]])
        let price = try city.order(id).price
        #expect(move(city, id) == nil)
        let order = try city.order(id)
        #expect(order.legs.map(\.state) == [.matching, .cancelled])
        #expect(order.legs[0].plan.end == .stop(1))
        #expect(order.legs[0].plan.endCoordinate == gate)
        #expect(order.legs[0].plan.pools == ["known"])
        #expect(order.draft.stops[1].coordinate == gate)
        #expect(order.price == price && order.gate?.name == "East Gate")
        #expect(order.events.last?.reason == "gate")
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    @Test func whatIsUnderWayGetsAnotherEnd() throws {
        let city = City()
        let scene = try city.relayAtStation()
        #expect(move(city, scene.id) == nil)
        let order = try city.order(scene.id)
        #expect(order.legs.map(\.state) == [.pickedUp, .assigned])
        #expect(order.legs[1].plan.endCoordinate == gate)
        #expect(order.legs[0].plan.endCoordinate == stationPlace)
        #expect(city.report(scene.id, 0, .delivered, by: scene.a) == nil)
        #expect(city.report(scene.id, 1, .pickedUp, by: scene.b) == nil)
        #expect(city.report(scene.id, 1, .atDropoff, by: scene.b) == nil)
        #expect(try city.order(scene.id).events.last?.reason == "comeDown")
        #expect(move(city, scene.id) == .stateConflict)
        city.pass(city.engine.policy.gateWait - Milliseconds(1))
        #expect(try city.order(scene.id).reason == "comeDown")
        city.pass(Milliseconds(1))
        #expect(try city.order(scene.id).reason == "gateWaitPassed")
        #expect(differences(city, try city.replayed()).isEmpty)
    }

    /// A point in a zone that admits only some is only theirs, unless it is the zone's own station.
    @Test func whoMayNotGoToTheGateIsNotAsked() throws {
        let city = City()
        city.openStation(at: place(northMeters: 1_600))
        city.put(
            try square("dorm", northMeters: 2_000, sideMeters: 1_000) {
                $0.enterPools = ["female"]
                $0.station = StationID("st1")
            })
        let man = city.addRunner("m", gender: "male")
        let id = city.placeOrder()
        try city.bind(id, leg: 0, to: man)
        let refusal = city.run(
            .relay(.moveToGate(id, gate, name: "East Gate")), by: .dispatcher
        ).refusal
        #expect(refusal?.code == .poolConflict)
        #expect(try city.order(id).gate == nil)
        city.must(.law(id, .giveBack(leg: 0, nil)), by: .runner("m"))
        #expect(move(city, id) == nil)
        #expect(try city.order(id).legs[0].plan.pools == ["female"])
        city.must(
            .relay(.moveToGate(id, place(northMeters: 1_600), name: "st1")), by: .dispatcher)
        #expect(try city.order(id).legs[0].plan.pools == [])
    }

    @Test func anAskedRunnerWasAskedForAnotherWay() throws {
        let city = City()
        let a = city.addRunner("a")
        let id = city.placeOrder()
        let offer = city.offer(id, to: a)
        #expect(move(city, id) == nil)
        #expect(try city.offer(offer).state == .withdrawn)
        #expect(city.runner(a).pendingOffer == nil)
        #expect(try city.order(id).state == .matching)
        city.round()
        #expect(try city.order(id).state == .offered)
    }
}
