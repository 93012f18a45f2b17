// Shifts: asked in them only, and not for a pickup that comes after them.

import Basics
import Geo
import Testing

import enum Matching.FilterReason

@testable import Engine

@Suite struct ShiftTests {
    /// 2027-01-15 16:00 in the tests' city, a Friday: noon in UTC's words is 08:00.
    private let zone = Policy().timeZone

    private func city(endsDuty: Bool = false) -> City {
        var policy = Policy()
        policy.shiftsEndDuty = endsDuty
        policy.staleAfter = .minutes(60 * 24 * 8)
        return City(policy: policy)
    }

    private func setShifts(_ city: City, _ text: String, by principal: Principal = .admin) throws
        -> Decision
    {
        var patch = RunnerPatch()
        patch.shifts = try WeeklyHours(text)
        return city.run(.patchRunner(RunnerID("r1"), patch), by: principal)
    }

    /// The first instant after `noon` at which clocks show that minute of the day.
    private func instant(ofMinute minute: Int) -> Instant {
        let ahead = (minute - zone.minuteOfDay(at: noon) + 1_440) % 1_440
        return noon + .minutes(Int64(ahead)) - Milliseconds(noon.millisecondsSinceEpoch % 60_000)
    }

    private func reason(_ city: City, _ id: OrderID) throws -> FilterReason? {
        let order = try city.order(id)
        return city.engine.obstacle(to: RunnerIndex(0), for: order, leg: 0, at: city.now)
    }

    @Test(arguments: [(-1, FilterReason.offShift), (0, nil), (1, nil)] as [(Int64, FilterReason?)])
    func itBeginsAtItsMinute(offset: Int64, expected: FilterReason?) throws {
        let city = city()
        city.addRunner("r1")
        #expect(try setShifts(city, "mon-sun 22:00-23:00").refusal == nil)
        city.now = instant(ofMinute: 22 * 60) + Milliseconds(offset)
        let id = city.placeOrder()
        #expect(try reason(city, id) == expected)
    }

    @Test(arguments: [(-1, nil), (0, FilterReason.offShift)] as [(Int64, FilterReason?)])
    func itEndsAtItsMinute(offset: Int64, expected: FilterReason?) throws {
        let city = city()
        city.addRunner("r1")
        _ = try setShifts(city, "mon-sun 22:00-23:00")
        city.now = instant(ofMinute: 23 * 60) + Milliseconds(offset)
        let id = city.placeOrder()
        #expect(try reason(city, id) == expected)
    }

    /// 1 km at 15 km/h with 30 % detour takes 312 s: the pickup must be reached within the shift.
    @Test(arguments: [(-2_000, nil), (2_000, FilterReason.afterShift)] as [(Int64, FilterReason?)])
    func noPickupComesAfterIt(offset: Int64, expected: FilterReason?) throws {
        let city = city()
        city.addRunner("r1")
        _ = try setShifts(city, "mon-sun 22:00-23:00")
        let pickup = place(northMeters: 1_000)
        let travel = city.engine.policy.estimate.travelTime(
            meters: place().distanceMeters(to: pickup), by: .bicycle)
        city.now = instant(ofMinute: 23 * 60) - travel + Milliseconds(offset)
        let id = city.placeOrder(from: pickup)
        #expect(try reason(city, id) == expected)
        let plan = city.round()
        #expect(plan.decisions.first?.filtered[.afterShift] == (expected == nil ? 0 : 1))
    }

    /// Who was asked in time may say yes a little later.
    @Test func theAnswerMayTakeItsTime() throws {
        let city = city()
        let runner = city.addRunner("r1")
        _ = try setShifts(city, "mon-sun 22:00-23:00")
        let pickup = place(northMeters: 1_000)
        city.now = instant(ofMinute: 23 * 60) - .seconds(315)
        let offer = city.offer(city.placeOrder(from: pickup), to: runner)
        city.now = city.now + .seconds(10)
        city.must(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
    }

    @Test func onDutyAtAnyTimeUnlessShiftsEndDuty() throws {
        for endsDuty in [false, true] {
            let city = city(endsDuty: endsDuty)
            city.addRunner("r1")
            city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
            _ = try setShifts(city, "mon-sun 22:00-23:00")
            let opening = instant(ofMinute: 22 * 60)
            city.now = opening - Milliseconds(1)
            let refusal = city.run(.setDuty(RunnerID("r1"), .on), by: .runner("r1")).refusal
            #expect(refusal?.code == (endsDuty ? .offShift : nil))
            #expect(refusal?.limit == (endsDuty ? 1 : nil))
            city.now = opening
            city.must(.setDuty(RunnerID("r1"), .on), by: .runner("r1"))
        }
    }

    @Test(arguments: [false, true])
    func dutyEndsWithItAndGoodsAreFinished(carries: Bool) throws {
        let city = city(endsDuty: true)
        let runner = city.addRunner("r1")
        if carries { city.carry(city.placeOrder(), by: runner) }
        _ = try setShifts(city, "mon-sun 15:00-23:00")
        let end = instant(ofMinute: 23 * 60)
        city.now = end - Milliseconds(1)
        city.pass()
        #expect(city.runner(runner).duty == .on)
        city.pass(Milliseconds(1))
        #expect(city.runner(runner).duty == (carries ? .finishing : .off))
    }

    @Test func onlyTheOperatorSetsThem() throws {
        let city = city()
        let runner = city.addRunner("r1")
        #expect(
            try setShifts(city, "mon 08:00-09:00", by: .runner("r1")).refusal?.code == .forbidden)
        #expect(try setShifts(city, "mon 08:00-09:00").refusal == nil)
        #expect(city.runner(runner).shifts?.description == "mon 08:00-09:00")
        #expect(try setShifts(city, "always").refusal == nil)
        #expect(city.runner(runner).shifts == nil)
        let copy = try city.replayed()
        #expect(copy.runner(runner).shifts == nil)
    }
}
