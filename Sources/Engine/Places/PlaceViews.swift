// Questions about the registry of places.

public import Basics
public import Geo

extension Engine {
    /// The stations of a site, by id; of all sites for `nil`.
    public func stations(ofSite site: String?) -> [Station] {
        stations.values.filter { site == nil || $0.site == site }.sorted { $0.id < $1.id }
    }

    /// The zone, if it is registered.
    public func zone(_ id: ZoneID) -> Zone? { places.zone(id) }
    /// The zones of a site, by id; of all sites for `nil`.
    public func zones(ofSite site: String?) -> [Zone] {
        places.allZones.filter { site == nil || $0.site == site }
    }
    /// The zones of a site that hold `place`, by id; here `nil` is the site without a name.
    public func zones(at place: Coordinate, site: String?) -> [Zone] {
        places.zones(at: place, site: site)
    }

    /// The pool, if there is one of that name; who named it without registering it said nothing of it.
    public func poolEntry(_ name: String) -> PoolEntry? {
        places.pools[name]
            ?? (pools.names.contains(name) ? PoolID(name).map { PoolEntry(id: $0) } : nil)
    }

    /// The pools that a site knows, by name; all for `nil`.
    public func pools(ofSite site: String?) -> [PoolEntry] {
        pools.names.sorted().compactMap { poolEntry($0) }
            .filter { site == nil || $0.site == nil || $0.site == site }
    }

    /// Whether somebody may know of what belongs to `site`: who is bound to a site, of that alone.
    public func isOfSite(_ site: String?, _ principal: Principal) -> Bool {
        principal.site == nil || principal.site == site
    }

    /// How runners are asked at `now` about what goes to `place`, if a zone there says so; of several the
    /// first by id does.
    public func zoneMode(at place: Coordinate, site: String?, now: Instant) -> MatchingMode? {
        for zone in places.zones(at: place, site: site) {
            if let mode = zone.mode(at: now, in: policy.timeZone) { return mode }
        }
        return nil
    }
}
