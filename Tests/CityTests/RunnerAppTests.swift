// A runner's app against a daemon that says what the test wants: what a person with a phone does, and what
// it does when the network goes.

import Basics
import Engine
import Geo
import Testing
import Wire

@testable import City

@Suite struct RunnerAppTests {
    /// Connected, welcomed and on duty.
    private func start(
        _ city: borrowing SmallCity, plan: CityPlan = SmallCity.plan, seed: UInt64 = 1
    ) throws -> ScriptedDaemon<RunnerApp> {
        var daemon = ScriptedDaemon(SmallCity.runnerApp(plan, seed: seed))
        daemon.pass(.seconds(1))
        let now = daemon.now
        let welcome = city.welcome(at: now)
        daemon.say(on: 0) { $0.writeWelcome(welcome, datum: .wgs84) }
        let duty = try #require(try daemon.takeRunnerMessages().first)
        #expect(duty.message == .duty(.on))
        daemon.say(on: 0) { $0.writeOk(re: duty.key, duty: .on) }
        return daemon
    }

    private func fixes(_ messages: [(key: MessageKey?, message: RunnerMessage)]) -> [Fix] {
        messages.flatMap { row -> [Fix] in
            switch row.message {
            case .fix(let fix): [fix]
            case .fixes(let fixes, _): fixes
            default: []
            }
        }
    }

    @Test func itShowsItsTokenAndGoesOnDuty() throws {
        let city = SmallCity()
        let daemon = try start(city)
        #expect(daemon.token == "t0ken")
        #expect(daemon.app.duty == .on)
        #expect(daemon.app.statistics.violations.count == 0)
    }

    @Test func itReportsAsOftenAsItIsTold() throws {
        let city = SmallCity()
        var daemon = try start(city)
        daemon.pass(.seconds(60))
        let first = fixes(try daemon.takeRunnerMessages())
        #expect(first.count == 15)
        for (earlier, later) in zip(first, first.dropFirst()) {
            #expect(later.sequence == earlier.sequence + 1)
            #expect(later.fixTime - earlier.fixTime == .seconds(4))
        }
        daemon.say(on: 0) { $0.writeReportInterval(.seconds(10)) }
        daemon.pass(.seconds(60))
        #expect((6...7).contains(fixes(try daemon.takeRunnerMessages()).count))
    }

