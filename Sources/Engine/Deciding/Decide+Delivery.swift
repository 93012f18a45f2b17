// What the zones say about an order: whether it may go there, when, whom it needs, and through which
// station. Asked when it is placed, when it is edited, and for a quote.

internal import Basics
internal import Geo
internal import Matching

/// What a zone demands of whoever goes to a stop in it.
struct ZoneDemand {
    var zone: ZoneID
    var stop: Int
    var demand: PoolDemand
}

extension Engine {
    /// Why the order may not be placed, or stand, as it is; `nil` if nothing in the city's places and
    /// pools is against it. `at` is when somebody goes there.
    func checkPlaces(_ draft: borrowing OrderDraft, site: String?, at instant: Instant) -> Refusal?
    {
        checkPools(draft, site: site)
            ?? outsideRange(draft.stops, site: site)
            ?? closed(draft.stops, site: site, at: instant)
    }

    /// What of `checkPlaces` concerns pools alone.
    func checkPools(_ draft: borrowing OrderDraft, site: String?) -> Refusal? {
        checkDemand(draft.runnerPools, site: site)
            ?? conflict(of: draft.runnerPools, with: zoneDemands(draft.stops, site: site))
    }

    // MARK: Range and hours

    /// A refusal for the first stop where orders of `site` do not go.
    func outsideRange(_ stops: [Stop], site: String?) -> Refusal? {
        guard places.zoneCount > 0 else { return nil }
        let isBound = places.hasRange(site: site)
        for (index, stop) in stops.enumerated() {
            let zones = places.zones(at: stop.coordinate, site: site)
            if let zone = zones.first(where: \.exclude) {
                return outside(index, "the zone \(zone.id.text) is excluded from delivery")
            }
            if let zone = zones.first(where: \.paused) {
                let reason = zone.pauseReason.map { ": \($0)" } ?? ""
                return outside(
                    index, "the zone \(zone.id.text) is paused\(reason); try again later")
            }
            if isBound, zones.isEmpty {
                return outside(index, "orders go to places within the delivery range only")
            }
        }
        return nil
    }

    private func outside(_ stop: Int, _ detail: String) -> Refusal {
        Refusal(.outsideZone, field: "/stops/\(stop)", detail: detail)
    }

    /// A refusal for the first stop whose zone is closed at `instant`, with its next opening.
    func closed(_ stops: [Stop], site: String?, at instant: Instant) -> Refusal? {
        guard places.zoneCount > 0 else { return nil }
        for (index, stop) in stops.enumerated() {
            let zones = places.zones(at: stop.coordinate, site: site)
            let shut = zones.filter { !$0.hours.isOpen(at: instant, in: policy.timeZone) }
            guard let zone = shut.first(where: { !$0.bindsRange }) ?? shut.first else { continue }
            // Where parts of the range overlap, one that is open is enough.
            let isServed = zones.contains { $0.bindsRange && !shut.contains($0) }
            if zone.bindsRange, isServed { continue }
            var refusal = outside(index, "the zone \(zone.id.text) is open \(zone.hours)")
            refusal.opensAt = zone.hours.nextOpening(after: instant, in: policy.timeZone)
            return refusal
        }
        return nil
    }

    // MARK: Pools

    /// What the zones demand of whoever brings something to the stops: a drop-off is entered.
    func zoneDemands(_ stops: [Stop], site: String?) -> [ZoneDemand] {
        guard places.zoneCount > 0 else { return [] }
        return stops.indices.filter { stops[$0].kind == .dropoff }.flatMap { stop in
            places.zones(at: stops[stop].coordinate, site: site)
                .filter { !$0.enterPools.isEmpty }
                .map {
                    ZoneDemand(zone: $0.id, stop: stop, demand: PoolDemand($0.enterPools))
                }
        }
    }

    /// A refusal unless every name is a pool's that orders of `site` may ask for, and somebody could be in
    /// all of them.
    func checkDemand(_ names: [String], site: String?) -> Refusal? {
        for (index, name) in names.enumerated() where !isKnown(name, site: site) {
            let known = pools.names.filter { isKnown($0, site: site) }.joined(separator: ", ")
            let isAny = name == PoolDemand.anyText
            return Refusal(
                .invalid, field: "/runnerPools/\(index)",
                detail: isAny
                    ? "\"any\" is no pool: leave runnerPools empty if anybody may come"
                    : "no pool of this name; there are \(known)")
        }
        guard let (one, other) = contradiction(in: names) else { return nil }
        return Refusal(
            .poolConflict, field: "/runnerPools",
            detail: "nobody is in both pools: runnerPools asks for \(one) and for \(other)")
    }

