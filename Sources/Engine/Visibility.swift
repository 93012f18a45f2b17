// Who may know of an order, and as whom: one place, asked by every path that shows anything.

public import Basics

/// As whom somebody looks at an order.
public enum Party: Equatable, Sendable {
    /// Who placed it and pays for it.
    case payer
    /// The contact of one of its stops, by index.
    case contact(stop: Int)
    /// Somebody who was given a link and is no contact.
    case guest
    /// A runner who carries it, or carried it to where it is now; who vanished with it is none any more.
    case carrier
    /// The station at which one of its legs begins or ends.
    case station
    case staff
}

extension Engine {
    /// As whom `principal` may look at the order, or `nil` if it may not know of it.
    public func party(_ principal: Principal, to order: borrowing Order) -> Party? {
        guard holds(.party) else { return .payer }
        if let shown = principal.order {
            guard shown == order.id else { return nil }
            return shareParty(principal, to: order)
        }
        switch principal.role {
        case .dispatcher, .admin:
            return isOfSite(order.owner.site, principal) ? .staff : nil
        case .customer, .merchant, .service:
            if isOwner(of: order, principal) { return .payer }
            guard principal.role == .customer else { return nil }
            return contactStop(of: principal, in: order).map { .contact(stop: $0) }
        case .runner:
            return order.hasLeg { isCarrier($0, principal) } ? .carrier : nil
        case .station:
            return order.hasLeg { touches($0, principal) } ? .station : nil
        }
    }

    /// Whether `principal` may see where the order's runner is. Who pays, waits at a stop, was given a link
    /// or runs the city may, as long as there is a position to see; of those on the way only whom it
    /// concerns now: the runner who carries the active leg, and the station that the goods are brought to or lie at.
    public func maySeePosition(of order: borrowing Order, _ principal: Principal) -> Bool {
        let active = order.legs[order.activeLeg]
        switch party(principal, to: order) {
        case nil: return false
        case .payer, .contact, .guest, .staff: return true
        case .carrier: return active.state.isCarried && isCarrier(active, principal)
        case .station:
            switch order.custody {
            case .station(let holder): return holder.text == principal.subject
            case .runner(let holder):
                return active.state.isCarried && active.state != .returning
                    && active.runner == holder && active.stationAtEnd?.text == principal.subject
            case .sender, .recipient: return false
            }
        }
    }

    /// Whether a link still opens its order: until the order ends, and no longer than it was given for.
    /// Every other token is its login's business.
    public func isLive(_ principal: Principal, at now: Instant) -> Bool {
        guard let shown = principal.order else { return true }
        return orders.look(shown) { order in
            let share = order.shares.first { $0.subject(of: shown) == principal.subject }
            return !order.state.isFinal && share.map { now < $0.expiresAt } ?? true
        } ?? false
    }

    /// Whether `principal` may know of the order.
    public func maySee(_ order: borrowing Order, _ principal: Principal) -> Bool {
        party(principal, to: order) != nil
    }

    func isOwner(of order: borrowing Order, _ principal: Principal) -> Bool {
        order.owner.subject == principal.subject && order.owner.role == principal.role
    }

    private func shareParty(_ principal: Principal, to order: borrowing Order) -> Party? {
        // A link ends with the order.
        guard !order.state.isFinal else { return nil }
        for share in order.shares where share.subject(of: order.id) == principal.subject {
            return share.stop.map { .contact(stop: $0) } ?? .guest
        }
        // A token of the operator's own login that names the order: the operator vouches for it.
        guard !Share.isSubject(principal.subject) else { return nil }
        if isOwner(of: order, principal) { return .payer }
        return contactStop(of: principal, in: order).map { .contact(stop: $0) } ?? .guest
    }

    private func contactStop(of principal: Principal, in order: borrowing Order) -> Int? {
        order.draft.stops.firstIndex { $0.details.contactSubject == principal.subject }
    }

    private func isCarrier(_ leg: Leg, _ principal: Principal) -> Bool {
        guard let runner = leg.runner else { return false }
        return runners[runner.slot].profile.id.text == principal.subject
    }

    private func touches(_ leg: Leg, _ principal: Principal) -> Bool {
        leg.stationAtEnd?.text == principal.subject || leg.stationAtStart?.text == principal.subject
    }
}

extension Order {
    /// Whether a leg is so. A leg whose runner vanished counts no more: another one fetches the goods.
    fileprivate func hasLeg(where holds: (Leg) -> Bool) -> Bool {
        legs.indices.contains { index in
            (index == activeLeg || legs[index].state != .failed) && holds(legs[index])
        }
    }
}
