// What is no polygon, and why: each reason at its border, and crossing edges against a search that
// looks at every pair.

import Basics
import Geo
import Testing

/// The error of these vertices, given in degrees (latitude, longitude).
private func refusal(_ vertices: [(Double, Double)]) -> PolygonError? {
    refusal(vertices.map { degrees($0.0, $0.1) })
}

private func refusal(_ vertices: [Coordinate]) -> PolygonError? {
    do {
        _ = try Polygon(vertices)
        return nil
    } catch {
        return error
    }
}

/// Corners of a circle of units, all different.
private func round(_ count: Int) -> [Coordinate] {
    (0..<count).map {
        degrees(31, 121).destination(
            bearingDegrees: 360 * Double($0) / Double(count), distanceMeters: 5_000)
    }
}

@Suite struct PolygonErrorTests {
    @Test func hasThreeToAThousandVertices() {
        #expect(refusal([Coordinate]()) == .tooFewVertices(count: 0))
        #expect(refusal(round(2)) == .tooFewVertices(count: 2))
        #expect(refusal(round(3)) == nil)
        #expect(refusal(round(1_000)) == nil)
        #expect(refusal(round(1_001)) == .tooManyVertices(count: 1_001))
    }

    @Test func everyVertexIsACoordinate() {
        let beyond = Coordinate(latitudeE7: 900_000_001, longitudeE7: 0)
        #expect(
            refusal([degrees(0, 0), degrees(1, 0), beyond]) == .vertexOutOfRange(index: 2))
        #expect(refusal([degrees(0, 0), degrees(0, 1), degrees(90, 0)]) == nil)
    }

    @Test func somethingMustBeInside() {
        #expect(refusal([(1, 1), (1, 1), (1, 1)]) == .noArea)
        #expect(refusal([(1, 1), (2, 2), (1, 1)]) == .noArea)
        #expect(refusal([(1, 1), (2, 2), (3, 3), (2, 2)]) == .noArea)
        #expect(refusal([(1, 170), (1, -170), (1, 179)]) == .noArea)
        let thin = [
            Coordinate(latitudeE7: 0, longitudeE7: 0),
            Coordinate(latitudeE7: 0, longitudeE7: 1_000_000_000),
            Coordinate(latitudeE7: 1, longitudeE7: 500_000_000),
        ]
        #expect(refusal(thin) == nil)
    }

    @Test func noEdgeMeetsAnother() {
        // A bow-tie; a corner on an edge; a corner on a corner; a spike; a spike at the closing
        // edge; a bow-tie across the antimeridian.
        #expect(
            refusal([(0, 0), (2, 2), (2, 0), (0, 2)]) == .edgesMeet(first: 0, second: 2))
        #expect(
            refusal([(0, 0), (0, 4), (4, 4), (0, 2), (4, 0)]) == .edgesMeet(first: 0, second: 2))
        #expect(
            refusal([(0, 0), (0, 4), (2, 2), (4, 4), (4, 0), (2, 2)])
                == .edgesMeet(first: 1, second: 4))
        #expect(
            refusal([(0, 0), (0, 4), (0, 2), (3, 2)]) == .edgesMeet(first: 0, second: 1))
        #expect(
            refusal([(0, 2), (0, 0), (3, 0), (0, 2), (0, 3)]) == .edgesMeet(first: 0, second: 2))
        #expect(
            refusal([(0, 0), (4, 0), (4, 4), (0, -2)]) == .edgesMeet(first: 0, second: 2))
        #expect(
            refusal([(0, 2), (3, 3), (0, 6), (0, 8)]) == .edgesMeet(first: 1, second: 3))
        #expect(
            refusal([(0, 4), (0, 2), (3, 3), (0, 0)]) == .edgesMeet(first: 0, second: 3))
        #expect(
            refusal([(0, 179), (2, -179), (2, 179), (0, -179)])
                == .edgesMeet(first: 0, second: 2))
    }

    @Test func edgesAreNamedAsTheVerticesWereGiven() {
        let given: [(Double, Double)] = [(0, 0), (0, 0), (2, 2), (2, 2), (2, 0), (0, 2), (0, 0)]
        #expect(refusal(given) == .edgesMeet(first: 0, second: 4))
    }

    @Test func staysOnItsSideOfTheEarth() {
        #expect(refusal([(80, 0), (80, 120), (80, -120)]) == .aroundTheEarth)
        func band(from west: Double) -> [(Double, Double)] {
            let longitudes = [west, -60, 60, 180]
            return longitudes.map { (0, $0) } + longitudes.reversed().map { (9, $0) }
        }
        #expect(refusal(band(from: -180)) == .aroundTheEarth)
        #expect(refusal(band(from: -179.9999999)) == nil)
    }

    @Test func theMessageSaysWhatWouldBeRight() {
        let messages: [(PolygonError, String)] = [
            (.tooFewVertices(count: 2), "2 vertices; a polygon has at least 3"),
            (.tooManyVertices(count: 1_001), "1001 vertices; a polygon has at most 1000"),
            (.noArea, "all vertices lie on one line; a polygon has at least 3 that do not"),
            (
                .edgesMeet(first: 1, second: 4),
                "the edge from vertex 1 meets the edge from vertex 4; edges may share nothing but "
                    + "the vertex between them"
            ),
        ]
        for (error, text) in messages { #expect(error.description == text) }
    }
}

