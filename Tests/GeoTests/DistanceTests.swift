// Distances and bearings against what is known of the sphere.

import Basics
import Geo
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite("Distances, bearings and destinations")
struct DistanceTests {
    /// The haversine formula as textbooks have it.
    private func textbookMeters(_ a: Coordinate, _ b: Coordinate) -> Double {
        let (north, east) = (
            (b.latitude - a.latitude) * .pi / 180, (b.longitude - a.longitude) * .pi / 180
        )
        let cosines = cos(a.latitude * .pi / 180) * cos(b.latitude * .pi / 180)
        let half = sin(north / 2) * sin(north / 2) + cosines * sin(east / 2) * sin(east / 2)
        return 2 * 6_371_008.8 * atan2(half.squareRoot(), max(0, 1 - half).squareRoot())
    }

    @Test("agrees with the textbook, from both ends alike", arguments: Scatter.allCases)
    func textbook(scatter: Scatter) {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            let (a, b) = (scatter.place(from: &generator), scatter.place(from: &generator))
            let (meters, expected) = (a.distanceMeters(to: b), textbookMeters(a, b))
            // The textbook's subtraction of degrees loses about a micrometre; antipodes lose more.
            let slack = expected > 19_900_000 ? 0.5 : 1e-5 + expected * 1e-9
            #expect(abs(meters - expected) <= slack, "\(a) \(b)")
            #expect(meters == b.distanceMeters(to: a))
            #expect(meters == Ruler(from: a).meters(to: b))
        }
    }

    @Test("known distances")
    func known() {
        let degreeMeters = 6_371_008.8 * Double.pi / 180
        #expect(abs(degrees(0, 0).distanceMeters(to: degrees(1, 0)) - degreeMeters) < 1e-6)
        #expect(abs(degrees(0, 179.5).distanceMeters(to: degrees(0, -179.5)) - degreeMeters) < 1e-6)
        #expect(
            abs(degrees(90, 12).distanceMeters(to: degrees(-90, -77)) - degreeMeters * 180) < 0.2)
        #expect(degrees(10, 180).distanceMeters(to: degrees(10, -180)) == 0)
        #expect(degrees(31, 121).distanceMeters(to: degrees(31, 121)) == 0)
        // One unit of latitude is 11.1 mm.
        let unit = Coordinate(latitudeE7: 1, longitudeE7: 0)
        #expect(abs(degrees(0, 0).distanceMeters(to: unit) - 0.011_119_508) < 1e-9)
    }

    @Test("the squared half chord orders places as their distances do")
    func order() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<300 {
            let ruler = Ruler(from: Scatter.city.place(from: &generator))
            let places = (0..<30).map { _ in Scatter.city.place(from: &generator) }
            let byChord = places.sorted {
                ruler.squaredHalfChord(to: $0) < ruler.squaredHalfChord(to: $1)
            }
            let meters = byChord.map { ruler.meters(to: $0) }
            #expect(zip(meters, meters.dropFirst()).allSatisfy { $0 <= $1 + 1e-6 })
        }
    }

    @Test(
        "bearings to the eight winds",
        arguments: [
            (1.0, 0.0, 0.0), (0, 1, 90), (-1, 0, 180), (0, -1, 270), (0.000_1, 0.000_1, 45),
            (-0.000_1, 0.000_1, 135), (-0.000_1, -0.000_1, 225), (0.000_1, -0.000_1, 315),
        ])
    func winds(north: Double, east: Double, bearing: Double) {
        #expect(abs(degrees(0, 0).bearingDegrees(to: degrees(north, east)) - bearing) < 1e-4)
    }

    @Test("a bearing lies in 0 ..< 360, and leads across the antimeridian")
    func bearingRange() {
        #expect(degrees(5, 5).bearingDegrees(to: degrees(5, 5)) == 0)
        #expect(degrees(0, 179.9).bearingDegrees(to: degrees(0, -179.9)) == 90)
        #expect(degrees(0, -179.9).bearingDegrees(to: degrees(0, 179.9)) == 270)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5_000 {
            let (a, b) = (
                Scatter.corners.place(from: &generator), Scatter.world.place(from: &generator)
            )
            let bearing = a.bearingDegrees(to: b)
            #expect(bearing >= 0 && bearing < 360, "\(a) \(b)")
        }
    }

    @Test("a destination lies at the distance and in the direction asked for", arguments: 0..<500)
    func destinations(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let start = Scatter.allCases[generator.below(3)].place(from: &generator)
        let bearing = generator.fraction() * 360
        let meters = generator.fraction() * (generator.chance(percent: 50) ? 5_000 : 5_000_000)
        let goal = start.destination(bearingDegrees: bearing, distanceMeters: meters)
        #expect(goal.isValid)
        #expect(abs(start.distanceMeters(to: goal) - meters) < 0.02)
        guard meters > 1_000, start.latitude.magnitude < 80 else { return }
        let turned = abs(start.bearingDegrees(to: goal) - bearing)
        #expect(min(turned, 360 - turned) < 0.01)
    }

    @Test("destinations over a pole, across the antimeridian, and none at all")
    func specialDestinations() {
        let degreeMeters = 6_371_008.8 * Double.pi / 180
        let overPole = degrees(89, 10).destination(
            bearingDegrees: 0, distanceMeters: 2 * degreeMeters)
        #expect(overPole == degrees(89, -170))
        let across = degrees(0, 179.5).destination(bearingDegrees: 90, distanceMeters: degreeMeters)
        #expect(across == degrees(0, -179.5))
        #expect(degrees(45, 7).destination(bearingDegrees: 33, distanceMeters: 0) == degrees(45, 7))
    }
}
