// Where things are in a made-up city: shops crowd around a few hot spots, homes lie everywhere, and
// whoever has nothing to do waits where the shops are.

public import Basics
public import Geo

/// The places of a city.
public struct CityMap: Sendable {
    /// The middle.
    public let center: Coordinate
    /// Nothing lies farther from the middle.
    public let radiusMeters: Double
    /// Where shops are, the busiest first.
    public let hotSpots: [Coordinate]
    /// How far around a hot spot its shops lie.
    public static let hotSpotRadiusMeters = 250.0

    /// The city that `seed` draws around `center`.
    public init(center: Coordinate, radiusMeters: Double, hotSpotCount: Int, seed: UInt64) {
        precondition(hotSpotCount > 0, "a city has a place to be at")
        self.center = center
        self.radiusMeters = radiusMeters
        var generator = SeededGenerator(seed: seed)
        var spots: [Coordinate] = []
        let reach = max(0, radiusMeters - CityMap.hotSpotRadiusMeters)
        for _ in 0..<hotSpotCount {
            spots.append(CityMap.place(around: center, within: reach, &generator))
        }
        hotSpots = spots
    }

    /// A shop. Each hot spot is half as busy again as the one after it.
    public func shop(_ generator: inout SeededGenerator) -> Coordinate {
        CityMap.place(
            around: hotSpot(&generator), within: CityMap.hotSpotRadiusMeters, &generator)
    }

    /// A home, anywhere.
    public func home(_ generator: inout SeededGenerator) -> Coordinate {
        CityMap.place(around: center, within: radiusMeters, &generator)
    }

    /// A home at most `rangeMeters` from a shop, so that a bicycle gets there while the food is warm.
    public func home(
        near shop: Coordinate, rangeMeters: Double, _ generator: inout SeededGenerator
    ) -> Coordinate {
        for _ in 0..<8 {
            let home = home(&generator)
            if home.distanceMeters(to: shop) <= rangeMeters { return home }
        }
        return CityMap.place(around: shop, within: rangeMeters, &generator)
    }

    /// Where a runner without an order goes next.
    public func waitingPlace(
        near place: Coordinate, _ generator: inout SeededGenerator
    ) -> Coordinate {
        let spots = (0..<3).map { _ in hotSpot(&generator) }
        let nearest = spots.min {
            $0.distanceMeters(to: place) < $1.distanceMeters(to: place)
        }
        return CityMap.place(
            around: nearest ?? center, within: 2 * CityMap.hotSpotRadiusMeters, &generator)
    }

    private func hotSpot(_ generator: inout SeededGenerator) -> Coordinate {
        for spot in hotSpots where generator.chance(percent: 33) { return spot }
        return hotSpots[generator.below(hotSpots.count)]
    }

    /// A place in a disc, all equally likely.
    static func place(
        around middle: Coordinate, within radiusMeters: Double, _ generator: inout SeededGenerator
    ) -> Coordinate {
        let bearing = generator.fraction() * 360
        let meters = generator.fraction().squareRoot() * radiusMeters
        return middle.destination(bearingDegrees: bearing, distanceMeters: meters)
    }
}
