// The shapes a zone may have. Both answer one question, and each has a box that answers it for almost
// every place on Earth at once.

/// All places within a distance of a centre.
public struct Circle: Hashable, Sendable {
    /// The centre.
    public let center: Coordinate
    /// The radius along the ground in metres, above 0.
    public let radiusMeters: Double
    /// A box around it, a hand's breadth wider than need be.
    public let bounds: BoundingBox

    /// A circle; `nil` unless `center` is a coordinate and `radiusMeters` finite and above 0.
    public init?(center: Coordinate, radiusMeters: Double) {
        guard center.isValid, radiusMeters.isFinite, radiusMeters > 0 else { return nil }
        self.center = center
        self.radiusMeters = radiusMeters
        bounds = BoundingBox(around: center, radiusMeters: radiusMeters)
    }

    /// Whether `place` is at most `radiusMeters` away, as `Coordinate.distanceMeters(to:)` measures.
    public func contains(_ place: Coordinate) -> Bool {
        bounds.contains(place) && center.distanceMeters(to: place) <= radiusMeters
    }
}

/// A part of the Earth's surface.
public enum Area: Hashable, Sendable {
    /// What lies within an outline.
    case polygon(Polygon)
    /// What lies within a distance.
    case circle(Circle)

    /// Whether `place` lies inside or on the edge.
    public func contains(_ place: Coordinate) -> Bool {
        switch self {
        case .polygon(let polygon): polygon.contains(place)
        case .circle(let circle): circle.contains(place)
        }
    }

    /// A box that holds all of it.
    public var bounds: BoundingBox {
        switch self {
        case .polygon(let polygon): polygon.bounds
        case .circle(let circle): circle.bounds
        }
    }
}
