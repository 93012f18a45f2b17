// Offers, and what a runner carries.

public import Basics
public import Engine
public import Geo

/// A place on a leg's way.
public enum Waypoint: Equatable, Sendable {
    /// A stop of the order.
    case stop(Stop)
    /// Where goods change hands between two runners: at a station, or somewhere in the street. The leg
    /// begins there, or it ends.
    case handover(StationID?, Coordinate, isBeginning: Bool)

    /// The place at an end of `leg`, or between them.
    public init(_ end: LegEnd, of leg: LegPlan, in stops: [Stop]) {
        let isBeginning = end == leg.start
        switch end {
        case .stop(let index): self = .stop(stops[index])
        case .station(let id):
            let place = isBeginning ? leg.startCoordinate : leg.endCoordinate
            self = .handover(id, place, isBeginning: isBeginning)
        case .place(let place): self = .handover(nil, place, isBeginning: isBeginning)
        }
    }
}

/// An offer and the places it is about.
public struct OfferPicture: Sendable {
    /// The offer.
    public var offer: Offer
    /// The places of its leg; they are shown masked.
    public var way: [Waypoint]

    /// A picture.
    public init(offer: Offer, way: [Waypoint]) {
        self.offer = offer
        self.way = way
    }

    /// A picture of a leg that passes through no other hands.
    public init(offer: Offer, stops: [Stop]) {
        self.init(offer: offer, way: stops.map { .stop($0) })
    }
}

/// A place that a runner has to drive to.
public struct StopVisit: Equatable, Sendable {
    /// The order.
    public var order: OrderID
    /// The leg.
    public var leg: Int
    /// The stop's place in the order; `nil` where it is none.
    public var index: Int?
    /// Where.
    public var point: Waypoint
    /// What people call the point to which the recipient comes down; `nil` if it is not the stop.
    public var gate: String?

    /// A visit.
    public init(
        order: OrderID, leg: Int, index: Int?, point: Waypoint, gate: String? = nil
    ) {
        self.order = order
        self.leg = leg
        self.index = index
        self.point = point
        self.gate = gate
    }

    /// A visit to a stop.
    public init(order: OrderID, leg: Int, index: Int, stop: Stop) {
        self.init(order: order, leg: leg, index: index, point: .stop(stop))
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
            optionalField("index", visit.index)
            pointFields(visit.point, at: visit.index ?? 0, viewer: .runner, datum: datum)
            optionalField("gate", visit.gate)
            endObject()
        }
        endArray()
    }

    /// Writes the fields of a place: a stop's as ever, or where goods are taken or given.
    private mutating func pointFields(
        _ point: Waypoint, at index: Int, viewer: OrderViewer, datum: Datum
    ) {
        switch point {
        case .stop(let stop): stopFields(stop, at: index, viewer: viewer, datum: datum)
        case .handover(let station, let place, let isBeginning):
            field("kind", station == nil ? "place" : "station")
            fields(place, datum: datum)
            optionalField("station", station?.text)
            field("handover", isBeginning ? "take" : "give")
        }
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
        beginArray()
        for (index, point) in picture.way.enumerated() {
            beginObject()
            pointFields(point, at: index, viewer: .masked, datum: datum)
            endObject()
        }
        endArray()
        field("fee", offer.fee)
        field("pickupDistanceMeters", offer.pickupDistanceMeters)
    }
}
