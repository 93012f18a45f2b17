// What records change about places and pools.

internal import Basics

extension Engine {
    mutating func applyPlace(_ fact: PlaceFact) {
        places.apply(fact)
        switch fact {
        case .stationPut(let station, _): stations[station.id] = station
        case .stationRemoved(let id, _): stations[id] = nil
        case .poolPut(let pool, _): applyPool(pool)
        case .zonePut, .zoneRemoved: break
        }
    }

    /// Runners are in other pools from here on.
    private mutating func applyPool(_ pool: PoolEntry) {
        _ = pools.mask(of: [pool.id.text])
        for slot in runners.indices {
            let mask = poolMask(of: runners[slot].profile)
            guard runners[slot].poolMask != mask else { continue }
            runners[slot].poolMask = mask
            touch(RunnerIndex(slot))
        }
    }

    /// The pools of a runner of that profile as bits: those that it names, its gender's, and those
    /// whose rule takes it in.
    mutating func poolMask(of profile: RunnerProfile) -> UInt64 {
        pools.mask(of: profile.pools + gender(profile.gender) + poolsTaking(profile))
    }
}

extension Engine {
    /// The registered pools whose rule or list takes a runner of that profile in, by name.
    func poolsTaking(_ profile: RunnerProfile) -> [String] {
        places.allPools.filter { $0.takes(profile) }.map(\.id.text)
    }
}
