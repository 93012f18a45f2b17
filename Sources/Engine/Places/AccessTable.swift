// Whom the operator keeps apart, and which human is behind an account.

/// Blocked pairs and known persons.
struct AccessTable: Equatable, Sendable {
    /// The runners who serve no orders of a customer or merchant, by its subject; ascending.
    private(set) var pairs: [String: [RunnerIndex]] = [:]
    /// The human behind an account, as its token said it first.
    private(set) var persons: [Principal: String] = [:]

    init() {}

    /// Whether the runner serves no orders of `owner`.
    func isBlocked(_ runner: RunnerIndex, from owner: String) -> Bool {
        pairs[owner]?.contains(runner) ?? false
    }

    mutating func set(_ isBlocked: Bool, _ runner: RunnerIndex, _ owner: String) {
        var runners = (pairs[owner] ?? []).filter { $0 != runner }
        if isBlocked { runners.append(runner) }
        pairs[owner] = runners.isEmpty ? nil : runners.sorted()
    }

    /// The facts that give this table, in an order of their own.
    var facts: [AccessFact] {
        let known = persons.sorted {
            ($0.key.subject, $0.key.role.rawValue) < ($1.key.subject, $1.key.role.rawValue)
        }
        return pairs.sorted { $0.key < $1.key }.flatMap { owner, runners in
            runners.map { AccessFact.pair($0, owner: owner, isBlocked: true, by: "") }
        } + known.map { AccessFact.person($0.key, person: $0.value) }
    }

    mutating func know(_ person: String, of account: Principal) {
        persons[account.account] = person
    }
}
