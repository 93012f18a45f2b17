// A customer's app against a scripted daemon, and each check it makes against something that breaks it.

import Basics
import Engine
import Geo
import HTTP
import Testing
import Wire

@testable import City

@Suite struct CustomerAppTests {
    /// An app that has placed one order and follows it.
    private func start(
        _ city: inout SmallCity
    ) throws -> (daemon: ScriptedDaemon<CustomerApp>, order: OrderID, key: MessageKey?) {
        var daemon = ScriptedDaemon(SmallCity.customerApp())
        let placement = try city.placement()
        daemon.app.place(placement, at: daemon.now)
        daemon.serve()
        let order = try city.place(placement)
        let picture = try city.picture(order.id, for: .owner(subject: "c1"))
        daemon.answer(201, on: 0) { $0.writeOrder(picture, datum: .wgs84) }
        let subscription = try #require(try daemon.takeCustomerMessages().first)
        #expect(subscription.message == .subscribe(order.id, since: 0))
        return (daemon, order.id, subscription.key)
    }

    private func sayEvents(
        of id: OrderID, _ city: borrowing SmallCity, after sequence: Int,
        _ daemon: inout ScriptedDaemon<CustomerApp>
    ) throws {
        let events = try city.order(id).events
        for index in sequence..<events.count {
            daemon.say(on: 1) {
                $0.writeEvent(order: id, sequence: index + 1, events[index])
            }
        }
    }

    private func kinds(_ daemon: ScriptedDaemon<CustomerApp>) -> [Violation.Kind] {
        daemon.app.statistics.violations.first.map(\.kind)
    }

    @Test func itPlacesWithAKeyAndFollows() throws {
        var city = SmallCity()
        var daemon = ScriptedDaemon(SmallCity.customerApp())
        let placement = try city.placement()
        daemon.app.place(placement, at: daemon.now)
        daemon.serve()
        let came = try #require(daemon.requests.first)
        #expect(came.request.method == .post)
        #expect(came.request.path == "/v1/orders")
        #expect(came.request.fields["authorization"] == "Bearer t0ken")
        #expect(try OrderDraft.decode(came.body.span, datum: .wgs84) == placement.draft)
    }

    @Test func aLostAnswerIsAskedForAgainUnderTheSameKey() throws {
        var city = SmallCity()
        var daemon = ScriptedDaemon(SmallCity.customerApp())
        daemon.app.place(try city.placement(), at: daemon.now)
        daemon.serve()
        let first = try #require(daemon.requests.first)
        daemon.drop(0)
        daemon.pass(.seconds(2))
        #expect(daemon.requests.count == 2)
        #expect(daemon.requests[1].body == first.body)
        let key = first.request.fields["idempotency-key"]
        #expect(key != nil)
        #expect(daemon.requests[1].request.fields["idempotency-key"] == key)
        #expect(daemon.app.statistics.requestsResent == 1)
    }

    @Test(arguments: [429, 503]) func whoIsAskedToWaitWaits(status: Int) throws {
        var city = SmallCity()
        var daemon = ScriptedDaemon(SmallCity.customerApp())
        daemon.app.place(try city.placement(), at: daemon.now)
        daemon.serve()
        daemon.answer(status, on: 0, fields: ["Retry-After": "5"])
        daemon.pass(Milliseconds(4_900))
        #expect(daemon.requests.isEmpty)
        daemon.pass(.seconds(2))
        #expect(daemon.requests.count == 1)
        #expect(daemon.app.statistics.ordersRefused == 0)
    }

    @Test func aRefusedOrderIsNoted() throws {
        var city = SmallCity()
        var daemon = ScriptedDaemon(SmallCity.customerApp())
        daemon.app.place(try city.placement(), at: daemon.now)
        daemon.serve()
        daemon.answer(422, on: 0)
        #expect(daemon.app.statistics.ordersRefused == 1)
        #expect(kinds(daemon) == [.unexpectedAnswer])
    }

