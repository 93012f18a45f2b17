// Who may do what when: every state, command and role through `decide`, against tables written by
// hand; and that what is not one's own looks exactly like what does not exist.

import Basics
import Testing

@testable import Engine

@Suite struct RightsTests {
    @Test(arguments: OrderState.allCases, Role.allCases)
    func everyCommandIsDecidedAsTheTableSays(state: OrderState, role: Role) throws {
        for kind in CommandKind.allCases {
            let scene = try Scene(state, role)
            let before = try scene.city.order(scene.order)
            let decision = scene.city.run(scene.command(kind), by: scene.principal)
            let wanted = Rights.verdict(of: kind, in: state, for: role)
            #expect(decision.refusal?.code == wanted, "\(kind) in \(state.name) by \(role.name)")
            let after = try scene.city.order(scene.order)
            if wanted != nil {
                #expect(decision.records.isEmpty)
                #expect(after.version == before.version)
            } else if let next = Rights.outcome(of: kind) {
                #expect(after.state == next, "\(kind) in \(state.name) by \(role.name)")
                #expect(after.version == before.version + 1)
            }
        }
    }

    @Test func onlyPlacersPlaceAndOnlyOperatorsRegister() {
        for role in Role.allCases {
            let city = City()
            let principal = Principal(subject: "x", role: role)
            let placed = city.run(.createOrder(draft()), by: principal)
            let isPlacer = [.customer, .merchant, .service].contains(role)
            #expect(placed.refusal?.code == (isPlacer ? nil : .forbidden), "\(role.name)")
            let profile = RunnerProfile(id: RunnerID("x"))
            let registered = city.run(.registerRunner(profile), by: principal)
            let isOperator = [.service, .admin].contains(role)
            #expect(registered.refusal?.code == (isOperator ? nil : .forbidden), "\(role.name)")
            checkDuty(city, role)
        }
    }

    /// Verifying and setting duty, with a runner of the same name as the principal.
    private func checkDuty(_ city: City, _ role: Role) {
        let principal = Principal(subject: "x", role: role)
        city.run(.registerRunner(RunnerProfile(id: RunnerID("x"))), by: .service)
        let verified = city.run(.verifyRunner(RunnerID("x")), by: principal)
        let isOperator = [.service, .admin].contains(role)
        #expect(verified.refusal?.code == (isOperator ? nil : .forbidden), "\(role.name)")
        city.run(.verifyRunner(RunnerID("x")), by: .service)
        let duty = city.run(.setDuty(RunnerID("x"), .on), by: principal)
        #expect(duty.refusal?.code == (role == .runner ? nil : .forbidden), "\(role.name)")
    }

    @Test(arguments: OrderState.allCases)
    func foreignAndMissingLookTheSame(state: OrderState) throws {
        let scene = try Scene(state, .customer)
        let (city, id) = (scene.city, scene.order)
        let nowhere = OrderID(number: 999)
        for stranger in [Principal.customer("c2"), .merchant, .service] {
            let foreign = city.run(.cancelOrder(id, reason: nil, version: nil), by: stranger)
            let missing = city.run(.cancelOrder(nowhere, reason: nil, version: nil), by: stranger)
            #expect(foreign == missing)
            #expect(foreign.refusal?.code == .notFound)
            // A version that is wrong tells nothing either.
            let guessed = city.run(.cancelOrder(id, reason: nil, version: 77), by: stranger)
            #expect(guessed == missing)
        }
        let other = Principal.runner("r2")
        for phase in Phase.allCases {
            let foreign = city.run(report(id, phase), by: other)
            #expect(foreign == city.run(report(nowhere, phase), by: other))
            #expect(foreign.refusal?.code == .notFound)
        }
        let noOffer = OfferID(number: 999)
        let offer = scene.offer
        #expect(
            city.run(.acceptOffer(offer, epoch: 1), by: other)
                == city.run(.acceptOffer(noOffer, epoch: 1), by: other))
        #expect(
            city.run(.declineOffer(offer, reason: nil), by: other)
                == city.run(.declineOffer(noOffer, reason: nil), by: other))
        #expect(
            city.run(.offerSeen(offer), by: other) == city.run(.offerSeen(noOffer), by: other))
        #expect(city.run(.offerSeen(offer), by: other).refusal == .noOffer)
        let after = try city.order(id)
        #expect(after.state == state)
    }

    @Test func aRunnerOfTheSameNameAsACustomerIsNotTheOwner() throws {
        let city = City()
        let id = city.placeOrder(by: .customer("same"))
        let merchant = Principal(subject: "same", role: .merchant)
        let decision = city.run(.cancelOrder(id, reason: nil, version: nil), by: merchant)
        #expect(decision.refusal == .noOrder)
        let order = try city.order(id)
        let all = [
            Principal.customer("same"), merchant, .runner("same"), .customer("other"), .dispatcher,
        ]
        let sight = all.map { city.engine.maySee(order, $0) }
        #expect(sight == [true, false, false, false, true])
    }

    @Test func aStaleVersionIsAConflictBeforeTheState() throws {
        let scene = try Scene(.delivered, .customer)
        let version = try scene.city.order(scene.order).version
        let owner = scene.principal
        let stale = scene.city.run(
            .cancelOrder(scene.order, reason: nil, version: version - 1), by: owner)
        #expect(stale.refusal?.code == .versionConflict)
        #expect(stale.refusal?.limit == version)
        #expect(stale.refusal?.order == scene.order)
        let current = scene.city.run(
            .cancelOrder(scene.order, reason: nil, version: version), by: owner)
        #expect(current.refusal?.code == .stateConflict)
    }
}

