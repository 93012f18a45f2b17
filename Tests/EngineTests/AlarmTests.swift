// What the law finds wrong comes before a dispatcher by the one register of exceptions, and ends with its
// reason.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct AlarmTests {
    private let id = OrderID(number: 1)

    private func carried(code: String? = nil, _ change: (inout Policy) -> Void = { _ in }) -> City {
        var policy = Policy()
        policy.deliveredMetersMax = 300
        change(&policy)
        let city = City(policy: policy)
        city.addRunner("r1")
        let id = city.placeOrder(code: code)
        city.carry(id, by: RunnerIndex(0))
        city.must(Scene.report(id, .pickedUp), by: .runner("r1"))
        return city
    }

    private func open(_ city: City) -> [ExceptionKind] { city.engine.openExceptions.map(\.kind) }

    private func deliver(_ reason: String? = nil, code: String? = nil) -> Command {
        .reportPhase(id, leg: 0, .delivered, code: code, reason: reason)
    }

    @Test func aLockedCode() throws {
        let city = carried(code: "4821")
        for tries in 1...5 {
            _ = city.run(deliver(code: "1"), by: .runner("r1"))
            #expect(open(city) == (tries < 5 ? [] : [.wrongCode]))
        }
        let reference = ExceptionReference(.wrongCode, order: id)
        city.must(.exception(.claim(reference)), by: .dispatcher)
        let claimedTwice = city.run(.exception(.claim(reference)), by: .admin)
        #expect(claimedTwice.refusal?.code == .stateConflict)
        city.must(.law(id, .unlockCode(ReasonGiven(.customerRequest))), by: .dispatcher)
        #expect(open(city) == [])
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func deliveredFarOutlivesTheOrderUntilSomebodySeesToIt() throws {
        let city = carried()
        city.must(deliver("metElsewhere"), by: .runner("r1"))
        #expect(city.state(id) == .delivered && open(city) == [.deliveredFar])
        city.must(.law(id, .undo(leg: 0)), by: .runner("r1"))
        #expect(open(city) == [])
        city.must(deliver("metElsewhere"), by: .runner("r1"))
        let reference = ExceptionReference(.deliveredFar, order: id)
        #expect(
            city.run(.exception(.resolve(reference, reason: nil)), by: .dispatcher).refusal?.code
                == .reasonRequired)
        city.must(.exception(.resolve(reference, reason: "called")), by: .dispatcher)
        #expect(open(city) == [])
    }

    /// Whoever sees to it may do so when the order has long left memory.
    @Test func deliveredFarOutlivesItsOrder() throws {
        let city = carried()
        city.must(deliver("metElsewhere"), by: .runner("r1"))
        city.pass(city.engine.policy.finishedInMemory + Milliseconds(1))
        #expect(city.state(id) == nil && open(city) == [.deliveredFar])
        #expect(differences(city, try city.replayed()) == [])
        let reference = ExceptionReference(.deliveredFar, order: id)
        let foreign = Principal(subject: "d2", role: .dispatcher, site: "south")
        let claim = Command.exception(.claim(reference))
        #expect(city.run(claim, by: foreign).refusal == .noException)
        city.must(claim, by: .dispatcher)
        _ = city.engine.takeNotices()
        city.must(.exception(.resolve(reference, reason: "called")), by: .dispatcher)
        #expect(open(city) == [])
        let ended = city.engine.takeNotices().compactMap { notice -> Exception? in
            if case .exceptionEnded(let exception, _) = notice { exception } else { nil }
        }
        let heard = city.engine.maySee(try #require(ended.first), .dispatcher)
        #expect(heard && ended.count == 1)
    }

    /// Beyond the bound the end of the order's time in memory ends it, and dispatchers hear so.
    @Test func exceptionsOfForgottenOrdersAreBounded() throws {
        let city = carried()
        city.must(deliver("metElsewhere"), by: .runner("r1"))
        for number in 1...Engine.exceptionsKeptMax {
            let key = ExceptionKey(.sos, .runner(RunnerIndex(number)))
            city.engine.exceptions[key] = Exception(
                key: key, number: 0, openedAt: city.now, details: ExceptionDetails())
        }
        _ = city.engine.takeNotices()
        city.pass(city.engine.policy.finishedInMemory + Milliseconds(1))
        let ended = city.engine.takeNotices().compactMap { notice -> String? in
            guard case .exceptionEnded(let exception, let reason) = notice,
                city.engine.maySee(exception, .dispatcher)
            else { return nil }
            return reason
        }
        #expect(ended == ["forgotten"])
    }

    @Test func whoCannotBeReached() throws {
        let city = carried { $0.contactAttemptsLeast = 2 }
        city.must(.law(id, .attempt(leg: 0)), by: .runner("r1"))
        #expect(open(city) == [])
        city.must(.law(id, .attempt(leg: 0)), by: .runner("r1"))
        #expect(open(city) == [.customerUnreachable])
        city.locate(RunnerIndex(0), place(northMeters: 1_000))
        city.must(deliver("metElsewhere"), by: .runner("r1"))
        #expect(!open(city).contains(.customerUnreachable))
    }

    @Test func anEmptyPoolIsOneExceptionWithTheCustomersChoices() throws {
        let city = City()
        let id = city.placeOrder(pools: ["female"])
        city.round()
        city.pass(city.engine.policy.escalation)
        let exception = try #require(city.engine.openExceptions.first)
        #expect(exception.kind == .poolEmpty)
        #expect(
            exception.details.choices == ["wait", "widen", "cancel"].map {
                ExceptionChoice($0, by: .customer)
            } + [ExceptionChoice("assign", by: .dispatcher)])
        #expect(try city.order(id).events.filter { $0.reason == "escalated" }.count == 1)
        city.addRunner("f", gender: "female")
        city.round()
        #expect(city.state(id) == .offered && open(city) == [])
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func theGateIsAWayOutWhereAZoneKeepsRunnersOut() throws {
        let city = City(policy: .anywhere)
        city.openStation("gate", at: place(northMeters: 700))
        let house = Circle(center: place(northMeters: 1_000), radiusMeters: 1_500)
        var zone = Zone(id: ZoneID("house"), area: .circle(try #require(house)))
        zone.enterPools = ["female"]
        zone.station = StationID("gate")
        city.must(.place(.putZone(zone, version: nil)), by: .admin)
        // From within the zone: no relay, and a man may not enter.
        city.addRunner("m", gender: "male")
        let id = city.placeOrder()
        city.round()
        #expect(city.state(id) == .waitingForPool)
        city.pass(city.engine.policy.escalation)
        #expect(try city.order(id).openChoices.map(\.choice) == [.wait, .gate, .cancel])
        city.must(.law(id, .choose(.gate)), by: .customer("c1"))
        let moved = try city.order(id)
        #expect(moved.gate?.name == "gate" && moved.legs[0].plan.pools == [])
        city.locate(RunnerIndex(0), place())
        city.round()
        #expect(city.state(id) == .offered && open(city) == [])
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func aFullStationIsToldUntilItHasAPlace() throws {
        let city = City(policy: .anywhere)
        city.openStation(capacity: 1)
        city.addRunner("a")
        city.addRunner("b")
        let first = city.placeRelay()
        try city.bind(first, leg: 0, to: RunnerIndex(0))
        let second = city.placeRelay()
        city.round()
        #expect(try city.order(second).legs[0].hold == .stationFull)
        #expect(open(city) == [.stationFull])
        city.must(.law(first, .giveBack(leg: 0, nil)), by: .runner("a"))
        city.round()
        #expect(open(city) == [])
        #expect(differences(city, try city.replayed()) == [])
    }

    /// Where nothing is given out by rounds, nobody looks at the station but the clock.
    @Test(arguments: [MatchingMode.hall, .manual, .scan])
    func aFullStationIsToldWithoutARound(mode: MatchingMode) throws {
        var policy = Policy.anywhere
        policy.mode = mode
        policy.hallClaimTimeout = .minutes(60)
        let city = City(policy: policy)
        city.openStation(capacity: 1)
        city.addRunner("a")
        let first = city.placeRelay()
        try city.bind(first, leg: 0, to: RunnerIndex(0))
        let second = city.placeRelay()
        city.pass()
        city.pass(.seconds(10))
        #expect(try city.order(second).legs[0].hold == .stationFull)
        #expect(open(city) == [.stationFull])
        city.must(.law(first, .giveBack(leg: 0, nil)), by: .runner("a"))
        city.pass(.seconds(10))
        #expect(try city.order(second).legs[0].hold == nil && open(city) == [])
    }

    @Test func nobodyCameDown() throws {
        let city = carried { $0.deliveredMetersMax = 0 }
        let gate = Command.relay(.moveToGate(id, place(northMeters: 900), name: "north gate"))
        city.must(gate, by: .dispatcher)
        city.must(Scene.report(id, .atDropoff), by: .runner("r1"))
        city.pass(city.engine.policy.gateWait - Milliseconds(1))
        #expect(!open(city).contains(.customerUnreachable))
        city.pass(Milliseconds(1))
        #expect(open(city).contains(.customerUnreachable))
        city.must(deliver(), by: .runner("r1"))
        #expect(open(city) == [])
    }

    @Test func whoIsSentForTheGoodsEndsTheSilence() throws {
        let city = carried()
        city.pass(city.engine.policy.staleAfter + .minutes(1))
        #expect(open(city).contains(.runnerSilent))
        city.must(.relay(.recover(id, reason: "gone")), by: .dispatcher)
        #expect(!open(city).contains(.runnerSilent))
    }
}
