// Edits and additions of an order that stands: who was asked on other terms is asked anew.

import Basics
import Testing

@testable import Engine

@Suite struct EditTests {
    private func edit(
        _ id: OrderID, stop: Int, metersNorth: Double? = nil, note: String? = nil
    ) -> Command {
        var edit = StopEdit(index: stop)
        edit.coordinate = metersNorth.map { place(northMeters: $0) }
        edit.note = note
        return .law(id, .edit([edit]))
    }

    /// What may still change: place and words of the pickup, place and words of the drop-off.
    private static let table: [(OrderState, String)] = [
        (.awaitingPayment, "yyyy"), (.scheduled, "yyyy"), (.matching, "yyyy"),
        (.waitingForPool, "yyyy"), (.noTaker, "yyyy"), (.offered, "yyyy"), (.assigned, "-yyy"),
        (.atPickup, "-yyy"), (.pickedUp, "---y"), (.atStation, "---y"), (.atDropoff, "----"),
        (.delivered, "----"), (.cancelled, "----"), (.failed, "----"), (.returning, "----"),
        (.returned, "----"),
    ]

    @Test func whatMayChangeDependsOnHowFarItIs() throws {
        #expect(Set(Self.table.map(\.0)) == Set(OrderState.allCases))
        for (state, rights) in Self.table {
            for (place, right) in rights.enumerated() {
                let scene = try Scene(state, .customer)
                let stop = place / 2
                let command =
                    place % 2 == 0
                    ? edit(scene.order, stop: stop, metersNorth: stop == 0 ? 20 : 1_500)
                    : edit(scene.order, stop: stop, note: "ring twice")
                let decision = scene.city.run(command, by: scene.principal)
                let wanted: RefusalCode? = right == "y" ? nil : .stateConflict
                #expect(decision.refusal?.code == wanted, "\(state.name) \(place)")
                if wanted != nil { #expect(decision.refusal?.field == "/stops/\(stop)") }
            }
        }
    }

    @Test func anotherPlaceIsAnotherPriceAndPromise() throws {
        let scene = try Scene(.offered, .customer)
        let before = try scene.city.order(scene.order)
        scene.city.must(edit(scene.order, stop: 1, metersNorth: 3_500), by: scene.principal)
        let after = try scene.city.order(scene.order)
        #expect(before.price.distance == 0 && after.price.distance == 300)
        #expect(after.promisedBy > before.promisedBy && after.meters > 3_400)
        #expect(after.legs[0].plan.endCoordinate == after.draft.stops[1].coordinate)
        #expect(after.legs[0].plan.meters == after.meters)
        #expect(after.state == .matching && after.events.last?.reason == "edited")
        let notices = scene.city.engine.takeNotices()
        #expect(notices.contains(.withdrawn(scene.offer, reason: "orderChanged")))
        // At once, since nothing was refused.
        scene.city.round()
        #expect(scene.city.state(scene.order) == .offered)
        #expect(differences(scene.city, try scene.city.replayed()) == [])
    }

    @Test func wordsWithdrawNothingAndTheCarrierHearsThem() throws {
        let offered = try Scene(.offered, .customer)
        offered.city.must(edit(offered.order, stop: 1, note: "gate 3"), by: offered.principal)
        #expect(offered.city.state(offered.order) == .offered)
        let carried = try Scene(.assigned, .dispatcher)
        let version = carried.city.runner(RunnerIndex(0)).stopsVersion
        _ = carried.city.engine.takeNotices()
        carried.city.must(edit(carried.order, stop: 1, note: "gate 3"), by: carried.principal)
        #expect(carried.city.runner(RunnerIndex(0)).stopsVersion == version + 1)
        #expect(carried.city.engine.takeNotices().contains(.stops(RunnerIndex(0))))
        #expect(try carried.city.order(carried.order).draft.stops[1].details.note == "gate 3")
        carried.city.must(edit(carried.order, stop: 1, note: ""), by: carried.principal)
        #expect(try carried.city.order(carried.order).draft.stops[1].details.note == nil)
    }

    /// Another person gets another login, and the old one's sees nothing any more.
    @Test func anotherContactIsAnotherPerson() throws {
        let city = City()
        var wanted = draft()
        wanted.stops[1].details = StopDetails(
            contactName: "Li", contactPhone: "1", contactSubject: "c2")
        city.must(.createOrder(wanted), by: .customer("c1"))
        let id = OrderID(number: 1)
        func edit(_ change: (inout StopEdit) -> Void) {
            var edit = StopEdit(index: 1)
            change(&edit)
            city.must(.law(id, .edit([edit])), by: .customer("c1"))
        }
        func subject() throws -> String? {
            try city.order(id).draft.stops[1].details.contactSubject
        }
        edit {
            $0.note = "ring twice"
            $0.contactName = "Li"
        }
        #expect(try subject() == "c2")
        edit { $0.contactPhone = "2" }
        #expect(try subject() == nil)
        #expect(city.engine.party(.customer("c2"), to: try city.order(id)) == nil)
        edit {
            $0.contactName = "Wang"
            $0.contactSubject = "c3"
        }
        #expect(try subject() == "c3")
        edit { $0.contactSubject = "" }
        #expect(try subject() == nil)
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func whatChangesNothingIsNoEdit() throws {
        let scene = try Scene(.delivered, .customer)
        let decision = scene.city.run(.law(scene.order, .edit([])), by: scene.principal)
        #expect(decision == .success([]))
        var beyond = StopEdit(index: 2)
        beyond.note = "x"
        let refusal = scene.city.run(.law(scene.order, .edit([beyond])), by: scene.principal)
        #expect(refusal.refusal?.code == .outOfRange && refusal.refusal?.limit == 2)
    }

    @Test func aStaleVersionChangesNothing() throws {
        let scene = try Scene(.assigned, .customer)
        let version = try scene.city.order(scene.order).version
        let commands: [Command] = [
            edit(scene.order, stop: 1, note: "x"), .law(scene.order, .add(amount: 1)),
            .cancelOrder(scene.order, reason: nil, version: nil),
        ]
        for command in commands {
            let stale = Command.expecting(version: version - 1, command)
            let refusal = scene.city.run(stale, by: scene.principal).refusal
            #expect(refusal?.code == .versionConflict && refusal?.limit == version)
            #expect(refusal?.order == scene.order)
        }
        let phase = Command.expecting(version: 1, Scene.report(scene.order, .pickedUp))
        #expect(scene.city.run(phase, by: .runner("r1")).refusal?.code == .versionConflict)
        let current = Command.expecting(version: version, Scene.report(scene.order, .pickedUp))
        scene.city.must(current, by: .runner("r1"))
    }

    @Test func whoIsOnlyAskedSeesNoOrderInAConflict() throws {
        let scene = try Scene(.offered, .runner)
        let stale = Command.expecting(version: 1, .acceptOffer(scene.offer, epoch: 1))
        let refusal = scene.city.run(stale, by: scene.principal).refusal
        #expect(refusal?.code == .versionConflict && refusal?.order == nil)
        // A stranger's answer is that of no offer.
        #expect(scene.city.run(stale, by: .runner("r2")).refusal == .noOffer)
    }

    // MARK: Doors in a relay

    /// A relay, and a house beyond its door that only women enter.
    private func relayCity() throws -> City {
        let city = City()
        city.openStation()
        city.put(try square("dorm", northMeters: 4_000) { $0.enterPools = ["female"] })
        return city
    }

    private let toTheDorm = 4_000.0

    @Test func theDoorsPoolsAreThoseOfTheLegThatGoesThere() throws {
        let city = try relayCity()
        let id = city.placeRelay()
        let gate = Command.relay(.moveToGate(id, place(northMeters: 1_900), name: "gate"))
        city.must(gate, by: .dispatcher)
        #expect(try city.order(id).legs.map(\.state) == [.matching, .cancelled])
        city.must(edit(id, stop: 1, metersNorth: toTheDorm), by: .merchant)
        #expect(try city.order(id).legs.map(\.plan.pools) == [["female"], []])
        city.addRunner("m", gender: "male")
        city.round()
        #expect(city.state(id) == .waitingForPool)
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func whoGoesToTheDoorMayGoWhereItMoves() throws {
        let city = try relayCity()
        let id = city.placeRelay()
        let gate = Command.relay(.moveToGate(id, place(northMeters: 1_900), name: "gate"))
        city.must(gate, by: .dispatcher)
        city.carry(id, by: city.addRunner("m", gender: "male"))
        let refused = city.run(edit(id, stop: 1, metersNorth: toTheDorm), by: .merchant)
        #expect(refused.refusal?.code == .poolConflict)
    }

    /// Whoever is bound to a later leg goes to the door, and not who carries the goods now.
    @Test func whoWaitsForTheGoodsMayGoWhereTheDoorMoves() throws {
        let city = try relayCity()
        let id = city.placeRelay()
        let (first, second) = (city.addRunner("f", gender: "female"), city.addRunner("m"))
        try city.bind(id, leg: 0, to: first)
        #expect(city.report(id, 0, .pickedUp, by: first) == nil)
        try city.bind(id, leg: 1, to: second)
        // A journal that was written before the undo stood the next leg down.
        city.apply([.law(id, .undone(leg: 0, to: .assigned))])
        let refused = city.run(edit(id, stop: 1, metersNorth: toTheDorm), by: .merchant)
        #expect(refused.refusal?.code == .poolConflict)
    }

    /// Whoever brings goods to the station only need not be whom the zone of its door admits.
    @Test func whoCarriesToTheStationIsNotSentToTheGateInstead() throws {
        let city = City()
        city.openStation()
        city.put(
            try square("dorm", northMeters: 2_000) {
                $0.enterPools = ["female"]
                $0.station = StationID("st1")
            })
        let man = city.addRunner("m", gender: "male")
        var wanted = draft()
        wanted.stops[1].coordinate = doorPlace
        city.must(.createOrder(wanted), by: .customer("c1"))
        let id = city.lastOrder
        #expect(try city.order(id).legs.map(\.plan.pools) == [[], ["female"]])
        city.carry(id, by: man)
        let gate = Command.relay(.moveToGate(id, place(northMeters: 1_900), name: "gate"))
        #expect(city.run(gate, by: .dispatcher).refusal?.code == .poolConflict)
    }

    /// Who was bound against the pool is known to lack it: a door around the corner changes nothing.
    @Test func anOverrideHoldsForADoorNearby() throws {
        let city = try relayCity()
        var wanted = draft()
        wanted.stops[1].coordinate = place(northMeters: 4_000)
        city.must(.createOrder(wanted), by: .customer("c1"))
        let id = city.lastOrder
        city.addRunner("m", gender: "male")
        try city.bind(id, leg: 0, to: RunnerIndex(0))
        city.must(edit(id, stop: 1, metersNorth: 4_050), by: .customer("c1"))
        #expect(try city.order(id).legs[0].plan.pools == ["female"])
    }

    @Test func whatARunnerVanishedWithIsEditedAsGoodsUnderWay() throws {
        let city = try relayCity()
        let id = city.placeRelay()
        let runner = city.addRunner("m", gender: "male")
        try city.bind(id, leg: 0, to: runner)
        #expect(city.report(id, 0, .pickedUp, by: runner) == nil)
        city.must(.relay(.recover(id, reason: "gone")), by: .dispatcher)
        #expect(try city.order(id).state == .matching)
        for (stop, north) in [(0, 20.0), (1, toTheDorm)] {
            let refused = city.run(edit(id, stop: stop, metersNorth: north), by: .merchant)
            #expect(refused.refusal?.code == .stateConflict, "\(stop)")
        }
        #expect(
            city.run(edit(id, stop: 0, note: "ring"), by: .merchant).refusal?.code
                == .stateConflict)
        city.must(edit(id, stop: 1, note: "ring"), by: .merchant)
    }

    // MARK: The customer's addition

    @Test func theAskedAreAskedAnewForMore() throws {
        let scene = try Scene(.offered, .customer)
        let city = scene.city
        city.pass(.seconds(5))
        _ = city.engine.takeNotices()
        let fee = try city.offer(scene.offer).fee
        city.must(.law(scene.order, .add(amount: 200)), by: scene.principal)
        let order = try city.order(scene.order)
        #expect(order.price.addition == 200 && order.draft.addition == 200)
        #expect(order.state == .offered && order.events.contains { $0.reason == "addition" })
        let again = try city.offer(order.legs[0].offers[0])
        #expect(again.fee == fee + 200 && again.runner == RunnerIndex(0))
        #expect(again.expiresAt == city.now + city.engine.policy.offerDeadline)
        let notices = city.engine.takeNotices()
        #expect(notices.contains(.withdrawn(scene.offer, reason: "priceChanged")))
        #expect(notices.contains(.offered(again.id)))
        let old = city.run(.acceptOffer(scene.offer, epoch: 1), by: .runner("r1")).refusal
        #expect(old?.code == .offerWithdrawn)
        city.must(.acceptOffer(again.id, epoch: 1), by: .runner("r1"))
        #expect(differences(city, try city.replayed()) == [])
    }

    @Test func aSilentRunnerIsNotAskedAnew() throws {
        let scene = try Scene(.offered, .customer)
        scene.city.now = scene.city.now + scene.city.engine.policy.staleAfter + Milliseconds(1)
        scene.city.must(.law(scene.order, .add(amount: 200)), by: scene.principal)
        #expect(scene.city.state(scene.order) == .matching)
    }

    @Test func whoDeclinedIsAskedAgainAndWhoGaveItBackIsNot() throws {
        let city = City()
        let (first, second) = (city.addRunner("r1"), city.addRunner("r2"))
        let id = city.placeOrder()
        city.carry(id, by: first)
        city.must(.law(id, .giveBack(leg: 0, nil)), by: .runner("r1"))
        let offer = city.offer(id, to: second)
        city.must(.declineOffer(offer, reason: nil), by: .runner("r2"))
        city.round()
        #expect(city.state(id) == .noTaker)
        city.must(.law(id, .add(amount: 1)), by: .customer("c1"))
        city.offer(id, to: second)
    }

    @Test(arguments: [(0, false), (1, true), (1_000_000, true), (1_000_001, false)])
    func theAdditionIsBounded(amount: Int, isTaken: Bool) throws {
        let scene = try Scene(.matching, .customer)
        let refusal = scene.city.run(
            .law(scene.order, .add(amount: amount)), by: scene.principal
        ).refusal
        #expect(refusal?.code == (isTaken ? nil : .outOfRange))
        guard amount == 1_000_000 else { return }
        let more = scene.city.run(.law(scene.order, .add(amount: 1)), by: scene.principal)
        #expect(more.refusal?.code == .outOfRange && more.refusal?.limit == 0)
    }
}
