// Cells: exhaustively where there are few, and against each other where there are many.

import Basics
import Geo
import Testing

@Suite("Cells")
struct CellTests {
    private func allCells(_ precision: Int) -> [Cell] {
        (0..<(1 << precision)).map { Cell(geohash: UInt64($0), precision: precision) }
    }

    @Test("the bounds of all cells tile the world", arguments: 0...15)
    func tiling(precision: Int) {
        let world = BoundingBox.world
        var area = 0
        for cell in allCells(precision) {
            let box = cell.bounds
            area +=
                (Int(box.northE7) - Int(box.southE7) + 1) * (Int(box.eastE7) - Int(box.westE7) + 1)
            for latitude in [box.southE7, box.northE7] {
                for longitude in [box.westE7, box.eastE7] {
                    let corner = Coordinate(latitudeE7: latitude, longitudeE7: longitude)
                    guard cell.contains(corner), world.contains(corner) else {
                        Issue.record("\(cell) does not own its corner \(corner)")
                        continue
                    }
                }
            }
            #expect(cell.contains(cell.center))
        }
        // Every corner is owned by its cell alone, and the areas add up: no gap, no overlap.
        #expect(area == 1_800_000_001 * 3_600_000_001)
    }

    @Test("a parent holds its cells and no others", arguments: 1...15)
    func parents(precision: Int) throws {
        for cell in allCells(precision) {
            let parent = try #require(cell.parent)
            guard parent.geohash == cell.geohash / 2, parent.contains(cell), !cell.contains(parent),
                parent.contains(cell.center)
            else {
                Issue.record("\(cell) is no child of \(parent)")
                continue
            }
        }
        #expect(Cell(geohash: 0, precision: 0).parent == nil)
    }

    @Test("neighbours are mutual, distinct, and touch", arguments: 0...15)
    func neighbors(precision: Int) {
        for cell in allCells(precision) {
            let neighbors = cell.neighbors
            // For small cells `steps` says as much as the neighbours' own lists, and sooner.
            let isMutual = neighbors.allSatisfy {
                $0 != cell && $0.steps(to: cell) == 1
                    && (precision > 10 || $0.neighbors.contains(cell))
            }
            let isDistinct = Set(neighbors).count == neighbors.count
            let isWhole = precision < 6 || neighbors.count == 8
            guard isMutual, isDistinct, isWhole, neighbors.allSatisfy({ cell.steps(to: $0) == 1 })
            else {
                Issue.record("\(cell) has the neighbours \(neighbors)")
                continue
            }
        }
    }

    @Test("a ring holds what as many steps reach, and nothing else", arguments: 0...9)
    func rings(precision: Int) {
        for start in allCells(precision) {
            var reached: Set<Cell> = [start]
            var front: Set<Cell> = [start]
            var steps = 0
            while !front.isEmpty {
                let ring = start.ring(steps)
                guard ring.count == front.count, Set(ring) == front else {
                    Issue.record("ring \(steps) of \(start) is \(ring)")
                    return
                }
                front = Set(front.flatMap(\.neighbors)).subtracting(reached)
                reached.formUnion(front)
                steps += 1
            }
            #expect(start.ring(steps).isEmpty)
        }
    }

    @Test("cells are the prefixes of the geohash of the same degrees", arguments: Scatter.allCases)
    func prefixes(scatter: Scatter) {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<200 {
            let place = scatter.place(from: &generator)
            for precision in 0...Cell.precisionMax {
                let cell = Cell(containing: place, precision: precision)
                let hash = Geohash.encode(
                    latitude: place.latitude, longitude: place.longitude, bits: precision)
                guard cell.geohash == hash, cell.bounds.contains(place) else {
                    Issue.record("\(place) at \(precision) bits")
                    return
                }
            }
        }
    }

    @Test("text for whole characters")
    func texts() throws {
        let cell = Cell(containing: degrees(31.2304, 121.4737), precision: 25)
        #expect(cell.text == "wtw3s")
        #expect(Cell(text: "wtw3s") == cell)
        #expect(Cell(containing: degrees(31.2304, 121.4737), precision: 24).text == nil)
        #expect(Cell(geohash: 0, precision: 0).text == nil)
        #expect(Cell(text: "") == nil)
        #expect(Cell(text: "wtwa") == nil)
        #expect(try #require(Cell(text: "zzzzzzzzzzzz")).contains(degrees(90, 180)))
    }
}

@Suite("Coverings")
struct CoveringTests {
    /// A box of some size anywhere, one in four across the antimeridian.
    private func box(from generator: inout SeededGenerator) -> BoundingBox {
        let scatter = Scatter.allCases[generator.below(Scatter.allCases.count)]
        let (a, b) = (scatter.place(from: &generator), scatter.place(from: &generator))
        return BoundingBox(
            southE7: min(a.latitudeE7, b.latitudeE7), westE7: a.longitudeE7,
            northE7: max(a.latitudeE7, b.latitudeE7), eastE7: b.longitudeE7)
    }

