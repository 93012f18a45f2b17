// Commands to records. Nothing changes here: a decision is a list of facts, or a refusal that says
// what would be right.

public import Basics

extension Engine {
    /// What `command`, given by `principal` at `now`, comes to: the records to apply and to journal,
    /// or why it is refused. The state does not change.
    public func decide(
        _ command: Command, by principal: Principal, at now: Instant
    ) -> Decision {
        var decision = answer(to: command, by: principal, at: now)
        // What is wrapped has come through here already.
        if case .expecting = command { return decision }
        if decision.refusal == nil { decision.records += newPerson(of: principal) }
        return decision
    }

    private func answer(
        to command: Command, by principal: Principal, at now: Instant
    ) -> Decision {
        switch command {
        case .registerRunner(let profile):
            register(profile, by: principal)
        case .patchRunner(let runner, let patch):
            self.patch(runner, patch, by: principal, at: now)
        case .verifyRunner(let runner):
            verify(runner, by: principal)
        case .setDuty(let runner, let duty, let confirmed):
            setDuty(runner, duty, confirmed: confirmed, by: principal, at: now)
        case .createOrder(let draft):
            create(draft, by: principal, at: now)
        case .cancelOrder(let order, let reason, let version):
            cancel(order, reason: reason, version: version, by: principal)
        case .assignOrder(let order, let runner, let reason, let override, let version):
            assign(
                order, to: runner, reason: reason, override: override, version: version,
                by: principal, at: now)
        case .shareOrder(let order, let party):
            share(order, with: party, by: principal, at: now)
        case .offerSeen(let offer):
            seen(offer, by: principal)
        case .acceptOffer(let offer, let epoch):
            accept(offer, epoch: epoch, by: principal, at: now)
        case .declineOffer(let offer, let reason):
            decline(offer, reason: reason, by: principal, at: now)
        case .grab(let order):
            grab(order, by: principal, at: now)
        case .exception(let command):
            decide(command, by: principal, at: now)
        case .reportPhase(let order, let leg, let phase, let code, let reason, let note):
            report(
                order, leg: leg, phase, code: code, ReasonGiven(text: reason, note: note),
                by: principal, at: now)
        case .law(let order, let command):
            decide(order, command, by: principal, at: now)
        case .expecting(let version, let command):
            expect(version, command, by: principal, at: now)
        case .place(let change):
            place(change, by: principal, at: now)
        case .access(let change):
            access(change, by: principal)
        case .widenOrder(let order):
            widen(order, by: principal, at: now)
        case .relay(let command):
            decide(command, by: principal, at: now)
        }
    }

    /// A refusal unless the principal's role is one of `roles`.
    func requireRole(_ roles: RoleSet, _ principal: Principal) -> Refusal? {
        guard !roles.contains(principal.role) else { return nil }
        return Refusal(.forbidden, detail: roles.refusalDetail(of: principal.role))
    }

    /// The runner that the principal is, or may act for.
    func ownRunner(_ id: RunnerID, _ principal: Principal) -> Result<RunnerIndex, Refusal> {
        guard principal.role == .runner else {
            return .failure(Refusal(.forbidden, detail: "only the runner itself may do this"))
        }
        guard principal.subject == id.text, let index = runnerIndices[id] else {
            return .failure(.noRunner)
        }
        return .success(index)
    }

    /// The order, if the principal may know of it; else the same answer as for none.
    func visibleOrder(_ id: OrderID, _ principal: Principal) -> Result<Order, Refusal> {
        guard let order = order(id), maySee(order, principal) else { return .failure(.noOrder) }
        return .success(order)
    }

    /// The order, if the principal may decide about it: who placed it, and the staff. Who may only look is
    /// told so; for everybody else it does not exist.
    public func ownOrder(_ id: OrderID, _ principal: Principal) -> Result<Order, Refusal> {
        guard let order = order(id), let party = party(principal, to: order) else {
            return .failure(.noOrder)
        }
        guard party == .payer || party == .staff else {
            return .failure(Refusal(.forbidden, detail: "only who placed the order decides this"))
        }
        return .success(order)
    }

    /// A refusal if the sender saw another version of the order.
    func requireVersion(_ version: Int?, of order: borrowing Order) -> Refusal? {
        guard let version, version != order.version, holds(.version) else { return nil }
        return Refusal(
            .versionConflict, limit: order.version,
            detail: "the order is at version \(order.version); look at it and decide again",
            order: order.id)
    }

    /// The refusal of a step that the order machine does not have.
    func stateConflict(_ order: borrowing Order, _ detail: String) -> Refusal {
        Refusal(.stateConflict, detail: detail, order: order.id)
    }
}

extension Refusal {
    /// For an order that does not exist and for one that is not the sender's alike.
    public static var noOrder: Refusal {
        Refusal(.notFound, detail: "no such order")
    }
    /// For a runner that does not exist and for one that is not the sender alike.
    public static var noRunner: Refusal {
        Refusal(.notFound, detail: "no such runner")
    }
    /// For an offer that does not exist and for another runner's alike.
    public static var noOffer: Refusal {
        Refusal(.notFound, detail: "no such offer")
    }
}
