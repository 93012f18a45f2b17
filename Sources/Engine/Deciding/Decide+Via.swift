// Orders that are placed through stations: a merchant who knows the way names them.

internal import Basics

extension Engine {
    /// The legs of an order through the stations that it names; none where it names none.
    func legs(via draft: borrowing OrderDraft, by principal: Principal) -> Result<
        [LegPlan], Refusal
    > {
        guard !draft.via.isEmpty else { return .success([]) }
        guard principal.role != .customer else {
            return .failure(
                Refusal(
                    .forbidden, field: "/via", detail: "merchants choose stations: leave it out"))
        }
        if let refusal = checkVia(draft, site: principal.site) { return .failure(refusal) }
        var through: [Station] = []
        for (index, id) in draft.via.enumerated() {
            guard let station = stations[id],
                station.site == nil || station.site == principal.site
            else {
                return .failure(
                    Refusal(
                        .invalid, field: "/via/\(index)", detail: "no station of this id is known"))
            }
            through.append(station)
        }
        var legs = LegPlan.relay(draft, through: through, pools: draft.legPools)
        // Whatever the merchant wants, the door's zone has its own demand.
        let door = doorDemand(draft, site: principal.site).names
        let own = legs[legs.count - 1].pools
        legs[legs.count - 1].pools = own + door.filter { !own.contains($0) }
        return .success(legs)
    }

    private func checkVia(_ draft: borrowing OrderDraft, site: String?) -> Refusal? {
        guard draft.via.count <= Policy.stationsOfOrderMax else {
            return Refusal(
                .outOfRange, field: "/via", limit: Policy.stationsOfOrderMax,
                detail: "an order goes through at most \(Policy.stationsOfOrderMax) stations")
        }
        guard Set(draft.via).count == draft.via.count else {
            return Refusal(.invalid, field: "/via", detail: "each station once")
        }
        guard draft.stops.filter({ $0.kind == .dropoff }).count == 1 else {
            return Refusal(
                .invalid, field: "/stops", detail: "what goes through stations has one dropoff")
        }
        guard draft.legPools.isEmpty || draft.legPools.count == draft.via.count + 1 else {
            return Refusal(
                .invalid, field: "/legPools", limit: draft.via.count + 1,
                detail: "one list of pools for each leg, one leg more than stations")
        }
        for (index, own) in draft.legPools.enumerated() {
            let both = draft.runnerPools + own.filter { !draft.runnerPools.contains($0) }
            guard var refusal = checkDemand(both, site: site) else { continue }
            refusal.field = "/legPools/\(index)"
            return refusal
        }
        return nil
    }
}
