// A recording for machines that have none: cabs that wander through a town and take people along. It
// has the density and the speeds of the real ones, so that a replay of it meets the same limits.

public import Basics
internal import Geo

/// Makes recordings from a seed: the same one for the same numbers, on every machine.
public struct TraceMaker: Sendable {
    /// How many cabs there are.
    public var cabCount = 40
    /// How long the recording is.
    public var minutes = 10
    /// What is drawn is drawn from this.
    public var seed: UInt64 = 1
    /// When it begins.
    public var start = Instant(millisecondsSinceEpoch: 1_700_000_000_000)

    /// The defaults.
    public init() {}

    /// The recording.
    public func make() -> Trace {
        var generator = SeededGenerator(seed: seed)
        var points: [TracePoint] = []
        for cab in 0..<cabCount {
            var walk = CabWalk(cab: cab, start: start, generator: generator.split())
            let end = start + .minutes(Int64(minutes))
            while let point = walk.next(before: end) { points.append(point) }
        }
        return Trace(points)
    }
}

/// One cab on its way.
private struct CabWalk {
    private static let center = Coordinate(latitudeE7: 377_749_000, longitudeE7: -1_224_194_000)
    private static let radiusMeters = 6_000.0

    private let cab: Int
    private var generator: SeededGenerator
    private var time: Instant
    private var place: Coordinate
    private var bearingDegrees: Double
    private var isOccupied: Bool
    private var pointsLeft: Int

    init(cab: Int, start: Instant, generator: SeededGenerator) {
        var generator = generator
        self.cab = cab
        time = start + .seconds(Int64(generator.below(30)))
        let away = generator.fraction().squareRoot() * CabWalk.radiusMeters
        place = CabWalk.center.destination(
            bearingDegrees: generator.fraction() * 360, distanceMeters: away)
        bearingDegrees = generator.fraction() * 360
        isOccupied = generator.chance(percent: 40)
        pointsLeft = generator.number(in: 1...12)
        self.generator = generator
    }

    mutating func next(before end: Instant) -> TracePoint? {
        guard time < end else { return nil }
        let point = TracePoint(
            time: time, cab: cab, coordinate: place.roundedAsRecorded, isOccupied: isOccupied)
        drive()
        pointsLeft -= 1
        if pointsLeft == 0 {
            isOccupied.toggle()
            pointsLeft = generator.number(in: isOccupied ? 3...14 : 2...12)
        }
        return point
    }

    private mutating func drive() {
        let seconds = generator.number(in: 10...60)
        time = time + .seconds(Int64(seconds))
        // Now and then a cab waits; else it goes at 3 to 14 m/s, on the whole straight ahead.
        let metersPerSecond =
            generator.chance(percent: 20) ? 0 : Double(generator.number(in: 3...14))
        if place.distanceMeters(to: CabWalk.center) > CabWalk.radiusMeters {
            bearingDegrees = place.bearingDegrees(to: CabWalk.center)
        } else {
            bearingDegrees += generator.fraction() * 90 - 45
        }
        bearingDegrees -= (bearingDegrees / 360).rounded(.down) * 360
        place = place.destination(
            bearingDegrees: bearingDegrees, distanceMeters: metersPerSecond * Double(seconds))
    }
}

extension Coordinate {
    /// The coordinate to the five decimals of a file, so that writing and reading lose nothing.
    fileprivate var roundedAsRecorded: Coordinate {
        Coordinate(latitudeE7: latitudeE7 / 100 * 100, longitudeE7: longitudeE7 / 100 * 100)
    }
}

extension Trace {
    /// A hash of the file's bytes, in hexadecimal: equal recordings have equal ones.
    public var hashText: String {
        var hash = StableHash()
        for byte in text { hash.add(byte) }
        return String(hash.value, radix: 16)
    }
}
