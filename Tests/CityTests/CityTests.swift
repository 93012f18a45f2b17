// A city as its carrier sees it: numbered lines, each named when it has something to say, and the same
// from the same seed.

import Basics
import Engine
import Testing

@testable import City

@Suite struct CityTests {
    private static let origin = MotionTests.origin

    private func makeCity(seed: UInt64) -> City {
        var plan = CityPlan()
        plan.seed = seed
        plan.runnerCount = 5
        plan.customerCount = 3
        plan.dispatcherCount = 1
        plan.ordersPerHour = 600
        return City(plan: plan, at: Self.origin) { $1.name + "." + $0 }
    }

    /// What a carrier without a daemon sees in ten minutes: every wish and every byte.
    private func trace(_ city: City) -> [String] {
        var city = city
        var lines: [String] = []
        var touched: [Int] = []
        var now = Self.origin
        while now < Self.origin + .minutes(10) {
            city.advance(to: now)
            touched.removeAll()
            city.takeTouched(into: &touched)
            for line in touched {
                var bytes: [UInt8] = []
                city.takeOutput(of: line, into: &bytes)
                lines.append("\(now) \(line) \(city.wish(of: line)) \(bytes)")
                switch city.wish(of: line) {
                case .connect where line % 2 == 0: city.opened(line, at: now)
                case .connect, .disconnect: city.closed(line, at: now)
                case .nothing: break
                }
            }
            now = max(now + Milliseconds(1), min(city.nextDeadline, now + .seconds(30)))
        }
        return lines
    }

    @Test func theSameSeedGivesTheSameCity() {
        let first = trace(makeCity(seed: 4))
        #expect(first.count > 20)
        #expect(first == trace(makeCity(seed: 4)))
        #expect(first != trace(makeCity(seed: 5)))
    }

    @Test func linesAreNumberedAppByApp() {
        let city = makeCity(seed: 1)
        #expect(city.lineCount == 5 + 2 * 3 + 2 + 1)
        for runner in 0..<5 { #expect(city.wish(of: runner) == .connect) }
        // Customers have nothing to ask before their first order; the office registers at once.
        for line in 5..<11 { #expect(city.wish(of: line) == .nothing) }
        #expect(city.wish(of: 13) == .connect)
        #expect(!city.isStaffed)
    }

    @Test func aTouchedLineIsNamedOnce() {
        var city = makeCity(seed: 1)
        var touched: [Int] = []
        city.takeTouched(into: &touched)
        #expect(touched.sorted() == [0, 1, 2, 3, 4, 12, 13])
        touched = []
        city.takeTouched(into: &touched)
        #expect(touched.isEmpty)
    }

    @Test func deadlinesAlwaysMoveOn() {
        var city = makeCity(seed: 9)
        for _ in 0..<2_000 {
            let deadline = city.nextDeadline
            city.advance(to: deadline)
            #expect(city.nextDeadline > deadline)
        }
    }

    @Test func statisticsAddUp() {
        var (first, second) = (CityStatistics(), CityStatistics())
        first.ordersPlaced = 3
        first.ordersDelivered = 1
        first.count(.rateLimited)
        second.ordersPlaced = 4
        second.ordersCancelled = 2
        second.count(.rateLimited)
        second.violations.append(Violation(.poolBroken, at: Self.origin, "x"))
        first.merge(second)
        #expect(first.ordersPlaced == 7)
        #expect(first.ordersOpen == 4)
        #expect(first.refusals(.rateLimited) == 2)
        #expect(first.violations.count == 1)
    }

    @Test func violationsAreCountedBeyondThoseThatAreKept() {
        var list = ViolationList()
        for number in 0...ViolationList.keptMax {
            list.append(Violation(.sequenceGap, at: Self.origin, "\(number)"))
        }
        #expect(list.count == ViolationList.keptMax + 1)
        #expect(list.first.count == ViolationList.keptMax)
        var other = list
        other.merge(list)
        #expect(other.count == 2 * list.count)
        #expect(other.first == list.first)
    }
}
