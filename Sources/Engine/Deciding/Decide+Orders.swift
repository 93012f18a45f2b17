// Placing, withdrawing and binding orders by hand.

internal import Basics
internal import Geo
internal import Matching

extension Engine {
    func create(
        _ draft: OrderDraft, by principal: Principal, at now: Instant
    ) -> Decision {
        if let refusal = requireRole(.placers, principal) { return .failure(refusal) }
        let refusal =
            check(draft) ?? checkHour(draft, at: now)
            ?? checkPlaces(
                draft, site: principal.site, at: max(now, draft.scheduledAt ?? now))
        if let refusal { return .failure(refusal) }
        let most = policy.openOrdersPerCustomerMax
        if principal.role == .customer, openOrders[principal.account, default: 0] >= most {
            return .failure(
                Refusal(
                    .rateLimited, limit: most,
                    detail: "at most \(most) open orders at once; wait until one has ended"))
        }
        let id = OrderID(number: numbers.lastOrder + 1)
        switch legs(via: draft, by: principal) {
        case .failure(let refusal):
            return .failure(refusal)
        case .success(let through):
            var placed = placed(draft, by: principal, at: now)
            if !through.isEmpty { placed.legs = through }
            return .success([.orderCreated(id, placed)])
        }
    }

    /// The order as it is placed: what it costs, by when it comes, and what has to come before.
    private func placed(
        _ draft: OrderDraft, by principal: Principal, at now: Instant
    ) -> PlacedOrder {
        let meters = draft.meters
        let pickup = max(now + policy.promiseBase, draft.scheduledAt ?? now)
        let mayAwait = RoleSet([.merchant, .service]).contains(principal.role)
        var draft = draft
        draft.via = []
        draft.legPools = []
        draft.awaitsPayment = policy.isPrepaid || (draft.awaitsPayment && mayAwait)
        let releaseAt = draft.scheduledAt.map { $0 - policy.scheduleLead }
        let isLater = releaseAt.map { $0 > now } ?? false
        var placed = PlacedOrder(
            number: orderNumber(at: now), owner: principal, draft: draft,
            price: policy.tariff.price(meters: meters, addition: draft.addition), meters: meters,
            promisedBy: pickup + policy.estimate.promisedTime(meters: meters),
            legs: legs(of: draft, meters: meters, by: principal, at: now),
            state: draft.awaitsPayment ? .awaitingPayment : isLater ? .scheduled : .matching)
        placed.booking.payBy = draft.awaitsPayment ? now + policy.paymentTimeout : nil
        placed.booking.releaseAt = isLater ? releaseAt : nil
        return placed
    }

    /// Whether the hour for which the order is placed makes sense.
    private func checkHour(_ draft: OrderDraft, at now: Instant) -> Refusal? {
        guard let hour = draft.scheduledAt else { return nil }
        let ahead = policy.scheduleAheadMax
        // A minute for the way here and for clocks that differ.
        guard hour >= now - .minutes(1), hour <= now + ahead else {
            return Refusal(
                .outOfRange, field: "/scheduledAt", limit: ahead.secondsUp,
                detail: "a time from now to \(ahead.secondsUp) s from now, in ms since 1970")
        }
        return nil
    }

    func check(_ draft: OrderDraft) -> Refusal? {
        guard (2...policy.stopsMax).contains(draft.stops.count) else {
            return Refusal(
                .outOfRange, field: "/stops",
                limit: draft.stops.count < 2 ? 2 : policy.stopsMax,
                detail: "2 to \(policy.stopsMax) stops, the last one a dropoff")
        }
        guard draft.stops.last?.kind == .dropoff else {
            return Refusal(
                .invalid, field: "/stops/\(draft.stops.count - 1)/kind",
                detail: "the last stop is a dropoff")
        }
        guard draft.stops.first?.kind != .dropoff else {
            return Refusal(
                .invalid, field: "/stops/0/kind", detail: "the first stop is a pickup, buy or wait")
        }
        return checkNames(draft.skills, skills, "/skills", most: Policy.namesOfOrdersMax)
    }

