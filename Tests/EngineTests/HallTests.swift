// The hall: what is shown, who may claim, that speed wins nothing, and what a restart in the middle of a
// window leaves.

import Basics
import Geo
import Testing

@testable import Engine

private func halls(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
    var policy = Policy()
    policy.mode = .hall
    policy.hallKey = Array("a secret".utf8)
    change(&policy)
    return policy
}

extension City {
    func hall(_ runner: RunnerIndex) -> [HallOrder] { engine.hall(for: runner, limit: 50, at: now) }
    func market(_ id: OrderID) throws -> Market {
        let order = try order(id)
        return order.legs[order.activeLeg].market
    }
}

@Suite struct HallTests {
    @Test func theHallShowsEnoughToChooseAndNoMore() throws {
        let city = City(policy: halls())
        let near = city.addRunner("near", at: place(northMeters: 400))
        let far = city.addRunner("far", at: place(northMeters: -3_100))
        let male = city.addRunner("male", gender: "male")
        let id = city.placeOrder(pools: [])
        let hers = city.placeOrder(by: .customer("c2"), pools: ["female"])
        city.pass()
        let shown = try #require(city.hall(near).first)
        #expect(shown.leg == LegID(order: id, leg: 0) && shown.closesAt == nil)
        #expect(shown.pickupDistanceMeters == 400)
        #expect(shown.cell.text?.count == 6)
        #expect(shown.fee == (try city.order(id).price.total))
        #expect(city.hall(far).isEmpty)
        #expect(city.hall(male).map(\.leg.order) == [id])
        #expect(city.run(.grab(hers), by: .runner("male")).refusal == .noOrder)
        #expect(city.run(.grab(OrderID(number: 99)), by: .runner("male")).refusal == .noOrder)
        #expect(city.run(.grab(id), by: .runner("far")).refusal?.filter == "tooFar")
        #expect(city.run(.grab(id), by: .dispatcher).refusal?.code == .forbidden)
        city.must(.setDuty(RunnerID("near"), .paused), by: .runner("near"))
        #expect(city.hall(near).isEmpty)
        #expect(city.run(.grab(id), by: .runner("near")).refusal?.filter == "offDuty")
    }

    /// A leg of a relay promises what its runner earns, not the price of the whole way.
    @Test func theHallPromisesWhatTheLegPays() throws {
        let city = City(policy: halls())
        city.openStation()
        let runner = city.addRunner("r1")
        let id = city.placeRelay()
        city.pass()
        let fee = try city.order(id).fee(ofLeg: 0)
        #expect(fee < (try city.order(id).price.total))
        #expect(city.hall(runner).map(\.fee) == [fee])
    }

    @Test func theNextLegIsClaimedWhileTheGoodsAreUnderWay() throws {
        let city = City(policy: halls())
        let scene = try city.relayAtStation()
        city.must(.law(scene.id, .giveBack(leg: 1, nil)), by: .runner("b"))
        let x = city.addRunner("x", at: stationPlace)
        city.pass()
        #expect(city.hall(x).map(\.leg.leg) == [1])
        city.must(.grab(scene.id), by: .runner("x"))
        city.pass(city.engine.policy.hallWindow)
        #expect(try city.order(scene.id).legs[1].runner == x)
        #expect(try city.order(scene.id).custody == .runner(scene.a))
    }

    @Test func theFirstClaimOpensTheWindowAndItsEndDecides() throws {
        let city = City(policy: halls())
        let far = city.addRunner("far", at: place(northMeters: 1_400))
        let near = city.addRunner("near", at: place(northMeters: 300))
        let id = city.placeOrder()
        city.pass()
        city.must(.grab(id), by: .runner("far"))
        let closesAt = city.now + city.engine.policy.hallWindow
        #expect(try city.market(id).closesAt == closesAt)
        city.pass(city.engine.policy.hallWindow - Milliseconds(1))
        city.must(.grab(id), by: .runner("near"))
        city.must(.grab(id), by: .runner("near"))
        #expect(try city.market(id).claims == [far, near])
        #expect(city.state(id) == .matching)
        _ = city.engine.takeNotices()
        city.pass(Milliseconds(1))
        #expect(city.carrier(id) == near && city.state(id) == .assigned)
        let notices = city.engine.takeNotices()
        #expect(notices.contains(.grabLost(id, far)) && notices.contains(.grabbed(id, near)))
        #expect(!notices.contains(.grabLost(id, near)))
        #expect(city.runner(far).claims.isEmpty && city.runner(near).claims.isEmpty)
        #expect(city.run(.grab(id), by: .runner("far")).refusal?.code == .offerTaken)
    }

