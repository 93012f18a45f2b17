// "Delivered" is believed near the door. Elsewhere it needs a reason, and wrong codes need a dispatcher.

import Basics
import Testing

@testable import Engine

@Suite struct DoorTests {
    /// An order with its goods on `r1`, whose door is 1 km north of the runner.
    private func city(_ change: (inout Policy) -> Void = { _ in }, code: String? = nil) -> City {
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

    private let id = OrderID(number: 1)

    private func deliver(_ reason: String? = nil, code: String? = nil) -> Command {
        .reportPhase(id, leg: 0, .delivered, code: code, reason: reason)
    }

    private func locate(_ city: City, metersFromDoor: Double, accuracyMeters: Float = -1) {
        let fix = Fix(
            coordinate: place(northMeters: 1_000 - metersFromDoor), fixTime: city.now,
            sequence: 100, accuracyMeters: accuracyMeters)
        _ = city.engine.observe(fix, of: RunnerIndex(0), at: city.now, sentLive: true)
    }

    @Test(arguments: [
        (299.0, -1 as Float, true), (301, -1, false), (340, 50, true), (340, 30, false),
    ])
    func nearIsWithinTheLimitAsFarAsThePhoneKnows(
        meters: Double, accuracy: Float, isNear: Bool
    ) throws {
        let city = city()
        city.pass(.minutes(2))
        locate(city, metersFromDoor: meters, accuracyMeters: accuracy)
        let refusal = city.run(deliver(), by: .runner("r1")).refusal
        #expect(refusal?.code == (isNear ? nil : .tooFarFromStop))
        #expect(refusal?.limit == (isNear ? nil : 300))
        guard !isNear else {
            #expect(try city.order(id).flags.isEmpty)
            return
        }
        city.must(deliver("metElsewhere"), by: .runner("r1"))
        let order = try city.order(id)
        #expect(order.state == .delivered && order.flags == [.deliveredFar])
        #expect(order.events.last?.reason == "metElsewhere")
        // A mis-tap leaves no flag behind.
        city.must(.law(id, .undo(leg: 0)), by: .runner("r1"))
        #expect(try city.order(id).flags.isEmpty)
    }

    @Test func whoIsNowhereIsFlagged() throws {
        let city = city()
        city.pass(city.engine.policy.staleAfter + Milliseconds(1))
        city.must(deliver(), by: .runner("r1"))
        #expect(try city.order(id).flags == [.positionUnknown])
        let strict = self.city { $0.requiresPositionAtHandover = true }
        strict.pass(strict.engine.policy.staleAfter + Milliseconds(1))
        #expect(strict.run(deliver(), by: .runner("r1")).refusal?.code == .reasonRequired)
        strict.must(deliver("noPosition"), by: .runner("r1"))
        #expect(try strict.order(id).flags == [.positionUnknown])
    }

    @Test func goodsAreBackAtThePickup() throws {
        let city = city()
        city.must(Scene.report(id, .returning), by: .runner("r1"))
        city.pass(.minutes(2))
        locate(city, metersFromDoor: 0)
        let back = Command.reportPhase(id, leg: 0, .returned, code: nil, reason: nil)
        #expect(city.run(back, by: .runner("r1")).refusal?.code == .tooFarFromStop)
        city.must(
            .reportPhase(id, leg: 0, .returned, code: nil, reason: "other"), by: .runner("r1"))
        #expect(try city.order(id).flags == [.returnedFar])
    }

    @Test func theLastWrongCodeLocksAndADispatcherHelps() throws {
        let city = city(code: "4821")
        city.pass(.minutes(2))
        locate(city, metersFromDoor: 0)
        for left in (0..<5).reversed() {
            let refusal = city.run(deliver(code: "1"), by: .runner("r1")).refusal
            #expect(refusal?.code == .wrongCode && refusal?.limit == left)
        }
        let locked = try city.order(id)
        #expect(locked.flags == [.codeLocked] && locked.events.last?.reason == "codeLocked")
        #expect(city.engine.takeNotices().contains(.trouble(id, .wrongCode)))
        let right = city.run(deliver(code: "4821"), by: .runner("r1"))
        #expect(right.refusal?.code == .codeLocked && right.records.isEmpty)
        #expect(city.run(.law(id, .unlockCode(nil)), by: .admin).refusal?.code == .reasonRequired)
        city.must(.law(id, .unlockCode(ReasonGiven(.customerRequest))), by: .dispatcher)
        #expect(try city.order(id).flags.isEmpty)
        city.must(deliver(code: "4821"), by: .runner("r1"))
        #expect(city.state(id) == .delivered)
    }

    @Test func aDispatcherConfirmsByHandAndSaysWhy() throws {
        let city = city(code: "4821")
        #expect(city.run(deliver(), by: .dispatcher).refusal?.code == .reasonRequired)
        city.must(deliver("customerRequest"), by: .dispatcher)
        let order = try city.order(id)
        #expect(order.state == .delivered && order.flags == [.confirmedByHand])
        #expect(city.run(.law(id, .undo(leg: 0)), by: .runner("r1")).refusal != nil)
        #expect(city.runner(RunnerIndex(0)).load.orders == 0)
    }
}
