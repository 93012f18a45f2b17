// The life of a fix: each drop with its reason, two lanes, wrong clocks, and a day of points that comes
// in any order and several times.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct FixTests {
    // MARK: Drops

    @Test func aSequenceCountsOnce() {
        let (city, runner) = cityWithRunner()
        #expect(city.observe(runner, sequence: 2, age: 5) == .live)
        #expect(city.observe(runner, sequence: 2, age: 5) == .dropped(.duplicate))
        #expect(city.observe(runner, sequence: 2, age: 1) == .dropped(.duplicate))
        #expect(city.observe(runner, sequence: 9, age: 4) == .live)
        #expect(city.observe(runner, sequence: 5, age: 6) == .late)
        #expect(city.observe(runner, sequence: 5, age: 0) == .dropped(.duplicate))
    }

    @Test func aFixThatWasDroppedIsADuplicateTheNextTime() {
        let (city, runner) = cityWithRunner()
        #expect(city.observe(runner, sequence: 2, accuracy: 501) == .dropped(.inaccurate))
        #expect(city.observe(runner, sequence: 2) == .dropped(.duplicate))
    }

    @Test(arguments: [(500, true), (500.5, false), (0, true), (-1, true)] as [(Float, Bool)])
    func accuracyHasALimit(meters: Float, isTaken: Bool) {
        let (city, runner) = cityWithRunner()
        let outcome = city.observe(runner, sequence: 2, accuracy: meters)
        #expect(outcome == (isTaken ? .live : .dropped(.inaccurate)))
    }

    @Test func accuracyThatIsNoNumberIsInaccurate() {
        let (city, runner) = cityWithRunner()
        #expect(city.observe(runner, sequence: 2, accuracy: .nan) == .dropped(.inaccurate))
    }

    @Test func offDutyNothingIsTaken() {
        let (city, runner) = cityWithRunner()
        let before = city.live(runner)
        city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
        #expect(city.observe(runner, sequence: 2) == .dropped(.offDuty))
        #expect(city.engine.locatedRunnerCount == 0)
        #expect(city.live(runner).coordinate == before.coordinate)
        city.must(.setDuty(RunnerID("r1"), .paused), by: .runner("r1"))
        #expect(city.observe(runner, sequence: 3) == .live)
    }

    @Test func beforeDutyAndBeforeYesterdayIsStale() {
        let city = City()
        city.now = noon - .minutes(3 * 24 * 60)
        let runner = city.addRunner("r1")
        city.now = noon
        let day = Int64(24 * 60 * 60)
        #expect(city.observe(runner, sequence: 5, age: day) == .live)
        #expect(city.observe(runner, sequence: 4, age: day + 1) == .dropped(.stale))
        city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
        city.must(.setDuty(RunnerID("r1"), .on), by: .runner("r1"))
        // What a phone's clock may be off is allowed for: the first fix often was taken just before.
        #expect(city.observe(runner, sequence: 6, age: 31) == .dropped(.stale))
        #expect(city.observe(runner, sequence: 7, age: 30) == .live)
        #expect(city.observe(runner, sequence: 8, age: 0) == .live)
    }

    @Test func nobodyFlies() {
        let city = City()
        let runner = city.addRunner("r1")
        city.now = city.now + .seconds(10)
        // 70 m/s for 10 s, 500 m that GPS may jump by, 5 m that the phone admits.
        let far = place(northMeters: 1_207)
        #expect(city.observe(runner, sequence: 2, at: far) == .dropped(.teleport))
        #expect(city.live(runner).coordinate == place())
        #expect(city.observe(runner, sequence: 3, at: place(northMeters: 1_203)) == .live)
        let back = city.observe(runner, sequence: 4, at: place(), accuracy: 500)
        #expect(back == .dropped(.teleport))
        city.now = city.now + .seconds(10)
        #expect(city.observe(runner, sequence: 5, at: place()) == .live)
    }

    @Test func aWrongFirstPositionGivesWayToFixesThatAgree() {
        let (city, runner, _) = cityWithOrder()
        city.now = city.now + .seconds(20)
        #expect(city.observe(runner, sequence: 1, at: place(northMeters: 900_000)) != .late)
        var outcomes: [FixOutcome] = []
        for step in 0..<5 {
            city.now = city.now + .seconds(4)
            outcomes.append(
                city.observe(
                    runner, sequence: Int64(10 + step),
                    at: place(northMeters: Double(20 * step))))
        }
        // Where the model city began does not matter: at the end the phone is believed.
        #expect(outcomes.suffix(2) == [.live, .live])
        #expect(city.live(runner).coordinate == place(northMeters: 80))
    }

    // MARK: Lanes

    @Test func aLatePointNeverMovesTheLivePosition() throws {
        let (city, runner, id) = cityWithOrder()
        city.now = city.now + .seconds(20)
        city.observe(runner, sequence: 10, at: place(northMeters: 100), age: 2)
        let before = city.live(runner)
        #expect(city.observe(runner, sequence: 5, at: place(northMeters: 50), age: 9) == .late)
        let after = city.live(runner)
        #expect(after.coordinate == before.coordinate && after.fixTime == before.fixTime)
        #expect(after.changeCount == before.changeCount)
        #expect(city.livePosition(id)?.coordinate == place(northMeters: 100))
        let points = try city.order(id).track.points
        #expect(points.map(\.coordinate) == [50, 100].map { place(northMeters: $0) })
        #expect(points.map(\.late) == [true, false])
    }

    @Test func aLatePointDoesNotMakeAnOldPositionFresh() {
        let (city, runner) = cityWithRunner()
        city.observe(runner, sequence: 10)
        city.pass(city.engine.policy.staleAfter + .seconds(5))
        #expect(city.observe(runner, sequence: 5, age: 36) == .late)
        #expect(city.engine.state(of: runner, at: city.now) == .silent)
        #expect(city.engine.locatedRunnerCount == 0)
    }

    @Test func ofOneMomentTheLaterSentIsTheNewer() {
        for order in [[2, 3], [3, 2]] as [[Int64]] {
            let (city, runner) = cityWithRunner()
            city.now = city.now + .seconds(1)
            for sequence in order {
                city.observe(
                    runner, sequence: sequence, at: place(northMeters: Double(sequence) * 10))
            }
            #expect(city.live(runner).coordinate == place(northMeters: 30))
        }
    }

    // MARK: Clocks

    @Test func aClockHoursAheadIsCorrectedAtOnce() throws {
        let (city, runner, id) = cityWithOrder()
        let ahead = Int64(8 * 3_600)
        for sequence in Int64(2)...5 {
            city.now = city.now + .seconds(4)
            let outcome = city.observe(
                runner, sequence: sequence, at: place(northMeters: Double(sequence)), age: -ahead)
            #expect(outcome == .live)
            #expect(city.live(runner).fixTime == city.now)
        }
        let flags = try city.order(id).track.points.map(\.clockCorrected)
        #expect(flags == [true, true, true, true])
    }

    @Test func aClockHoursBehindIsCorrectedOnceThreeFixesAgree() throws {
        let (city, runner, id) = cityWithOrder()
        let behind = Int64(8 * 3_600)
        var outcomes: [FixOutcome] = []
        for sequence in Int64(2)...6 {
            city.now = city.now + .seconds(4)
            outcomes.append(
                city.observe(
                    runner, sequence: sequence, at: place(northMeters: Double(sequence)),
                    age: behind))
        }
        #expect(outcomes == [.dropped(.stale), .dropped(.stale), .live, .live, .live])
        #expect(city.live(runner).fixTime == city.now)
        let flags = try city.order(id).track.points.map(\.clockCorrected)
        #expect(flags == [true, true, true])
        // One that is held up for ten seconds is of that time, and no reason to doubt the clock.
        city.now = city.now + .seconds(14)
        #expect(city.observe(runner, sequence: 7, age: behind + 10) == .live)
        #expect(city.live(runner).fixTime == city.now - .seconds(10))
    }

    /// Nothing of a shift is lost that begins with a clock hours behind.
    @Test func aClockThatWasNeverRightIsCorrectedAtOnce() {
        let city = City()
        let id = RunnerID("r1")
        city.must(.registerRunner(RunnerProfile(id: id)), by: .service)
        city.must(.verifyRunner(id), by: .service)
        city.must(.setDuty(id, .on), by: .runner("r1"))
        for sequence in Int64(1)...3 {
            city.now = city.now + .seconds(4)
            let outcome = city.observe(RunnerIndex(0), sequence: sequence, age: 8 * 3_600)
            #expect(outcome == .live)
            #expect(city.live(RunnerIndex(0)).fixTime == city.now)
        }
    }

    @Test func fixesOfOneMomentConfirmNothing() {
        var clock = PhoneClock()
        clock.observe(fixTime: noon, receivedAt: noon)
        for second in Int64(1)...300 {
            clock.observe(fixTime: noon + .seconds(second), receivedAt: noon + .seconds(1_000))
        }
        #expect(clock.offset == .zero)
    }

    @Test func aReplayedBufferTellsNothingOfTheClock() {
        let (city, runner) = cityWithRunner()
        city.now = city.now + .minutes(20)
        for sequence in Int64(2)...8 {
            let fix = Fix(
                coordinate: place(), fixTime: city.now - .seconds(600 - sequence),
                sequence: sequence)
            let outcome = city.engine.observe(fix, of: runner, at: city.now, sentLive: false)
            #expect(outcome == .live)
            #expect(city.live(runner).fixTime == fix.fixTime)
        }
    }

    @Test(arguments: [(30, false), (31, true), (-30, false), (-31, true)] as [(Int64, Bool)])
    func halfAMinuteIsTolerated(lagSeconds: Int64, isCorrected: Bool) {
        var clock = PhoneClock()
        for number in Int64(0)..<3 {
            let sent = noon + .seconds(number * 4)
            clock.observe(fixTime: sent - .seconds(lagSeconds), receivedAt: sent)
        }
        let (fixTime, corrected) = clock.corrected(noon - .seconds(lagSeconds))
        #expect(corrected == isCorrected)
        #expect(fixTime == (isCorrected ? noon : noon - .seconds(lagSeconds)))
    }

    @Test func aClockThatWasSetRightIsBelieved() {
        var clock = PhoneClock()
        for number in Int64(0)..<3 {
            let sent = noon + .seconds(number * 4)
            clock.observe(fixTime: sent - .minutes(60), receivedAt: sent)
        }
        #expect(clock.offset == .minutes(60))
        clock.observe(fixTime: noon, receivedAt: noon + .seconds(1))
        #expect(clock.offset == .zero)
        clock.observe(fixTime: noon + .minutes(60), receivedAt: noon)
        #expect(clock.offset == .minutes(-60))
        clock.observe(fixTime: noon - .minutes(1), receivedAt: noon)
        #expect(clock.offset == .zero)
    }

    // MARK: A day of points

    @Test func anyOrderAndAnyRepetitionGiveTheSameDay() throws {
        let day = Day(seed: 1, count: 2_000)
        let (wantedLive, wantedTrack, wantedAccepted) = try day.play(day.fixes)
        #expect(wantedAccepted == day.fixes.count)
        #expect(wantedTrack.count == day.fixes.count)
        for seed in UInt64(1)...6 {
            var generator = SeededGenerator(seed: seed)
            var fixes = day.fixes + day.fixes.filter { _ in generator.chance(percent: 40) }
            for place in fixes.indices.reversed() {
                fixes.swapAt(place, generator.below(place + 1))
            }
            let (live, track, _) = try day.play(fixes)
            #expect(live == wantedLive, "seed \(seed)")
            #expect(track == wantedTrack, "seed \(seed)")
        }
    }

    // MARK: Makers

    private func cityWithRunner() -> (City, RunnerIndex) {
        let city = City()
        city.now = noon - .minutes(30)
        let runner = city.addRunner("r1")
        city.now = noon
        return (city, runner)
    }

    /// A runner who carries an order, since noon.
    private func cityWithOrder() -> (City, RunnerIndex, OrderID) {
        let city = City()
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        return (city, runner, id)
    }
}

