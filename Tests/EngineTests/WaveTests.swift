// Waves: the best few are asked at once, the first yes wins, and who does not even show the question is
// passed over.

import Basics
import Geo
import Testing

@testable import Engine

/// A policy of waves.
private func waves(_ sizes: [Int] = [1, 3, 5], fallbackWaves: Int = 2) -> Policy {
    var policy = Policy()
    policy.mode = .wave
    policy.waveSizes = sizes
    policy.fallbackWaves = fallbackWaves
    return policy
}

extension City {
    var hasWaitingOrders: Bool { engine.waiting.count > engine.aside.count }
    var aside: [LegID] { engine.aside }

    /// The offers of the order's active leg that are out.
    func openOffers(_ id: OrderID) throws -> [Offer] {
        let order = try order(id)
        return try order.legs[order.activeLeg].offers.map { try offer($0) }
    }
}

@Suite struct WaveTests {
    /// `count` runners, each 100 m farther than the one before, and an order at the first.
    private func scene(_ policy: Policy, runners count: Int) -> (City, OrderID) {
        let city = City(policy: policy)
        for number in 0..<count {
            city.addRunner("r\(number)", at: place(northMeters: Double(number) * 100))
        }
        let id = city.placeOrder()
        city.pass()
        return (city, id)
    }

    @Test func eachWaveIsLargerAndAsksTheNearestWhoWereNotAskedYet() throws {
        let (city, id) = scene(waves(fallbackWaves: 9), runners: 12)
        var asked: [[Int]] = []
        for wave in 1...4 {
            city.round()
            let offers = try city.openOffers(id)
            #expect(offers.allSatisfy { $0.terms.wave == wave && $0.epoch == 1 })
            #expect(Set(offers.map(\.id)).count == offers.count)
            asked.append(offers.map(\.runner.slot))
            city.pass(city.engine.policy.offerDeadline)
            for slot in 0..<12 {
                city.locate(
                    RunnerIndex(slot), place(northMeters: Double(slot) * 100))
            }
        }
        #expect(asked == [[0], [1, 2, 3], [4, 5, 6, 7, 8], [9, 10, 11]])
    }

    @Test(arguments: [([0, 1, 2, 3, 4]), [4, 3, 2, 1, 0], [2, 0, 4, 1, 3], [3, 4, 0, 2, 1]])
    func ofFiveWhoAcceptInOneInstantOneWins(order: [Int]) throws {
        let (city, id) = scene(waves([5]), runners: 5)
        city.round()
        let offers = try city.openOffers(id)
        try #require(offers.count == 5)
        var codes: [RefusalCode?] = []
        for _ in 0..<2 {
            for slot in order {
                let offer = try #require(offers.first { $0.runner.slot == slot })
                let answer = city.run(.acceptOffer(offer.id, epoch: 1), by: .runner("r\(slot)"))
                codes.append(answer.refusal?.code)
            }
        }
        #expect(codes[0] == nil)
        #expect(codes.dropFirst().allSatisfy { $0 == .offerTaken })
        #expect(city.carrier(id) == RunnerIndex(order[0]))
        let assignments = city.journal.filter {
            if case .legAssigned = $0.record { true } else { false }
        }
        #expect(assignments.count == 1)
        let withdrawn = city.engine.takeNotices().filter {
            if case .withdrawn(_, reason: "taken") = $0 { true } else { false }
        }
        #expect(withdrawn.count == 4)
        #expect((1..<5).allSatisfy { city.runner(RunnerIndex(order[$0])).pendingOffer == nil })
    }

    @Test func aWaveOfOneOrderTakesNobodyMeantForAnother() throws {
        let city = City(policy: waves([3]))
        for number in 0..<5 { city.addRunner("r\(number)") }
        let ids = [city.placeOrder(), city.placeOrder(by: .customer("c2"))]
        city.pass()
        city.round()
        let asked = try ids.map { try city.openOffers($0).map(\.runner) }
        #expect(asked.map(\.count) == [3, 2])
        #expect(Set(asked.joined()).count == 5)
    }

    @Test func nobodyOutsideThePoolFillsAWave() throws {
        let city = City(policy: waves([5]))
        for number in 0..<6 {
            city.addRunner(
                "r\(number)", gender: number % 3 == 0 ? "female" : "male")
        }
        let id = city.placeOrder(pools: ["female"])
        city.pass()
        city.round()
        #expect(try city.openOffers(id).map(\.runner.slot) == [0, 3])
    }

    @Test func aLateAcceptHearsWhetherItMayStillBeClaimed() throws {
        let (city, id) = scene(waves([1], fallbackWaves: 1), runners: 1)
        city.round()
        let offer = try #require(try city.openOffers(id).first)
        city.pass(city.engine.policy.offerDeadline)
        let late = city.run(.acceptOffer(offer.id, epoch: 1), by: .runner("r0")).refusal
        #expect(late?.code == .offerExpired && late?.claimable == true)
        let market = try city.order(id).legs[0].market
        #expect(market.mode == .hall)
        city.must(.cancelOrder(id, reason: nil, version: nil), by: .customer("c1"))
        let over = city.run(.acceptOffer(offer.id, epoch: 1), by: .runner("r0")).refusal
        #expect(over?.claimable == false)
    }

    // MARK: Confirming

