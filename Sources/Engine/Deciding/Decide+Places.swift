// Changes of zones, stations and pools: who may make them, and what must hold of them.

internal import Basics
internal import Geo

extension Engine {
    func place(
        _ command: PlaceCommand, by principal: Principal, at now: Instant
    ) -> Decision {
        switch command {
        case .putStation(let station, let version):
            put(station, version: version, by: principal)
        case .removeStation(let id, let version):
            remove(id, version: version, by: principal)
        case .putZone(let zone, let version):
            put(zone, version: version, by: principal)
        case .pauseZone(let id, let paused, let reason, let version):
            pause(id, paused, reason: reason, version: version, by: principal)
        case .removeZone(let id, let version):
            remove(id, version: version, by: principal)
        case .putPool(let pool, let version):
            put(pool, version: version, by: principal, at: now)
        }
    }

    // MARK: Stations

    private func put(_ wanted: Station, version: Int?, by principal: Principal) -> Decision {
        var station = wanted
        let old = stations[station.id]
        if let refusal = requireRole(.admin, principal)
            ?? bind(&station.site, to: principal, oldSite: old.map(\.site), Refusal.noStation)
            ?? requireVersion(version, of: old?.version, "station")
        {
            return .failure(refusal)
        }
        guard old != nil || stations.count < policy.stationsMax else {
            return .failure(tooMany(policy.stationsMax, "stations"))
        }
        station.version = old?.version ?? 0
        guard station != old else { return .success([]) }
        station.version = places.revision + 1
        return .success([.place(.stationPut(station, by: principal.subject))])
    }

    private func remove(
        _ id: StationID, version: Int?, by principal: Principal
    ) -> Decision {
        if let refusal = requireRole(.admin, principal) { return .failure(refusal) }
        guard let old = stations[id], isOfSite(old.site, principal) else {
            return .failure(.noStation)
        }
        if let refusal = requireVersion(version, of: old.version, "station") {
            return .failure(refusal)
        }
        if let zone = places.allZones.first(where: { $0.station == id }) {
            return .failure(
                Refusal(
                    .stateConflict,
                    detail: "goods for the zone \(zone.id.text) are handed over here; "
                        + "give it another station first"))
        }
        guard !isUsed(id) else {
            return .failure(
                Refusal(
                    .stateConflict,
                    detail: "open orders go over this station; remove it when they have ended"))
        }
        return .success([.place(.stationRemoved(id, by: principal.subject))])
    }

    /// Whether an open order goes over the station. O(orders).
    private func isUsed(_ id: StationID) -> Bool {
        !orderIDs(before: nil, limit: 1) { order in
            !order.state.isFinal
                && order.legs.contains { $0.stationAtEnd == id || $0.stationAtStart == id }
        }.isEmpty
    }

    // MARK: Zones

    private func put(_ wanted: Zone, version: Int?, by principal: Principal) -> Decision {
        var zone = wanted
        let old = places.zone(zone.id)
        if let refusal = requireRole(.staff, principal)
            ?? bind(&zone.site, to: principal, oldSite: old.map(\.site), Refusal.noZone)
            ?? requireVersion(version, of: old?.version, "zone")
        {
            return .failure(refusal)
        }
        guard old != nil || places.zoneCount < policy.zonesMax else {
            return .failure(tooMany(policy.zonesMax, "zones"))
        }
        if let refusal = check(zone) { return .failure(refusal) }
        zone.version = old?.version ?? 0
        guard zone != old else { return .success([]) }
        if principal.role == .dispatcher, !zone.differsInPauseOnly(from: old) {
            return .failure(
                Refusal(
                    .forbidden,
                    detail: "a dispatcher pauses and resumes zones; an admin changes the rest"))
        }
        zone.version = places.revision + 1
        return .success([.place(.zonePut(zone, by: principal.subject))])
    }

    private func check(_ zone: Zone) -> Refusal? {
        if case .polygon(let polygon) = zone.area, polygon.vertices.count > policy.zoneVerticesMax {
            return Refusal(
                .outOfRange, field: "/polygon", limit: policy.zoneVerticesMax,
                detail: "at most \(policy.zoneVerticesMax) vertices")
        }
        if zone.exclude, zone.paused {
            return Refusal(
                .invalid, field: "/paused",
                detail: "nothing goes to a zone that is excluded; set exclude to false to pause it")
        }
        if let refusal = checkKnown(zone.enterPools, "/enterPools") { return refusal }
        if let (one, other) = contradiction(in: PoolDemand(zone.enterPools).names) {
            return Refusal(
                .poolConflict, field: "/enterPools",
                detail: "nobody is in both pools: enterPools asks for \(one) and for \(other)")
        }
        guard let id = zone.station else { return nil }
        guard let station = stations[id], station.site == zone.site else {
            return Refusal(
                .invalid, field: "/station", detail: "a station that is registered for this site")
        }
        return nil
    }

