// Offers: deadlines to the millisecond, memory of refusals, who hears which no first, and that two who
// want the same order never both get it.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct OfferTests {
    @Test func aLoneRunnersNoIsRemembered() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        let offer = city.offer(id, to: runner)
        city.must(.declineOffer(offer, reason: "tooFar"), by: .runner("r1"))
        #expect(city.state(id) == .matching)
        city.round()
        #expect(city.state(id) == .noTaker)
        let declinedAt = city.now

        while city.now - declinedAt < city.engine.policy.refusalMemory - .seconds(5) {
            city.pass(.seconds(5))
            city.locate(runner, place())
            city.round()
            #expect(city.state(id) == .noTaker)
        }
        city.pass(.seconds(5) - Milliseconds(1))
        city.locate(runner, place())
        city.round()
        #expect(city.state(id) == .noTaker)
        city.pass(Milliseconds(1))
        let again = city.offer(id, to: runner)
        let epoch = try city.offer(again).epoch
        #expect(again != offer && epoch == 1)
        #expect(city.state(id) == .offered)
    }

    @Test func theMemorySurvivesAReplay() throws {
        let first = City()
        let runner = first.addRunner("r1")
        let id = first.placeOrder()
        let offer = first.offer(id, to: runner)
        first.must(.declineOffer(offer, reason: nil), by: .runner("r1"))
        first.round()

        let city = try first.replayed()
        #expect(differences(first, city).isEmpty)
        city.pass(city.engine.policy.refusalMemory - Milliseconds(1))
        city.locate(runner, place())
        city.round()
        #expect(city.state(id) == .noTaker)
        city.pass(Milliseconds(1))
        city.offer(id, to: runner)
        #expect(city.state(id) == .offered)
    }

    @Test func silenceIsRememberedToo() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        let offer = city.offer(id, to: runner)
        city.pass(city.engine.policy.offerDeadline - Milliseconds(1))
        #expect(city.state(id) == .offered)
        city.pass(Milliseconds(1))
        #expect(city.state(id) == .matching)
        let ended = try city.offer(offer)
        #expect(ended.state == .expired)
        city.locate(runner, place())
        city.round()
        #expect(city.state(id) == .noTaker)
    }

    @Test func aSecondRunnerIsAskedAfterTheFirstSaysNo() {
        let city = City()
        let near = city.addRunner("near")
        let far = city.addRunner("far", at: place(northMeters: 800))
        let id = city.placeOrder()
        let first = city.offer(id, to: near)
        city.must(.declineOffer(first, reason: nil), by: .runner("near"))
        city.offer(id, to: far)
    }

    // MARK: Deadlines

    @Test func aMillisecondBeforeTheDeadlineIsInTime() throws {
        let (city, id, offer) = asked()
        let deadline = try city.offer(offer).expiresAt
        city.now = deadline - Milliseconds(1)
        city.must(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
        #expect(city.state(id) == .assigned)
        // The timer that has outlived its reason does nothing.
        city.pass(.seconds(1))
        #expect(city.state(id) == .assigned)
    }

    @Test(arguments: [false, true])
    func atTheDeadlineItIsTooLate(timerHasGoneOff: Bool) throws {
        let (city, _, offer) = asked()
        let deadline = try city.offer(offer).expiresAt
        city.now = deadline
        if timerHasGoneOff { city.pass() }
        let late = city.run(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
        #expect(late.refusal?.code == .offerExpired)
        // Rounds go on by themselves: there is nothing to claim.
        #expect(late.refusal?.claimable == false)
        #expect(late.records.isEmpty)
    }

    @Test func anExpiredOfferIsClaimableInTheHallByWhoMayHaveIt() throws {
        var policy = Policy()
        policy.mode = .wave
        policy.waveSizes = [1]
        policy.fallbackWaves = 1
        policy.hallClaimTimeout = .minutes(60)
        let city = City(policy: policy)
        let runner = city.addRunner("r1", capacity: Capacity(orders: 1))
        let id = city.placeOrder()
        city.pass()
        let offer = city.offer(id, to: runner)
        city.pass(city.engine.policy.offerDeadline)
        city.locate(runner, place())
        let claimable = { city.run(.acceptOffer(offer, epoch: 1), by: .runner("r1")).refusal }
        #expect(claimable()?.claimable == true)
        city.must(.grab(id), by: .runner("r1"))
        try city.bind(city.placeOrder(by: .merchant), leg: 0, to: runner)
        #expect(claimable()?.claimable == false)
    }

    @Test func anExpiredOfferWhoseOrderIsAskedElsewhereIsNotClaimable() throws {
        let (city, id, offer) = asked()
        let other = city.addRunner("r2", at: place(northMeters: 700))
        city.pass(city.engine.policy.offerDeadline)
        city.locate(other, place(northMeters: 700))
        city.offer(id, to: other)
        let late = city.run(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
        #expect(late.refusal?.code == .offerExpired)
        #expect(late.refusal?.claimable == false)
    }

    @Test func aReplayKeepsTheDeadline() throws {
        let (first, id, offer) = asked()
        first.pass(.seconds(7))
        let city = try first.replayed()
        #expect(city.engine.nextDeadline == first.engine.nextDeadline)
        city.pass(.seconds(8) - Milliseconds(1))
        #expect(city.state(id) == .offered)
        city.pass(Milliseconds(1))
        #expect(city.state(id) == .matching)
        let ended = try city.offer(offer)
        #expect(ended.state == .expired)
    }

    // MARK: Which no comes first

    @Test func takenComesBeforeEverything() throws {
        let (city, id, offer) = asked()
        city.addRunner("r2", at: place(northMeters: 700))
        city.must(
            .assignOrder(id, RunnerID("r2"), reason: nil, override: false, version: nil),
            by: .dispatcher)
        // It is withdrawn, past its deadline and of a wrong epoch as well.
        city.pass(.seconds(60))
        let ended = try city.offer(offer)
        #expect(ended.state == .withdrawn)
        #expect(refusal(of: offer, epoch: 9, in: city) == .offerTaken)
    }

    @Test func withdrawnComesBeforeExpired() throws {
        let (city, id, offer) = asked()
        city.must(.cancelOrder(id, reason: nil, version: nil), by: .customer("c1"))
        city.pass(.seconds(60))
        #expect(refusal(of: offer, epoch: 9, in: city) == .offerWithdrawn)
    }

    @Test func expiredComesBeforeTheEpoch() throws {
        let (city, _, offer) = asked()
        city.pass(.seconds(60))
        #expect(refusal(of: offer, epoch: 9, in: city) == .offerExpired)
    }

    @Test func theEpochComesBeforeTheCapacity() throws {
        let (city, _, offer) = asked()
        fill(city)
        #expect(refusal(of: offer, epoch: 2, in: city) == .staleEpoch)
        #expect(refusal(of: offer, epoch: 0, in: city) == .staleEpoch)
        #expect(refusal(of: offer, epoch: 1, in: city) == .capacityReached)
        #expect(city.runner(RunnerIndex(0)).load.orders == 4)
    }

    @Test func capacityCountsForAPhoneThatIsSilentToo() throws {
        var policy = Policy()
        policy.offerDeadline = .minutes(5)
        let city = City(policy: policy)
        let runner = city.addRunner("r1")
        let offer = city.offer(city.placeOrder(), to: runner)
        fill(city)
        city.pass(.minutes(2))
        #expect(city.engine.state(of: runner, at: city.now) == .silent)
        #expect(refusal(of: offer, epoch: 1, in: city) == .capacityReached)
    }

    @Test func aSilentPhoneMayStillSayYes() throws {
        var policy = Policy()
        policy.offerDeadline = .minutes(5)
        let city = City(policy: policy)
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        let offer = city.offer(id, to: runner)
        city.pass(.minutes(2))
        city.must(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
        #expect(city.carrier(id) == runner)
    }

    @Test func anUnverifiedRunnerLosesItsOffer() throws {
        let (city, id, offer) = asked()
        var patch = RunnerPatch()
        patch.verified = false
        city.must(.patchRunner(RunnerID("r1"), patch), by: .admin)
        #expect(city.state(id) == .matching)
        #expect(refusal(of: offer, epoch: 1, in: city) == .offerWithdrawn)
    }

    // MARK: One winner

    @Test func acceptAndCancelExcludeEachOther() throws {
        let (early, first, offer) = asked()
        early.must(.cancelOrder(first, reason: nil, version: nil), by: .customer("c1"))
        #expect(refusal(of: offer, epoch: 1, in: early) == .offerWithdrawn)
        #expect(early.runner(RunnerIndex(0)).load == Load())
        let free = try early.order(first).cancellation
        #expect(free == Cancellation(from: .offered, fee: 0, reason: nil))

        let (late, second, other) = asked()
        let version = try late.order(second).version
        late.must(.acceptOffer(other, epoch: 1), by: .runner("r1"))
        let blind = late.run(
            .cancelOrder(second, reason: nil, version: version), by: .customer("c1"))
        #expect(blind.refusal?.code == .versionConflict)
        late.must(.cancelOrder(second, reason: "late", version: version + 1), by: .customer("c1"))
        let paid = try late.order(second).cancellation
        #expect(paid == Cancellation(from: .assigned, fee: 300, reason: "late"))
        #expect(late.runner(RunnerIndex(0)).load == Load())
        #expect(late.runner(RunnerIndex(0)).carried.isEmpty)
    }

    @Test func aSecondYesAndALateNoChangeNothing() throws {
        let (city, id, offer) = asked()
        city.must(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
        let before = try city.order(id).version
        #expect(refusal(of: offer, epoch: 1, in: city) == .offerTaken)
        let no = city.run(.declineOffer(offer, reason: nil), by: .runner("r1"))
        #expect(no.refusal?.code == .offerExpired)
        let after = try city.order(id).version
        #expect(after == before)
        #expect(city.runner(RunnerIndex(0)).load.orders == 1)
    }

    @Test func aPlanForACityThatMovedOnAsksNobodyTwice() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        let snapshot = city.engine.snapshot(at: city.now)
        let plan = planned(snapshot, city)
        var (first, second) = (
            PlannedRound(plan, of: snapshot), PlannedRound(plan, of: snapshot)
        )
        city.offer(id, to: runner)
        let again = city.engine.decide(&first, at: city.now)
        #expect(again.isEmpty)
        city.must(.cancelOrder(id, reason: nil, version: nil), by: .customer("c1"))
        let afterwards = city.engine.decide(&second, at: city.now)
        #expect(afterwards.isEmpty)
    }

    // MARK: Makers

    /// A city in which `r1`, who may carry four, was just asked about an order of `c1`.
    private func asked() -> (City, OrderID, OfferID) {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        return (city, id, city.offer(id, to: runner))
    }

    /// Gives `r1` four other orders by hand.
    private func fill(_ city: City) {
        for _ in 0..<4 {
            let id = city.placeOrder(by: .customer("c2"))
            city.must(
                .assignOrder(
                    id, RunnerID("r1"), reason: "the only one", override: true, version: nil),
                by: .dispatcher)
        }
    }

    private func refusal(of offer: OfferID, epoch: Int, in city: City) -> RefusalCode? {
        city.run(.acceptOffer(offer, epoch: epoch), by: .runner("r1")).refusal?.code
    }
}
