// The client's direction: what simulated apps and the bench say to the daemon. The shape of every
// message stands here once, beside its reader, and tests send each through the other.

import Basics
public import Engine
import Geo

extension JSONWriter {
    /// Writes a `fix` message. No allocation while there is room; about 170 bytes.
    public mutating func writeClientFix(_ fix: Fix) {
        startMessage()
        literal(#"{"type":"fix","#)
        fixFields(fix)
    }

    /// Writes a `fixes` message; without `type` it is the body of `POST /v1/fixes`.
    public mutating func writeClientFixes(_ fixes: [Fix], hasType: Bool = true) {
        startMessage()
        beginObject()
        if hasType { field("type", "fixes") }
        name("fixes")
        beginArray()
        for fix in fixes {
            separate()
            literal("{")
            fixFields(fix)
        }
        endArray()
        endObject()
    }

    /// Writes the fields of a fix and closes its object. What the phone does not know is left out.
    private mutating func fixFields(_ fix: Fix) {
        literal(#""seq":"#)
        digits(fix.sequence)
        literal(#","latitude":"#)
        decimal(Int64(fix.coordinate.latitudeE7), decimals: 7)
        literal(#","longitude":"#)
        decimal(Int64(fix.coordinate.longitudeE7), decimals: 7)
        measure(#","accuracyMeters":"#, fix.accuracyMeters)
        measure(#","speedMetersPerSecond":"#, fix.speedMetersPerSecond)
        measure(#","headingDegrees":"#, fix.headingDegrees)
        literal(#","fixTime":"#)
        digits(fix.fixTime.millisecondsSinceEpoch)
        literal("}")
        needsComma = true
    }

    private mutating func measure(_ name: String, _ value: Float) {
        guard value >= 0 else { return }
        literal(name)
        scaled(Double(value), decimals: 2)
    }
}

extension JSONWriter {
    /// Writes a `duty` message.
    public mutating func writeClientDuty(id: MessageKey, _ duty: Duty) {
        beginCommand("duty", id: id)
        field("duty", duty.name)
        endObject()
    }

    /// Writes an `offerSeen` message.
    public mutating func writeClientOfferSeen(_ offer: OfferID) {
        beginCommand("offerSeen", id: nil)
        field("offer", offer)
        endObject()
    }

    /// Writes an `accept` message.
    public mutating func writeClientAccept(id: MessageKey, _ offer: OfferID, epoch: Int) {
        beginCommand("accept", id: id)
        field("offer", offer)
        field("epoch", epoch)
        endObject()
    }

    /// Writes a `decline` message.
    public mutating func writeClientDecline(id: MessageKey, _ offer: OfferID, reason: String?) {
        beginCommand("decline", id: id)
        field("offer", offer)
        field("reason", reason)
        endObject()
    }

    /// Writes a `phase` message.
    public mutating func writeClientPhase(id: MessageKey, _ report: PhaseReport) {
        beginCommand("phase", id: id)
        field("order", report.order)
        field("leg", report.leg)
        phaseFields(report.body)
        endObject()
    }

    /// Writes the body of `POST /v1/orders/{id}/legs/{n}/phase`.
    public mutating func writePhaseBody(_ body: PhaseBody) {
        beginObject()
        phaseFields(body)
        endObject()
    }

    /// Writes a `subscribe` message.
    public mutating func writeClientSubscribe(id: MessageKey?, _ order: OrderID, since: Int?) {
        beginCommand("subscribe", id: id)
        field("order", order)
        optionalField("since", since)
        endObject()
    }

    /// Writes an `unsubscribe` message.
    public mutating func writeClientUnsubscribe(id: MessageKey?, _ order: OrderID) {
        beginCommand("unsubscribe", id: id)
        field("order", order)
        endObject()
    }

    /// Writes a `watch` message.
    public mutating func writeClientWatch(id: MessageKey?, _ area: WatchedArea) {
        beginCommand("watch", id: id)
        degreesField("south", area.southWest.latitudeE7)
        degreesField("west", area.southWest.longitudeE7)
        degreesField("north", area.northEast.latitudeE7)
        degreesField("east", area.northEast.longitudeE7)
        field("zoom", area.zoom)
        endObject()
    }

    private mutating func degreesField(_ name: String, _ degreesE7: Int32) {
        self.name(name)
        value(degreesE7: degreesE7)
    }

    private mutating func beginCommand(_ type: String, id: MessageKey?) {
        startMessage()
        beginObject()
        field("type", type)
        optionalField("id", id)
    }

    private mutating func phaseFields(_ body: PhaseBody) {
        field("to", body.phase.name)
        field("code", body.code)
        if !body.proof.isEmpty { field("proof", body.proof) }
        field("reason", body.reason)
    }
}
