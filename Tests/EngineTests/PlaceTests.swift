// Zones: where orders go and when, whom a door admits, and through which station. The look-up is compared
// with a walk over all zones.

import Basics
import Geo
import Testing

@testable import Engine

/// A square zone, its middle that far from the tests' city.
func square(
    _ id: String, northMeters: Double = 0, eastMeters: Double = 0, sideMeters: Double = 500,
    _ change: (inout Zone) -> Void = { _ in }
) throws -> Zone {
    let half = sideMeters / 2
    let corners = [(-half, -half), (-half, half), (half, half), (half, -half)]
    let polygon = try Polygon(
        corners.map { place(northMeters: northMeters + $0, eastMeters: eastMeters + $1) })
    var zone = Zone(id: ZoneID(id), area: .polygon(polygon))
    change(&zone)
    return zone
}

extension City {
    func put(_ zone: Zone, by principal: Principal = .admin) {
        must(.place(.putZone(zone, version: nil)), by: principal)
    }

    func put(_ station: Station) {
        must(.place(.putStation(station, version: nil)), by: .admin)
    }

    /// Why an order from `pickup` to `door` is not placed, if it is not.
    func refusal(
        from pickup: Coordinate = place(), to door: Coordinate, pools: [String] = [],
        by owner: Principal = .customer("c1")
    ) -> Refusal? {
        var wanted = draft(from: pickup, pools: pools)
        wanted.stops[1].coordinate = door
        return run(.createOrder(wanted), by: owner).refusal
    }

    var lastOrder: OrderID { OrderID(number: engine.placedOrderCount) }
}

@Suite struct PlaceTests {
    private let inside = place(northMeters: 100)
    private let outside = place(northMeters: 2_000)

    @Test func withoutZonesOrdersGoEverywhere() {
        #expect(City().refusal(to: outside) == nil)
    }

    @Test func aZoneWithoutRulesIsTheRange() throws {
        let city = City()
        city.put(try square("campus"))
        #expect(city.refusal(to: inside) == nil)
        let refusal = city.refusal(to: outside)
        #expect(refusal?.code == .outsideZone && refusal?.field == "/stops/1")
        #expect(city.refusal(from: outside, to: inside)?.field == "/stops/0")
    }

    @Test func aZoneWithRulesLeavesTheRestAsItIs() throws {
        let city = City()
        city.put(try square("dorm") { $0.enterPools = ["female"] })
        #expect(city.refusal(to: outside) == nil)
        city.put(
            try square("dorm") {
                $0.enterPools = ["female"]
                $0.range = true
            })
        #expect(city.refusal(to: outside)?.code == .outsideZone)
    }

    @Test func anExcludedZoneIsAHoleInTheRange() throws {
        let city = City()
        city.put(try square("campus", sideMeters: 5_000))
        city.put(try square("lab", northMeters: 2_000) { $0.exclude = true })
        #expect(city.refusal(to: outside)?.detail.contains("lab") == true)
        #expect(city.refusal(to: place(northMeters: 1_000)) == nil)
    }

    @Test func theRangeIsWhatAWalkOverAllZonesSays() throws {
        for seed in UInt64(0)..<8 {
            var generator = SeededGenerator(seed: seed)
            let city = City()
            var zones: [Zone] = []
            for number in 0..<12 {
                let zone = try square(
                    "z\(number)", northMeters: Double(generator.below(4_000)),
                    eastMeters: Double(generator.below(4_000)),
                    sideMeters: Double(200 + generator.below(1_500))
                ) { $0.exclude = generator.chance(percent: 25) }
                zones.append(zone)
                city.put(zone)
            }
            // Some go again, and some move.
            for index in zones.indices.reversed() where generator.chance(percent: 25) {
                let id = zones.remove(at: index).id
                city.must(.place(.removeZone(id, version: nil)), by: .admin)
            }
            let isBound = zones.contains { $0.bindsRange }
            for _ in 0..<60 {
                let door = place(
                    northMeters: Double(generator.below(4_500)),
                    eastMeters: Double(generator.below(4_500)))
                let here = zones.filter { $0.area.contains(door) }
                let isOpen = !here.contains { $0.exclude } && (!isBound || !here.isEmpty)
                let found = city.engine.outsideRange(draftTo(door).stops, site: nil)
                #expect((found == nil) == isOpen, "seed \(seed)")
            }
        }
    }

