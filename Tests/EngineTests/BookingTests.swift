// Orders that do not begin at once: an hour that has not come, a payment that has not come. Every deadline
// just before, at and after.

import Basics
import Testing

@testable import Engine

@Suite struct BookingTests {
    private func scheduled(_ city: City, in span: Milliseconds) -> OrderID {
        var wish = draft()
        wish.scheduledAt = city.now + span
        city.must(.createOrder(wish), by: .customer("c1"))
        return OrderID(number: city.engine.placedOrderCount)
    }

    private func unpaid(_ city: City, scheduledIn span: Milliseconds? = nil) -> OrderID {
        var wish = draft()
        wish.awaitsPayment = true
        wish.scheduledAt = span.map { city.now + $0 }
        city.must(.createOrder(wish), by: .merchant)
        return OrderID(number: city.engine.placedOrderCount)
    }

    // MARK: Hours

    @Test func aRunnerIsLookedForALeadBeforeTheHour() throws {
        let city = City()
        let lead = city.engine.policy.scheduleLead
        let id = scheduled(city, in: .minutes(60))
        let order = try city.order(id)
        #expect(order.state == .scheduled && order.booking.releaseAt == noon + .minutes(60) - lead)
        #expect(order.promisedBy > noon + .minutes(60))
        city.addRunner("r1")
        city.round()
        #expect(city.state(id) == .scheduled && !city.engine.hasWaitingOrders)
        city.pass(.minutes(60) - lead - Milliseconds(1))
        #expect(city.state(id) == .scheduled)
        city.pass(Milliseconds(1))
        #expect(city.state(id) == .matching)
        let waitingSince = try city.order(id).legs[0].waitingSince
        #expect(waitingSince == city.now)
        city.pass(.minutes(60))
        #expect(try ways(city.order(id)) == [.scheduled, .matching])
    }

    @Test(arguments: [
        (-60_001, RefusalCode.outOfRange as RefusalCode?, nil as OrderState?),
        (-60_000, nil, .matching), (0, nil, .matching), (900_000, nil, .matching),
        (900_001, nil, .scheduled), (604_800_000, nil, .scheduled),
        (604_800_001, .outOfRange, nil),
    ])
    func theHourIsInReach(milliseconds: Int, code: RefusalCode?, state: OrderState?) {
        let city = City()
        var wish = draft()
        wish.scheduledAt = noon + Milliseconds(Int64(milliseconds))
        let decision = city.run(.createOrder(wish), by: .customer("c1"))
        #expect(decision.refusal?.code == code)
        #expect(city.state(OrderID(number: 1)) == state)
    }

    @Test func aReleaseInDownTimeHappensAtOnceAndOnce() throws {
        let city = City()
        let id = scheduled(city, in: .minutes(60))
        // Other settings after the restart: the record keeps the hour.
        var policy = Policy.anywhere
        policy.scheduleLead = .minutes(1)
        let later = City(policy: policy)
        later.now = noon
        for line in city.journal { later.apply([try throughBytes(line)]) }
        later.now = noon + .minutes(300)
        later.engine.pass(to: later.now)
        #expect(later.state(id) == .scheduled)
        later.engine.resume(at: later.now)
        later.pass()
        #expect(later.state(id) == .matching)
        #expect(try ways(later.order(id)) == [.scheduled, .matching])
        later.engine.resume(at: later.now)
        later.pass(.minutes(300))
        #expect(try ways(later.order(id)) == [.scheduled, .matching])
    }

    /// The states that the order went through; that it is late, or that nobody takes it, is no step.
    private func ways(_ order: Order) -> [OrderState] {
        order.events.filter { $0.reason == nil }.map(\.state)
    }

    // MARK: Payments

    @Test func onlyThePlacingSystemOrTheOperatorAsksForPayment() throws {
        let city = City()
        var wish = draft()
        wish.awaitsPayment = true
        city.must(.createOrder(wish), by: .customer("c1"))
        #expect(city.state(OrderID(number: 1)) == .matching)
        var policy = Policy.anywhere
        policy.isPrepaid = true
        let strict = City(policy: policy)
        #expect(strict.state(strict.placeOrder()) == .awaitingPayment)
    }

    @Test func aPaidOrderGoesItsWay() throws {
        let city = City()
        let now = unpaid(city)
        let later = unpaid(city, scheduledIn: .minutes(60))
        city.must(.law(now, .pay), by: .service)
        city.must(.law(later, .pay), by: .admin)
        #expect(city.state(now) == .matching && city.state(later) == .scheduled)
        let again = city.run(.law(now, .pay), by: .service)
        #expect(again.refusal?.code == .stateConflict && again.records.isEmpty)
        city.pass(.minutes(45))
        #expect(city.state(later) == .matching)
        #expect(try city.order(now).isPaid)
    }

    @Test func unpaidOrdersEndAndALatePaymentIsARefund() throws {
        let city = City()
        let id = unpaid(city)
        city.pass(city.engine.policy.paymentTimeout - Milliseconds(1))
        #expect(city.state(id) == .awaitingPayment)
        city.pass(Milliseconds(1))
        let ended = try city.order(id)
        #expect(ended.state == .cancelled && ended.reason == "paymentTimedOut")
        #expect(ended.cancellation?.fee == 0 && ended.finishedAt == city.now)
        let late = city.run(.law(id, .pay), by: .service)
        #expect(late.refusal?.code == .stateConflict && late.refusal?.order == id)
        let noted = try city.order(id)
        #expect(noted.state == .cancelled && noted.flags == [.latePayment])
        #expect(noted.events.last?.reason == "latePayment")
        // Who tries again is owed no second refund.
        #expect(city.run(.law(id, .pay), by: .service).records.isEmpty)
        #expect(try city.order(id).version == noted.version)
    }

    @Test func aPaymentForWhatWasWithdrawnIsARefundToo() throws {
        let city = City()
        let id = unpaid(city)
        city.must(.cancelOrder(id, reason: nil, version: nil), by: .merchant)
        city.run(.law(id, .pay), by: .service)
        #expect(try city.order(id).flags == [.latePayment])
        let never = city.placeOrder()
        city.must(.cancelOrder(never, reason: nil, version: nil), by: .customer("c1"))
        #expect(city.run(.law(never, .pay), by: .service).records.isEmpty)
    }
}
