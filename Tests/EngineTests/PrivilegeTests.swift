// What a runner may change of itself, who may change the rest, what limits a customer meets, and how a
// drop-off code guards the goods.

import Basics
import Testing

@testable import Engine

@Suite struct PrivilegeTests {
    private typealias Change = @Sendable (inout RunnerPatch) -> Void

    private static let foreignChanges: [(name: String, change: Change)] = [
        ("verified", { $0.verified = true }), ("pools", { $0.pools = ["female"] }),
        ("gender", { $0.gender = "female" }), ("capacityOrders", { $0.capacityOrders = 9 }),
        ("capacityGrams", { $0.capacityGrams = 99_000 }), ("skills", { $0.skills = ["cold"] }),
        ("vehicle", { $0.vehicle = .car }), ("name", { $0.name = "Somebody" }),
    ]

    @Test func aRunnerChangesNothingOfItsRights() throws {
        for (name, change) in Self.foreignChanges {
            let city = City()
            city.must(.registerRunner(RunnerProfile(id: RunnerID("r1"))), by: .service)
            let before = city.runner(RunnerIndex(0))
            var patch = RunnerPatch()
            patch.ownCap = 3
            change(&patch)
            let decision = city.run(.patchRunner(RunnerID("r1"), patch), by: .runner("r1"))
            #expect(decision.refusal?.code == .forbidden, "\(name)")
            #expect(decision.records.isEmpty, "\(name)")
            let after = city.runner(RunnerIndex(0))
            #expect(after.profile == before.profile && after.verified == before.verified, "\(name)")
            #expect(after.ownCap == nil, "\(name)")
            // The operator may, and then it counts.
            city.must(.patchRunner(RunnerID("r1"), patch), by: .admin)
            let changed = city.runner(RunnerIndex(0))
            let isChanged = changed.profile != before.profile || changed.verified
            #expect(isChanged, "\(name)")
        }
    }

    @Test(arguments: [0, 1, 2, 7, 12, 13, -1, Int.max, Int.min])
    func theOwnCapHasItsRange(cap: Int) {
        let city = City()
        let runner = city.addRunner("r1")
        var patch = RunnerPatch()
        patch.ownCap = cap
        let decision = city.run(.patchRunner(RunnerID("r1"), patch), by: .runner("r1"))
        let isAllowed = (2...12).contains(cap)
        #expect(decision.refusal?.code == (isAllowed ? nil : .outOfRange))
        #expect(decision.refusal?.field == (isAllowed ? nil : "/ownCap"))
        #expect(city.runner(runner).ownCap == (isAllowed ? cap : nil))
        #expect(city.runner(runner).capacityOrders == (isAllowed ? min(4, cap) : 4))
    }

    @Test func anotherRunnerIsAsGoodAsNone() {
        let city = City()
        city.addRunner("r1")
        city.addRunner("r2")
        var patch = RunnerPatch()
        patch.ownCap = 3
        let foreign = city.run(.patchRunner(RunnerID("r1"), patch), by: .runner("r2"))
        let missing = city.run(.patchRunner(RunnerID("r9"), patch), by: .runner("r2"))
        #expect(foreign == missing)
        #expect(foreign.refusal == .noRunner)
        let duty = city.run(.setDuty(RunnerID("r1"), .off), by: .runner("r2"))
        #expect(duty == city.run(.setDuty(RunnerID("r9"), .off), by: .runner("r2")))
        for role in [Role.customer, .merchant, .dispatcher] {
            let principal = Principal(subject: "r1", role: role)
            let decision = city.run(.patchRunner(RunnerID("r1"), patch), by: principal)
            #expect(decision.refusal?.code == .forbidden)
        }
    }

    @Test func whoIsNotVerifiedDoesNotWork() {
        let city = City()
        city.must(.registerRunner(RunnerProfile(id: RunnerID("r1"))), by: .service)
        let early = city.run(.setDuty(RunnerID("r1"), .on), by: .runner("r1"))
        #expect(early.refusal?.code == .notVerified)
        #expect(city.runner(RunnerIndex(0)).duty == .off)
        let twice = city.run(.registerRunner(RunnerProfile(id: RunnerID("r1"))), by: .service)
        #expect(twice.refusal?.code == .alreadyExists)
        #expect(city.engine.runnerCount == 1)
    }

    @Test func newPoolsEndTheQuestion() throws {
        let city = City()
        let runner = city.addRunner("r1", gender: "female")
        let id = city.placeOrder(pools: ["female"])
        let offer = city.offer(id, to: runner)
        var patch = RunnerPatch()
        patch.gender = "male"
        city.must(.patchRunner(RunnerID("r1"), patch), by: .admin)
        let state = try city.offer(offer).state
        #expect(state == .withdrawn)
        city.round()
        #expect(city.state(id) == .waitingForPool)
    }

    // MARK: Drafts and limits

    @Test func aCustomerHasSoManyOpenOrders() {
        let city = City()
        let most = city.engine.policy.openOrdersPerCustomerMax
        // A token that tells the person is no second customer.
        let both: [Principal] = [
            .customer("c1"), Principal(subject: "c1", role: .customer, person: "p1"),
        ]
        for number in 0..<most { city.placeOrder(by: both[number % 2]) }
        for principal in both {
            let refused = city.run(.createOrder(draft()), by: principal)
            #expect(refused.refusal?.code == .rateLimited && refused.refusal?.limit == most)
        }
        city.placeOrder(by: .customer("c2"))
        for _ in 0...most { city.placeOrder(by: .merchant) }
        city.must(.cancelOrder(OrderID(number: 1), reason: nil, version: nil), by: both[1])
        city.must(.createOrder(draft()), by: both[0])
    }