    private func pause(
        _ id: ZoneID, _ paused: Bool, reason: String?, version: Int?, by principal: Principal
    ) -> Decision {
        if let refusal = requireRole(.staff, principal) { return .failure(refusal) }
        guard var zone = places.zone(id), isOfSite(zone.site, principal) else {
            return .failure(.noZone)
        }
        zone.paused = paused
        zone.pauseReason = paused ? reason : nil
        return put(zone, version: version, by: principal)
    }

    private func remove(_ id: ZoneID, version: Int?, by principal: Principal) -> Decision {
        if let refusal = requireRole(.admin, principal) { return .failure(refusal) }
        guard let old = places.zone(id), isOfSite(old.site, principal) else {
            return .failure(.noZone)
        }
        if let refusal = requireVersion(version, of: old.version, "zone") {
            return .failure(refusal)
        }
        return .success([.place(.zoneRemoved(id, by: principal.subject))])
    }

    // MARK: Pools

    private func put(
        _ wanted: PoolEntry, version: Int?, by principal: Principal, at now: Instant
    ) -> Decision {
        var pool = wanted
        let old = places.pools[pool.id.text]
        if let refusal = requireRole(.admin, principal) ?? requireOwnName(pool.id, by: principal)
            ?? bind(&pool.site, to: principal, oldSite: old.map(\.site), Refusal.noPool)
            ?? requireVersion(version, of: old?.version, "pool")
            ?? checkNames([pool.id.text], pools, "/id") ?? checkKnown(pool.excludes, "/excludes")
        {
            return .failure(refusal)
        }
        pool.version = old?.version ?? 0
        guard pool != old else { return .success([]) }
        pool.version = places.revision + 1
        return .success(
            [.place(.poolPut(pool, by: principal.subject))] + consequences(of: pool, at: now))
    }

    /// A refusal for a name that everybody says already: who is female or male follows from the profile, in
    /// every site, and a name that profiles say without an entry may be another site's.
    private func requireOwnName(_ id: PoolID, by principal: Principal) -> Refusal? {
        if PoolID.genders.contains(id.text) {
            return Refusal(
                .invalid, field: "/id",
                detail: "\(id.text) is every site's pool, and profiles say who is in it; put a "
                    + "pool of another name")
        }
        let isFree = places.pools[id.text] != nil || !pools.names.contains(id.text)
        guard let own = principal.site, !isFree else { return nil }
        return Refusal(
            .notYours, field: "/id",
            detail: "runners of any site may be in \(id.text): an admin of all sites registers it; "
                + "for \(own) put a pool of another name")
    }

    /// A refusal unless every name is a pool's.
    func checkKnown(_ names: [String], _ field: String) -> Refusal? {
        for (index, name) in names.enumerated() where !pools.names.contains(name) {
            return Refusal(
                .invalid, field: "\(field)/\(index)",
                detail: "no pool of this name; there are " + pools.names.joined(separator: ", "))
        }
        return nil
    }

    /// Two of the pools that nobody can be in at once, if there are such.
    func contradiction(in names: [String]) -> (String, String)? {
        for (index, name) in names.enumerated() {
            for other in names[..<index] where excludeEachOther(name, other) {
                return (other, name)
            }
        }
        return nil
    }

    func excludeEachOther(_ one: String, _ other: String) -> Bool {
        let genders = PoolID.genders
        if one != other, genders.contains(one), genders.contains(other) { return true }
        return places.pools[one]?.excludes.contains(other) == true
            || places.pools[other]?.excludes.contains(one) == true
    }

    // MARK: Common to all

    /// Lets what is put belong to the principal's site. A refusal if it names another, or is another's.
    private func bind(
        _ site: inout String?, to principal: Principal, oldSite: String??, _ missing: Refusal
    ) -> Refusal? {
        if let oldSite, !isOfSite(oldSite, principal) { return missing }
        guard let own = principal.site else { return nil }
        guard site == nil || site == own else {
            return Refusal(.notYours, field: "/site", detail: "your token is bound to \(own)")
        }
        site = own
        return nil
    }

    private func requireVersion(_ version: Int?, of current: Int?, _ what: String) -> Refusal? {
        guard let version, version != current else { return nil }
        guard let current else {
            return Refusal(
                .versionConflict, detail: "there is no such \(what); leave If-Match out to make it")
        }
        return Refusal(
            .versionConflict, limit: current,
            detail: "the \(what) is at version \(current); look at it and decide again")
    }

    private func tooMany(_ most: Int, _ what: String) -> Refusal {
        Refusal(.outOfRange, limit: most, detail: "at most \(most) \(what)")
    }
}

extension Zone {
    /// Whether nothing but the pause switch differs.
    fileprivate func differsInPauseOnly(from old: Zone?) -> Bool {
        guard var old else { return false }
        old.paused = paused
        old.pauseReason = pauseReason
        return old == self
    }
}

extension Refusal {
    /// For a zone that does not exist and for another site's alike.
    public static var noZone: Refusal { Refusal(.notFound, detail: "no such zone") }
    /// For a station that does not exist and for another site's alike.
    public static var noStation: Refusal { Refusal(.notFound, detail: "no such station") }
    /// For a pool that does not exist and for another site's alike.
    public static var noPool: Refusal { Refusal(.notFound, detail: "no such pool") }
}
