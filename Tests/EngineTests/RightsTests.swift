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
            } else if kind != .seen {
                let next = Rights.outcome(of: kind, in: state)
                #expect(after.state == next, "\(kind) in \(state.name) by \(role.name)")
                #expect(after.version > before.version)
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
            let foreign = city.run(Scene.report(id, phase), by: other)
            #expect(foreign == city.run(Scene.report(nowhere, phase), by: other))
            #expect(foreign.refusal?.code == .notFound)
        }
        for command: LawCommand in [.giveBack(leg: 0, nil), .undo(leg: 0), .attempt(leg: 0)] {
            let foreign = city.run(.law(id, command), by: other)
            #expect(foreign == city.run(.law(nowhere, command), by: other))
            #expect(foreign.refusal?.code == .notFound)
        }
        for command: LawCommand in [.edit([StopEdit(index: 0)]), .add(amount: 1), .choose(.wait)] {
            let stranger = Principal.customer("c2")
            let foreign = city.run(.law(id, command), by: stranger)
            #expect(foreign == city.run(.law(nowhere, command), by: stranger))
            // A version that is wrong tells nothing either.
            let guessed = city.run(.expecting(version: 77, .law(id, command)), by: stranger)
            #expect(guessed == foreign)
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
