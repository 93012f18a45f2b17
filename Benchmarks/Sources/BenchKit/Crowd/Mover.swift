// Somebody who goes to and fro in a straight line and reports on the way: cheap to move, and never so fast
// that a daemon would take it for a teleport.

internal import Basics
internal import Engine
internal import Geo

/// A runner's made-up way.
struct Mover {
    /// How many steps it goes before it turns back.
    private static let stepsToTurn: Int64 = 300
    /// How fast it goes.
    private static let metersPerSecond = 4.0
    private static let center = Coordinate(latitudeE7: 312_304_000, longitudeE7: 1_214_737_000)
    private static let cityRadiusMeters = 5_000.0

    private(set) var coordinate: Coordinate
    let headingDegrees: Float
    private let stepLatitudeE7: Int32
    private let stepLongitudeE7: Int32
    private var stepCount: Int64 = 0

    /// Somewhere in the city, on the way to anywhere, with so many reports a second.
    init(fixesPerSecond: Double, _ generator: inout SeededGenerator) {
        coordinate = Mover.center.destination(
            bearingDegrees: generator.fraction() * 360,
            distanceMeters: generator.fraction().squareRoot() * Mover.cityRadiusMeters)
        let heading = generator.fraction() * 360
        let next = coordinate.destination(
            bearingDegrees: heading, distanceMeters: Mover.metersPerSecond / fixesPerSecond)
        headingDegrees = Float(heading)
        stepLatitudeE7 = next.latitudeE7 - coordinate.latitudeE7
        stepLongitudeE7 = next.longitudeE7 - coordinate.longitudeE7
    }

    /// Takes the next step and reports it.
    mutating func nextFix(at instant: Instant) -> Fix {
        stepCount += 1
        let direction: Int32 = stepCount / Mover.stepsToTurn % 2 == 1 ? -1 : 1
        coordinate = Coordinate(
            latitudeE7: coordinate.latitudeE7 + direction * stepLatitudeE7,
            longitudeE7: coordinate.longitudeE7 + direction * stepLongitudeE7)
        return Fix(
            coordinate: coordinate, fixTime: instant, sequence: stepCount + 1, accuracyMeters: 6,
            speedMetersPerSecond: Float(Mover.metersPerSecond) + 0.1,
            headingDegrees: headingDegrees)
    }

    /// A place on its way, so many metres ahead.
    func ahead(meters: Double) -> Coordinate {
        coordinate.destination(
            bearingDegrees: Double(headingDegrees), distanceMeters: meters)
    }
}