    /// The day and a count of the day's orders, six digits or more: `20261121-000017`.
    private func orderNumber(at now: Instant) -> String {
        let day = policy.timeZone.localDay(at: now)
        let count = day == numbers.day ? numbers.ordersOfDay + 1 : 1
        return OrderNumber.text(day: day, count: count)
    }

    func cancel(
        _ id: OrderID, reason: String?, version: Int?, by principal: Principal
    ) -> Decision {
        if RoleSet.carriers.contains(principal.role) {
            return .failure(
                Refusal(
                    .forbidden, detail: "who carries an order gives it back; it can't cancel it"))
        }
        let order: Order
        switch ownOrder(id, principal) {
        case .success(let own): order = own
        case .failure(let refusal): return .failure(refusal)
        }
        if let refusal = requireVersion(version, of: order) { return .failure(refusal) }
        let isAtSender =
            order.custody == .sender
            && OrderMachine.transition(from: order.state, .cancel) != nil
        guard isAtSender || !holds(.cancelWithGoods) else {
            return .failure(uncancellable(order))
        }
        return .success([
            .orderCancelled(
                id, by: principal.subject,
                Cancellation(from: order.state, fee: cancelFee(of: order), reason: reason))
        ])
    }

    /// What withdrawing the order costs now: nothing before a runner is bound, and nothing where trouble
    /// that is not the customer's offers it.
    public func cancelFee(of order: borrowing Order) -> Int {
        order.state.isCarried && !order.isCancelFree ? policy.tariff.cancelFee : 0
    }

    /// What withdrawing the order would come to now: `nil` for the fee if it can't be withdrawn.
    public func cancelPreview(of order: borrowing Order) -> (fee: Int?, choices: [String]) {
        let isAllowed =
            order.custody == .sender
            && OrderMachine.transition(from: order.state, .cancel) != nil
        return isAllowed ? (cancelFee(of: order), []) : (nil, uncancellable(order).choices)
    }

    private func uncancellable(_ order: borrowing Order) -> Refusal {
        if order.state.isFinal {
            return stateConflict(order, "the order has ended as \(order.state.name)")
        }
        var refusal = stateConflict(
            order, "the goods are under way: have them brought back instead")
        let canReturn = order.openChoices.contains { $0.choice == .giveBack }
        if canReturn { refusal.choices = [OrderState.returning.name] }
        return refusal
    }

    func assign(
        _ id: OrderID, to runnerID: RunnerID, reason: String?, override: Bool, version: Int?,
        by principal: Principal, at now: Instant
    ) -> Decision {
        if let refusal = requireRole(.staff, principal) { return .failure(refusal) }
        let order: Order
        switch visibleOrder(id, principal) {
        case .success(let visible): order = visible
        case .failure(let refusal): return .failure(refusal)
        }
        guard let runner = runnerIndices[runnerID], mayTouch(runner, principal) else {
            return .failure(
                Refusal(.invalid, field: "/runner", detail: "no runner of this id is registered"))
        }
        if let refusal = requireVersion(version, of: order) { return .failure(refusal) }
        if override, (reason ?? "").isEmpty {
            return .failure(
                Refusal(
                    .reasonRequired, field: "/reason",
                    detail: "an override is kept with its reason: say why"))
        }
        let leg = order.activeLeg
        guard OrderMachine.transition(from: order.legs[leg].state, .assign) != nil else {
            return .failure(
                stateConflict(order, "an order that is \(order.state.name) can't be assigned"))
        }
        if order.legs[leg].runner == runner { return .success([]) }
        if !override, let filter = obstacle(to: runner, for: order, leg: leg, at: now) {
            return .failure(ineligible(filter, order: order))
        }
        return .success([
            .legAssigned(
                id, leg: leg, runner, epoch: order.legs[leg].epoch + 1,
                .manual(by: principal.subject, reason: reason, override: override))
        ])
    }

    private func ineligible(_ filter: FilterReason, order: borrowing Order) -> Refusal {
        Refusal(
            filter == .pool ? .poolConflict : .ineligible, field: "/runner",
            detail: "the runner may not take this order: \(filter.name); "
                + "with override and a reason it can be assigned all the same",
            filter: filter.name)
    }
}
