// Payments, choices, ends and codes: what people decide about an order that is not the runner's to say.

internal import Basics

extension Engine {
    func decide(
        _ id: OrderID, _ command: LawCommand, by principal: Principal, at now: Instant
    ) -> Decision {
        switch command {
        case .pay: pay(id, by: principal, at: now)
        case .giveBack(let leg, let why): giveBack(id, leg: leg, why, by: principal, at: now)
        case .undo(let leg): undo(id, leg: leg, by: principal, at: now)
        case .attempt(let leg): attempt(id, leg: leg, by: principal, at: now)
        case .fail(let why): fail(id, why, by: principal)
        case .unlockCode(let why): unlockCode(id, why, by: principal)
        case .choose(let choice): choose(choice, of: id, by: principal, at: now)
        case .edit(let edits): edit(id, edits, by: principal, at: now)
        case .add(let amount): add(amount, to: id, by: principal, at: now)
        }
    }

    // MARK: Versions

    /// The command, unless its order is at another version. Who may not see the order hears no version.
    func expect(
        _ version: Int, _ command: Command, by principal: Principal, at now: Instant
    ) -> Decision {
        if let id = orderID(of: command), let order = order(id) {
            let sees = maySee(order, principal)
            let isAsked = order.legs.contains { leg in
                leg.offers.contains { isOffer($0, to: principal) }
            }
            if sees || isAsked, var refusal = requireVersion(version, of: order) {
                // Who is only asked does not see the order.
                if !sees { refusal.order = nil }
                return .failure(refusal)
            }
        }
        let decision = decide(command, by: principal, at: now)
        guard decision.refusal == nil, let order = orderID(of: command).flatMap({ order($0) }),
            var refusal = requireVersion(version, of: order)
        else { return decision }
        // Who may do this without seeing the order hears that it has changed, and nothing more.
        (refusal.order, refusal.limit) = (nil, nil)
        refusal.detail = "the order has another version; look at it and decide again"
        return .failure(refusal)
    }

    private func isOffer(_ id: OfferID, to principal: Principal) -> Bool {
        guard principal.role == .runner, let offer = offers[id] else { return false }
        return runners[offer.runner.slot].profile.id.text == principal.subject
    }

    /// The order that a command is about; `nil` if it is about none, or about an offer or a code that
    /// nobody knows.
    public func orderID(of command: Command) -> OrderID? {
        switch command {
        case .cancelOrder(let id, _, _), .assignOrder(let id, _, _, _, _),
            .reportPhase(let id, _, _, _, _, _), .shareOrder(let id, _), .widenOrder(let id),
            .law(let id, _), .grab(let id):
            id
        case .relay(.issueCode(let id, _, _)), .relay(.recover(let id, _)),
            .relay(.moveToGate(let id, _, _)):
            id
        case .relay(.scan(let code)): leg(ofCode: code)?.order
        case .offerSeen(let id), .acceptOffer(let id, _), .declineOffer(let id, _):
            offers[id]?.order
        case .expecting(_, let command): orderID(of: command)
        case .exception(.claim(let exception)), .exception(.resolve(let exception, _)):
            exception.order
        case .registerRunner, .patchRunner, .verifyRunner, .setDuty, .createOrder, .place,
            .access, .exception(.sos):
            nil
        }
    }

    // MARK: Payments

    private func pay(_ id: OrderID, by principal: Principal, at now: Instant) -> Decision {
        if let refusal = requireRole([.service, .admin], principal) { return .failure(refusal) }
        // A shop's system says what was paid with another: the order need not be its own, but of its site.
        guard let order = order(id), isOfSite(order.owner.site, principal) else {
            return .failure(.noOrder)
        }
        if order.state == .awaitingPayment {
            let isEarly = order.booking.releaseAt.map { $0 > now } ?? false
            return .success([
                .law(id, .paid(by: principal.subject, to: isEarly ? .scheduled : .matching))
            ])
        }
        let isLate = order.state == .cancelled && order.booking.payBy != nil && !order.isPaid
        guard isLate else {
            return .failure(stateConflict(order, "the order waits for no payment"))
        }
        // Once: who tries again is owed no second refund.
        let isKnown = order.flags.contains(.latePayment)
        return .failure(
            stateConflict(order, "the order was given up before it was paid: refund the payment"),
            records: isKnown ? [] : [.law(id, .paidLate(by: principal.subject))])
    }

    // MARK: Ends and codes by hand

