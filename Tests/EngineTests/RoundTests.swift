// Whole rounds through the engine: what it shows the matcher, and what it makes of the plan.

import Basics
import Geo
import Journal
import Testing

import struct Matching.Plan
import struct Matching.Snapshot
import func Matching.plan

@testable import Engine

/// The matcher's plan for a snapshot, with the city's parameters.
func planned(_ snapshot: Snapshot, _ city: City) -> Plan {
    Matching.plan(snapshot, city.engine.parameters)
}

@Suite struct RoundTests {
    /// The nearest pair first would send the runner at 0 m to +450 m, and the other one 1,500 m.
    @Test func twoRunnersOnAMeridianGoTheShortestWayTogether() throws {
        let city = City()
        let south = city.addRunner("south", at: place())
        let north = city.addRunner("north", at: place(northMeters: 1_000))
        let upper = city.placeOrder(from: place(northMeters: 450))
        let lower = city.placeOrder(from: place(northMeters: -500))
        city.round()
        let offers = try [upper, lower].map { id in
            try city.offer(try #require(try city.order(id).legs[0].offers.first))
        }
        #expect(offers.map(\.runner) == [north, south])
        #expect(offers.map(\.pickupDistanceMeters) == [550, 500])
        #expect(offers.reduce(0) { $0 + $1.pickupDistanceMeters } == 1_050)
    }

    /// Where more wait than a round may look at, each has its turn, and none has two before another.
    @Test(arguments: [1, 2, 3, 6, 7, 8])
    func ordersTakeTurnsWhereARoundIsTooSmall(most: Int) {
        var policy = Policy()
        policy.ordersPerRoundMax = most
        let city = City(policy: policy)
        let placed = (0..<7).map { _ in city.placeOrder() }
        var seen: [UInt64: Int] = [:]
        var last: LegID?
        for _ in 0..<7 {
            let snapshot = city.engine.snapshot(at: city.now, after: last)
            #expect(snapshot.orders.count == min(most, 7))
            for row in snapshot.orders { seen[row.id, default: 0] += 1 }
            last = city.engine.lastLeg(of: snapshot)
            let counts = placed.map { seen[LegID(order: $0, leg: 0).rowNumber] ?? 0 }
            let spread = (counts.max() ?? 0) - (counts.min() ?? 0)
            #expect(spread <= 1, "\(counts)")
        }
        #expect(seen.values.allSatisfy { $0 == min(most, 7) })
    }

    @Test(arguments: [(600.0, true), (3_000.0, false)])
    func aBusyRunnerNearAgainstAnIdleOneFarther(idleMeters: Double, idleWins: Bool) throws {
        let city = City()
        let busy = city.addRunner("a", at: place(northMeters: 300))
        for _ in 0..<3 {
            let id = city.placeOrder(by: .customer("c2"))
            city.carry(id, by: busy)
        }
        #expect(city.runner(busy).load.orders == 3)
        let idle = city.addRunner("b", at: place(northMeters: idleMeters))
        let id = city.placeOrder()
        city.offer(id, to: idleWins ? idle : busy)
    }

    /// In a city in which nothing else happens, a round in parts comes to the same as at once.
    @Test(arguments: [1, 2, 5]) func aRoundInPartsIsTheSame(limit: Int) throws {
        let (whole, parted) = (City(), City())
        for city in [whole, parted] {
            for number in 0..<7 {
                city.addRunner("r\(number)", at: place(northMeters: Double(number) * 90))
            }
            for number in 0..<9 {
                city.placeOrder(from: place(northMeters: Double(number) * 70, eastMeters: 40))
            }
        }
        whole.round()
        let snapshot = parted.engine.snapshot(at: parted.now)
        var round = PlannedRound(planned(snapshot, parted), of: snapshot)
        var partCount = 0
        while !round.isDecided {
            parted.apply(parted.engine.decide(&round, limit: limit, at: parted.now))
            partCount += 1
        }
        #expect(partCount == (round.legCount + limit - 1) / limit && round.legCount == 9)
        #expect(stateDifferences(whole, parted).isEmpty)
        #expect(whole.engine.numbers.lastOffer == 7)
    }

    @Test func whoIsNotToBeAskedIsNotAsked() {
        let city = City()
        let paused = city.addRunner("paused")
        city.must(.setDuty(RunnerID("paused"), .paused), by: .runner("paused"))
        let off = city.addRunner("off")
        city.must(.setDuty(RunnerID("off"), .off), by: .runner("off"))
        city.addRunner("full", capacity: Capacity(orders: 4, grams: 400))
        city.addRunner("unskilled", gender: "female")
        city.addRunner("male", gender: "male", skills: ["cold"])
        city.addRunner("owner", gender: "female", skills: ["cold"], person: "p1")
        let id = city.placeOrder(
            by: Principal(subject: "c1", role: .customer, person: "p1"), pools: ["female"],
            skills: ["cold"])
        city.round()
        #expect(city.state(id) == .noTaker)
        let right = city.addRunner("right", gender: "female", skills: ["cold"])
        city.offer(id, to: right)
        #expect(city.runner(paused).pendingOffer == nil && city.runner(off).pendingOffer == nil)
    }

    @Test func aPoolIsNeverWidened() {
        let city = City()
        city.addRunner("m", gender: "male")
        let id = city.placeOrder(pools: ["female"])
        for _ in 0..<3 {
            city.round()
            #expect(city.state(id) == .waitingForPool)
        }
        let runner = city.addRunner("f", gender: "female")
        city.offer(id, to: runner)
    }

    @Test func silentRunnersAreNotAskedAndComeBack() {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.pass(city.engine.policy.staleAfter + Milliseconds(1))
        #expect(city.engine.locatedRunnerCount == 0)
        city.round()
        #expect(city.state(id) == .noTaker)
        city.locate(runner, place())
        #expect(city.engine.locatedRunnerCount == 1)
        city.offer(id, to: runner)
    }

    @Test func whoComesBackOnDutyIsNowhereUntilItsNextFix() {
        let city = City()
        let runner = city.addRunner("r1")
        city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
        city.must(.setDuty(RunnerID("r1"), .on), by: .runner("r1"))
        #expect(city.engine.state(of: runner, at: city.now) == .silent)
        let id = city.placeOrder()
        city.round()
        #expect(city.state(id) == .noTaker)
        city.locate(runner, place())
        city.offer(id, to: runner)
    }

    @Test func ordersLeaveMemoryAfterTheirTime() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        for phase in [Phase.pickedUp, .delivered] {
            city.must(
                .reportPhase(id, leg: 0, phase, code: nil, reason: nil), by: .runner("r1"))
        }
        let order = try city.order(id)
        city.pass(city.engine.policy.finishedInMemory - Milliseconds(1))
        #expect(city.state(id) == .delivered)
        city.pass(Milliseconds(1))
        #expect(city.state(id) == nil)
        #expect(city.engine.orderCounts.allSatisfy { $0 == 0 })
        let (hasForgotten, wasPlaced) = (city.engine.hasForgottenOrders, city.engine.wasPlaced(id))
        #expect(hasForgotten && wasPlaced)
        // What the journal keeps tells its whole life.
        let lines = city.journal.filter { $0.record.scope == .order(id.number) }
        let recalled = city.engine.recall(lines.map { ($0.at, $0.record) })
        #expect(recalled?.events == order.events)
        #expect(recalled?.state == .delivered && recalled?.legs[0].runner == runner)
        #expect(city.runner(runner).load == Load())
    }
}