    @Test("covers every place of the box with no cell to spare", arguments: 0..<300)
    func covers(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let box = box(from: &generator)
        let precision = generator.number(in: 0...9)
        let cells = Cell.covering(box, precision: precision)
        let expected = (0..<(1 << precision)).map {
            Cell(geohash: UInt64($0), precision: precision)
        }
        .filter { overlaps($0.bounds, box) }
        #expect(cells == expected, "\(box) at \(precision) bits")
    }

    /// Whether two boxes share a coordinate; `cell` does not cross the antimeridian.
    private func overlaps(_ cell: BoundingBox, _ box: BoundingBox) -> Bool {
        guard cell.southE7 <= box.northE7, box.southE7 <= cell.northE7 else { return false }
        if box.crossesAntimeridian { return cell.eastE7 >= box.westE7 || cell.westE7 <= box.eastE7 }
        return cell.westE7 <= box.eastE7 && box.westE7 <= cell.eastE7
    }

    @Test("takes the finest cells that stay within the count", arguments: 0..<300)
    func counts(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let box = box(from: &generator)
        let countMax = generator.number(in: 1...64)
        let cells = Cell.covering(box, countMax: countMax)
        #expect((1...countMax).contains(cells.count))
        #expect(zip(cells, cells.dropFirst()).allSatisfy { $0 < $1 })
        let precision = cells[0].precision
        if precision < Cell.precisionMax {
            #expect(Cell.covering(box, precision: precision + 1).count > countMax)
        }
    }

    @Test("special boxes")
    func special() {
        #expect(Cell.covering(.world, countMax: 1) == [Cell(geohash: 0, precision: 0)])
        #expect(Cell.covering(.world, countMax: 31).count == 16)
        let place = degrees(31.2, 121.5)
        let point = BoundingBox(southWest: place, northEast: place)
        #expect(Cell.covering(point, countMax: 1) == [Cell(containing: place, precision: 60)])
        #expect(Cell.covering(point, countMax: 1, precisionMax: 30).map(\.precision) == [30])
        // From just east of a meridian all the way round to just west of it.
        let round = BoundingBox(southE7: 0, westE7: 2, northE7: 0, eastE7: 1)
        #expect(Cell.covering(round, precision: 5).count == 8)
    }
}

@Suite("Boxes")
struct BoundingBoxTests {
    @Test("edges are inside")
    func edges() throws {
        let box = try #require(BoundingBox(south: 30, west: 120, north: 31, east: 121))
        #expect(box.contains(degrees(30, 120)) && box.contains(degrees(31, 121)))
        #expect(!box.contains(degrees(29.999_999_9, 120.5)))
        #expect(!box.contains(degrees(30.5, 121.000_000_1)))
    }

    @Test("across the antimeridian")
    func antimeridian() throws {
        let box = try #require(BoundingBox(south: -20, west: 177, north: -15, east: -178))
        #expect(box.crossesAntimeridian)
        for longitude in [177, 180, -180, -178.0] { #expect(box.contains(degrees(-17, longitude))) }
        for longitude in [176.9, -177.9, 0] { #expect(!box.contains(degrees(-17, longitude))) }
    }

    @Test("what is no box")
    func refused() {
        #expect(BoundingBox(south: 1, west: 0, north: 0, east: 1) == nil)
        #expect(BoundingBox(south: -91, west: 0, north: 0, east: 1) == nil)
        #expect(BoundingBox(south: 0, west: 0, north: 1, east: 180.1) == nil)
        #expect(BoundingBox(south: .nan, west: 0, north: 1, east: 1) == nil)
    }
}

@Suite("Coordinates")
struct CoordinateTests {
    @Test("degrees become the nearest unit")
    func rounding() throws {
        let place = try #require(Coordinate(latitude: 31.230_416_05, longitude: -121.473_701_06))
        #expect(place.latitudeE7 == 312_304_161 || place.latitudeE7 == 312_304_160)
        #expect(place.longitudeE7 == -1_214_737_011)
        #expect(degrees(90, -180).isValid)
        #expect(!Coordinate(latitudeE7: 900_000_001, longitudeE7: 0).isValid)
        #expect(!Coordinate(latitudeE7: 0, longitudeE7: .min).isValid)
    }

    @Test("what is no place", arguments: [(90.000_1, 0.0), (0, 180.1), (.nan, 0), (0, .infinity)])
    func refused(latitude: Double, longitude: Double) {
        #expect(Coordinate(latitude: latitude, longitude: longitude) == nil)
    }
}
