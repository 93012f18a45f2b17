// The time at a stop, counted from arriving to going on, for each runner and for the order.

import Basics
import Testing

@testable import Engine

@Suite struct StopWaitTests {
    private let leg = LegID(order: OrderID(number: 1), leg: 0)

    private func report(_ city: City, _ phase: Phase, _ runner: String = "r1") {
        city.must(
            .reportPhase(leg.order, leg: 0, phase, code: nil, reason: nil), by: .runner(runner))
    }

    private func carried() -> City {
        let city = City()
        let runner = city.addRunner("r1")
        city.carry(city.placeOrder(), by: runner)
        return city
    }

    @Test func itIsCountedFromTheArrivalOn() throws {
        let city = carried()
        city.pass(.minutes(3))
        #expect(city.engine.waited(leg, at: city.now) == .zero)
        report(city, .atPickup)
        #expect(city.engine.waited(leg, at: city.now) == .zero)
        city.now = city.now + Milliseconds(299_999)
        #expect(city.engine.waited(leg, at: city.now) == Milliseconds(299_999))
        city.now = city.now + Milliseconds(1)
        #expect(city.engine.waited(leg, at: city.now) == .minutes(5))
        report(city, .pickedUp)
        city.now = city.now + .minutes(7)
        #expect(city.engine.waited(leg, at: city.now) == .zero, "it is under way")
        report(city, .atDropoff)
        city.now = city.now + .minutes(2)
        report(city, .delivered)
        city.now = city.now + .minutes(2)
        let order = try city.order(leg.order)
        #expect(city.engine.waited(of: order, at: city.now) == .minutes(7))
        #expect(order.legs[0].wait.ofRunner(at: city.now) == .minutes(7))
        let copy = try city.replayed()
        let again = try copy.order(leg.order)
        #expect(again.legs[0].wait == order.legs[0].wait)
    }

    @Test func anotherRunnerBeginsAtNothing() throws {
        let city = carried()
        report(city, .atPickup)
        city.now = city.now + .minutes(4)
        city.addRunner("r2")
        city.must(
            .assignOrder(leg.order, RunnerID("r2"), reason: "swap", override: false, version: nil),
            by: .dispatcher)
        report(city, .atPickup, "r2")
        city.now = city.now + .minutes(1)
        let order = try city.order(leg.order)
        #expect(order.legs[0].wait.ofRunner(at: city.now) == .minutes(1))
        #expect(city.engine.waited(of: order, at: city.now) == .minutes(5))
    }

    @Test func aStayThatIsTakenBackNeverWas() {
        var wait = StopWait()
        wait.follow(from: .assigned, to: .atPickup, .report(.atPickup), at: noon)
        wait.follow(from: .atPickup, to: .assigned, .undo(.assigned), at: noon + .seconds(40))
        #expect(wait.total(at: noon + .seconds(90)) == .zero && wait.since == nil)
    }
}
