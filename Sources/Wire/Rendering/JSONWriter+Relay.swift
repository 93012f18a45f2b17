// Answers where goods pass from hand to hand.

public import Basics
public import Engine

extension JSONWriter {
    /// Writes `{"code":…,"expiresAt":…}`.
    public mutating func writeHandoverCode(_ code: String, expiresAt: Instant) {
        beginObject()
        field("code", code)
        field("expiresAt", expiresAt)
        endObject()
    }

    /// Writes `{"order":…,"leg":…,"handedOver":true}`.
    public mutating func writeHandedOver(_ leg: LegID) {
        beginObject()
        handedOverFields(leg)
        endObject()
    }

    /// Writes the `ok` of a scan.
    public mutating func writeOk(re: MessageKey?, handedOver leg: LegID) {
        beginMessage("ok", re: re)
        handedOverFields(leg)
        endObject()
    }

    private mutating func handedOverFields(_ leg: LegID) {
        field("order", leg.order)
        field("leg", leg.leg)
        field("handedOver", true)
    }
}