extension City {
    /// A live fix of that sequence, taken `age` seconds ago by the phone's clock.
    @discardableResult
    func observe(
        _ runner: RunnerIndex, sequence: Int64, at coordinate: Coordinate = place(),
        age: Int64 = 0, accuracy: Float = 5
    ) -> FixOutcome {
        let fix = Fix(
            coordinate: coordinate, fixTime: now - .seconds(age), sequence: sequence,
            accuracyMeters: accuracy)
        return engine.observe(fix, of: runner, at: now, sentLive: true)
    }
}

/// A day's ride with an order on board, reported after its end.
private struct Day {
    var fixes: [Fix]

    /// A fix every four seconds, now and then two of one moment, never faster than 20 m/s.
    init(seed: UInt64, count: Int) {
        var generator = SeededGenerator(seed: seed)
        var (north, east) = (0.0, 0.0)
        var time = noon + .seconds(10)
        fixes = (1...count).map { sequence in
            north += Double(generator.number(in: -50...50))
            east += Double(generator.number(in: -50...50))
            if !generator.chance(percent: 5) { time = time + .seconds(4) }
            return Fix(
                coordinate: place(northMeters: north, eastMeters: east), fixTime: time,
                sequence: Int64(sequence) + 1, accuracyMeters: 5, headingDegrees: Float(sequence))
        }
    }

    /// What stays of the day if its points come in that order.
    func play(_ arrivals: [Fix]) throws -> (live: [String], track: [TrackPoint], accepted: Int) {
        var policy = Policy()
        policy.fixAgeMax = .minutes(48 * 60)
        // Points far apart in time may come one after the other.
        policy.speedMetersPerSecondMax = 100_000
        let city = City(policy: policy)
        let runner = city.addRunner("r1")
        let id = city.placeOrder()
        city.carry(id, by: runner)
        city.now = noon + .minutes(20 * 60)
        var accepted = 0
        for fix in arrivals {
            let outcome = city.engine.observe(fix, of: runner, at: city.now, sentLive: false)
            if outcome == .live || outcome == .late { accepted += 1 }
        }
        let live = city.live(runner)
        let state = [
            "\(live.coordinate)", "\(live.fixTime)", "\(live.headingDegrees)",
            "\(live.receivedAt)", "\(live.lastSequence)",
        ]
        let track = try city.order(id).track.points.map { point in
            var point = point
            point.late = false
            return point
        }
        return (state, track, accepted)
    }
}