    @Test(arguments: [1, 7, Int.max]) func anOfferBecomesADelivery(pieceBytes: Int) throws {
        var city = SmallCity()
        var daemon = try start(city)
        daemon.pieceBytesMax = pieceBytes
        let order = try city.place()
        let offer = try city.offer(
            order, at: daemon.now, expiresAt: daemon.now + .seconds(15))
        let now = daemon.now
        daemon.say(on: 0) { $0.writeOffer(offer, now: now, datum: .wgs84) }
        daemon.pass(.seconds(8))
        let said = try daemon.takeRunnerMessages()
        #expect(said.contains { $0.message == .offerSeen(offer.offer.id) })
        let accept = try #require(
            said.first { $0.message == .accept(offer.offer.id, epoch: 1) })
        city.accept(offer, at: daemon.now)
        let picture = try city.picture(order.id, for: .runner)
        daemon.say(on: 0) { $0.writeOk(re: accept.key, order: picture, datum: .wgs84) }
        try deliver(order, &city, &daemon)
        #expect(daemon.app.carriedOrders.isEmpty)
        #expect(daemon.app.statistics.offersAccepted == 1)
        #expect(daemon.app.statistics.violations.first == [])
    }

    /// Acknowledges every phase until the order is delivered, and checks where and with what code each
    /// was reported.
    private func deliver(
        _ order: Order, _ city: inout SmallCity, _ daemon: inout ScriptedDaemon<RunnerApp>
    ) throws {
        var phases: [Phase] = []
        sayStops(city, &daemon)
        while phases.last != .delivered {
            daemon.pass(.seconds(1))
            #expect(daemon.now < MotionTests.origin + .minutes(60), "the runner got lost")
            guard daemon.now < MotionTests.origin + .minutes(60) else { return }
            for (key, message) in try daemon.takeRunnerMessages() {
                guard case .phase(let report) = message else { continue }
                phases.append(report.body.phase)
                let isPickup = report.body.phase == .atPickup || report.body.phase == .pickedUp
                let stop = order.draft.stops[isPickup ? 0 : 1]
                let place = daemon.app.coordinate(at: daemon.now)
                #expect(place.distanceMeters(to: stop.coordinate) < 1)
                if report.body.phase == .delivered {
                    #expect(report.body.code == stop.details.code)
                }
                city.report(order.id, report.body.phase, at: daemon.now)
                let picture = try city.picture(order.id, for: .runner)
                daemon.say(on: 0) { $0.writeOk(re: key, order: picture, datum: .wgs84) }
                sayStops(city, &daemon)
            }
        }
        #expect(phases == [.atPickup, .pickedUp, .atDropoff, .delivered])
    }

    private func sayStops(_ city: borrowing SmallCity, _ daemon: inout ScriptedDaemon<RunnerApp>) {
        let version = city.engine.runner(RunnerIndex(0)).stopsVersion
        let visits = city.visits
        daemon.say(on: 0) { $0.writeStops(version: version, visits, datum: .wgs84) }
    }

    @Test func someDeclineAndSomeDoNotAnswer() throws {
        for (decline, ignore) in [(100, 0), (0, 100)] {
            var plan = SmallCity.plan
            plan.habits.declinePercent = decline
            plan.habits.ignorePercent = ignore
            var city = SmallCity(plan: plan)
            var daemon = try start(city, plan: plan)
            let order = try city.place()
            let offer = try city.offer(
                order, at: daemon.now, expiresAt: daemon.now + .seconds(15))
            let now = daemon.now
            daemon.say(on: 0) { $0.writeOffer(offer, now: now, datum: .wgs84) }
            daemon.pass(.seconds(20))
            let said = try daemon.takeRunnerMessages().map(\.message)
            #expect(said.contains(.offerSeen(offer.offer.id)))
            #expect(!said.contains(.accept(offer.offer.id, epoch: 1)))
            let declined = said.contains(.decline(offer.offer.id, reason: "tooFar"))
            #expect(declined == (decline == 100))
        }
    }

    @Test func aWithdrawnOfferIsForgotten() throws {
        var city = SmallCity()
        var daemon = try start(city)
        let order = try city.place()
        let offer = try city.offer(order, at: daemon.now, expiresAt: daemon.now + .seconds(15))
        let now = daemon.now
        daemon.say(on: 0) { $0.writeOffer(offer, now: now, datum: .wgs84) }
        daemon.say(on: 0) { $0.writeWithdrawn(offer: offer.offer.id, reason: "cancelled") }
        daemon.pass(.seconds(20))
        let said = try daemon.takeRunnerMessages().map(\.message)
        #expect(!said.contains(.accept(offer.offer.id, epoch: 1)))
        #expect(daemon.app.statistics.offersEnded == 1)
    }

    @Test func anExpiredOfferIsABrokenPromise() throws {
        var city = SmallCity()
        var daemon = try start(city)
        let order = try city.place()
        let offer = try city.offer(order, at: daemon.now, expiresAt: daemon.now)
        let now = daemon.now
        daemon.say(on: 0) { $0.writeOffer(offer, now: now, datum: .wgs84) }
        #expect(daemon.app.statistics.violations.first.map(\.kind) == [.offerExpired])
    }

    @Test func anOrderOfAnotherPoolIsABrokenPromise() throws {
        var city = SmallCity()
        var daemon = try start(city)
        var placement = try city.placement()
        placement.draft.runnerPools = [city.runner.gender == "female" ? "male" : "female"]
        let order = try city.place(placement)
        let offer = try city.offer(order, at: daemon.now, expiresAt: daemon.now + .seconds(15))
        city.accept(offer, at: daemon.now)
        let picture = try city.picture(order.id, for: .runner)
        daemon.say(on: 0) { $0.writeAssigned(picture, datum: .wgs84) }
        #expect(daemon.app.statistics.violations.first.map(\.kind) == [.poolBroken])
    }

    @Test func moreThanCanBeCarriedIsABrokenPromise() throws {
        var city = SmallCity()
        var daemon = try start(city)
        for number in 0...city.runner.capacity.orders {
            let order = try city.place()
            let offer = try city.offer(
                order, at: daemon.now, expiresAt: daemon.now + .seconds(15))
            city.accept(offer, at: daemon.now)
            let picture = try city.picture(order.id, for: .runner)
            daemon.say(on: 0) { $0.writeAssigned(picture, datum: .wgs84) }
            let isTooMuch = number == city.runner.capacity.orders
            #expect(daemon.app.statistics.violations.count == (isTooMuch ? 1 : 0))
        }
        #expect(daemon.app.statistics.violations.first.map(\.kind) == [.overloaded])
    }

    @Test func whatIsNoMessageIsABrokenPromise() throws {
        let city = SmallCity()
        var daemon = try start(city)
        daemon.say(on: 0) { $0.raw(Array(#"{"type":"offer"}"#.utf8)) }
        #expect(daemon.app.statistics.violations.first.map(\.kind) == [.unreadable])
    }
}

// MARK: Losses

extension RunnerAppTests {
    @Test func aTunnelCostsNoFix() throws {
        let city = SmallCity()
        var daemon = try start(city)
        daemon.pass(.seconds(20))
        let before = fixes(try daemon.takeRunnerMessages())
        let last = try #require(before.last?.sequence)
        daemon.say(on: 0) { $0.writeFixesAck(upToSequence: last - 1, FixCounts()) }
        daemon.isListening = false
        daemon.drop(0)
        daemon.pass(.minutes(3))
        #expect(daemon.messages.isEmpty)
        daemon.isListening = true
        daemon.pass(.seconds(40))
        let welcome = city.welcome(at: daemon.now, lastSequence: last)
        daemon.say(on: 0) { $0.writeWelcome(welcome, datum: .wgs84) }
        let after = fixes(try daemon.takeRunnerMessages())
        // The one that was not acknowledged comes again, and then every one since.
        #expect(after.first?.sequence == last)
        #expect(after.map(\.sequence) == Array(last..<last + Int64(after.count)))
        #expect(after.count > 45)
        #expect(daemon.openCount[0] == 2)
    }

    @Test func aPhoneKeepsFiveHundredFixes() throws {
        let city = SmallCity()
        var daemon = try start(city)
        daemon.isListening = false
        daemon.drop(0)
        daemon.pass(.minutes(60))
        daemon.isListening = true
        daemon.pass(.seconds(40))
        daemon.messages = []
        let welcome = city.welcome(at: daemon.now)
        daemon.say(on: 0) { $0.writeWelcome(welcome, datum: .wgs84) }
        let messages = try daemon.takeRunnerMessages()
        let batches = messages.compactMap { row -> Int? in
            if case .fixes(let fixes, _) = row.message { fixes.count } else { nil }
        }
        #expect(batches == [250, 250])
    }

    @Test func aCommandThatWasNotAnsweredComesAgainUnderItsKey() throws {
        var city = SmallCity()
        var daemon = try start(city)
        let order = try city.place()
        let offer = try city.offer(order, at: daemon.now, expiresAt: daemon.now + .seconds(60))
        let now = daemon.now
        daemon.say(on: 0) { $0.writeOffer(offer, now: now, datum: .wgs84) }
        daemon.pass(.seconds(8))
        let accept = RunnerMessage.accept(offer.offer.id, epoch: 1)
        let first = try #require(try daemon.takeRunnerMessages().first { $0.message == accept })
        daemon.drop(0)
        daemon.pass(.seconds(2))
        city.accept(offer, at: daemon.now)
        let welcome = city.welcome(at: daemon.now)
        daemon.say(on: 0) { $0.writeWelcome(welcome, datum: .wgs84) }
        let again = try #require(try daemon.takeRunnerMessages().first { $0.message == accept })
        #expect(again.key == first.key)
    }

    @Test func theWelcomeAloneSaysWhatToDo() throws {
        var city = SmallCity()
        let order = try city.place()
        let offer = try city.offer(
            order, at: MotionTests.origin, expiresAt: MotionTests.origin + .seconds(60))
        city.accept(offer, at: MotionTests.origin)
        city.report(order.id, .pickedUp, at: MotionTests.origin)
        var daemon = ScriptedDaemon(SmallCity.runnerApp())
        daemon.pass(.seconds(1))
        let welcome = city.welcome(at: daemon.now, lastSequence: 700)
        daemon.say(on: 0) { $0.writeWelcome(welcome, datum: .wgs84) }
        #expect(daemon.app.carriedOrders.map(\.state) == [.pickedUp])
        daemon.pass(.minutes(40))
        let messages = try daemon.takeRunnerMessages()
        #expect(fixes(messages).first?.sequence == 701)
        let phases = messages.compactMap { row -> Phase? in
            if case .phase(let report) = row.message { report.body.phase } else { nil }
        }
        #expect(phases.first == .atDropoff)
    }

    @Test func whoLosesTheOrderStopsWorkingOnIt() throws {
        var city = SmallCity()
        let order = try city.place()
        let offer = try city.offer(
            order, at: MotionTests.origin, expiresAt: MotionTests.origin + .seconds(60))
        city.accept(offer, at: MotionTests.origin)
        var daemon = ScriptedDaemon(SmallCity.runnerApp())
        daemon.pass(.seconds(1))
        let welcome = city.welcome(at: daemon.now)
        daemon.say(on: 0) { $0.writeWelcome(welcome, datum: .wgs84) }
        daemon.say(on: 0) { $0.writeUnassigned(order: order.id, reason: "reassigned") }
        daemon.pass(.minutes(30))
        let phases = try daemon.takeRunnerMessages().filter {
            if case .phase = $0.message { true } else { false }
        }
        #expect(phases.isEmpty)
        #expect(daemon.app.carriedOrders.isEmpty)
    }

    @Test func silenceHoldsBackBothDirections() throws {
        var plan = SmallCity.plan
        plan.habits.lossesPerHour = 60
        plan.habits.silencePercent = 100
        let city = SmallCity(plan: plan)
        var daemon = try start(city, plan: plan)
        var longest = Milliseconds.zero
        var last = daemon.now
        for _ in 0..<600 {
            daemon.pass(.seconds(1))
            guard try !fixes(daemon.takeRunnerMessages()).isEmpty else { continue }
            longest = max(longest, daemon.now - last)
            last = daemon.now
        }
        #expect(longest > .seconds(10))
        #expect(daemon.openCount[0] == 1)
    }
}
