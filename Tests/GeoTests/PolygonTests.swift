// Polygons against other ways to say the same: every point of a small lattice against the triangles
// a star falls into, and the same outline turned, mirrored and carried across the antimeridian.

import Basics
import Geo
import Testing

/// A point of the lattice, in whole units.
private struct Point: Hashable {
    var east: Int
    var north: Int

    /// The coordinate `origin` away, across the antimeridian if need be.
    func coordinate(from origin: Point = Point(east: 0, north: 0)) -> Coordinate {
        var east = origin.east + east
        if east > 1_800_000_000 { east -= 3_600_000_000 }
        if east < -1_800_000_000 { east += 3_600_000_000 }
        return Coordinate(latitudeE7: Int32(origin.north + north), longitudeE7: Int32(east))
    }
}

/// Twice the signed area of a triangle.
private func doubleArea(_ a: Point, _ b: Point, _ c: Point) -> Int {
    (b.east - a.east) * (c.north - a.north) - (b.north - a.north) * (c.east - a.east)
}

/// Whether `point` lies in a triangle given anticlockwise, edges included.
private func isIn(_ point: Point, _ a: Point, _ b: Point, _ c: Point) -> Bool {
    doubleArea(a, b, point) >= 0 && doubleArea(b, c, point) >= 0 && doubleArea(c, a, point) >= 0
}

/// A polygon every corner of which is seen from the lattice's middle.
private struct Star {
    var corners: [Point] = []

    /// Corners at rising angles, the next at most a half-turn less a bit further on.
    init(_ generator: inout SeededGenerator) {
        let rim = [
            Point(east: 9, north: 0), Point(east: 9, north: 9), Point(east: 0, north: 9),
            Point(east: -9, north: 9), Point(east: -9, north: 0), Point(east: -9, north: -9),
            Point(east: 0, north: -9), Point(east: 9, north: -9),
        ]
        for (index, direction) in rim.enumerated() {
            guard index % 2 == 0 || generator.chance(percent: 70) else { continue }
            let length = generator.number(in: 1...9)
            let corner = Point(
                east: direction.east / 9 * length, north: direction.north / 9 * length)
            corners.append(corner)
        }
    }

    func contains(_ point: Point) -> Bool {
        corners.indices.contains { index in
            let next = corners[(index + 1) % corners.count]
            return isIn(point, Point(east: 0, north: 0), corners[index], next)
        }
    }
}

private let lattice = (-10...10).flatMap { east in
    (-10...10).map { Point(east: east, north: $0) }
}

private let origins = [
    Point(east: 0, north: 0), Point(east: 1_215_000_000, north: 312_000_000),
    Point(east: 1_800_000_000, north: -178_000_000),
    Point(east: -1_800_000_000, north: 3), Point(east: 1_799_999_991, north: 899_999_990),
    Point(east: -1_799_999_991, north: -899_999_990),
]

