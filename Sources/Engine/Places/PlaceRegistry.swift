// What the operator has registered of the city: zones and pools (stations stand with their shelves in the
// engine), and how often it changed. It changes by records alone; a zone is found by the places in it
// without looking at the others.

internal import Basics
internal import Geo

/// Zones and pools.
struct PlaceRegistry: Equatable, Sendable {
    private(set) var pools: [String: PoolEntry] = [:]
    /// The zones by slot; a slot is used again.
    private var zones: [Zone?] = []
    private var zoneSlots: [ZoneID: Int] = [:]
    private var areas = AreaTable()
    /// How many changes there were.
    private(set) var revision = 0

    init() {}

    /// An empty registry after that many changes.
    init(revision: Int) { self.revision = revision }

    // MARK: Looking

    var zoneCount: Int { zoneSlots.count }

    func zone(_ id: ZoneID) -> Zone? { zoneSlots[id].flatMap { zones[$0] } }

    /// All zones, by id.
    var allZones: [Zone] { zones.compactMap { $0 }.sorted { $0.id < $1.id } }
    /// All pools, by name.
    var allPools: [PoolEntry] { pools.values.sorted { $0.id < $1.id } }

    /// The zones of `site` that hold `place`, by id.
    func zones(at place: Coordinate, site: String?) -> [Zone] {
        guard !zoneSlots.isEmpty else { return [] }
        return areas.slots(containing: place).compactMap { zones[$0] }
            .filter { $0.site == site }.sorted { $0.id < $1.id }
    }

    /// Whether a zone of `site` says where orders go.
    func hasRange(site: String?) -> Bool {
        zones.contains { $0.map { $0.site == site && $0.bindsRange } ?? false }
    }

    // MARK: Changing

    /// Takes a change in; each has the next revision.
    mutating func apply(_ fact: PlaceFact) {
        revision += 1
        switch fact {
        case .stationPut, .stationRemoved: break
        case .zonePut(let zone, _): put(zone)
        case .zoneRemoved(let id, _): remove(id)
        case .poolPut(let pool, _): pools[pool.id.text] = pool
        }
    }

    private mutating func put(_ zone: Zone) {
        let slot = zoneSlots[zone.id] ?? zones.firstIndex { $0 == nil } ?? zones.count
        if slot == zones.count { zones.append(nil) }
        if zones[slot]?.area != zone.area { areas[slot] = zone.area }
        zones[slot] = zone
        zoneSlots[zone.id] = slot
    }

    private mutating func remove(_ id: ZoneID) {
        guard let slot = zoneSlots.removeValue(forKey: id) else { return }
        areas[slot] = nil
        zones[slot] = nil
    }
}
