// Phones that send batches only, or batches and live fixes in any mix, with clocks that are wrong.

import Basics
import Geo
import Testing

@testable import Engine

@Suite struct PhoneClockTests {
    private static let hours8: Int64 = 8 * 3_600

    /// A runner of whose phone nothing was ever heard, on duty and bound to an order at noon.
    private func cityWithOrder() throws -> (City, RunnerIndex, OrderID) {
        let city = City()
        let name = RunnerID("r1")
        city.must(.registerRunner(RunnerProfile(id: name)), by: .service)
        city.must(.verifyRunner(name), by: .service)
        city.must(.setDuty(name, .on), by: .runner("r1"))
        let id = city.placeOrder()
        try city.bind(id, leg: 0, to: RunnerIndex(0))
        return (city, RunnerIndex(0), id)
    }

    @Test(arguments: [hours8, -hours8, hours8 + 10, -hours8 - 10])
    func oneBatchIsEnough(lagSeconds: Int64) throws {
        let (city, runner, id) = try cityWithOrder()
        city.now = city.now + .seconds(60)
        let fixes = (1...10).map { number in
            Fix(
                coordinate: place(northMeters: Double(number)),
                fixTime: city.now - .seconds(lagSeconds + 40 - 4 * Int64(number)),
                sequence: Int64(number))
        }
        let outcomes = city.send(fixes, of: runner)
        #expect(outcomes.allSatisfy { $0 == .live }, "\(outcomes)")
        let points = try city.order(id).track.points
        #expect(points.allSatisfy { $0.clockCorrected })
        #expect(points.map(\.coordinate) == fixes.map(\.coordinate))
        let ages = points.map { (city.now - $0.fixTime).count / 1_000 }
        #expect(zip(ages, stride(from: 36, through: 0, by: -4)).allSatisfy { abs($0 - $1) <= 10 })
    }

    /// The oldest part of a buffer comes first: the clock is no more wrong for that.
    @Test(arguments: [hours8, -hours8, 0])
    func anOldPartOfABufferShiftsNothing(lagSeconds: Int64) throws {
        let (city, runner, id) = try cityWithOrder()
        city.now = city.now + .minutes(20)
        for part in 0..<4 {
            let fixes = (1...50).map { number in
                let sequence = Int64(50 * part + number)
                return Fix(
                    coordinate: place(northMeters: Double(sequence)),
                    fixTime: city.now - .seconds(lagSeconds + 4 * (200 - sequence)),
                    sequence: sequence)
            }
            city.send(fixes, of: runner)
        }
        let points = try city.order(id).track.points
        #expect(points.count == 200)
        #expect(points.allSatisfy { $0.clockCorrected == (lagSeconds != 0) })
        for (index, point) in points.enumerated() {
            #expect(city.now - point.fixTime == .seconds(4 * Int64(199 - index)))
        }
    }

    /// What was left of the shift before is stale, and says nothing of the clock.
    @Test func whatIsOldIsOldStill() {
        let city = City()
        let runner = city.addRunner("r1")
        city.must(.setDuty(RunnerID("r1"), .off), by: .runner("r1"))
        city.now = city.now + .minutes(90)
        city.must(.setDuty(RunnerID("r1"), .on), by: .runner("r1"))
        let old = Fix(coordinate: place(), fixTime: city.now - .minutes(75), sequence: 10)
        #expect(city.send([old], of: runner) == [.dropped(.stale)])
        let fresh = Fix(coordinate: place(), fixTime: city.now, sequence: 11)
        #expect(city.send([fresh], of: runner) == [.live])
        #expect(city.live(runner).clock.offset == .zero)
    }

    /// Any other error shows when batches agree on it.
    @Test func batchesThatAgreeAreBelieved() {
        let city = City()
        let runner = city.addRunner("r1")
        for number in Int64(1)...4 {
            city.now = city.now + .seconds(30)
            let fix = Fix(
                coordinate: place(), fixTime: city.now - .minutes(17), sequence: 10 + number)
            city.send([fix], of: runner)
        }
        #expect(city.live(runner).clock.offset == .minutes(17))
        #expect(city.live(runner).fixTime == city.now)
    }

    @Test func aBatchThatComesAgainTellsNothing() {
        let city = City()
        let runner = city.addRunner("r1")
        let fix = Fix(coordinate: place(), fixTime: city.now, sequence: 10)
        for _ in 0..<6 {
            city.send([fix], of: runner)
            city.now = city.now + .minutes(60)
        }
        #expect(city.live(runner).clock.offset == .zero)
    }

    /// Rides of a quarter of an hour, with and without a connection, in any mix of live fixes, batches and
    /// buffers in parts, each shuffled: every point is kept, at its time, and flagged if it was corrected.
    @Test(arguments: [hours8, -hours8, 30, -30, 0])
    func anyMixIsKeptAtItsTime(lagSeconds: Int64) throws {
        for seed in UInt64(0)..<40 {
            var generator = SeededGenerator(seed: seed)
            let (city, runner, id) = try cityWithOrder()
            var buffer: [Fix] = []
            var truth: [Instant] = []
            var isOnline = true
            city.now = city.now + .minutes(2)
            for sequence in Int64(1)...225 {
                city.now = city.now + .seconds(4)
                truth.append(city.now)
                let fix = Fix(
                    coordinate: place(northMeters: Double(sequence)),
                    fixTime: city.now - .seconds(lagSeconds), sequence: sequence)
                if generator.chance(percent: 4) { isOnline.toggle() }
                if isOnline, buffer.isEmpty, generator.chance(percent: 40) {
                    let outcome = city.engine.observe(
                        fix, of: runner, at: city.now, sentLive: true)
                    #expect(outcome == .live, "seed \(seed) \(sequence)")
                    continue
                }
                buffer.append(fix)
                guard isOnline, generator.chance(percent: 30) || sequence == 225 else { continue }
                while !buffer.isEmpty {
                    var part = Array(buffer.prefix(20))
                    buffer.removeFirst(part.count)
                    for place in part.indices.reversed() {
                        part.swapAt(place, generator.below(place + 1))
                    }
                    let outcomes = city.send(part, of: runner)
                    let isKept = outcomes.allSatisfy { $0 == .live || $0 == .late }
                    #expect(isKept, "seed \(seed) \(sequence) \(outcomes)")
                }
            }
            let points = try city.order(id).track.points
            #expect(points.count == 225 - buffer.count, "seed \(seed)")
            let isWrong = abs(lagSeconds) > 30
            #expect(points.allSatisfy { $0.clockCorrected == isWrong }, "seed \(seed)")
            for (point, time) in zip(points, truth) {
                #expect((point.fixTime - time).count.magnitude <= 30_000, "seed \(seed)")
            }
        }
    }
}

extension City {
    /// A batch that comes now.
    @discardableResult
    func send(_ fixes: [Fix], of runner: RunnerIndex) -> [FixOutcome] {
        engine.learnClock(from: fixes, of: runner, at: now)
        return Fix.inTakenOrder(fixes).map {
            engine.observe($0, of: runner, at: now, sentLive: false)
        }
    }
}