    private func fail(
        _ id: OrderID, _ why: ReasonGiven?, by principal: Principal
    ) -> Decision {
        if let refusal = requireRole(.staff, principal) { return .failure(refusal) }
        let order: Order
        switch visibleOrder(id, principal) {
        case .success(let visible): order = visible
        case .failure(let refusal): return .failure(refusal)
        }
        guard OrderMachine.transition(from: order.state, .fail) != nil else {
            return .failure(
                stateConflict(order, "an order that is \(order.state.name) can't be given up"))
        }
        guard let why else { return .failure(.reasonRequired("say why the order is given up")) }
        return .success(noted(id, why) + [.law(id, .failed(by: principal.subject, why.code))])
    }

    private func unlockCode(
        _ id: OrderID, _ why: ReasonGiven?, by principal: Principal
    ) -> Decision {
        if let refusal = requireRole(.staff, principal) { return .failure(refusal) }
        let order: Order
        switch visibleOrder(id, principal) {
        case .success(let visible): order = visible
        case .failure(let refusal): return .failure(refusal)
        }
        guard order.flags.contains(.codeLocked), !order.state.isFinal else {
            return .failure(stateConflict(order, "the order's code is not locked"))
        }
        guard let why else { return .failure(.reasonRequired("say why the code is unlocked")) }
        return .success(
            noted(id, why) + [.law(id, .codeUnlocked(by: principal.subject, why.code))])
    }

    /// What was said beside a reason, as a fact of its own: it is sealed.
    func noted(_ id: OrderID, _ why: ReasonGiven?) -> [Record] {
        why?.note.map { [.law(id, .noted($0))] } ?? []
    }

    // MARK: Choices

    private func choose(
        _ choice: Choice, of id: OrderID, by principal: Principal, at now: Instant
    ) -> Decision {
        if RoleSet.carriers.contains(principal.role) {
            return .failure(Refusal(.forbidden, detail: "the customer is asked, not the carrier"))
        }
        let order: Order
        switch ownOrder(id, principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        let asked: Role = RoleSet.staff.contains(principal.role) ? .dispatcher : .customer
        let open = order.openChoices.filter { $0.until.map { $0 > now } ?? true }
        guard open.contains(where: { $0.choice == choice && $0.by == asked }) else {
            let names = open.filter { $0.by == asked }.map(\.choice.name)
            return .failure(
                Refusal(
                    .invalid, field: "/choice",
                    detail: names.isEmpty
                        ? "nothing is to be chosen at the moment"
                        : "one of \(names.joined(separator: ", "))"))
        }
        let chosen = Record.law(id, .chose(choice, by: principal.subject))
        if choice == .widen {
            let widened = widen(id, by: principal, at: now)
            return widened.refusal == nil ? .success([chosen] + widened.records) : widened
        }
        if choice == .gate { return gateChosen(chosen, of: order, at: now) }
        return .success([chosen] + consequences(of: choice, for: order, principal, at: now))
    }

    /// The recipient comes down to the station of the zone that keeps runners out.
    private func gateChosen(
        _ chosen: Record, of order: borrowing Order, at now: Instant
    ) -> Decision {
        let leg = order.poolQuestion?.leg ?? order.activeLeg
        guard let station = gateStation(of: order, leg: leg) else {
            return .failure(stateConflict(order, "no zone keeps runners from the door any more"))
        }
        let moved = gateDecision(order, station.coordinate, name: station.id.text)
        guard moved.refusal == nil else { return moved }
        return .success([chosen] + moved.records + watchAgain(order, at: now))
    }

    /// What a choice leads to beside being written down.
    private func consequences(
        of choice: Choice, for order: borrowing Order, _ principal: Principal, at now: Instant
    ) -> [Record] {
        switch choice {
        case .gate, .widen: []
        case .wait: watchAgain(order, at: now)
        case .cancel:
            [
                .orderCancelled(
                    order.id, by: principal.subject,
                    Cancellation(from: order.state, fee: 0, reason: order.choices.first?.reason))
            ]
        case .giveBack:
            [
                .law(
                    order.id,
                    .returnOrdered(leg: order.activeLeg, by: principal.subject, .customerRequest))
            ]
        }
    }
}

extension Refusal {
    /// A command that is kept with its reason came without one.
    static func reasonRequired(_ detail: String) -> Refusal {
        Refusal(.reasonRequired, field: "/reason", detail: detail)
    }
}
