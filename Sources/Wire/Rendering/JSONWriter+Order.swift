// Orders, as `OrderPicture` lets them be seen.

import Basics
import Engine
public import Geo

extension JSONWriter {
    /// Writes an order as a value. O(stops + items + legs).
    public mutating func writeOrder(_ picture: OrderPicture, datum: Datum) {
        let order = picture.order
        beginObject()
        field("id", order.id)
        field("number", order.number)
        field("externalId", picture.viewer.seesExternalId ? order.draft.externalId : nil)
        field("version", order.version)
        field("state", order.state.name)
        field("reason", order.reason)
        field("type", order.draft.type)
        name("stops")
        writeStops(of: picture, datum: datum)
        if picture.viewer.seesGate, let gate = order.gate { writeGate(gate, datum: datum) }
        writeItems(order.draft.items, viewer: picture.viewer)
        field("runnerPools", order.draft.runnerPools)
        writeLegs(picture)
        if picture.viewer.seesPrice { writePrice(order.price) }
        name("eta")
        beginObject()
        field("pickup", picture.etaPickup)
        field("dropoff", picture.etaDropoff)
        endObject()
        field("promisedBy", order.promisedBy)
        lawFields(of: order, viewer: picture.viewer)
        if picture.viewer.seesWaiting {
            field("waitingSeconds", Int(picture.waiting.count / 1_000))
        }
        field("createdAt", order.createdAt)
        if let cancellation = order.cancellation {
            writeCancellation(cancellation, viewer: picture.viewer)
        }
        endObject()
    }

    /// Writes `{"orders":[…],"cursor":…}`; the cursor is null where nothing follows.
    public mutating func writeOrders(
        _ pictures: [OrderPicture], cursor: String?, datum: Datum
    ) {
        beginObject()
        name("orders")
        beginArray()
        for picture in pictures { writeOrder(picture, datum: datum) }
        endArray()
        field("cursor", cursor)
        endObject()
    }

    /// Writes a list of stops as `viewer` may see them.
    mutating func writeStops(_ stops: [Stop], viewer: OrderViewer, datum: Datum) {
        beginArray()
        for (index, stop) in stops.enumerated() {
            beginObject()
            stopFields(stop, at: index, viewer: viewer, datum: datum)
            endObject()
        }
        endArray()
    }

    private mutating func writeStops(of picture: OrderPicture, datum: Datum) {
        beginArray()
        for (index, stop) in picture.order.draft.stops.enumerated() {
            let isInSight = picture.stopsInSight?.contains(index) ?? true
            beginObject()
            stopFields(
                stop, at: index, viewer: isInSight ? picture.viewer : .masked, datum: datum)
            endObject()
        }
        endArray()
    }

    /// Writes the fields of a stop; what is unknown or not for the viewer is left out.
    mutating func stopFields(_ stop: Stop, at index: Int, viewer: OrderViewer, datum: Datum) {
        field("kind", stop.kind.name)
        let isRough = (viewer == .masked || viewer == .station) && stop.kind == .dropoff
        fields(isRough ? stop.coordinate.roughened : stop.coordinate, datum: datum)
        if viewer.seesDetails(of: stop, at: index) { detailFields(stop.details) }
        if viewer.seesCode(of: stop, at: index) { optionalField("code", stop.details.code) }
        optionalField("capAmount", stop.capAmount)
        optionalField("durationMinutes", stop.durationMinutes)
    }

    private mutating func detailFields(_ details: StopDetails) {
        optionalField("address", details.address)
        if details.contactName != nil || details.contactPhone != nil {
            name("contact")
            beginObject()
            optionalField("name", details.contactName)
            optionalField("phone", details.contactPhone)
            endObject()
        }
        optionalField("note", details.note)
    }

    private mutating func writeGate(_ gate: Gate, datum: Datum) {
        name("gate")
        beginObject()
        field("name", gate.name)
        fields(gate.coordinate, datum: datum)
        endObject()
    }

    private mutating func writeItems(_ items: [Item], viewer: OrderViewer) {
        name("items")
        beginArray()
        for item in items {
            beginObject()
            if viewer.seesItems { field("description", item.description) }
            field("weightGrams", item.weightGrams)
            endObject()
        }
        endArray()
    }

    private mutating func writeLegs(_ picture: OrderPicture) {
        name("legs")
        beginArray()
        for (index, leg) in picture.order.legs.enumerated() {
            beginObject()
            field("index", index)
            field("state", leg.state.name)
            field("pools", leg.plan.pools)
            field("epoch", leg.epoch)
            name("runner")
            let card = index < picture.runners.count ? picture.runners[index] : nil
            writeCard(card, viewer: picture.viewer)
            field("from", leg.from)
            field("to", leg.to)
            field("station", leg.stationAtEnd?.text)
            field("startStation", leg.stationAtStart?.text)
            field("holder", picture.order.holder(ofLeg: index)?.name)
            endObject()
        }
        endArray()
    }

    private mutating func writeCard(_ card: RunnerCard?, viewer: OrderViewer) {
        guard let card, viewer != .masked else { return null() }
        beginObject()
        if viewer.seesRunner { field("id", card.id.text) }
        field("name", viewer.seesRunner ? card.name : maskedName(card.name))
        field("vehicle", card.vehicle.name)
        if let phone = card.phone, !phone.isEmpty {
            field("phone", viewer.seesRunner ? phone : maskedPhone(phone))
        }
        field("rating", tenths: card.ratingTenths)
        endObject()
    }

    mutating func writePrice(_ price: Price) {
        name("price")
        beginObject()
        field("currency", price.currency)
        field("base", price.base)
        field("distance", price.distance)
        field("addition", price.addition)
        field("total", price.total)
        field("tariff", price.tariff)
        endObject()
    }

    private mutating func writeCancellation(
        _ cancellation: Cancellation, viewer: OrderViewer
    ) {
        name("cancellation")
        beginObject()
        field("from", cancellation.from.name)
        if viewer.seesPrice { field("fee", cancellation.fee) }
        field("reason", cancellation.reason)
        endObject()
    }
}
