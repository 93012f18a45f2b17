// Registration, rights and duty of runners.

internal import Basics

extension Engine {
    func register(_ profile: RunnerProfile, by principal: Principal) -> Decision {
        if let refusal = requireRole([.service, .admin], principal) { return .failure(refusal) }
        if runnerIndices[profile.id] != nil {
            return .failure(
                Refusal(
                    .alreadyExists, field: "/id",
                    detail: "a runner of this id is registered; change it with PATCH"))
        }
        if let refusal = checkNames(profile.pools + gender(profile.gender), pools, "/pools") {
            return .failure(refusal)
        }
        if let refusal = checkNames(profile.skills, skills, "/skills") { return .failure(refusal) }
        guard profile.site == nil || isOfSite(profile.site, principal) else {
            return .failure(
                Refusal(
                    .notYours, field: "/site",
                    detail: "your token is bound to \(principal.site ?? "")"))
        }
        // The profile's record has no site: it is a fact of its own.
        let index = RunnerIndex(runners.count)
        let site = profile.site ?? principal.site
        var profile = profile
        profile.site = nil
        return .success(
            [.runnerRegistered(index, profile)]
                + (site == nil ? [] : [.access(.site(index, site))]))
    }

    func patch(
        _ id: RunnerID, _ patch: RunnerPatch, by principal: Principal, at now: Instant
    ) -> Decision {
        if let refusal = requireRole([.runner, .admin, .service], principal) {
            return .failure(refusal)
        }
        guard principal.role != .runner || principal.subject == id.text,
            let index = runnerIndices[id], mayTouch(index, principal)
        else { return .failure(.noRunner) }
        if principal.role == .runner, !patch.isOwn {
            return .failure(
                Refusal(
                    .forbidden,
                    detail:
                        "a runner may change its ownCap and phone; the operator changes the rest"))
        }
        if let cap = patch.ownCap, !(2...12).contains(cap) {
            return .failure(
                Refusal(.outOfRange, field: "/ownCap", limit: 12, detail: "2 to 12 orders at once"))
        }
        if let refusal = checkNames((patch.pools ?? []) + gender(patch.gender), pools, "/pools") {
            return .failure(refusal)
        }
        if let refusal = checkNames(patch.skills ?? [], skills, "/skills") {
            return .failure(refusal)
        }
        var records = [Record.runnerPatched(index, patch)]
        if let hours = patch.shifts {
            records.append(.protection(.shifts(index, hours.spans.isEmpty ? nil : hours)))
        }
        return .success(records + withdrawal(after: patch, of: index, at: now))
    }

    /// A runner who is no longer who the offer was made to is no longer asked.
    private func withdrawal(
        after patch: RunnerPatch, of index: RunnerIndex, at now: Instant
    ) -> [Record] {
        let losesRights = patch.skills != nil || patch.verified == false
        let records = consequences(of: index, patch, at: now)
        let isWithdrawn = records.contains { if case .offerEnded = $0 { true } else { false } }
        guard losesRights, !isWithdrawn else { return records }
        return records + withdrawPending(of: index, reason: "poolChanged")
    }

    /// The end of the question that the runner is asked at the moment, if it is.
    func withdrawPending(of index: RunnerIndex, reason: String) -> [Record] {
        guard let id = runners[index.slot].pendingOffer, let offer = offers[id] else { return [] }
        return [.offerEnded(id, offer.order, .withdrawn(reason: reason), refusedUntil: nil)]
    }

    /// Whether the principal's site lets it know of the runner; a runner's own token may.
    public func mayTouch(_ index: RunnerIndex, _ principal: Principal) -> Bool {
        principal.role == .runner || isOfSite(runners[index.slot].site, principal)
    }

    func verify(_ id: RunnerID, by principal: Principal) -> Decision {
        if let refusal = requireRole([.service, .admin], principal) { return .failure(refusal) }
        guard let index = runnerIndices[id], mayTouch(index, principal) else {
            return .failure(.noRunner)
        }
        guard !runners[index.slot].verified else { return .success([]) }
        var patch = RunnerPatch()
        patch.verified = true
        return .success([.runnerPatched(index, patch)])
    }

    func setDuty(
        _ id: RunnerID, _ duty: Duty, confirmed: Bool, by principal: Principal, at now: Instant
    ) -> Decision {
        let index: RunnerIndex
        switch ownRunner(id, principal) {
        case .success(let own): index = own
        case .failure(let refusal): return .failure(refusal)
        }
        let runner = runners[index.slot]
        if duty == .on, !runner.verified {
            return .failure(
                Refusal(.notVerified, detail: "the operator has not verified this runner yet"))
        }
        if duty == .on, runner.isBlocked {
            return .failure(Refusal(.blocked, detail: "the operator has blocked this runner"))
        }
        var records: [Record] = []
        if duty == .on {
            switch protection(ofComingOnDuty: index, confirmed: confirmed, at: now) {
            case .success(let confirmation): records = confirmation
            case .failure(let refusal): return .failure(refusal)
            }
        }
        let isFinishing = (duty == .off || duty == .finishing) && !runner.carried.isEmpty
        let next: Duty = isFinishing ? .finishing : duty == .finishing ? .off : duty
        if next != .on { records += withdrawPending(of: index, reason: "offDuty") }
        if next != runner.duty { records.append(.dutyChanged(index, next)) }
        return .success(records)
    }

    func gender(_ gender: String?) -> [String] { gender.map { [$0] } ?? [] }

    /// A refusal if the city can't know all of these names by then; `most` is how many there may be.
    func checkNames(
        _ names: [String], _ table: NameTable, _ field: String, most: Int = Policy.namesMax
    ) -> Refusal? {
        guard !table.canHold(names, most: most) else { return nil }
        return Refusal(
            .outOfRange, field: field, limit: most,
            detail: "the city knows no more names than these: "
                + table.names.joined(separator: ", "))
    }
}