    @Test func loadCountsLikeDistance() throws {
        let city = City(policy: halls())
        let busy = city.addRunner("busy")
        let idle = city.addRunner("idle", at: place(northMeters: 400))
        for _ in 0..<2 {
            let id = city.placeOrder(by: .customer("c2"))
            city.pass()
            city.must(.grab(id), by: .runner("busy"))
            city.pass(city.engine.policy.hallWindow)
        }
        #expect(city.runner(busy).load.orders == 2)
        let id = city.placeOrder()
        city.pass()
        city.must(.grab(id), by: .runner("busy"))
        city.must(.grab(id), by: .runner("idle"))
        city.pass(city.engine.policy.hallWindow)
        #expect(city.carrier(id) == idle)
        let scores = city.journal.compactMap { line -> [HallScore]? in
            if case .market(_, .windowClosed(let scores)) = line.record { scores } else { nil }
        }
        #expect(try #require(scores.last).map(\.points) == [0, 2])
    }

    @Test func rightsAreLookedAtAgainWhenTheWindowCloses() throws {
        let city = City(policy: halls())
        let first = city.addRunner("first", gender: "female")
        let second = city.addRunner("second", at: place(northMeters: 2_000), gender: "female")
        let id = city.placeOrder(pools: ["female"])
        city.pass()
        city.must(.grab(id), by: .runner("first"))
        city.must(.grab(id), by: .runner("second"))
        var patch = RunnerPatch()
        patch.gender = "male"
        city.must(.patchRunner(RunnerID("first"), patch), by: .admin)
        city.pass(city.engine.policy.hallWindow)
        #expect(city.carrier(id) == second)
        #expect(city.runner(first).claims.isEmpty)
    }

    @Test func aWindowThatNobodyWinsLeavesTheOrderInTheHall() throws {
        let city = City(policy: halls())
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.pass()
        city.must(.grab(id), by: .runner("r1"))
        city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
        city.pass(city.engine.policy.hallWindow)
        #expect(try city.market(id).mode == .hall && city.market(id).closesAt == nil)
        city.must(.setDuty(RunnerID("r1"), .on), by: .runner("r1"))
        city.locate(runner, place())
        city.must(.grab(id), by: .runner("r1"))
        city.pass(city.engine.policy.hallWindow)
        #expect(try city.market(id).windowCount == 2 && city.carrier(id) == runner)
    }

    @Test func aRunnerClaimsNoMoreThanItCouldCarry() throws {
        let city = City(policy: halls())
        city.addRunner("r1", capacity: Capacity(orders: 2, grams: 1_600))
        let light = (0..<3).map { _ in city.placeOrder(by: .merchant) }
        let heavy = city.placeOrder(by: .merchant, grams: 1_200)
        city.pass()
        city.must(.grab(light[0]), by: .runner("r1"))
        #expect(city.run(.grab(heavy), by: .runner("r1")).refusal?.code == .capacityReached)
        city.must(.grab(light[1]), by: .runner("r1"))
        #expect(city.run(.grab(light[2]), by: .runner("r1")).refusal?.code == .capacityReached)
    }