private func report(_ id: OrderID, _ phase: Phase) -> Command {
    .reportPhase(id, leg: 0, phase, code: nil, reason: nil)
}

private enum CommandKind: CaseIterable {
    case cancel, assign, seen, accept, decline, atPickup, pickedUp, atDropoff, delivered

    var phase: Phase? {
        switch self {
        case .atPickup: .atPickup
        case .pickedUp: .pickedUp
        case .atDropoff: .atDropoff
        case .delivered: .delivered
        default: nil
        }
    }
}

/// The rights as PROTOCOL tells them: `nil` is yes.
private enum Rights {
    static func verdict(
        of kind: CommandKind, in state: OrderState, for role: Role
    ) -> RefusalCode? {
        switch kind {
        case .cancel: [.runner, .station].contains(role) ? .forbidden : withdrawable(state)
        case .assign: [.dispatcher, .admin].contains(role) ? beforeGoods(state) : .forbidden
        default: role == .runner ? answer(of: kind, in: state) : .forbidden
        }
    }

    /// Until the goods are with the runner an order may be withdrawn and bound anew.
    private static func beforeGoods(_ state: OrderState) -> RefusalCode? {
        switch state {
        case .matching, .waitingForPool, .noTaker, .offered, .assigned, .atPickup: nil
        default: .stateConflict
        }
    }

    /// What nobody is looked for yet may be withdrawn as well.
    private static func withdrawable(_ state: OrderState) -> RefusalCode? {
        state == .awaitingPayment || state == .scheduled ? nil : beforeGoods(state)
    }

    /// What the runner hears who was asked and, where the state says so, carries the order.
    private static func answer(of kind: CommandKind, in state: OrderState) -> RefusalCode? {
        switch (kind, state) {
        case (.seen, _) where Scene.isUnasked(state), (.accept, _) where Scene.isUnasked(state),
            (.decline, _) where Scene.isUnasked(state):
            .notFound
        case (.seen, _): nil
        case (.accept, .offered), (.decline, .offered): nil
        case (.accept, .cancelled), (.decline, .cancelled): .offerWithdrawn
        case (.accept, .failed), (.accept, .returned): .offerExpired
        case (.accept, _): .offerTaken
        case (.decline, _): .offerExpired
        case (.atPickup, .assigned), (.pickedUp, .assigned), (.pickedUp, .atPickup),
            (.atDropoff, .pickedUp), (.delivered, .pickedUp), (.delivered, .atDropoff):
            nil
        case (_, .assigned), (_, .atPickup), (_, .pickedUp), (_, .atDropoff), (_, .delivered),
            (_, .returning), (_, .returned), (_, .atStation), (_, .failed):
            .stateConflict
        default: .notFound
        }
    }

    /// The state after a command that was accepted, where it changes.
    static func outcome(of kind: CommandKind) -> OrderState? {
        switch kind {
        case .cancel: .cancelled
        case .assign, .accept: .assigned
        case .decline: .matching
        case .seen: nil
        default: kind.phase?.state
        }
    }
}

/// A city in which one order has come to a state, seen by a principal of a role: its owner where the
/// role can own, its carrier `r1` where it is a runner's.
private struct Scene {
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
            case .report(let phase): city.must(report(order, phase), by: .runner("r1"))
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

    func command(_ kind: CommandKind) -> Command {
        switch kind {
        case .cancel: .cancelOrder(order, reason: "changed my mind", version: nil)
        case .assign:
            .assignOrder(order, RunnerID("r2"), reason: nil, override: false, version: nil)
        case .seen: .offerSeen(offer)
        case .accept: .acceptOffer(offer, epoch: 1)
        case .decline: .declineOffer(offer, reason: nil)
        case .atPickup: report(order, .atPickup)
        case .pickedUp: report(order, .pickedUp)
        case .atDropoff: report(order, .atDropoff)
        case .delivered: report(order, .delivered)
        }
    }
}
