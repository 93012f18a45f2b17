// Hours, rests and the day's word in a living city: nobody is asked who rests, a running order is never
// interrupted, and all of it is the same after a restart.

import Basics
import Geo
import Testing

import enum Matching.FilterReason

@testable import Engine

@Suite struct ProtectionTests {
    /// 40 s of work, 10 s of rest, the day after 100 s, a word 5 s before.
    private func city(day: Int64 = 0, _ change: (inout WorkRules) -> Void = { _ in }) -> City {
        var policy = Policy()
        policy.protection.continuous = .seconds(40)
        policy.protection.rest = .seconds(10)
        policy.protection.day = .seconds(day)
        policy.protection.warning = .seconds(5)
        policy.staleAfter = .minutes(60 * 24)
        change(&policy.protection)
        let city = City(policy: policy)
        city.pass()
        return city
    }

    private func duty(_ city: City, _ duty: Duty, confirmed: Bool = false) -> Decision {
        city.run(.setDuty(RunnerID("r1"), duty, confirmed: confirmed), by: .runner("r1"))
    }

    private func filtered(_ city: City, _ reason: FilterReason) -> Int {
        city.round().decisions.first?.filtered[reason] ?? 0
    }

    // MARK: Rest

    @Test func whoRestsIsNotAskedUntilTheRestIsOver() throws {
        let city = city()
        let runner = city.addRunner("r1")
        city.pass(Milliseconds(39_999))
        #expect(city.engine.hold(of: runner, at: city.now) == nil)
        city.pass(Milliseconds(1))
        let until = city.now + .seconds(10)
        #expect(city.engine.hold(of: runner, at: city.now) == .rest(until: until))
        #expect(city.engine.state(of: runner, at: city.now) == .resting)
        let id = city.placeOrder()
        #expect(filtered(city, .resting) == 1)
        #expect(city.state(id) == .noTaker)
        for (wait, limit) in [(0, 10), (1, 10), (8_999, 1), (999, 1)] as [(Int64, Int)] {
            city.now = city.now + Milliseconds(wait)
            let refusal = duty(city, .on).refusal
            #expect(refusal?.code == .resting && refusal?.limit == limit)
            #expect(refusal?.needsConfirmation == nil)
        }
        city.pass(Milliseconds(1))
        #expect(city.now == until)
        #expect(duty(city, .on).refusal == nil)
        city.offer(id, to: runner)
    }

    @Test func theRunnerHearsItBeforeAndWhenItHolds() {
        let city = city()
        let runner = city.addRunner("r1")
        let limit = city.now + .seconds(40)
        _ = city.engine.takeNotices()
        city.pass(Milliseconds(34_999))
        #expect(city.engine.takeNotices().isEmpty)
        city.pass(Milliseconds(1))
        let warning = WorkWarning(kind: .rest, startsAt: limit)
        #expect(city.engine.takeNotices() == [.warned(runner, warning)])
        city.pass(.seconds(5))
        let hold = WorkHold.rest(until: limit + .seconds(10))
        #expect(city.engine.takeNotices() == [.held(runner, hold)])
        city.pass(.seconds(10))
        #expect(city.engine.takeNotices() == [.held(runner, nil)])
    }

    @Test func aRunningOrderIsNotInterruptedAndTheRestFollowsIt() throws {
        let city = city()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.pass(.seconds(60))
        #expect(city.engine.hold(of: runner, at: city.now) == .rest(until: nil))
        #expect(city.engine.state(of: runner, at: city.now) == .busy)
        #expect(duty(city, .on).refusal?.limit == 10)
        let other = city.placeOrder()
        #expect(filtered(city, .resting) == 1)
        for phase in [Phase.pickedUp, .delivered] {
            city.must(
                .reportPhase(id, leg: 0, phase, code: nil, reason: nil), by: .runner("r1"))
        }
        let end = city.now + .seconds(10)
        #expect(city.engine.hold(of: runner, at: city.now) == .rest(until: end))
        city.pass(Milliseconds(9_999))
        #expect(filtered(city, .resting) == 1)
        city.pass(Milliseconds(1))
        city.offer(other, to: runner)
    }

    @Test func aQuestionThatIsOutWhenTheRestBeginsIsTakenBackWithoutFault() throws {
        let city = city()
        let runner = city.addRunner("r1")
        city.pass(.seconds(36))
        let id = city.placeOrder()
        let offer = city.offer(id, to: runner)
        city.now = city.now + .seconds(4)
        let late = city.run(.acceptOffer(offer, epoch: 1), by: .runner("r1")).refusal
        #expect(late?.code == .resting && late?.limit == 10)
        city.pass()
        let state = try city.offer(offer).state
        #expect(state == .withdrawn)
        #expect(try city.order(id).legs[0].refusals.isEmpty)
        #expect(city.runner(runner).refusals == RefusalCounts())
        city.pass(.seconds(10))
        city.offer(id, to: runner)
    }

    // MARK: Refusals

    @Test func aRefusalShortBeforeTheRestCountsAgainstNobody() throws {
        let city = city()
        let runner = city.addRunner("r1")
        city.pass(.seconds(30))
        let early = city.offer(city.placeOrder(), to: runner)
        city.must(.declineOffer(early, reason: "tooFar"), by: .runner("r1"))
        #expect(city.runner(runner).refusals.counted == 1)
        city.pass(.seconds(5))
        let warned = city.offer(city.placeOrder(), to: runner)
        let decision = city.run(.declineOffer(warned, reason: "tooFar"), by: .runner("r1"))
        #expect(decision.records.first == .protection(.withoutFault(warned, runner)))
        #expect(city.runner(runner).refusals.counted == 1)
        #expect(city.runner(runner).refusals.withoutFault == 1)
        #expect(try city.offer(warned).isWithoutFault)
    }