    private func draftTo(_ door: Coordinate) -> OrderDraft {
        var wanted = draft(from: door)
        wanted.stops[1].coordinate = door
        return wanted
    }

    @Test func aPausedZoneSaysWhy() throws {
        let city = City()
        city.put(try square("campus"))
        let pause = PlaceCommand.pauseZone(
            ZoneID("campus"), true, reason: "flooded", version: nil)
        city.must(.place(pause), by: .dispatcher)
        #expect(city.refusal(to: inside)?.detail.contains("flooded") == true)
        city.must(
            .place(.pauseZone(ZoneID("campus"), false, reason: nil, version: nil)), by: .dispatcher)
        #expect(city.refusal(to: inside) == nil)
    }

    @Test func aClosedZoneSaysWhenItOpens() throws {
        let city = City()
        // Noon somewhere is 16:00 in the city.
        let hours = try WeeklyHours("mon-sun 18:00-22:00")
        city.put(try square("campus") { $0.hours = hours })
        let refusal = city.refusal(to: inside)
        #expect(refusal?.code == .outsideZone)
        #expect(refusal?.opensAt == hours.nextOpening(after: noon, in: Policy().timeZone))
        let quote = try city.engine.quote(
            draft(from: inside), by: .customer("c1"), at: city.now
        ).get()
        #expect(quote.opensAt != nil)
    }

