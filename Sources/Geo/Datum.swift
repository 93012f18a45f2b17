// Phones and maps in China speak GCJ-02 or BD-09, which lie some hundred metres off WGS-84. Clients
// say which they speak; inside there is WGS-84 only.

/// What the numbers of a coordinate refer to.
public enum Datum: String, Sendable, CaseIterable {
    /// What satellites say, and the only datum inside.
    case wgs84
    /// The shifted coordinates that law prescribes for maps of mainland China (Amap, Tencent).
    case gcj02
    /// Baidu's: GCJ-02 shifted once more.
    case bd09
}

extension Coordinate {
    /// The same place in the numbers of another datum.
    ///
    /// Where the place lies outside the customary rectangle around China (latitude 0.8293 …
    /// 55.8271, longitude 72.004 … 137.8347 in WGS-84), the three datums are one. The way from
    /// WGS-84 and back errs by less than 0.1 m, except that within 2 km outside the rectangle's
    /// edge a shifted coordinate is taken for a place inside.
    public func converted(from source: Datum, to target: Datum) -> Coordinate {
        guard source != target else { return self }
        let place = DegreePair(latitude: latitude, longitude: longitude).restored(from: source)
        return place.shifted(to: target).coordinate
    }
}

/// A place in degrees, for formulas that need more than a coordinate's seven digits in between.
private struct DegreePair {
    var latitude: Double
    var longitude: Double

    /// The nearest coordinate.
    var coordinate: Coordinate {
        Coordinate(
            latitudeE7: Int32((latitude * 1e7).rounded()),
            longitudeE7: Int32((longitude * 1e7).rounded()))
    }

    /// Whether the place lies in the customary rectangle around China.
    var isShiftedInMaps: Bool { isInRectangle(widenedByDegrees: 0) }

    private func isInRectangle(widenedByDegrees margin: Double) -> Bool {
        latitude >= 0.8293 - margin && latitude <= 55.8271 + margin
            && longitude >= 72.004 - margin && longitude <= 137.8347 + margin
    }

    /// This place of WGS-84 in another datum.
    func shifted(to datum: Datum) -> DegreePair {
        isShiftedInMaps ? shiftedAnywhere(to: datum) : self
    }

    private func shiftedAnywhere(to datum: Datum) -> DegreePair {
        switch datum {
        case .wgs84: self
        case .gcj02: gcj02
        case .bd09: gcj02.bd09
        }
    }

    /// The place of WGS-84 that `shifted` takes here. The shift changes by at most some hundredths
    /// of the way one goes, so each round of correction gains at least one digit and a half.
    func restored(from datum: Datum) -> DegreePair {
        // No shift reaches a tenth of a degree.
        guard datum != .wgs84, isInRectangle(widenedByDegrees: 0.1) else { return self }
        var guess = self
        for _ in 0..<8 {
            let image = guess.shiftedAnywhere(to: datum)
            let (north, east) = (latitude - image.latitude, longitude - image.longitude)
            guess.latitude += north
            guess.longitude += east
            if north.magnitude < 1e-10 && east.magnitude < 1e-10 { break }
        }
        return guess.isShiftedInMaps ? guess : self
    }
}

// MARK: - GCJ-02

extension DegreePair {
    /// The shift as published with the "eviltransform" implementations: waves in metres on the
    /// Krasovsky 1940 ellipsoid, turned into degrees by its radii of curvature.
    fileprivate var gcj02: DegreePair {
        let (semiMajorAxis, eccentricitySquared) = (6_378_245.0, 0.006_693_421_622_965_943_23)
        let radians = latitude * (.pi / 180)
        let sine = Trigonometry.sine(radians)
        let flattening = 1 - eccentricitySquared * sine * sine
        let root = flattening.squareRoot()
        let metersPerRadianNorth = semiMajorAxis * (1 - eccentricitySquared) / (flattening * root)
        let metersPerRadianEast = semiMajorAxis / root * Trigonometry.cosine(radians)
        let (north, east) = metersOfShift
        return DegreePair(
            latitude: latitude + north / metersPerRadianNorth * (180 / .pi),
            longitude: longitude + east / metersPerRadianEast * (180 / .pi))
    }

    private var metersOfShift: (north: Double, east: Double) {
        let (x, y) = (longitude - 105, latitude - 35)
        let root = x.magnitude.squareRoot()
        let ripple = 20 * wave(6 * x) + 20 * wave(2 * x)
        let northWaves =
            ripple + 20 * wave(y) + 40 * wave(y / 3) + 160 * wave(y / 12) + 320 * wave(y / 30)
        let eastWaves =
            ripple + 20 * wave(x) + 40 * wave(x / 3) + 150 * wave(x / 12) + 300 * wave(x / 30)
        let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        return (north + northWaves * (2.0 / 3), east + eastWaves * (2.0 / 3))
    }

    private func wave(_ halfTurns: Double) -> Double {
        Trigonometry.sine(halfTurns * .pi)
    }
}

// MARK: - BD-09

extension DegreePair {
    /// Baidu's shift of a place of GCJ-02: a turn and a stretch around (0, 0), each with a ripple
    /// of 8 1/3 waves per degree, and then a step.
    fileprivate var bd09: DegreePair {
        let ripple = Double.pi * 3_000 / 180
        let length =
            (longitude * longitude + latitude * latitude).squareRoot()
            + 0.000_02 * Trigonometry.sine(latitude * ripple)
        let angle =
            Trigonometry.arctangent(y: latitude, x: longitude)
            + 0.000_003 * Trigonometry.cosine(longitude * ripple)
        return DegreePair(
            latitude: length * Trigonometry.sine(angle) + 0.006,
            longitude: length * Trigonometry.cosine(angle) + 0.0065)
    }
}
