// What must be true of vertices before they are a polygon, checked once, so that nobody who holds a
// polygon need ask.

/// Vertices unrolled into the plane, each the shorter way from the one before.
struct Ring {
    /// A vertex and where it stood among those given.
    struct Corner {
        var point: PlanePoint
        var index: Int
    }

    /// At least one; none equal to the one before it or, for the first, to the last.
    private(set) var corners: [Corner] = []

    init(_ vertices: [Coordinate]) throws(PolygonError) {
        guard vertices.count >= 3 else { throw .tooFewVertices(count: vertices.count) }
        guard vertices.count <= Polygon.verticesMax else {
            throw .tooManyVertices(count: vertices.count)
        }
        if let index = vertices.firstIndex(where: { !$0.isValid }) {
            throw .vertexOutOfRange(index: index)
        }
        var east = Int(vertices[0].longitudeE7)
        for (index, vertex) in vertices.enumerated() {
            if index > 0 { east += Coordinate.unitsEast(from: vertices[index - 1], to: vertex) }
            let point = PlanePoint(east: east, north: Int(vertex.latitudeE7))
            if corners.last?.point != point { corners.append(Corner(point: point, index: index)) }
        }
        let home = east + Coordinate.unitsEast(from: vertices[vertices.count - 1], to: vertices[0])
        guard home == corners[0].point.east, eastMost - westMost < 3_600_000_000 else {
            throw .aroundTheEarth
        }
        if corners.count > 1, corners[corners.count - 1].point == corners[0].point {
            corners.removeLast()
        }
    }

    private var westMost: Int { corners.reduce(.max) { min($0, $1.point.east) } }
    private var eastMost: Int { corners.reduce(.min) { max($0, $1.point.east) } }

    /// The box around the corners. -180 at its west and 180 at its east are spelled the other way
    /// round: a box that crosses the antimeridian holds both spellings.
    var bounds: BoundingBox {
        let (west, east) = (Coordinate.wrapped(westMost), Coordinate.wrapped(eastMost))
        let latitudes = corners.map(\.point.north)
        return BoundingBox(
            southE7: Int32(latitudes.reduce(.max, min)),
            westE7: Int32(west == -1_800_000_000 ? 1_800_000_000 : west),
            northE7: Int32(latitudes.reduce(.min, max)),
            eastE7: Int32(east == 1_800_000_000 ? -1_800_000_000 : east))
    }

    /// Refuses corners that lie on one line.
    func checkArea() throws(PolygonError) {
        guard corners.count >= 3 else { throw .noArea }
        let (first, second) = (corners[0].point, corners[1].point)
        guard corners.contains(where: { first.turn(by: second, to: $0.point) != 0 }) else {
            throw .noArea
        }
    }

    /// Refuses edges that meet where they should not; names the first pair, in the order of indices.
    func checkEdges() throws(PolygonError) {
        let edges = corners.indices.map(edge)
        // From south to north: each is compared only with those that begin below its northern end.
        let order = edges.indices.sorted { (edges[$0].south, $0) < (edges[$1].south, $1) }
        var found: (first: Int, second: Int)?
        for (place, one) in order.enumerated() {
            for other in order[(place + 1)...] {
                guard edges[other].south <= edges[one].north else { break }
                let pair = (first: min(one, other), second: max(one, other))
                if let found, found <= pair { continue }
                if collide(pair.first, pair.second, among: edges) { found = pair }
            }
        }
        guard let found else { return }
        throw .edgesMeet(first: corners[found.first].index, second: corners[found.second].index)
    }

    private func edge(_ index: Int) -> PlaneEdge {
        PlaneEdge(
            start: corners[index].point, end: corners[(index + 1) % corners.count].point)
    }

    /// Whether two edges share more than the vertex between them, if there is one.
    private func collide(_ first: Int, _ second: Int, among edges: [PlaneEdge]) -> Bool {
        if second == first + 1 { return edges[first].isRetraced(by: edges[second]) }
        if first == 0, second == edges.count - 1 {
            return edges[second].isRetraced(by: edges[first])
        }
        return edges[first].meets(edges[second])
    }
}
