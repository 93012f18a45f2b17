// Longitude and latitude as a plane of whole units, in which zones have straight edges. Which side of
// an edge a point lies on is decided exactly: products are compared and never subtracted, so that
// none leaves 64 bits.

/// A point of the plane whose axes are longitude and latitude in 1e-7 degree (RFC 7946 §3.1.1 draws
/// lines in the same plane). East may run beyond 180 degrees.
struct PlanePoint: Hashable {
    var east: Int
    var north: Int

    /// Which way one turns at `end`, coming from here, to reach `point`: 1 left, -1 right, 0 if all
    /// three lie on one line.
    ///
    /// Exact while `end` is at most 180 degrees away on either axis and `point` less than 360: the
    /// greatest product is 6.48e18, an Int64 holds 9.22e18, but not the difference of two of them.
    @inline(__always)
    func turn(by end: PlanePoint, to point: PlanePoint) -> Int {
        let left = (end.east - east) * (point.north - north)
        let right = (end.north - north) * (point.east - east)
        return left > right ? 1 : (left < right ? -1 : 0)
    }
}

/// A straight edge between two points, ends included.
struct PlaneEdge {
    var start: PlanePoint
    var end: PlanePoint

    var south: Int { min(start.north, end.north) }
    var north: Int { max(start.north, end.north) }

    /// Whether the edges share a point.
    func meets(_ other: PlaneEdge) -> Bool {
        guard overlapsBox(of: other) else { return false }
        let (a, b) = (turn(to: other.start), turn(to: other.end))
        let (c, d) = (other.turn(to: start), other.turn(to: end))
        // On one line, boxes that overlap are edges that do.
        return a * b <= 0 && c * d <= 0
    }

    /// Whether `next`, which begins where this edge ends, runs back over it.
    func isRetraced(by next: PlaneEdge) -> Bool {
        guard turn(to: next.end) == 0 else { return false }
        let along = (end.east - start.east) * (next.end.east - next.start.east)
        let up = (end.north - start.north) * (next.end.north - next.start.north)
        return along + up < 0
    }

    private func turn(to point: PlanePoint) -> Int { start.turn(by: end, to: point) }

    private func overlapsBox(of other: PlaneEdge) -> Bool {
        south <= other.north && other.south <= north
            && min(start.east, end.east) <= max(other.start.east, other.end.east)
            && min(other.start.east, other.end.east) <= max(start.east, end.east)
    }
}