    private func isKnown(_ name: String, site: String?) -> Bool {
        guard pools.names.contains(name) else { return false }
        // Journals of before may have an entry for them, with a site.
        guard !PoolID.genders.contains(name) else { return true }
        return places.pools[name].map { $0.site == nil || $0.site == site } ?? true
    }

    /// A refusal if no runner could be what the customer wants and what the zones want.
    private func conflict(of names: [String], with demands: [ZoneDemand]) -> Refusal? {
        for (index, demand) in demands.enumerated() {
            for wanted in demand.demand.names {
                if let own = names.first(where: { excludeEachOther($0, wanted) }) {
                    return poolConflict(
                        "\(source(demand)) admits only \(wanted), and /runnerPools asks for \(own)")
                }
                for other in demands[..<index] {
                    if let theirs = other.demand.names.first(where: { excludeEachOther($0, wanted) }
                    ) {
                        return poolConflict(
                            "\(source(demand)) admits only \(wanted), and \(source(other)) "
                                + "admits only \(theirs)")
                    }
                }
            }
        }
        return nil
    }

    private func source(_ demand: ZoneDemand) -> String {
        "the zone \(demand.zone.text) (/stops/\(demand.stop))"
    }

    private func poolConflict(_ detail: String) -> Refusal {
        Refusal(.poolConflict, field: "/runnerPools", detail: detail)
    }

    /// What customer and zones together demand of whoever brings the goods to the door.
    func doorDemand(_ draft: borrowing OrderDraft, site: String?) -> PoolDemand {
        zoneDemands(draft.stops, site: site).reduce(PoolDemand(draft.runnerPools)) {
            $0.and($1.demand)
        }
    }

    // MARK: Legs

    /// The legs of an order: one, unless its door lies in a zone with a station and nobody who may enter
    /// is there to carry it all the way. What the customer asks for holds for each. Decided when it is
    /// placed, and kept.
    func legs(
        of draft: OrderDraft, meters: Double, by principal: Principal, at now: Instant
    ) -> [LegPlan] {
        var whole = LegPlan.whole(draft, meters: meters)
        whole.pools = doorDemand(draft, site: principal.site).names
        guard let station = stationOnTheWay(draft, site: principal.site),
            !somebodyMayEnter(draft, whole, by: principal, at: now)
        else { return [whole] }
        var legs = LegPlan.relay(draft, through: [station])
        legs[legs.count - 1].pools = whole.pools
        return legs
    }

    /// The station of the door's zone, if goods come from outside and are brought to one door only.
    private func stationOnTheWay(_ draft: borrowing OrderDraft, site: String?) -> Station? {
        let last = draft.stops.count - 1
        guard draft.stops.filter({ $0.kind == .dropoff }).count == 1 else { return nil }
        for zone in places.zones(at: draft.stops[last].coordinate, site: site)
        where !zone.enterPools.isEmpty {
            if let station = zone.station.flatMap({ stations[$0] }),
                !zone.area.contains(draft.stops[0].coordinate)
            {
                return station
            }
        }
        return nil
    }

    /// Whether a runner is on duty near the pickup who may carry the order to the door.
    private func somebodyMayEnter(
        _ draft: OrderDraft, _ whole: LegPlan, by principal: Principal, at now: Instant
    ) -> Bool {
        var order = Order(
            id: OrderID(number: numbers.lastOrder + 1),
            PlacedOrder(
                number: "", owner: principal, draft: draft,
                price: policy.tariff.price(meters: whole.meters, addition: 0),
                meters: whole.meters, promisedBy: now, legs: [whole]), at: now)
        order.legs[0].poolMask = pools.knownMask(of: whole.pools)
        order.skillMask = skills.knownMask(of: draft.skills)
        let radius = Double(parameters.radiusMetersMax)
        return runners(
            near: whole.startCoordinate, radiusMeters: radius, count: runners.count, pool: nil
        ).contains {
            obstacle(to: RunnerIndex($0.slot), for: order, leg: 0, at: now) == nil
        }
    }
}