    @Test(arguments: [0, 1, 2, 12, 13])
    func anOrderHasTwoToTwelveStops(count: Int) {
        var wanted = draft()
        let kinds = [StopKind](repeating: .pickup, count: max(0, count - 1)) + [.dropoff]
        wanted.stops = kinds.prefix(count).map { Stop(kind: $0, coordinate: place()) }
        let decision = City().run(.createOrder(wanted), by: .customer("c1"))
        #expect(decision.refusal?.code == ((2...12).contains(count) ? nil : .outOfRange))
    }

    @Test func anOrderMakesSense() {
        let city = City()
        var backwards = draft()
        backwards.stops.reverse()
        #expect(city.run(.createOrder(backwards), by: .customer("c1")).refusal?.code == .invalid)
        var twice = draft()
        twice.stops[0].kind = .dropoff
        let refusal = city.run(.createOrder(twice), by: .customer("c1")).refusal
        #expect(refusal?.code == .invalid && refusal?.field == "/stops/0/kind")
        let both = draft(pools: ["female", "male"])
        let conflict = city.run(.createOrder(both), by: .customer("c1")).refusal
        #expect(conflict?.code == .poolConflict && conflict?.field == "/runnerPools")
        #expect(city.engine.placedOrderCount == 0)
    }

    @Test func ordersBringInHalfOfTheSkillsAndRunnersTheRest() {
        let city = City()
        let names = (0..<Policy.namesOfOrdersMax).map { "skill \($0)" }
        city.placeOrder(skills: names)
        city.placeOrder(skills: names.reversed())
        let more = city.run(.createOrder(draft(skills: ["one more"])), by: .customer("c1"))
        #expect(more.refusal?.code == .outOfRange && more.refusal?.field == "/skills")
        #expect(more.refusal?.limit == Policy.namesOfOrdersMax)
        // The operator's own names still fit, up to the last.
        let rest = (Policy.namesOfOrdersMax..<Policy.namesMax).map { "skill \($0)" }
        let last = RunnerProfile(id: RunnerID("r1"), skills: rest)
        #expect(city.run(.registerRunner(last), by: .admin).refusal == nil)
        let beyond = RunnerProfile(id: RunnerID("r2"), skills: ["beyond"])
        #expect(city.run(.registerRunner(beyond), by: .admin).refusal?.field == "/skills")
    }

    @Test func ordersNamePoolsThatThereAre() {
        let city = City()
        let unknown = city.run(.createOrder(draft(pools: ["night"])), by: .customer("c1"))
        #expect(unknown.refusal?.field == "/runnerPools/0" && unknown.refusal?.code == .invalid)
        #expect(unknown.refusal?.detail.contains("female, male") == true)
        // As many as there is room for beside the two that every city has.
        let names = (0..<Policy.namesMax - 2).map { "pool \($0)" }
        let all = RunnerProfile(id: RunnerID("r1"), pools: names)
        #expect(city.run(.registerRunner(all), by: .admin).refusal == nil)
        city.placeOrder(pools: names)
        let beyond = RunnerProfile(id: RunnerID("r2"), pools: ["beyond"])
        #expect(city.run(.registerRunner(beyond), by: .admin).refusal?.field == "/pools")
    }

    @Test func numbersCountTheDaysOrders() throws {
        let city = City()
        // Half a second before midnight where the city is, eight hours ahead of UTC.
        city.now = Instant(millisecondsSinceEpoch: 1_795_190_399_500)
        let ids = [city.placeOrder(), city.placeOrder()]
        city.now = city.now + .seconds(1)
        let next = city.placeOrder()
        let numbers = try (ids + [next]).map { try city.order($0).number }
        #expect(numbers == ["20261120-000001", "20261120-000002", "20261121-000001"])
    }

    // MARK: Codes

    @Test func theCodeGuardsTheGoods() throws {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder(code: "4821")
        city.carry(id, by: runner)
        deliver(city, id, .pickedUp, nil)
        #expect(deliver(city, id, .delivered, nil)?.limit == 5)
        #expect(deliver(city, id, .delivered, nil)?.limit == 5)
        #expect(deliver(city, id, .delivered, "1")?.limit == 4)
        #expect(deliver(city, id, .delivered, "2")?.code == .wrongCode)
        let copy = try city.replayed()
        for city in [city, copy] {
            #expect(deliver(city, id, .delivered, "3")?.limit == 2)
            #expect(city.state(id) == .pickedUp)
        }
        #expect(deliver(city, id, .delivered, "4821") == nil)
        #expect(city.state(id) == .delivered)
        for code in ["4", "5"] { deliver(copy, id, .delivered, code) }
        #expect(deliver(copy, id, .delivered, "4821")?.code == .codeLocked)
        #expect(copy.state(id) == .pickedUp)
    }

    @discardableResult
    private func deliver(_ city: City, _ id: OrderID, _ phase: Phase, _ code: String?) -> Refusal? {
        city.run(.reportPhase(id, leg: 0, phase, code: code, reason: nil), by: .runner("r1"))
            .refusal
    }
}
