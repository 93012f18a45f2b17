// From a city to the records of a snapshot and back. Whatever a record can change must come back from
// here, or follow from what does: a field that is forgotten is lost at the next start.

internal import Basics
internal import Geo
internal import Journal

extension Engine {
    /// Calls `body` with the records that give this city when they are applied to an empty one of the
    /// same settings: the journaled state, in an order of its own. What is only live (positions,
    /// tracks, notices) is not in them. O(state).
    public func fold<Failure: Error>(
        _ body: (Record) throws(Failure) -> Void
    ) throws(Failure) {
        let registered = placeRecords
        try body(.folded(.city(cityFold(placeCount: registered.count))))
        for record in registered { try body(record) }
        for fact in access.facts { try body(.access(fact)) }
        for (slot, runner) in runners.enumerated() {
            try body(.folded(.runner(RunnerIndex(slot), runner)))
        }
        for id in orders.ids.reversed() {
            guard var order = orders[id] else { continue }
            order.track = Track()
            try body(.folded(.order(order)))
            for offer in offersOfOrder[id] ?? [] {
                if let offer = offers[offer] { try body(.folded(.offer(offer))) }
            }
        }
        for exception in openExceptions { try body(.folded(.exception(exception))) }
    }

    /// A number that is equal for cities of equal journaled state: XXH64 over the bytes of what `fold`
    /// gives, timers apart, because one that has outlived its reason is no state. O(state).
    public func digest() -> UInt64 {
        var digest: UInt64 = 0
        var body = ByteWriter(capacityBytes: 1_024)
        var personal = ByteWriter(capacityBytes: 256)
        fold { record in
            var record = record
            if case .folded(.city(var city)) = record {
                city.timers = []
                record = .folded(.city(city))
            }
            body.removeAll()
            personal.removeAll()
            _ = RecordCodec.encode(record, body: &body, personal: &personal)
            digest = XXHash64.digest(body.bytes.span, seed: digest)
            digest = XXHash64.digest(personal.bytes.span, seed: digest)
        }
        return digest
    }

    private func cityFold(placeCount: Int) -> CityFold {
        var city = CityFold()
        city.numbers = numbers
        city.pools = pools.names
        city.skills = skills.names
        city.placeRevision = places.revision - placeCount
        let shelves = stationLoads.map { CityFold.Shelf(station: $0, load: $1) }
        city.shelves = shelves.sorted { $0.station < $1.station }
        // Which of one instant comes first is all that their numbers say.
        city.workRules = workRules
        city.finishedInMemory = finishedInMemory
        let all = timers.unordered + evictions.unordered + overdue
        let kept = all.filter { !$0.subject.isOfHours }
        city.timers = kept.sorted(by: <).enumerated().map { place, timer in
            EngineTimer(at: timer.at, number: UInt64(place) + 1, subject: timer.subject)
        }
        return city
    }

    /// Pools first: zones name them.
    private var placeRecords: [Record] {
        places.allPools.map { .place(.poolPut($0, by: "")) }
            + stations.values.sorted { $0.id < $1.id }.map { .place(.stationPut($0, by: "")) }
            + places.allZones.map { .place(.zonePut($0, by: "")) }
    }

    // MARK: Back

    /// Takes a piece of a snapshot in.
    mutating func restore(_ fold: Fold) {
        switch fold {
        case .city(let city): restore(city)
        case .runner(let index, let runner): restore(runner, at: index)
        case .order(let order): restore(order)
        case .offer(let offer):
            offers[offer.id] = offer
            offersOfOrder[offer.order, default: []].append(offer.id)
        case .exception(let exception): exceptions[exception.key] = exception
        case .answer: break
        }
    }

    private mutating func restore(_ city: CityFold) {
        precondition(runners.isEmpty && orders.count == 0, "a snapshot is for an empty city")
        numbers = city.numbers
        pools = NameTable(city.pools)
        skills = NameTable(city.skills)
        places = PlaceRegistry(revision: city.placeRevision)
        workRules = city.workRules
        finishedInMemory = city.finishedInMemory
        stationLoads = [:]
        for shelf in city.shelves { stationLoads[shelf.station] = shelf.load }
        for timer in city.timers { setTimer(at: timer.at, timer.subject) }
    }

    private mutating func restore(_ folded: Runner, at index: RunnerIndex) {
        precondition(index.slot == runners.count, "runners are numbered in the order they came")
        var runner = folded
        runner.personNumber = person(of: runner.profile).map { StableHash.of($0) } ?? 0
        runner.siteNumber = runner.site.map { StableHash.of($0) } ?? 0
        runner.poolMask = poolMask(of: runner.profile)
        runner.skillMask = skills.mask(of: runner.profile.skills)
        runners.append(runner)
        live.append(LiveRunner())
        runnerIndices[runner.profile.id] = index
    }

    private mutating func restore(_ folded: Order) {
        var order = folded
        order.skillMask = skills.mask(of: order.draft.skills)
        for leg in order.legs.indices {
            order.legs[leg].poolMask = pools.mask(of: order.legs[leg].plan.pools)
        }
        if order.finishedAt == nil { openOrders[order.owner.account, default: 0] += 1 }
        count(order.state, by: 1)
        let id = order.id
        let waitingLegs = order.legs.indices.filter { order.legs[$0].state.isWaiting }
        orders.insert(order)
        for leg in waitingLegs {
            // Orders come by their numbers, so that this keeps the list sorted.
            waiting.append(LegID(order: id, leg: leg))
            unsettled.append(LegID(order: id, leg: leg))
            setAside(LegID(order: id, leg: leg))
        }
    }
}
