// What the daemon has acknowledged it must know for ever: after each restart the apps' memories are held
// against the city that was read back.

internal import Basics
internal import City
internal import Engine
internal import Gateway

/// The apps' memories against the engine.
enum Acknowledgements {
    /// Everything that an app was told and the engine does not know.
    static func missing(
        in engine: borrowing Engine, of city: borrowing City
    ) -> [(Violation.Kind, String)] {
        var found: [(Violation.Kind, String)] = []
        for customer in city.customers {
            for watch in customer.watches { check(watch, engine, &found) }
        }
        for runner in city.runners {
            for carried in runner.carriedOrders { check(carried, of: runner, engine, &found) }
            for offer in runner.declinedOffers where engine.offer(offer)?.state.isOpen == true {
                found.append((.acknowledgedMissing, "the decline of \(offer.text)"))
            }
        }
        return found
    }

    private static func check(
        _ watch: OrderWatch, _ engine: borrowing Engine, _ found: inout [(Violation.Kind, String)]
    ) {
        guard let id = watch.id else { return }
        guard engine.wasPlaced(id) else {
            found.append((.acknowledgedMissing, "\(id.text) was acknowledged"))
            return
        }
        // An order that ended long ago is with the Store alone.
        guard let order = engine.order(id), watch.lastSequence > 0 else { return }
        guard order.events.indices.contains(watch.lastSequence - 1) else {
            found.append((.acknowledgedMissing, "\(id.text): event \(watch.lastSequence)"))
            return
        }
        let event = order.events[watch.lastSequence - 1]
        if event.state != watch.state || event.version != watch.version {
            found.append((.acknowledgedMissing, "\(id.text): event \(watch.lastSequence) changed"))
        }
        if order.draft.externalId != watch.placement.draft.externalId {
            found.append((.foreignOrder, "\(id.text) is another order now"))
        }
    }

    private static func check(
        _ carried: CarriedOrder, of runner: RunnerApp, _ engine: borrowing Engine,
        _ found: inout [(Violation.Kind, String)]
    ) {
        guard let order = engine.order(carried.order) else {
            if !engine.wasPlaced(carried.order) {
                found.append((.acknowledgedMissing, "\(carried.order.text), which is carried"))
            }
            return
        }
        let leg = order.legs[carried.leg]
        let name = runner.profile.id.text
        guard leg.epoch >= carried.epoch else {
            found.append((.acknowledgedMissing, "\(order.id.text) accepted by \(name)"))
            return
        }
        let isSame = leg.epoch == carried.epoch && leg.state != .cancelled
        guard isSame, leg.state.rawValue < carried.state.rawValue else { return }
        found.append((.acknowledgedMissing, "\(order.id.text) \(carried.state.name) by \(name)"))
    }
}
