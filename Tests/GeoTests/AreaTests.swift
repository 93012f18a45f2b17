// Circles by the distance they promise, and the table against a test of every area: whatever is set,
// replaced and taken out, the answers are the same.

import Basics
import Geo
import Testing

@Suite struct CircleTests {
    @Test func holdsWhatIsNearEnough() {
        for seed in 0..<400 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let scatter = Scatter.allCases[seed % Scatter.allCases.count]
            let center = scatter.place(from: &generator)
            let radiusMeters = Double(1 << generator.below(26)) * (1 + generator.fraction())
            guard let circle = Circle(center: center, radiusMeters: radiusMeters) else {
                Issue.record("seed \(seed): no circle")
                continue
            }
            for _ in 0..<25 {
                let place = center.destination(
                    bearingDegrees: generator.fraction() * 360,
                    distanceMeters: min(2e7, radiusMeters) * (0.9 + generator.fraction() / 5))
                let isNear = center.distanceMeters(to: place) <= radiusMeters
                #expect(circle.contains(place) == isNear, "seed \(seed): \(place)")
            }
        }
    }

    @Test func theRimIsInside() throws {
        let (center, rim) = (degrees(31.2, 121.4), degrees(31.21, 121.41))
        let distance = center.distanceMeters(to: rim)
        let circle = try #require(Circle(center: center, radiusMeters: distance))
        #expect(circle.contains(rim) && circle.contains(center))
        let smaller = try #require(Circle(center: center, radiusMeters: distance.nextDown))
        #expect(!smaller.contains(rim))
    }

    @Test(arguments: [0, -1, .infinity, .nan])
    func hasARadius(radiusMeters: Double) {
        #expect(Circle(center: degrees(0, 0), radiusMeters: radiusMeters) == nil)
    }

    @Test func hasACenter() {
        let nowhere = Coordinate(latitudeE7: 0, longitudeE7: 1_800_000_001)
        #expect(Circle(center: nowhere, radiusMeters: 5) == nil)
    }

    @Test func mayHoldAPoleOrTheWholeEarth() throws {
        let pole = try #require(Circle(center: degrees(89.9, 0), radiusMeters: 50_000))
        #expect(pole.contains(degrees(89.9, 180)) && !pole.contains(degrees(89, 180)))
        let earth = try #require(Circle(center: degrees(31, 121), radiusMeters: 1e300))
        #expect(earth.contains(degrees(-31, -59)) && earth.contains(degrees(-90, 0)))
    }
}

@Suite struct AreaTableTests {
    /// An area of any size around a place of the scatter.
    private func area(_ scatter: Scatter, _ generator: inout SeededGenerator) -> Area? {
        let center = scatter.place(from: &generator)
        let radiusMeters = Double(1 << generator.number(in: 3...22))
        if generator.chance(percent: 40) {
            return Circle(center: center, radiusMeters: radiusMeters).map(Area.circle)
        }
        let count = generator.number(in: 3...8)
        let corners = (0..<count).map {
            center.destination(
                bearingDegrees: Double($0) * 360 / Double(count) + 7,
                distanceMeters: radiusMeters * (0.5 + generator.fraction()))
        }
        return (try? Polygon(corners)).map(Area.polygon)
    }

    @Test(arguments: Scatter.allCases)
    func answersAsATestOfAllAreasDoes(scatter: Scatter) {
        for seed in 0..<12 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var table = AreaTable()
            var model: [Area?] = Array(repeating: nil, count: 60)
            var hits = 0
            for _ in 0..<150 {
                let slot = generator.below(model.count)
                model[slot] = generator.chance(percent: 30) ? nil : area(scatter, &generator)
                table[slot] = model[slot]
                let place = scatter.place(from: &generator)
                let expected = model.indices.filter { model[$0]?.contains(place) == true }
                #expect(table.slots(containing: place) == expected, "seed \(seed)")
                hits += expected.count
            }
            #expect(hits > 0, "seed \(seed) never stood in an area")
            #expect(table.count == model.count { $0 != nil })
            #expect(model.indices.allSatisfy { table[$0] == model[$0] })
        }
    }

    @Test func everyCornerIsFound() {
        var generator = SeededGenerator(seed: 5)
        for scatter in Scatter.allCases {
            let areas = (0..<40).compactMap { _ in area(scatter, &generator) }
            let table = AreaTable(areas)
            for (slot, area) in areas.enumerated() {
                guard case .polygon(let polygon) = area else { continue }
                for vertex in polygon.vertices {
                    #expect(table.slots(containing: vertex).contains(slot), "\(scatter) \(slot)")
                }
            }
        }
    }

    @Test func bothSpellingsOfTheAntimeridianFindTheSame() throws {
        let table = AreaTable([
            .polygon(try Polygon([degrees(0, 179.9), degrees(0, 180), degrees(9, 180)])),
            .polygon(try Polygon([degrees(0, -179.9), degrees(0, 180), degrees(9, -180)])),
        ])
        #expect(table.slots(containing: degrees(5, 180)) == [0, 1])
        #expect(table.slots(containing: degrees(5, -180)) == [0, 1])
        #expect(table.slots(containing: degrees(0.1, 179.95)) == [0])
    }

    @Test func tablesAreEqualWhateverTheirPast() throws {
        let here = Area.polygon(try Polygon([degrees(0, 0), degrees(0, 1), degrees(1, 0)]))
        let there = Area.polygon(try Polygon([degrees(5, 5), degrees(5, 6), degrees(6, 5)]))
        var table = AreaTable()
        #expect(table == AreaTable([]) && table.slots(containing: degrees(0, 0)) == [])
        table[9] = there
        table[1] = here
        table[0] = here
        table[9] = nil
        table[9] = nil
        table[1] = there
        #expect(table == AreaTable([here, there]))
        #expect(table != AreaTable([there, here]))
        var backwards = AreaTable()
        for slot in (0...2).reversed() { backwards[slot] = here }
        #expect(backwards == AreaTable([here, here, here]))
        table[0] = nil
        table[1] = nil
        #expect(table == AreaTable() && table.count == 0 && table[0] == nil)
    }
}
