// What is given back and taken back: legs before the pickup, last reports, goods that nobody takes.

import Basics
import Testing

@testable import Engine

@Suite struct TakingBackTests {
    private func carried(_ city: City, phases: [Phase] = []) -> OrderID {
        let runner = RunnerIndex(0)
        if city.engine.runnerCount == 0 { city.addRunner("r1") }
        let id = city.placeOrder(code: nil)
        city.carry(id, by: runner)
        for phase in phases { city.must(Scene.report(id, phase), by: .runner("r1")) }
        return id
    }

    private func giveBack(_ id: OrderID, _ code: ReasonCode?) -> Command {
        .law(id, .giveBack(leg: 0, code.map { ReasonGiven($0) }))
    }

    // MARK: Giving back

    @Test func theSameOrderIsLookedAfterAnewWithoutThisRunner() throws {
        let city = City()
        let id = carried(city)
        city.must(giveBack(id, .vehicleTrouble), by: .runner("r1"))
        let order = try city.order(id)
        #expect(order.state == .matching && order.legs[0].runner == nil && order.legs[0].epoch == 1)
        #expect(order.choices.isEmpty && order.reason == "vehicleTrouble")
        #expect(city.runner(RunnerIndex(0)).carried.isEmpty)
        #expect(
            city.engine.takeNotices().contains(
                .unassigned(id, leg: 0, RunnerIndex(0), reason: "released")))
        guard case .law(_, .givenBack(_, _, let isFault, _)) = city.journal.last?.record else {
            Issue.record("no record of it")
            return
        }
        #expect(isFault)
        // Not now, and not when every other memory has faded.
        city.round()
        #expect(city.state(id) == .noTaker)
        city.pass(.minutes(600))
        city.locate(RunnerIndex(0), place())
        city.round()
        #expect(city.state(id) == .noTaker)
        let other = city.addRunner("r2")
        city.carry(id, by: other)
        #expect(try city.order(id).legs[0].epoch == 2)
    }

    @Test func withTheGoodsItIsNoRelease() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        let refusal = city.run(giveBack(id, .tooFar), by: .runner("r1")).refusal
        #expect(refusal?.code == .stateConflict && refusal?.choices == ["returning"])
    }

    @Test func notReadyIsSaidAfterWaiting() throws {
        let city = City()
        let id = carried(city)
        let wait = city.engine.policy.pickupWait
        let early = city.run(giveBack(id, .pickupNotReady), by: .runner("r1")).refusal
        #expect(early?.code == .notYet && early?.limit == 600)
        city.must(Scene.report(id, .atPickup), by: .runner("r1"))
        city.pass(wait - Milliseconds(1))
        let before = city.run(giveBack(id, .pickupNotReady), by: .runner("r1")).refusal
        #expect(before?.code == .notYet && before?.limit == 1)
        city.pass(Milliseconds(1))
        city.must(giveBack(id, .pickupNotReady), by: .runner("r1"))
        #expect(city.state(id) == .matching)
    }

    @Test(arguments: ReasonCode.allCases)
    func whoIsNotToBlameAsksTheCustomer(code: ReasonCode) throws {
        let city = City()
        let id = carried(city, phases: [.atPickup])
        city.pass(city.engine.policy.pickupWait)
        city.must(giveBack(id, code), by: .runner("r1"))
        let order = try city.order(id)
        let blameless: [ReasonCode] = [
            .pickupNotReady, .pickupClosed, .wrongItem, .codeWrong, .forceMajeure,
        ]
        let isFree = blameless.contains(code)
        #expect(order.openChoices.map(\.choice) == (isFree ? [.wait, .cancel] : []))
        #expect(order.openChoices.allSatisfy { $0.by == .customer && $0.reason == code.name })
        #expect(city.engine.takeNotices().contains(.trouble(id, .pickup(code))) == isFree)
    }

    /// What lies at a station has left its sender: whoever does not find it there leads to no withdrawal.
    @Test func whatLiesAtAStationIsNotWithdrawn() throws {
        let city = City()
        let scene = try city.relayAtStation()
        #expect(city.report(scene.id, 0, .delivered, by: scene.a) == nil)
        city.must(
            .law(scene.id, .giveBack(leg: 1, ReasonGiven(.wrongItem))), by: .runner("b"))
        #expect(try city.order(scene.id).openChoices.map(\.choice) == [.wait])
        let decision = city.run(.law(scene.id, .choose(.cancel)), by: .merchant)
        #expect(decision.refusal?.code == .invalid)
    }

    /// A choice that was open when the goods were fetched is gone with them.
    @Test func aPickupEndsTheChoiceToWithdraw() throws {
        let city = City()
        let id = carried(city)
        city.apply([
            .law(id, .choicesOpened([OpenChoice(.cancel, by: .customer)], reason: "late"))
        ])
        #expect(try city.order(id).openChoices.map(\.choice) == [.cancel])
        #expect(city.report(id, 0, .pickedUp, by: RunnerIndex(0)) == nil)
        #expect(try city.order(id).openChoices.map(\.choice) == [.giveBack])
    }

    @Test func aChoiceIsMadeOnceAndInTime() throws {
        for span in [Milliseconds(-1), .zero] {
            let city = City()
            let id = carried(city)
            city.must(giveBack(id, .pickupClosed), by: .runner("r1"))
            city.now = city.now + city.engine.policy.choiceTimeout + span
            let decision = city.run(.law(id, .choose(.cancel)), by: .customer("c1"))
            #expect(decision.refusal?.code == (span == .zero ? .invalid : nil))
            city.pass()
            let order = try city.order(id)
            #expect(order.state == (span == .zero ? .matching : .cancelled))
            #expect(order.choices.isEmpty)
            let reason = span == .zero ? "choicesClosed" : "pickupClosed"
            #expect(order.events.last?.reason == reason)
            if span != .zero { #expect(order.cancellation?.fee == 0) }
        }
        let city = City()
        let id = carried(city)
        city.must(giveBack(id, .pickupClosed), by: .runner("r1"))
        let staff = city.run(.law(id, .choose(.wait)), by: .dispatcher).refusal
        #expect(staff?.code == .invalid)
        city.must(.law(id, .choose(.wait)), by: .customer("c1"))
        #expect(try city.order(id).events.last?.reason == "waitChosen")
        let again = city.run(.law(id, .choose(.wait)), by: .customer("c1")).refusal
        #expect(again?.code == .invalid)
    }

    @Test func aCancelIsFreeWhileTroubleOffersItAndNoLonger() throws {
        let city = City()
        let id = carried(city)
        #expect(city.engine.cancelFee(of: try city.order(id)) == 300)
        city.apply([
            .law(
                id,
                .choicesOpened([OpenChoice(.cancel, by: .customer)], reason: "late"))
        ])
        #expect(city.engine.cancelPreview(of: try city.order(id)).fee == 0)
        city.addRunner("r2")
        city.must(
            .assignOrder(id, RunnerID("r2"), reason: nil, override: false, version: nil),
            by: .dispatcher)
        #expect(city.engine.cancelPreview(of: try city.order(id)).fee == 300)
        city.must(Scene.report(id, .pickedUp), by: .runner("r2"))
        let preview = city.engine.cancelPreview(of: try city.order(id))
        #expect(preview.fee == nil && preview.choices == ["returning"])
        let refusal = city.run(
            .cancelOrder(id, reason: nil, version: nil), by: .customer("c1")
        ).refusal
        #expect(refusal?.code == .stateConflict && refusal?.choices == ["returning"])
        city.must(.law(id, .choose(.giveBack)), by: .customer("c1"))
        #expect(city.state(id) == .returning)
    }

    @Test func anEmptyPoolAsksWhoAskedForIt() throws {
        for (pools, wanted) in [(["female"], [Choice.wait, .widen, .cancel]), ([], [])] {
            let city = City()
            city.addRunner("r1", gender: "male")
            let id = city.placeOrder(pools: pools)
            city.round()
            city.pass(city.engine.policy.escalation)
            let open = try city.order(id).openChoices
            #expect(open.map(\.choice) == wanted && open.allSatisfy { $0.until == nil })
            guard !pools.isEmpty else { continue }
            let staff = city.run(.law(id, .choose(.widen)), by: .dispatcher).refusal
            #expect(staff?.code == .invalid)
            city.must(.law(id, .choose(.widen)), by: .customer("c1"))
            #expect(try city.order(id).draft.runnerPools.isEmpty)
            city.locate(RunnerIndex(0), place())
            city.carry(id, by: RunnerIndex(0))
            #expect(try city.order(id).choices.isEmpty)
            #expect(differences(city, try city.replayed()) == [])
        }
    }

    // MARK: Undo

    @Test(arguments: [
        ([Phase.atPickup], OrderState.assigned), ([.pickedUp], .assigned),
        ([.atPickup, .pickedUp], .atPickup), ([.pickedUp, .atDropoff], .pickedUp),
        ([.pickedUp, .delivered], .pickedUp), ([.pickedUp, .atDropoff, .delivered], .atDropoff),
        ([.pickedUp, .returning], .pickedUp), ([.pickedUp, .atDropoff, .returning], .atDropoff),
        ([.pickedUp, .returning, .returned], .returning),
    ])
    func theLastReportIsTakenBack(phases: [Phase], back: OrderState) throws {
        let window = Policy().undoWindow
        for late in [Milliseconds.zero, Milliseconds(1)] {
            let city = City()
            let id = carried(city, phases: Array(phases.dropLast()))
            let before = try city.order(id)
            let load = city.runner(RunnerIndex(0)).load
            city.must(Scene.report(id, phases[phases.count - 1]), by: .runner("r1"))
            city.pass(window + late)
            let decision = city.run(.law(id, .undo(leg: 0)), by: .runner("r1"))
            #expect(decision.refusal?.code == (late == .zero ? nil : .stateConflict))
            guard late == .zero else { continue }
            let after = try city.order(id)
            #expect(after.state == back && after.state == before.state)
            #expect(after.custody == before.custody && after.finishedAt == nil)
            #expect(after.events.last?.reason == "undone")
            // That nothing is heard of the runner meanwhile is written down too.
            let steps = after.events.dropFirst(before.events.count).map(\.reason)
            #expect(steps.filter { $0 != "runnerSilent" }.count == 2)
            #expect(city.runner(RunnerIndex(0)).load == load)
            #expect(city.runner(RunnerIndex(0)).carried == [LegID(order: id, leg: 0)])
            #expect(after.legs[0].atPickupSince == before.legs[0].atPickupSince)
            let again = city.run(.law(id, .undo(leg: 0)), by: .runner("r1")).refusal
            #expect(again?.code == .stateConflict)
            #expect(differences(city, try city.replayed()) == [])
        }
    }

    @Test func anEndTakenBackIsNoEndForAnybody() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
        #expect(city.runner(RunnerIndex(0)).duty == .finishing)
        city.must(Scene.report(id, .delivered), by: .runner("r1"))
        #expect(city.runner(RunnerIndex(0)).duty == .off)
        city.pass(.seconds(30))
        city.must(.law(id, .undo(leg: 0)), by: .runner("r1"))
        #expect(city.runner(RunnerIndex(0)).duty == .finishing)
        #expect(city.engine.openOrders.map(\.value).reduce(0, +) == 1)
        // The first end's time in memory is over; the order is not.
        city.pass(city.engine.policy.finishedInMemory)
        #expect(city.state(id) == .pickedUp)
        city.must(Scene.report(id, .delivered), by: .runner("r1"))
        city.pass(city.engine.policy.finishedInMemory - Milliseconds(1))
        #expect(city.state(id) == .delivered)
        city.pass(Milliseconds(1))
        #expect(city.state(id) == nil)
    }

    /// A journal that was written while ended orders stayed for ten minutes is read by a daemon that keeps
    /// them for one second: an end that was taken back in between is still taken back.
    @Test func aJournalIsReadUnderOtherSettings() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        city.must(Scene.report(id, .delivered), by: .runner("r1"))
        city.pass(.seconds(30))
        city.addRunner("r2")
        city.pass(.seconds(20))
        city.must(.law(id, .undo(leg: 0)), by: .runner("r1"))
        var policy = city.engine.policy
        policy.finishedInMemory = .seconds(1)
        let copy = try city.replayed(under: policy)
        #expect(copy.state(id) == .pickedUp)
        // From now on the new span holds, and the journal says so.
        copy.must(Scene.report(id, .delivered), by: .runner("r1"))
        copy.pass(.seconds(1))
        #expect(copy.journal.contains { $0.record == .retention(.seconds(1)) })
        copy.locate(RunnerIndex(0), place())
        let second = copy.placeOrder(code: nil)
        copy.carry(second, by: RunnerIndex(0))
        copy.must(Scene.report(second, .pickedUp), by: .runner("r1"))
        copy.must(Scene.report(second, .delivered), by: .runner("r1"))
        copy.pass(.seconds(1))
        #expect(copy.state(second) == nil)
    }

    /// Between the end of its time in memory and the next turn's work an order is gone already: what a
    /// replay could not follow is not decided.
    @Test func whoDecidesForgetsFirst() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        city.must(Scene.report(id, .delivered), by: .runner("r1"))
        city.now = city.now + city.engine.policy.finishedInMemory
        #expect(city.engine.order(id) != nil)
        city.engine.forgetEnded(at: city.now)
        #expect(city.engine.order(id) == nil)
    }

    @Test func anotherRunnerTakesNothingBack() throws {
        let city = City()
        let id = carried(city, phases: [.atPickup])
        city.addRunner("r2")
        city.must(
            .assignOrder(id, RunnerID("r2"), reason: nil, override: false, version: nil),
            by: .dispatcher)
        #expect(city.run(.law(id, .undo(leg: 0)), by: .runner("r1")).refusal == .noOrder)
        let other = city.run(.law(id, .undo(leg: 0)), by: .runner("r2")).refusal
        #expect(other?.code == .stateConflict)
    }

    // MARK: Goods that nobody takes

    @Test func unreachableIsWhoWasTriedOftenAndLongEnough() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        let back = Command.reportPhase(
            id, leg: 0, .returning, code: nil, reason: "customerUnreachable")
        let untried = city.run(back, by: .runner("r1")).refusal
        #expect(untried?.code == .notYet && untried?.limit == 2)
        for _ in 0..<2 { city.must(.law(id, .attempt(leg: 0)), by: .runner("r1")) }
        let elsewhere = city.run(back, by: .runner("r1")).refusal
        #expect(elsewhere?.code == .notYet && elsewhere?.limit == 300)
        city.must(Scene.report(id, .atDropoff), by: .runner("r1"))
        city.pass(city.engine.policy.contactWait - Milliseconds(1))
        let early = city.run(back, by: .runner("r1")).refusal
        #expect(early?.code == .notYet && early?.limit == 1)
        city.pass(Milliseconds(1))
        city.must(back, by: .runner("r1"))
        #expect(city.state(id) == .returning)
        // Only at the pickup is the runner free again.
        #expect(city.runner(RunnerIndex(0)).load.orders == 1)
        #expect(city.engine.stops(of: RunnerIndex(0)).map(\.place) == [.stop(0)])
        city.must(Scene.report(id, .returned), by: .runner("r1"))
        #expect(city.runner(RunnerIndex(0)).load.orders == 0)
        let order = try city.order(id)
        #expect(order.custody == .sender && order.finishedAt == city.now)
    }

    @Test func goodsGoBackWithAReason() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        let silent = Command.reportPhase(id, leg: 0, .returning, code: nil, reason: nil)
        #expect(city.run(silent, by: .runner("r1")).refusal?.code == .reasonRequired)
        #expect(city.run(silent, by: .dispatcher).refusal?.code == .reasonRequired)
        let dog = Command.reportPhase(id, leg: 0, .returning, code: nil, reason: "the dog")
        city.must(dog, by: .dispatcher)
        let order = try city.order(id)
        #expect(order.state == .returning && order.reason == "other" && order.note == "the dog")
        // What the dispatcher ordered is not the runner's to take back.
        #expect(city.run(.law(id, .undo(leg: 0)), by: .runner("r1")).refusal != nil)
    }

    @Test func whatIsGivenUpFreesItsRunnerAndKeepsItsHolder() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        #expect(city.run(.law(id, .fail(nil)), by: .dispatcher).refusal?.code == .reasonRequired)
        city.must(.law(id, .fail(ReasonGiven(.lost, note: "the canal"))), by: .dispatcher)
        let order = try city.order(id)
        #expect(order.state == .failed && order.reason == "lost" && order.note == "the canal")
        #expect(order.custody == .runner(RunnerIndex(0)))
        #expect(city.runner(RunnerIndex(0)).load.orders == 0)
    }

    @Test(arguments: [Duty.paused, .off])
    func whoPausesOrFinishesIsNotAsked(duty: Duty) throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        city.must(.setDuty(RunnerID("r1"), duty), by: .runner("r1"))
        #expect(city.runner(RunnerIndex(0)).duty == (duty == .off ? .finishing : .paused))
        let next = city.placeOrder()
        city.locate(RunnerIndex(0), place())
        city.round()
        let isAsked = try !city.order(next).legs[0].offers.isEmpty
        #expect(!isAsked && city.state(id) == .pickedUp)
    }

    // MARK: What an undo brings back

    /// The goods do not come after all: nobody is needed where they were to be fetched.
    @Test func aPickupTakenBackStandsTheNextLegDown() throws {
        let city = City()
        city.openStation()
        let (a, b) = (city.addRunner("a"), city.addRunner("b", at: stationPlace))
        let id = city.placeRelay()
        try city.bind(id, leg: 0, to: a)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        try city.bind(id, leg: 1, to: b)
        city.must(.law(id, .undo(leg: 0)), by: .runner("a"))
        #expect(try city.order(id).legs.map(\.state) == [.assigned, .scheduled])
        #expect(try city.order(id).legs[1].runner == nil && city.runner(b).carried.isEmpty)
        #expect(try city.order(id).legs[1].offers.isEmpty)
        #expect(city.report(id, 0, .pickedUp, by: a) == nil)
        #expect(try city.order(id).legs[1].state == .matching)
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func anUndoIsNoWayPastTheCapacity() throws {
        for grams in [500, 3_000] {
            let city = City()
            let capacity = Capacity(orders: grams == 500 ? 1 : 4, grams: 5_000)
            let runner = city.addRunner("r1", capacity: capacity)
            let first = city.placeOrder(grams: grams)
            city.carry(first, by: runner)
            for phase in [Phase.pickedUp, .delivered] {
                city.must(Scene.report(first, phase), by: .runner("r1"))
            }
            let second = city.placeOrder(by: .customer("c2"), grams: grams)
            city.carry(second, by: runner)
            let refused = city.run(.law(first, .undo(leg: 0)), by: .runner("r1")).refusal
            #expect(refused?.code == .capacityReached, "\(grams) g")
            city.must(.law(second, .giveBack(leg: 0, nil)), by: .runner("r1"))
            city.must(.law(first, .undo(leg: 0)), by: .runner("r1"))
            #expect(city.runner(runner).load.orders == 1)
        }
    }

    @Test func aPromiseThatPassedWhileItSeemedDeliveredIsLateAllTheSame() throws {
        let city = City()
        let id = carried(city, phases: [.pickedUp])
        let promise = try city.order(id).promisedBy
        city.now = promise - .seconds(5)
        city.must(Scene.report(id, .delivered), by: .runner("r1"))
        city.pass(.seconds(10))
        city.must(.law(id, .undo(leg: 0)), by: .runner("r1"))
        city.pass()
        #expect(city.open(id).contains(.late))
    }

    @Test func whoLeftAPoolBeforeItTakesADeliveryBackIsTold() throws {
        let city = City()
        let runner = city.addRunner("f", gender: "female")
        let id = city.placeOrder(pools: ["female"])
        city.carry(id, by: runner)
        for phase in [Phase.pickedUp, .delivered] {
            city.must(Scene.report(id, phase), by: .runner("f"))
        }
        var patch = RunnerPatch()
        patch.gender = "male"
        city.must(.patchRunner(RunnerID("f"), patch), by: .admin)
        #expect(city.open(id) == [])
        city.must(.law(id, .undo(leg: 0)), by: .runner("f"))
        #expect(city.open(id) == [.poolLeft])
    }
}
