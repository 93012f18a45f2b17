// Where something is. Whole units of 1e-7 degree (11 mm at the equator) compare, hash and travel
// through the journal exactly, which doubles do not.

/// A place on Earth in WGS-84, in whole units of 1e-7 degree.
public struct Coordinate: Hashable, Sendable {
    /// Latitude in 1e-7 degree, -900,000,000 … 900,000,000.
    public var latitudeE7: Int32
    /// Longitude in 1e-7 degree, -1,800,000,000 … 1,800,000,000.
    public var longitudeE7: Int32

    /// A coordinate from whole units; both must be in range.
    @inlinable
    public init(latitudeE7: Int32, longitudeE7: Int32) {
        self.latitudeE7 = latitudeE7
        self.longitudeE7 = longitudeE7
    }

    /// The unit nearest to the degrees given; `nil` outside -90 … 90 or -180 … 180, or if not
    /// finite.
    @inlinable
    public init?(latitude: Double, longitude: Double) {
        guard latitude.magnitude <= 90, longitude.magnitude <= 180 else { return nil }
        latitudeE7 = Int32((latitude * 1e7).rounded())
        longitudeE7 = Int32((longitude * 1e7).rounded())
    }

    /// Latitude in degrees.
    @inlinable
    public var latitude: Double { Double(latitudeE7) / 1e7 }
    /// Longitude in degrees.
    @inlinable
    public var longitude: Double { Double(longitudeE7) / 1e7 }

    /// Whether both lie in range, as they must.
    @inlinable
    public var isValid: Bool {
        latitudeE7.magnitude <= 900_000_000 && longitudeE7.magnitude <= 1_800_000_000
    }
}