    @Test func winsAnHourAreBounded() throws {
        let city = City(policy: halls { $0.hallWinsPerHourMax = 2 })
        let runner = city.addRunner("r1")
        var codes: [RefusalCode?] = []
        for _ in 0..<3 {
            let id = city.placeOrder(by: .merchant)
            city.pass()
            let refusal = city.run(.grab(id), by: .runner("r1")).refusal
            codes.append(refusal?.code)
            if let refusal { #expect(refusal.retryAfterMs == 3_596_000) }
            city.pass(city.engine.policy.hallWindow)
        }
        #expect(codes == [nil, nil, .rateLimited])
        city.pass(.minutes(60) - .seconds(8))
        city.locate(runner, place())
        let id = city.placeOrder(by: .merchant)
        city.pass()
        city.must(.grab(id), by: .runner("r1"))
    }

    @Test func aCancelEndsTheClaims() throws {
        let city = City(policy: halls())
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.pass()
        city.must(.grab(id), by: .runner("r1"))
        _ = city.engine.takeNotices()
        city.must(.cancelOrder(id, reason: nil, version: nil), by: .customer("c1"))
        let notices = city.engine.takeNotices()
        #expect(notices.contains(.grabLost(id, runner)))
        #expect(city.runner(runner).claims.isEmpty)
        city.pass(city.engine.policy.hallWindow)
        #expect(city.state(id) == .cancelled)
        #expect(city.run(.grab(id), by: .runner("r1")).refusal?.code == .offerWithdrawn)
    }

    @Test(arguments: [2_000, 4_000, 9_000])
    func aRestartInTheMiddleOfAWindowClosesItOnceAndOnTime(downAfterMs: Int64) throws {
        let city = City(policy: halls())
        city.addRunner("r1")
        city.addRunner("r2")
        let id = city.placeOrder()
        city.pass()
        city.must(.grab(id), by: .runner("r1"))
        city.must(.grab(id), by: .runner("r2"))
        let copy = try city.replayed()
        copy.now = copy.now + Milliseconds(downAfterMs)
        copy.engine.pass(to: copy.now)
        copy.engine.resume(at: copy.now)
        copy.pass()
        let isClosed = downAfterMs >= 4_000
        #expect((copy.state(id) == .assigned) == isClosed)
        copy.pass(Milliseconds(max(0, 4_000 - downAfterMs)))
        #expect(copy.state(id) == .assigned)
        city.pass(city.engine.policy.hallWindow)
        #expect(copy.carrier(id) == city.carrier(id))
        copy.pass(.seconds(10))
        let closes = copy.journal.filter {
            if case .market(_, .windowClosed) = $0.record { true } else { false }
        }
        #expect(closes.count == 1)
    }

    /// Ten bots that claim a millisecond after they see an order, and ten people who take 1 to 2.5 s. With
    /// 200 windows of a fair lottery the bots' wins have a standard deviation of 7.1.
    @Test(arguments: [UInt64(1), 2, 3])
    func tenBotsWinAboutAsOftenAsTenPeople(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let city = City(
            policy: halls {
                $0.hallKey = Array("key \(seed)".utf8)
                $0.hallWinsPerHourMax = 1_000
            })
        // All stand within the same step of distance.
        let runners = (0..<20).map { number in
            city.addRunner(
                "r\(number)", at: place(northMeters: Double(generator.below(400))),
                capacity: Capacity(orders: 12, grams: 100_000))
        }
        var botWins = 0
        for _ in 0..<200 {
            for runner in runners { city.locate(runner, city.live(runner).coordinate) }
            let id = city.placeOrder(by: .merchant)
            city.pass()
            let claims = runners.map { runner in
                let delay = runner.slot < 10 ? 1 : generator.number(in: 1_000...2_500)
                return (delay: delay, runner: runner)
            }
            var passed = 0
            for claim in claims.sorted(by: { $0.delay < $1.delay }) {
                city.pass(Milliseconds(Int64(claim.delay - passed)))
                passed = claim.delay
                city.must(.grab(id), by: .runner(city.name(of: claim.runner)))
            }
            city.pass(city.engine.policy.hallWindow)
            let winner = try #require(city.carrier(id))
            if winner.slot < 10 { botWins += 1 }
            for phase in [Phase.pickedUp, .delivered] {
                city.must(
                    .reportPhase(id, leg: 0, phase, code: nil, reason: nil),
                    by: .runner(city.name(of: winner)))
            }
        }
        #expect((79...121).contains(botWins), "seed \(seed): bots won \(botWins) of 200")
    }
}