/// An edge so short that its products are small.
private struct SmallEdge {
    var start: (x: Int, y: Int)
    var end: (x: Int, y: Int)

    /// Whether the edges share a point: by Cramer's rule, or by projection if they are parallel.
    func meets(_ other: SmallEdge) -> Bool {
        let (ux, uy) = (end.x - start.x, end.y - start.y)
        let (vx, vy) = (other.end.x - other.start.x, other.end.y - other.start.y)
        let (wx, wy) = (other.start.x - start.x, other.start.y - start.y)
        let determinant = ux * vy - uy * vx
        if determinant == 0 {
            guard ux * wy == uy * wx else { return false }
            let length = ux * ux + uy * uy
            let near = ux * wx + uy * wy
            let far = near + ux * vx + uy * vy
            return max(near, far) >= 0 && min(near, far) <= length
        }
        let here = (wx * vy - wy * vx) * determinant.signum()
        let there = (wx * uy - wy * ux) * determinant.signum()
        let all = 0...abs(determinant)
        return all.contains(here) && all.contains(there)
    }
}

@Suite struct CrossingSearchTests {
    /// The first pair that meets, among edges no two of whose neighbours are equal.
    private func firstPair(_ corners: [(x: Int, y: Int)]) -> PolygonError? {
        let edges = corners.indices.map {
            SmallEdge(start: corners[$0], end: corners[($0 + 1) % corners.count])
        }
        for first in edges.indices {
            for second in edges.indices where second > first {
                let isNext = second == first + 1 || (first == 0 && second == edges.count - 1)
                let (one, two) = second == first + 1 ? (first, second) : (second, first)
                let isSpike =
                    isNext && cross(edges[one], edges[two]) == 0 && dot(edges[one], edges[two]) < 0
                if isNext ? isSpike : edges[first].meets(edges[second]) {
                    return .edgesMeet(first: first, second: second)
                }
            }
        }
        return nil
    }

    private func cross(_ one: SmallEdge, _ two: SmallEdge) -> Int {
        (one.end.x - one.start.x) * (two.end.y - two.start.y)
            - (one.end.y - one.start.y) * (two.end.x - two.start.x)
    }

    private func dot(_ one: SmallEdge, _ two: SmallEdge) -> Int {
        (one.end.x - one.start.x) * (two.end.x - two.start.x)
            + (one.end.y - one.start.y) * (two.end.y - two.start.y)
    }

    @Test func findsTheFirstPairThatASearchOfAllPairsFinds() {
        var simple = 0
        for seed in 0..<4_000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let size = generator.number(in: 2...12)
            var corners: [(x: Int, y: Int)] = []
            for _ in 0..<generator.number(in: 4...7) {
                let corner = (x: generator.below(size), y: generator.below(size))
                if let last = corners.last, last == corner { continue }
                corners.append(corner)
            }
            guard corners.count >= 4, corners[0] != corners[corners.count - 1] else { continue }
            let error = refusal(
                corners.map {
                    Coordinate(latitudeE7: Int32($0.y), longitudeE7: Int32($0.x))
                })
            guard error != .noArea else { continue }
            #expect(error == firstPair(corners), "seed \(seed): \(corners)")
            if error == nil { simple += 1 }
        }
        #expect(simple > 300, "too few of them were simple: \(simple)")
    }
}