    @Test(arguments: [(0, true), (1, false)])
    func whoShowsItByThenIsNotPassedOver(lateMs: Int64, isKept: Bool) throws {
        let city = City()
        let runner = city.addRunner("r1")
        city.engine.setConnected(runner, true)
        let offer = city.offer(city.placeOrder(), to: runner)
        let span = city.engine.policy.confirmation
        let confirmBy = try city.offer(offer).terms.confirmBy
        #expect(confirmBy == city.now + span)
        city.pass(span - Milliseconds(1))
        #expect(try city.offer(offer).state == .pending)
        if lateMs == 0 { city.must(.offerSeen(offer), by: .runner("r1")) }
        city.pass(Milliseconds(1))
        #expect(try city.offer(offer).state == (isKept ? .seen : .withdrawn))
        guard !isKept else { return }
        let refusals = try city.order(OrderID(number: 1)).legs[0].refusals
        let until = city.now + city.engine.policy.refusalMemory
        #expect(refusals == [RefusalMemory(runner: runner, until: until)])
        city.pass(city.engine.policy.refusalMemory - Milliseconds(1))
        city.locate(runner, place())
        city.round()
        #expect(city.runner(runner).pendingOffer == nil)
        city.pass(Milliseconds(1))
        city.offer(OrderID(number: 1), to: runner)
    }

    @Test func whoHasNoSocketWhenItIsAskedHasUntilTheDeadline() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let offer = city.offer(city.placeOrder(), to: runner)
        // A socket that comes later changes nothing about this offer.
        city.engine.setConnected(runner, true)
        #expect(try city.offer(offer).terms.confirmBy == nil)
        city.pass(city.engine.policy.offerDeadline - Milliseconds(1))
        #expect(try city.offer(offer).state == .pending)
        city.must(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
    }

    @Test func aSocketThatGoesChangesNothingAboutAnOffer() throws {
        let city = City()
        let runner = city.addRunner("r1")
        city.engine.setConnected(runner, true)
        let offer = city.offer(city.placeOrder(), to: runner)
        city.engine.setConnected(runner, false)
        city.pass(city.engine.policy.confirmation)
        #expect(try city.offer(offer).state == .withdrawn)
    }

    @Test func anAnswerIsAsGoodAsAConfirmation() throws {
        let city = City()
        let runner = city.addRunner("r1")
        city.engine.setConnected(runner, true)
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.pass(city.engine.policy.confirmation)
        #expect(city.state(id) == .assigned)
    }

    @Test func aConfirmationThatCanOnlyComeAfterTheDeadlineIsNotWaitedFor() throws {
        var policy = Policy()
        policy.offerDeadline = policy.confirmation
        let city = City(policy: policy)
        let runner = city.addRunner("r1")
        city.engine.setConnected(runner, true)
        let offer = city.offer(city.placeOrder(), to: runner)
        #expect(try city.offer(offer).terms.confirmBy == nil)
    }

    // MARK: Falling back

    @Test func twoWavesWithoutATakerLeadToTheHallAndThatToADispatcher() throws {
        let (city, id) = scene(waves(), runners: 9)
        var modes: [MatchingMode] = []
        for _ in 0..<3 {
            city.round()
            modes.append(try city.order(id).legs[0].market.mode)
            for offer in try city.openOffers(id) {
                city.must(
                    .declineOffer(offer.id, reason: nil),
                    by: .runner(city.name(of: offer.runner)))
            }
            city.pass()
        }
        #expect(modes == [.wave, .wave, .hall])
        #expect(!city.hasWaitingOrders)
        city.pass(city.engine.policy.hallClaimTimeout - Milliseconds(1))
        #expect(try city.order(id).legs[0].market.mode == .hall)
        city.pass(Milliseconds(1))
        #expect(try city.order(id).legs[0].market.mode == .auto)
        #expect(city.hasWaitingOrders)
        let reasons = try city.order(id).events.compactMap(\.reason)
        #expect(reasons.filter { $0 != "declined" }.prefix(2) == ["hall", "auto"])
    }

    @Test func aMinuteWithoutATakerLeadsToTheHall() throws {
        let (city, id) = scene(waves(), runners: 0)
        city.round()
        #expect(city.state(id) == .noTaker)
        city.pass(city.engine.policy.fallback - Milliseconds(1))
        #expect(try city.order(id).legs[0].market.mode == .wave)
        city.pass(Milliseconds(1))
        #expect(try city.order(id).legs[0].market.mode == .hall)
    }

    @Test func aWaveThatIsOutIsNotCutShort() throws {
        let (city, id) = scene(waves(), runners: 1)
        city.pass(city.engine.policy.fallback - Milliseconds(1))
        city.locate(RunnerIndex(0), place())
        city.round()
        city.pass(Milliseconds(1))
        #expect(city.state(id) == .offered)
        city.pass(city.engine.policy.offerDeadline)
        #expect(try city.order(id).legs[0].market.mode == .hall)
    }

    @Test func aLegThatIsGivenOutByHandIsLeftAlone() throws {
        var policy = Policy()
        policy.mode = .manual
        let (city, id) = scene(policy, runners: 1)
        #expect(!city.hasWaitingOrders)
        city.round()
        #expect(city.state(id) == .matching)
        city.must(
            .assignOrder(id, RunnerID("r0"), reason: nil, override: false, version: nil),
            by: .dispatcher)
        #expect(city.state(id) == .assigned)
        #expect(city.aside.isEmpty)
    }

    @Test func aRestartInTheMiddleOfAWaveGoesOnWhereItWas() throws {
        let (city, id) = scene(waves(), runners: 4)
        city.round()
        city.pass(city.engine.policy.offerDeadline)
        city.round()
        city.pass(.seconds(2))
        let copy = try city.replayed()
        copy.engine.resume(at: copy.now)
        copy.pass()
        #expect(copy.journal.count == city.journal.count)
        #expect(differences(city, copy) == [])
        for other in [city, copy] { other.pass(city.engine.policy.offerDeadline) }
        #expect(try copy.order(id).legs[0].market.mode == .hall)
        #expect(differences(city, copy) == [])
    }
}
