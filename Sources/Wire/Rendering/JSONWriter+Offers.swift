// Offers, and what a runner carries.

public import Basics
public import Engine
public import Geo

/// An offer and the stops it is about.
public struct OfferPicture: Sendable {
    /// The offer.
    public var offer: Offer
    /// The stops of its leg; they are shown masked.
    public var stops: [Stop]

    /// A picture.
    public init(offer: Offer, stops: [Stop]) {
        self.offer = offer
        self.stops = stops
    }
}

/// A stop that a runner has to drive to.
public struct StopVisit: Equatable, Sendable {
    /// The order.
    public var order: OrderID
    /// The leg.
    public var leg: Int
    /// The stop's place in the order.
    public var index: Int
    /// The stop.
    public var stop: Stop

    /// A visit.
    public init(order: OrderID, leg: Int, index: Int, stop: Stop) {
        self.order = order
        self.leg = leg
        self.index = index
        self.stop = stop
    }
}

extension JSONWriter {
    /// Writes an `offer` message.
    public mutating func writeOffer(_ picture: OfferPicture, now: Instant, datum: Datum) {
        beginMessage("offer")
        offerFields(picture, now: now, datum: datum)
        endObject()
    }

    /// Writes the body of the push `offer.created`: an offer as the list shows it, and who is asked.
    public mutating func writeOfferPush(
        _ picture: OfferPicture, runner: RunnerID, now: Instant
    ) {
        beginObject()
        field("runner", runner.text)
        offerFields(picture, now: now, datum: .wgs84)
        endObject()
    }

    /// Writes `{"offers":[…],"cursor":…}`.
    public mutating func writeOffers(
        _ pictures: [OfferPicture], cursor: Int, now: Instant, datum: Datum
    ) {
        beginObject()
        name("offers")
        writeOfferList(pictures, now: now, datum: datum)
        field("cursor", cursor)
        endObject()
    }

    /// Writes a `withdrawn` message.
    public mutating func writeWithdrawn(offer: OfferID, reason: String) {
        beginMessage("withdrawn")
        field("offer", offer)
        field("reason", reason)
        endObject()
    }

    /// Writes an `assigned` message: the runner now carries the order.
    public mutating func writeAssigned(_ picture: OrderPicture, datum: Datum) {
        beginMessage("assigned")
        name("order")
        writeOrder(picture, datum: datum)
        endObject()
    }

    /// Writes an `unassigned` message: the runner no longer carries the order.
    public mutating func writeUnassigned(order: OrderID, reason: String) {
        beginMessage("unassigned")
        field("order", order)
        field("reason", reason)
        endObject()
    }

    /// Writes a `stops` message: where to drive, in that order.
    public mutating func writeStops(version: Int, _ visits: [StopVisit], datum: Datum) {
        beginMessage("stops")
        field("version", version)
        name("stops")
        writeVisits(visits, datum: datum)
        endObject()
    }

    /// Writes `{"version":…,"stops":[…]}`, the body of `GET /v1/runners/me/stops`.
    public mutating func writeStopsBody(version: Int, _ visits: [StopVisit], datum: Datum) {
        beginObject()
        field("version", version)
        name("stops")
        writeVisits(visits, datum: datum)
        endObject()
    }

    mutating func writeOfferList(_ pictures: [OfferPicture], now: Instant, datum: Datum) {
        beginArray()
        for picture in pictures {
            beginObject()
            offerFields(picture, now: now, datum: datum)
            endObject()
        }
        endArray()
    }

    mutating func writeVisits(_ visits: [StopVisit], datum: Datum) {
        beginArray()
        for visit in visits {
            beginObject()
            field("order", visit.order)
            field("leg", visit.leg)
            field("index", visit.index)
            stopFields(visit.stop, at: visit.index, viewer: .runner, datum: datum)
            endObject()
        }
        endArray()
    }

    private mutating func offerFields(_ picture: OfferPicture, now: Instant, datum: Datum) {
        let offer = picture.offer
        field("offer", offer.id)
        field("epoch", offer.epoch)
        field("order", offer.order)
        field("leg", offer.leg)
        field("expiresAt", offer.expiresAt)
        field("remainingMs", max(0, (offer.expiresAt - now).count))
        name("stops")
        writeStops(picture.stops, viewer: .masked, datum: datum)
        field("fee", offer.fee)
        field("pickupDistanceMeters", offer.pickupDistanceMeters)
    }
}