@Suite struct PolygonTests {
    @Test func holdsWhatItsTrianglesHold() throws {
        for seed in 0..<150 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let star = Star(&generator)
            let origin = origins[seed % origins.count]
            var vertices = star.corners.map { $0.coordinate(from: origin) }
            if generator.chance(percent: 50) { vertices.reverse() }
            let turned = generator.below(vertices.count)
            vertices = Array(vertices[turned...] + vertices[..<turned])
            let polygon = try Polygon(vertices)
            let wrong = lattice.filter {
                polygon.contains($0.coordinate(from: origin)) != star.contains($0)
            }
            #expect(wrong == [], "seed \(seed), corners \(star.corners) at \(origin)")
        }
    }

    @Test func everyPointOfEveryEdgeIsInside() throws {
        for seed in 0..<60 {
            var generator = SeededGenerator(seed: UInt64(1_000 + seed))
            let triangle = (0..<3).map { _ in
                Point(
                    east: generator.number(in: -400_000_000...400_000_000) * 2,
                    north: generator.number(in: -400_000_000...400_000_000) * 2)
            }
            let (a, b, c) = (triangle[0], triangle[1], triangle[2])
            guard doubleArea(a, b, c) != 0 else { continue }
            let polygon = try Polygon(triangle.map { $0.coordinate() })
            for (start, end) in [(a, b), (b, c), (c, a)] {
                let middle = Point(
                    east: (start.east + end.east) / 2, north: (start.north + end.north) / 2)
                #expect(polygon.contains(start.coordinate()), "seed \(seed)")
                #expect(polygon.contains(middle.coordinate()), "seed \(seed)")
            }
        }
    }

    @Test func aHairBesideALongEdgeIsDecidedExactly() throws {
        // One unit below its end, the edge passes 1e-9 of a unit west of the longitude
        // 1,799,999,997: a product of doubles would put that place on the edge.
        let polygon = try Polygon([
            Point(east: 0, north: 0).coordinate(),
            Point(east: 1_799_999_999, north: 899_999_999).coordinate(),
            Point(east: 0, north: 899_999_999).coordinate(),
        ])
        #expect(polygon.contains(Point(east: 1_799_999_996, north: 899_999_998).coordinate()))
        #expect(!polygon.contains(Point(east: 1_799_999_997, north: 899_999_998).coordinate()))
        #expect(polygon.contains(Point(east: 2, north: 1).coordinate()))
        #expect(!polygon.contains(Point(east: 3, north: 1).coordinate()))
    }

    @Test func reachesAlmostRoundTheWorld() throws {
        let polygon = try Polygon([
            degrees(-90, -179), degrees(-90, 0), degrees(-90, 180), degrees(90, 180),
            degrees(90, 0), degrees(90, -179),
        ])
        let (south, north) = (degrees(-90, 12), degrees(90, 180))
        #expect(polygon.contains(south) && polygon.contains(north))
        #expect(polygon.contains(degrees(0, -180)) && polygon.contains(degrees(0, 180)))
        #expect(polygon.contains(degrees(45, -179)) && polygon.contains(degrees(45, 170)))
        #expect(!polygon.contains(degrees(0, -179.5)))
    }

    @Test(arguments: [180.0, -180.0])
    func bothSpellingsOfTheAntimeridianAreOnePlace(longitude: Double) throws {
        let west = try Polygon([degrees(0, 170), degrees(0, longitude), degrees(9, longitude)])
        let east = try Polygon([degrees(0, longitude), degrees(0, -170), degrees(9, longitude)])
        for spelling in [180.0, -180.0] {
            #expect(west.contains(degrees(5, spelling)) && east.contains(degrees(5, spelling)))
            #expect(!west.contains(degrees(9.1, spelling)))
            #expect(!east.contains(degrees(-0.1, spelling)))
        }
        #expect(west.contains(degrees(1, 179)) && !west.contains(degrees(1, -179)))
        #expect(east.contains(degrees(1, -179)) && !east.contains(degrees(1, 179)))
        #expect(east.bounds.westE7 == 1_800_000_000 && west.bounds.eastE7 == -1_800_000_000)
    }

    @Test func itsBoxIsTheSmallest() throws {
        let polygon = try Polygon([degrees(31.2, 121.4), degrees(31.3, 121.5), degrees(31, 121.6)])
        #expect(
            polygon.bounds == BoundingBox(south: 31, west: 121.4, north: 31.3, east: 121.6))
        let across = try Polygon([degrees(1, 179), degrees(-2, -178), degrees(3, -179)])
        #expect(across.bounds == BoundingBox(south: -2, west: 179, north: 3, east: -178))
    }

    @Test func aVertexThatRepeatsTheOneBeforeIsLeftOut() throws {
        let plain = try Polygon([degrees(0, 0), degrees(0, 180), degrees(9, 90)])
        let closed = try Polygon([
            degrees(0, 0), degrees(0, 0), degrees(0, 180), degrees(0, -180), degrees(9, 90),
            degrees(0, 0),
        ])
        #expect(closed == plain)
        #expect(closed.vertices.count == 3)
    }
}