    @Test func rightsAndVersions() throws {
        let city = City()
        let zone = try square("z")
        #expect(
            city.run(.place(.putZone(zone, version: nil)), by: .dispatcher).refusal?.code
                == .forbidden)
        #expect(
            city.run(.place(.putZone(zone, version: nil)), by: .customer("c1")).refusal?.code
                == .forbidden)
        city.put(zone)
        let first = city.engine.zone(zone.id)?.version ?? 0
        // The same again is no change.
        city.put(zone)
        #expect(city.engine.zone(zone.id)?.version == first)
        let paused = try square("z") { $0.paused = true }
        city.must(.place(.putZone(paused, version: first)), by: .dispatcher)
        let stale = city.run(.place(.putZone(zone, version: first)), by: .admin).refusal
        #expect(stale?.code == .versionConflict && stale?.limit == first + 1)
        #expect(
            city.run(.place(.removeZone(zone.id, version: first)), by: .admin).refusal?.code
                == .versionConflict)
        let replayed = try city.replayed()
        #expect(differences(city, replayed) == [])
    }

    @Test func limitsHoldAtTheirEdge() throws {
        var policy = Policy()
        policy.zonesMax = 2
        policy.stationsMax = 1
        policy.zoneVerticesMax = 4
        let city = City(policy: policy)
        city.put(try square("a"))
        city.put(try square("b"))
        let third = city.run(.place(.putZone(try square("c"), version: nil)), by: .admin).refusal
        #expect(third?.code == .outOfRange && third?.limit == 2)
        // To change one that is there is no third.
        city.put(try square("b", sideMeters: 700))
        city.put(Station(id: StationID("s1"), coordinate: place()))
        let second = Station(id: StationID("s2"), coordinate: place())
        #expect(
            city.run(.place(.putStation(second, version: nil)), by: .admin).refusal?.limit == 1)
        var pentagon = try square("a")
        pentagon.area = .polygon(
            try Polygon(
                [(0, 0), (0, 100), (50, 150), (100, 100), (100, 0)].map {
                    place(northMeters: $0, eastMeters: $1)
                }))
        #expect(
            city.run(.place(.putZone(pentagon, version: nil)), by: .admin).refusal?.field
                == "/polygon")
    }

    // MARK: Demand

    @Test func aContradictionNamesBothSources() throws {
        let city = City()
        city.put(try square("dorm3") { $0.enterPools = ["female"] })
        let refusal = city.refusal(to: inside, pools: ["male"])
        #expect(refusal?.code == .poolConflict && refusal?.field == "/runnerPools")
        #expect(refusal?.detail.contains("dorm3") == true)
        #expect(refusal?.detail.contains("/runnerPools asks for male") == true)
        // At quote time already, and with no word of a price.
        var wanted = draft(pools: ["male"])
        wanted.stops[1].coordinate = inside
        let quote = city.engine.quote(wanted, by: .customer("c1"), at: city.now)
        #expect(throws: Refusal.self) { try quote.get() }
        #expect(city.refusal(to: inside, pools: ["female"]) == nil)
    }

    @Test func poolsMayExcludeEachOther() throws {
        let city = City()
        let night = PoolEntry(id: try #require(PoolID("night")))
        city.must(.place(.putPool(night, version: nil)), by: .admin)
        let day = PoolEntry(id: try #require(PoolID("day")), excludes: ["night"])
        city.must(.place(.putPool(day, version: nil)), by: .admin)
        #expect(city.refusal(to: inside, pools: ["night", "day"])?.code == .poolConflict)
        city.put(try square("zone") { $0.enterPools = ["night"] })
        #expect(city.refusal(to: inside, pools: ["day"])?.detail.contains("zone") == true)
    }

    @Test func anyIsNoName() throws {
        #expect(PoolID("any") == nil && PoolID("") == nil)
        #expect(PoolDemand([]) == .any && PoolDemand(["any"]) == .any)
        let refusal = City().refusal(to: inside, pools: ["any"])
        #expect(refusal?.field == "/runnerPools/0")
        #expect(refusal?.detail.contains("no pool") == true)
    }

    @Test func theDoorsPoolIsDemandedBesideTheCustomers() throws {
        let city = City()
        city.addRunner("r1", gender: "female", pools: ["night"])
        city.put(try square("dorm") { $0.enterPools = ["female"] })
        #expect(city.refusal(to: inside, pools: ["night"]) == nil)
        #expect(try city.order(city.lastOrder).legs.map(\.plan.pools) == [["night", "female"]])
    }

    // MARK: Stations

    private func relayCity() throws -> City {
        let city = City()
        city.put(
            Station(id: StationID("st1"), coordinate: place(northMeters: 850, eastMeters: 50)))
        city.put(
            try square("dorm", northMeters: 1_000) {
                $0.enterPools = ["female"]
                $0.station = StationID("st1")
            })
        return city
    }

    @Test func anOrderGoesOverTheStationUnlessSomebodyMayEnter() throws {
        let city = try relayCity()
        city.addRunner("m1", gender: "male")
        let relayed = try city.order(city.placeOrder())
        #expect(relayed.legs.map(\.plan.pools) == [[], ["female"]])
        #expect(relayed.legs[0].stationAtEnd == StationID("st1"))
        #expect(relayed.legs[1].stationAtStart == StationID("st1"))
        #expect(relayed.legs.map(\.plan.stops) == [0..<1, 1..<2])
        city.addRunner("f1", gender: "female")
        let direct = try city.order(city.placeOrder())
        #expect(direct.legs.map(\.plan.pools) == [["female"]])
        // What was decided stays.
        #expect(try city.order(relayed.id).legs.count == 2)
    }

    @Test func fromInsideTheZoneThereIsNothingToHandOver() throws {
        let city = try relayCity()
        let pickup = place(northMeters: 900)
        #expect(city.refusal(from: pickup, to: place(northMeters: 1_100)) == nil)
        #expect(try city.order(city.lastOrder).legs.map(\.plan.pools) == [["female"]])
    }

    @Test func aStationInUseStays() throws {
        let city = try relayCity()
        let remove = Command.place(.removeStation(StationID("st1"), version: nil))
        #expect(city.run(remove, by: .admin).refusal?.code == .stateConflict)
        city.placeOrder()
        city.must(.place(.removeZone(ZoneID("dorm"), version: nil)), by: .admin)
        #expect(city.run(remove, by: .admin).refusal?.code == .stateConflict)
        city.must(.cancelOrder(city.lastOrder, reason: nil, version: nil), by: .customer("c1"))
        city.must(remove, by: .admin)
        #expect(city.engine.station(StationID("st1")) == nil)
    }
}
