// Blocks: a runner that serves nobody, and pairs that are kept apart. The human behind an account is
// remembered here too, so that nobody is offered their own order under another name.

internal import Basics

extension Engine {
    private static let blockers: RoleSet = [.service, .dispatcher, .admin]

    func access(_ command: AccessCommand, by principal: Principal) -> Decision {
        if let refusal = requireRole(Engine.blockers, principal) { return .failure(refusal) }
        guard let index = runnerIndices[command.runner],
            isOfSite(runners[index.slot].site, principal)
        else { return .failure(.noRunner) }
        switch command {
        case .blockRunner(_, let reason): return block(index, reason: reason, by: principal)
        case .unblockRunner:
            guard runners[index.slot].isBlocked else { return .success([]) }
            return .success([.access(.unblocked(index, by: principal.subject))])
        case .setPair(_, let owner, let isBlocked):
            return pair(index, owner, isBlocked, by: principal)
        }
    }

    private func block(
        _ index: RunnerIndex, reason: String?, by principal: Principal
    ) -> Decision {
        let runner = runners[index.slot]
        guard !runner.isBlocked else { return .success([]) }
        var records = withdrawPending(of: index, reason: "blocked")
        records.append(.access(.blocked(index, reason: reason, by: principal.subject)))
        // What is on its way is delivered; then the runner is off duty.
        let duty: Duty = runner.carried.isEmpty ? .off : .finishing
        if runner.duty != .off, runner.duty != duty { records.append(.dutyChanged(index, duty)) }
        return .success(records)
    }

    private func pair(
        _ index: RunnerIndex, _ owner: String, _ isBlocked: Bool, by principal: Principal
    ) -> Decision {
        guard access.isBlocked(index, from: owner) != isBlocked else { return .success([]) }
        let most = policy.blockedPairsMax
        guard !isBlocked || (access.pairs[owner]?.count ?? 0) < most else {
            return .failure(
                Refusal(
                    .outOfRange, field: "/customer", limit: most,
                    detail: "at most \(most) runners are kept from one customer"))
        }
        let asked = isBlocked ? runners[index.slot].pendingOffer.flatMap { offers[$0] } : nil
        let isOwners =
            asked.flatMap { orders.look($0.order) { $0.owner.subject == owner } } ?? false
        return .success(
            (isOwners ? withdrawPending(of: index, reason: "blocked") : [])
                + [
                    .access(
                        .pair(
                            index, owner: owner, isBlocked: isBlocked, by: principal.subject))
                ])
    }

    /// The fact that a token tells which human is behind its account, the first time it does.
    func newPerson(of principal: Principal) -> [Record] {
        guard let person = principal.person, access.persons[principal.account] == nil else {
            return []
        }
        return [.access(.person(principal.account, person: person))]
    }

    /// The human who placed an order, if anybody ever said.
    func person(behind owner: Principal) -> String? {
        owner.person ?? access.persons[owner.account]
    }

    /// The human whom a runner is, if anybody ever said.
    func person(of profile: RunnerProfile) -> String? {
        profile.person
            ?? access.persons[Principal(subject: profile.id.text, role: .runner)]
    }
}