    @Test func anOrderIsFollowedToItsEnd() throws {
        var city = SmallCity()
        var (daemon, order, key) = try start(&city)
        try sayEvents(of: order, city, after: 0, &daemon)
        daemon.say(on: 1) { $0.writeOk(re: key, sequence: 1) }
        try carry(order, &city, &daemon)
        daemon.say(on: 1) { $0.writeEnded(order: order, state: .delivered, reason: nil) }
        #expect(kinds(daemon) == [])
        let counted = daemon.app.statistics
        #expect(counted.ordersDelivered == 1)
        #expect(counted.ordersOpen == 0)
        #expect(counted.positions == 1)
        #expect(counted.positionLatency.longest == .seconds(3))
    }

    /// Offer, acceptance, one position and all phases.
    private func carry(
        _ order: OrderID, _ city: inout SmallCity, _ daemon: inout ScriptedDaemon<CustomerApp>
    ) throws {
        let placed = try city.order(order)
        let offer = try city.offer(placed, at: daemon.now, expiresAt: daemon.now + .seconds(15))
        city.accept(offer, at: daemon.now)
        try sayEvents(of: order, city, after: 1, &daemon)
        let taken = daemon.now
        daemon.pass(.seconds(3))
        let update = position(order, fixTime: taken)
        daemon.say(on: 1) { $0.writePosition(update, sentAt: taken, datum: .wgs84) }
        for phase in [Phase.atPickup, .pickedUp, .atDropoff, .delivered] {
            let known = try city.order(order).lastSequence
            city.report(order, phase, at: daemon.now)
            try sayEvents(of: order, city, after: known, &daemon)
        }
    }

    private func position(_ order: OrderID, fixTime: Instant, epoch: Int = 1) -> PositionUpdate {
        PositionUpdate(
            order: order, epoch: epoch, coordinate: CityPlan().center, fixTime: fixTime,
            receivedAt: fixTime)
    }

    @Test func afterALossItAsksForWhatItMissed() throws {
        var city = SmallCity()
        var (daemon, order, key) = try start(&city)
        try sayEvents(of: order, city, after: 0, &daemon)
        daemon.say(on: 1) { $0.writeOk(re: key, sequence: 1) }
        daemon.drop(1)
        daemon.pass(.seconds(2))
        let again = try #require(try daemon.takeCustomerMessages().first)
        #expect(again.message == .subscribe(order, since: 1))
        daemon.say(on: 1) { $0.writeOk(re: again.key, sequence: 1) }
        #expect(kinds(daemon) == [])
    }

    @Test func whoWantsToCancelCancels() throws {
        var city = SmallCity()
        var daemon = ScriptedDaemon(SmallCity.customerApp())
        var placement = try city.placement()
        placement.at = daemon.now
        placement.cancelAfter = .seconds(30)
        daemon.app.place(placement, at: daemon.now)
        daemon.serve()
        let order = try city.place(placement)
        let picture = try city.picture(order.id, for: .owner(subject: "c1"))
        daemon.answer(201, on: 0) { $0.writeOrder(picture, datum: .wgs84) }
        daemon.pass(.seconds(29))
        #expect(daemon.requests.isEmpty)
        daemon.pass(.seconds(2))
        let came = try #require(daemon.requests.first)
        #expect(came.request.path == "/v1/orders/\(order.id.text)/cancel")
        daemon.answer(409, on: 0)
        #expect(daemon.app.statistics.cancelsRefused == 1)
        #expect(kinds(daemon) == [])
    }

    @Test func anUnknownOrderOnTheSocketIsABrokenPromise() throws {
        var city = SmallCity()
        var (daemon, _, _) = try start(&city)
        let other = try city.place()
        try sayEvents(of: other.id, city, after: 0, &daemon)
        #expect(kinds(daemon) == [.foreignOrder])
    }

    @Test func anAnswerAboutAnotherOrderIsABrokenPromise() throws {
        var city = SmallCity()
        var daemon = ScriptedDaemon(SmallCity.customerApp())
        daemon.app.place(try city.placement(), at: daemon.now)
        daemon.serve()
        let other = try city.place()
        let picture = try city.picture(other.id, for: .owner(subject: "c1"))
        daemon.answer(201, on: 0) { $0.writeOrder(picture, datum: .wgs84) }
        #expect(kinds(daemon) == [.foreignOrder])
    }
}
