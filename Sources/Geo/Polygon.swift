// A zone's outline. Whoever stands on the line must get the same answer from every machine, and from
// either of two zones that share the line, so all of it is whole numbers and nothing is rounded.

/// An area with straight edges in the plane of longitude and latitude (RFC 7946 §3.1.1), closed by
/// itself: the last vertex is joined to the first. Its edges meet nowhere but at their common
/// vertices, so it has one inside, whichever way round it is given.
///
/// Each edge takes the shorter way round the Earth, so a polygon may lie across the antimeridian;
/// longitudes 180 and -180 are one meridian. A pole is a line of the plane, not a point: what reaches
/// over it is a `Circle`.
public struct Polygon: Hashable, Sendable {
    /// The most vertices that may be given.
    public static let verticesMax = 1_000

    /// The vertices in the order given, 3 … 1,000, none equal to the one before it.
    public let vertices: [Coordinate]
    /// The smallest box around it. One that ends at the antimeridian holds both its spellings.
    public let bounds: BoundingBox

    /// The polygon with these vertices; one that repeats the vertex before it is left out, and so is
    /// a last one that repeats the first.
    ///
    /// O(n log n) for what people draw, O(n²) at worst.
    /// - Throws: what is wrong with them. An edge has the index of the given vertex it starts at.
    public init(_ vertices: [Coordinate]) throws(PolygonError) {
        let ring = try Ring(vertices)
        try ring.checkArea()
        try ring.checkEdges()
        self.vertices = ring.corners.map { vertices[$0.index] }
        bounds = ring.bounds
    }

    /// Whether `place` lies inside, on an edge or on a vertex. Exact; O(1) outside of `bounds`, else
    /// O(vertices).
    public func contains(_ place: Coordinate) -> Bool {
        guard bounds.contains(place) else { return false }
        let point = planePoint(of: place)
        var isInside = false
        var start = planePoint(of: vertices[vertices.count - 1])
        for vertex in vertices {
            let end = planePoint(of: vertex)
            if end == point { return true }
            // Half-open in latitude: a vertex at the point's height counts for one of its edges.
            if (start.north > point.north) != (end.north > point.north) {
                let turn = start.turn(by: end, to: point)
                if turn == 0 { return true }
                if (turn > 0) == (end.north > start.north) { isInside.toggle() }
            } else if start.north == point.north, end.north == point.north,
                (start.east < point.east) != (end.east < point.east)
            {
                return true
            }
            start = end
        }
        return isInside
    }

    /// A place inside `bounds`, or a vertex, counted from the western edge of `bounds`.
    @inline(__always)
    private func planePoint(of place: Coordinate) -> PlanePoint {
        var east = Int(place.longitudeE7) - Int(bounds.westE7)
        // -360 … 360 degrees; the width is less than 360.
        if east < 0 { east += 3_600_000_000 }
        if east == 3_600_000_000 { east = 0 }
        return PlanePoint(east: east, north: Int(place.latitudeE7))
    }
}

/// Why vertices make no polygon.
public enum PolygonError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Fewer than three were given.
    case tooFewVertices(count: Int)
    /// More than `Polygon.verticesMax` were given.
    case tooManyVertices(count: Int)
    /// The vertex of that index is no coordinate.
    case vertexOutOfRange(index: Int)
    /// All vertices lie on one line, or are fewer than three different places.
    case noArea
    /// Two edges share a point that is not their common vertex; each has the index of the vertex it
    /// starts at.
    case edgesMeet(first: Int, second: Int)
    /// It reaches all the way round the Earth, or around a pole.
    case aroundTheEarth

    /// What is wrong, and what would be right.
    public var description: String {
        switch self {
        case .tooFewVertices(let count):
            "\(count) vertices; a polygon has at least 3"
        case .tooManyVertices(let count):
            "\(count) vertices; a polygon has at most \(Polygon.verticesMax)"
        case .vertexOutOfRange(let index):
            "vertex \(index) must have a latitude of -90 … 90 and a longitude of -180 … 180 degrees"
        case .noArea:
            "all vertices lie on one line; a polygon has at least 3 that do not"
        case .edgesMeet(let first, let second):
            "the edge from vertex \(first) meets the edge from vertex \(second); "
                + "edges may share nothing but the vertex between them"
        case .aroundTheEarth:
            "reaches all the way round the Earth; a polygon is less than 360 degrees wide and "
                + "encloses no pole, a circle may"
        }
    }
}
