// Places for the tests: anywhere, in a city, around the poles and the antimeridian, and on the very
// edges, where mistakes live.

import Basics
import Geo

/// A kind of scatter that the property tests draw places from.
enum Scatter: CaseIterable {
    case world, city, clusters, northPole, southPole, antimeridian, corners

    /// A place of this scatter.
    func place(from generator: inout SeededGenerator) -> Coordinate {
        switch self {
        case .world:
            return Coordinate(
                latitudeE7: Int32(generator.number(in: -900_000_000...900_000_000)),
                longitudeE7: Int32(generator.number(in: -1_800_000_000...1_800_000_000)))
        case .city: return around(312_000_000, 1_215_000_000, by: 2_000_000, &generator)
        case .clusters:
            let cluster = generator.below(5)
            let center = (312_000_000 + cluster * 700_001, 1_215_000_000 - cluster * 900_001)
            return around(center.0, center.1, by: 1 << generator.below(20), &generator)
        case .northPole: return around(899_950_000, 0, by: 50_000, &generator, anyLongitude: true)
        case .southPole: return around(-899_950_000, 0, by: 50_000, &generator, anyLongitude: true)
        case .antimeridian: return around(-178_000_000, 1_800_000_000, by: 500_000, &generator)
        case .corners:
            let latitudes: [Int32] = [
                -900_000_000, -899_999_999, -1, 0, 1, 899_999_999, 900_000_000,
            ]
            let longitudes: [Int32] = [
                -1_800_000_000, -1_799_999_999, -900_000_000, -1, 0, 1, 900_000_000, 1_799_999_999,
                1_800_000_000,
            ]
            return Coordinate(
                latitudeE7: latitudes[generator.below(latitudes.count)],
                longitudeE7: longitudes[generator.below(longitudes.count)])
        }
    }

    private func around(
        _ latitude: Int, _ longitude: Int, by spread: Int, _ generator: inout SeededGenerator,
        anyLongitude: Bool = false
    ) -> Coordinate {
        let sideways = anyLongitude ? 1_800_000_000 : spread
        var east = longitude + generator.number(in: -sideways...sideways)
        if east > 1_800_000_000 { east -= 3_600_000_000 }
        return Coordinate(
            latitudeE7: Int32(latitude + generator.number(in: -spread...spread)),
            longitudeE7: Int32(east))
    }
}

/// A coordinate in degrees for tests that write them out.
func degrees(_ latitude: Double, _ longitude: Double) -> Coordinate {
    Coordinate(
        latitudeE7: Int32((latitude * 1e7).rounded()),
        longitudeE7: Int32((longitude * 1e7).rounded()))
}
