// What a map view shows, what a cell owns: a range of latitudes by a range of longitudes.

/// The coordinates between two parallels and two meridians, edges included.
///
/// If `westE7` is greater than `eastE7`, the box crosses the antimeridian. Longitudes 180 and -180
/// are two numbers for one meridian: a box that ends at one of them does not contain the other.
public struct BoundingBox: Hashable, Sendable {
    /// The least latitude in 1e-7 degree.
    public var southE7: Int32
    /// The westernmost longitude in 1e-7 degree.
    public var westE7: Int32
    /// The greatest latitude in 1e-7 degree; not less than `southE7`.
    public var northE7: Int32
    /// The easternmost longitude in 1e-7 degree.
    public var eastE7: Int32

    /// A box in whole units; each must be in range, and the south not north of the north.
    @inlinable
    public init(southE7: Int32, westE7: Int32, northE7: Int32, eastE7: Int32) {
        self.southE7 = southE7
        self.westE7 = westE7
        self.northE7 = northE7
        self.eastE7 = eastE7
    }

    /// A box in degrees; `nil` if a corner is no coordinate or the south lies north of the north.
    public init?(south: Double, west: Double, north: Double, east: Double) {
        guard let southWest = Coordinate(latitude: south, longitude: west),
            let northEast = Coordinate(latitude: north, longitude: east), south <= north
        else { return nil }
        self.init(southWest: southWest, northEast: northEast)
    }

    /// The box between two corners.
    @inlinable
    public init(southWest: Coordinate, northEast: Coordinate) {
        self.init(
            southE7: southWest.latitudeE7, westE7: southWest.longitudeE7,
            northE7: northEast.latitudeE7, eastE7: northEast.longitudeE7)
    }

    /// Every coordinate there is.
    public static let world = BoundingBox(
        southE7: -900_000_000, westE7: -1_800_000_000, northE7: 900_000_000, eastE7: 1_800_000_000)

    /// Whether it reaches across longitude 180.
    @inlinable
    public var crossesAntimeridian: Bool { westE7 > eastE7 }

    /// Whether `place` lies inside or on an edge.
    @inlinable
    public func contains(_ place: Coordinate) -> Bool {
        guard place.latitudeE7 >= southE7, place.latitudeE7 <= northE7 else { return false }
        let (notWest, notEast) = (place.longitudeE7 >= westE7, place.longitudeE7 <= eastE7)
        return crossesAntimeridian ? notWest || notEast : notWest && notEast
    }
}

extension BoundingBox {
    /// A box that holds every place within `radiusMeters`, 0 or more, of `center`, and a hand's
    /// breadth more.
    ///
    /// A circle of angular radius r around latitude φ touches the meridians asin(sin r / cos φ) to
    /// either side (Matuschek, "Finding Points Within a Distance of a Latitude/Longitude Using
    /// Bounding Coordinates"), or all of them once it holds a pole.
    public init(around center: Coordinate, radiusMeters: Double) {
        // The margin (13 cm) swallows rounding errors and joins longitude 180 with -180.
        let angle = min(.pi, radiusMeters / Earth.meanRadiusMeters * (1 + 1e-9) + 2e-8)
        let reach = Int(angle / Earth.radiansPerUnit) + 1
        southE7 = Int32(max(-900_000_000, Int(center.latitudeE7) - reach))
        northE7 = Int32(min(900_000_000, Int(center.latitudeE7) + reach))

        let ratio = Trigonometry.sine(angle) / Trigonometry.cosine(center.latitudeRadians)
        let holdsPole = southE7 == -900_000_000 || northE7 == 900_000_000
        guard !holdsPole, ratio < 1 else {
            (westE7, eastE7) = (BoundingBox.world.westE7, BoundingBox.world.eastE7)
            return
        }
        let sideways = Int(Trigonometry.arcsine(ratio) / Earth.radiansPerUnit) + 2
        westE7 = Int32(Coordinate.wrapped(Int(center.longitudeE7) - sideways))
        eastE7 = Int32(Coordinate.wrapped(Int(center.longitudeE7) + sideways))
    }
}