    @Test func toNeedARestIsAReasonAtAnyTime() {
        let city = City()
        let runner = city.addRunner("r1")
        let offer = city.offer(city.placeOrder(), to: runner)
        city.must(.declineOffer(offer, reason: "rest"), by: .runner("r1"))
        let late = city.offer(city.placeOrder(), to: runner)
        city.pass(.seconds(15))
        #expect(city.runner(runner).refusals.withoutFault == 1)
        #expect(city.runner(runner).refusals.counted == 1, "\(late) ran out for no reason")
    }

    // MARK: The day

    @Test func afterTheDaysHoursTheRunnerHasToSaySo() throws {
        let city = city(day: 60) { $0.continuous = .zero }
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.pass(.seconds(60))
        #expect(filtered(city, .dayLimit) == 1)
        let refusal = duty(city, .on).refusal
        #expect(refusal?.code == .resting && refusal?.needsConfirmation == true)
        #expect(duty(city, .on, confirmed: true).refusal == nil)
        city.offer(id, to: runner)
        city.pass(.seconds(60))
        #expect(city.engine.hold(of: runner, at: city.now) == nil)
    }

    @Test func whoWasWarnedMaySaySoBeforehand() {
        let city = city(day: 60) { $0.continuous = .zero }
        let runner = city.addRunner("r1")
        city.pass(.seconds(50))
        #expect(duty(city, .on, confirmed: true).records.isEmpty, "nobody asked yet")
        city.pass(.seconds(5))
        #expect(duty(city, .on, confirmed: true).records == [.protection(.confirmed(runner))])
        city.pass(.seconds(20))
        #expect(city.engine.hold(of: runner, at: city.now) == nil)
    }

    @Test func aWordDoesNotEndARest() {
        let city = city(day: 40)
        city.addRunner("r1")
        city.pass(.seconds(41))
        let refusal = duty(city, .on, confirmed: true).refusal
        #expect(refusal?.code == .resting && refusal?.limit == 9)
    }

    // MARK: The week

    @Test func onItsDayOfRestNobodyIsAsked() {
        let zone = Policy().timeZone
        let city = city {
            $0.continuous = .zero
            $0.restWeekday = zone.weekday(at: noon) % 7 + 1
        }
        let runner = city.addRunner("r1")
        city.now = zone.nextMidnight(after: city.now)
        city.placeOrder()
        #expect(filtered(city, .restDay) == 1)
        let midnight = zone.nextMidnight(after: city.now)
        #expect(duty(city, .on).refusal?.limit == Int((midnight - city.now).count / 1_000))
        city.now = midnight
        city.pass()
        #expect(city.engine.hold(of: runner, at: city.now) == nil)
        #expect(duty(city, .on).refusal == nil)
    }

    // MARK: Every path, and what lasts

    @Test func byHandItIsTheSameFilterAndAnOverrideIsKept() {
        let city = city()
        city.addRunner("r1")
        city.pass(.seconds(40))
        let id = city.placeOrder()
        func assign(_ reason: String?, _ override: Bool) -> Decision {
            city.run(
                .assignOrder(
                    id, RunnerID("r1"), reason: reason, override: override, version: nil),
                by: .dispatcher)
        }
        #expect(assign(nil, false).refusal?.filter == "resting")
        #expect(assign("she agreed", true).refusal == nil)
    }

    @Test func rulesOfNothingAreSwitchedOff() {
        let city = city {
            $0.continuous = .zero
            $0.rest = .zero
        }
        let runner = city.addRunner("r1")
        city.pass(.minutes(60 * 20))
        #expect(city.engine.hold(of: runner, at: city.now) == nil)
        #expect(city.journal.allSatisfy { if case .protection = $0.record { false } else { true } })
    }

    /// A daemon that was down comes back to what the hours say by then, whatever its settings say now.
    @Test(arguments: [0, 1, 25, 39, 40, 41, 49, 50, 51, 200] as [Int64])
    func aRestartFindsTheSameHours(seconds: Int64) throws {
        let city = city(day: 100)
        let runner = city.addRunner("r1")
        city.pass(.seconds(20))
        city.carry(city.placeOrder(), by: runner)
        let copy = try city.replayed()
        copy.now = copy.now + .seconds(seconds)
        copy.engine.resume(at: copy.now)
        copy.locate(runner, place())
        copy.pass()
        for _ in 0..<seconds * 10 { city.pass(Milliseconds(100)) }
        let (left, right) = (
            city.engine.work(of: runner, at: city.now), copy.engine.work(of: runner, at: copy.now)
        )
        #expect(left == right)
        #expect(city.runner(runner).toldHold == copy.runner(runner).toldHold)
        // What was not told in time is told now, and what comes next goes off in both.
        city.pass(.seconds(60))
        copy.pass(.seconds(60))
        #expect(city.runner(runner).toldHold == copy.runner(runner).toldHold)
        #expect(city.runner(runner).toldHold?.name == "rest")
    }

    @Test func newRulesHoldFromTheirRecordOn() throws {
        let city = city()
        let runner = city.addRunner("r1")
        city.pass(.seconds(39))
        let strict = try city.replayed()
        // The record of the rules, not the engine's settings, decides in a replay.
        #expect(strict.engine.workRules.continuous == .seconds(40))
        var rules = strict.engine.workRules
        rules.continuous = .seconds(30)
        strict.apply([.protection(.rules(rules))])
        #expect(strict.engine.hold(of: runner, at: strict.now)?.name == "rest")
    }
}
