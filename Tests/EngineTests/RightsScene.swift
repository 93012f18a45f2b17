// Scenes for the table of rights: one order brought to a state by the shortest way.

import Basics
import Testing

@testable import Engine

/// A city in which one order has come to a state, seen by a principal of a role: its owner where the
/// role can own, its carrier `r1` where it is a runner's.
struct Scene {
    let city = City()
    let principal: Principal
    let order: OrderID
    let offer: OfferID

    init(_ state: OrderState, _ role: Role) throws {
        let owner: Principal
        switch role {
        case .runner: (principal, owner) = (.runner("r1"), .customer("c1"))
        case .customer: (principal, owner) = (.customer("c1"), .customer("c1"))
        case .merchant: (principal, owner) = (.merchant, .merchant)
        case .service: (principal, owner) = (.service, .service)
        case .dispatcher: (principal, owner) = (.dispatcher, .customer("c1"))
        case .admin: (principal, owner) = (.admin, .customer("c1"))
        case .station:
            (principal, owner) = (Principal(subject: "st1", role: .station), .customer("c1"))
        }
        let asked = city.addRunner("r1")
        city.addRunner("r2", at: place(northMeters: 900))
        order = Scene.placeOrder(in: city, toBe: state, by: owner)
        offer = Scene.isUnasked(state) ? OfferID(number: 999) : city.offer(order, to: asked)
        for step in Scene.way[state] ?? [] {
            switch step {
            case .accept: city.must(.acceptOffer(offer, epoch: 1), by: .runner("r1"))
            case .cancel:
                city.must(.cancelOrder(order, reason: nil, version: nil), by: .dispatcher)
            case .nobodyFree: city.apply([.waiting(order, leg: 0, cause: .nobodyFree)])
            case .poolEmpty: city.apply([.waiting(order, leg: 0, cause: .poolEmpty)])
            case .report(let phase): city.must(Scene.report(order, phase), by: .runner("r1"))
            case .deposit, .fail: Scene.take(step, order, in: city)
            default: break
            }
        }
        let reached = city.state(order)
        try #require(reached == state)
    }

    private static let way: [OrderState: [Cause]] = [
        .waitingForPool: [.poolEmpty], .noTaker: [.nobodyFree], .cancelled: [.cancel],
        .assigned: [.accept], .atPickup: [.accept, .report(.atPickup)],
        .pickedUp: [.accept, .report(.pickedUp)],
        .atDropoff: [.accept, .report(.pickedUp), .report(.atDropoff)],
        .delivered: [.accept, .report(.pickedUp), .report(.delivered)],
        .returning: [.accept, .report(.pickedUp), .report(.returning)],
        .returned: [.accept, .report(.pickedUp), .report(.returning), .report(.returned)],
        .atStation: [.accept, .report(.pickedUp), .deposit],
        .failed: [.accept, .report(.pickedUp), .fail],
    ]

    /// States in which nobody was asked yet.
    static func isUnasked(_ state: OrderState) -> Bool {
        state.isWaiting || state == .scheduled || state == .awaitingPayment
    }

    private static func placeOrder(
        in city: City, toBe state: OrderState, by owner: Principal
    ) -> OrderID {
        guard state == .scheduled || state == .awaitingPayment else {
            return city.placeOrder(by: owner)
        }
        let id = OrderID(number: 1)
        let placed = PlacedOrder(
            number: "20270115-000001", owner: owner, draft: draft(),
            price: Tariff().price(meters: 1_000, addition: 0), meters: 1_000,
            promisedBy: city.now + .minutes(30), state: state)
        city.apply([.orderCreated(id, placed)])
        return id
    }

    /// A step to which no command of this order leads.
    private static func take(_ step: Cause, _ id: OrderID, in city: City) {
        if step == .deposit {
            city.engine.withOrder(id) { $0.custody = .station(StationID("st1")) }
        }
        city.engine.move(id, leg: 0, step, reason: nil, at: city.now)
    }

    static func report(_ id: OrderID, _ phase: Phase) -> Command {
        .reportPhase(
            id, leg: 0, phase, code: nil, reason: phase == .returning ? "damaged" : nil)
    }

    func command(_ kind: CommandKind) -> Command {
        switch kind {
        case .cancel: .cancelOrder(order, reason: "changed my mind", version: nil)
        case .assign:
            .assignOrder(order, RunnerID("r2"), reason: nil, override: false, version: nil)
        case .seen: .offerSeen(offer)
        case .accept: .acceptOffer(offer, epoch: 1)
        case .decline: .declineOffer(offer, reason: nil)
        case .delivered where principal.role != .runner:
            .reportPhase(order, leg: 0, .delivered, code: nil, reason: "metElsewhere")
        case .atPickup, .pickedUp, .atDropoff, .delivered, .returning, .returned:
            Scene.report(order, kind.phase ?? .returned)
        default: .law(order, lawCommand(kind))
        }
    }

    private func lawCommand(_ kind: CommandKind) -> LawCommand {
        switch kind {
        case .pay: return .pay
        case .giveBack: return .giveBack(leg: 0, Explanation(.vehicleTrouble))
        case .undo: return .undo(leg: 0)
        case .attempt: return .attempt(leg: 0)
        case .fail: return .fail(Explanation(.lost))
        case .unlockCode: return .unlockCode(Explanation(.other))
        case .chooseReturn: return .choose(.giveBack)
        case .editWords:
            var edit = StopEdit(index: 1)
            edit.note = "ring twice"
            return .edit([edit])
        case .editPlace:
            var edit = StopEdit(index: 1)
            edit.coordinate = place(northMeters: 1_200)
            return .edit([edit])
        case .add: return .add(amount: 100)
        default: return .choose(.wait)
        }
    }
}
