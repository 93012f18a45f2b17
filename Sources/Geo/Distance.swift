// How far, which way, and where to: on a sphere of the Earth's mean radius, which is within 0.5 %
// of the ellipsoid. Every figure has the same bits on every machine (see Trigonometry.swift).

/// The sphere that stands for the Earth.
public enum Earth {
    /// The mean radius of the WGS-84 ellipsoid (IUGG's R₁).
    @inlinable
    public static var meanRadiusMeters: Double { 6_371_008.8 }

    /// A little more than the greatest distance there is.
    static var halfTurnMeters: Double { meanRadiusMeters * .pi + 1 }

    /// Radians in a coordinate's unit of 1e-7 degree.
    @inlinable
    static var radiansPerUnit: Double { .pi / 1_800_000_000 }
}

/// Measures from one place to many: what depends on the origin alone is computed once.
public struct Ruler: Sendable {
    /// Where it measures from.
    public let origin: Coordinate
    @usableFromInline let cosineOfLatitude: Double

    /// A ruler laid at `origin`.
    @inlinable
    public init(from origin: Coordinate) {
        self.origin = origin
        cosineOfLatitude = Trigonometry.cosine(origin.latitudeRadians)
    }

    /// The great-circle distance to `place`, as `Coordinate.distanceMeters(to:)` gives it, bit for
    /// bit.
    @inlinable
    public func meters(to place: Coordinate) -> Double {
        Ruler.meters(squaredHalfChord: squaredHalfChord(to: place))
    }

    /// The square of half the chord to `place` on a sphere of radius 1 (the haversine), 0 … 1. It
    /// orders places as their distances do, but for the last bits, and costs half as much.
    @inlinable
    public func squaredHalfChord(to place: Coordinate) -> Double {
        let north = Double(Int(place.latitudeE7) - Int(origin.latitudeE7))
        let east = Double(Coordinate.unitsEast(from: origin, to: place))
        let alongMeridian = Trigonometry.sine(north * (Earth.radiansPerUnit / 2))
        let alongParallel = Trigonometry.sine(east * (Earth.radiansPerUnit / 2))
        let cosines = cosineOfLatitude * Trigonometry.cosine(place.latitudeRadians)
        return alongMeridian * alongMeridian + cosines * (alongParallel * alongParallel)
    }

    /// The distance that belongs to the square of half a chord.
    @inlinable
    static func meters(squaredHalfChord: Double) -> Double {
        let rest = max(0, 1 - squaredHalfChord)
        let angle = Trigonometry.arctangent(
            y: squaredHalfChord.squareRoot(), x: rest.squareRoot())
        return 2 * Earth.meanRadiusMeters * angle
    }

    /// A square of half a chord that no place within `meters` exceeds, rounding errors included.
    @inlinable
    static func squaredHalfChordBound(meters: Double) -> Double {
        let halfAngle = meters / (2 * Earth.meanRadiusMeters)
        guard halfAngle < .pi / 2 else { return .infinity }
        let sine = Trigonometry.sine(halfAngle)
        return sine * sine * (1 + 1e-9) + 1e-30
    }
}

extension Coordinate {
    /// The great-circle distance in metres by the haversine formula, within 1e-9 of it relatively;
    /// near the antipode within 0.2 m. The same from both ends, bit for bit.
    @inlinable
    public func distanceMeters(to place: Coordinate) -> Double {
        Ruler(from: self).meters(to: place)
    }

    /// The direction in which the great circle to `place` starts: degrees clockwise from north,
    /// 0 ..< 360; 0 if both are the same place.
    public func bearingDegrees(to place: Coordinate) -> Double {
        let north = Double(Int(place.latitudeE7) - Int(latitudeE7)) * Earth.radiansPerUnit
        let east = Double(Coordinate.unitsEast(from: self, to: place)) * Earth.radiansPerUnit
        let cosine = Trigonometry.cosine(place.latitudeRadians)
        let halfEast = Trigonometry.sine(east / 2)
        // cos φ₁ sin φ₂ − sin φ₁ cos φ₂ cos Δλ, in a form that does not cancel for near places.
        let x =
            Trigonometry.sine(north)
            + 2 * Trigonometry.sine(latitudeRadians) * cosine * halfEast * halfEast
        let radians = Trigonometry.arctangent(y: Trigonometry.sine(east) * cosine, x: x)
        let degrees = radians * (180 / .pi)
        guard degrees < 0 else { return degrees }
        return degrees + 360 < 360 ? degrees + 360 : 0
    }

    /// The place `distanceMeters` away along the great circle that starts at `bearingDegrees`, to
    /// the nearest unit of 1e-7 degree. The bearing may be any within ±10,000,000 degrees, the
    /// distance any within ±10⁹ km.
    public func destination(bearingDegrees: Double, distanceMeters: Double) -> Coordinate {
        let bearing = bearingDegrees * (.pi / 180)
        let angle = distanceMeters / Earth.meanRadiusMeters
        let (sine, cosine) = (Trigonometry.sine(angle), Trigonometry.cosine(angle))
        let sineOfLatitude = Trigonometry.sine(latitudeRadians)
        let cosineOfLatitude = Trigonometry.cosine(latitudeRadians)
        // The goal's components towards the pole, along the start's meridian, and to the east of
        // it.
        let up = sineOfLatitude * cosine + cosineOfLatitude * sine * Trigonometry.cosine(bearing)
        let out = cosineOfLatitude * cosine - sineOfLatitude * sine * Trigonometry.cosine(bearing)
        let east = sine * Trigonometry.sine(bearing)
        let equatorial = (out * out + east * east).squareRoot()
        return Coordinate(
            latitudeRadians: Trigonometry.arctangent(y: up, x: equatorial),
            longitudeRadians: longitudeRadians + Trigonometry.arctangent(y: east, x: out))
    }

    /// The nearest whole units; the latitude must lie within ±π/2, the longitude within ±2π.
    init(latitudeRadians: Double, longitudeRadians: Double) {
        let latitude = (latitudeRadians / Earth.radiansPerUnit).rounded()
        let longitude = Int((longitudeRadians / Earth.radiansPerUnit).rounded())
        self.init(
            latitudeE7: Int32(max(-900_000_000, min(900_000_000, latitude))),
            longitudeE7: Int32(Coordinate.wrapped(longitude)))
    }

    @inlinable
    var latitudeRadians: Double { Double(latitudeE7) * Earth.radiansPerUnit }
    @inlinable
    var longitudeRadians: Double { Double(longitudeE7) * Earth.radiansPerUnit }

    /// The shorter way east from one meridian to another in units of 1e-7 degree; west is negative.
    @inlinable
    static func unitsEast(from start: Coordinate, to end: Coordinate) -> Int {
        wrapped(Int(end.longitudeE7) - Int(start.longitudeE7))
    }

    /// The same longitude within ±180 degrees; `units` must lie within ±540.
    @inlinable
    static func wrapped(_ units: Int) -> Int {
        if units > 1_800_000_000 { return units - 3_600_000_000 }
        if units < -1_800_000_000 { return units + 3_600_000_000 }
        return units
    }
}
