// Runners move as fast as their vehicle, neither faster nor slower, and arrive where they set out for.

import Basics
import Geo
import Testing

@testable import City

@Suite struct MotionTests {
    static let origin = Instant(millisecondsSinceEpoch: 1_800_000_000_000)
    static let start = Coordinate(latitudeE7: 312_304_000, longitudeE7: 1_214_737_000)

    @Test func aStretchTakesDistanceOverSpeed() {
        for seed in UInt64(0)..<200 {
            var generator = SeededGenerator(seed: seed)
            let bearing = generator.fraction() * 360
            let meters = 10 + generator.fraction() * 5_000
            let metersPerHour = generator.number(in: 1_000...30_000)
            let goal = Self.start.destination(bearingDegrees: bearing, distanceMeters: meters)
            var motion = Motion(standingAt: Self.start, since: Self.origin)
            motion.head(to: goal, metersPerHour: metersPerHour, at: Self.origin)
            let seconds = Double((motion.arrivesAt - Self.origin).count) / 1_000
            let expected = meters / Double(metersPerHour) * 3_600
            #expect((seconds - expected).magnitude < 0.1, "seed \(seed)")
            #expect(motion.coordinate(at: motion.arrivesAt) == goal, "seed \(seed)")
            #expect(!motion.isMoving(at: motion.arrivesAt), "seed \(seed)")
        }
    }

    @Test func inEveryMomentTheSpeedIsTheVehicles() {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            let goal = Self.start.destination(
                bearingDegrees: generator.fraction() * 360, distanceMeters: 3_000)
            var motion = Motion(standingAt: Self.start, since: Self.origin)
            motion.head(to: goal, metersPerHour: 18_000, at: Self.origin)
            var before = Self.origin
            while before < motion.arrivesAt {
                let after = before + Milliseconds(Int64(generator.number(in: 1...20_000)))
                let gone = motion.coordinate(at: before).distanceMeters(
                    to: motion.coordinate(at: after))
                let time = min(after, motion.arrivesAt) - before
                // A unit of a coordinate is 11 mm.
                #expect((gone - Double(time.count) / 1_000 * 5).magnitude < 0.05, "seed \(seed)")
                before = after
            }
        }
    }

    @Test func looksNeverChangeAnything() {
        var watched = Motion(standingAt: Self.start, since: Self.origin)
        let goal = Self.start.destination(bearingDegrees: 70, distanceMeters: 800)
        watched.head(to: goal, metersPerHour: 15_000, at: Self.origin)
        let unwatched = watched
        for second in 0..<60 { _ = watched.coordinate(at: Self.origin + .seconds(Int64(second))) }
        #expect(watched == unwatched)
    }

    @Test func whoHaltsStaysWhereItWas() {
        var motion = Motion(standingAt: Self.start, since: Self.origin)
        let goal = Self.start.destination(bearingDegrees: 180, distanceMeters: 1_000)
        motion.head(to: goal, metersPerHour: 36_000, at: Self.origin)
        motion.halt(at: Self.origin + .seconds(10))
        let place = motion.coordinate(at: Self.origin + .seconds(500))
        #expect((place.distanceMeters(to: Self.start) - 100).magnitude < 0.05)
        #expect(motion.speedMetersPerSecond(at: Self.origin + .seconds(500)) == 0)
        #expect(motion.headingDegrees(at: Self.origin + .seconds(500)) < 0)
    }
}
