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

    /// Writes `{"order":…,"leg":…,"handedOver":true}`; `taken`: the code bound a runner to the leg, and
    /// nothing changed hands.
    public mutating func writeScanned(_ leg: LegID, taken: Bool) {
        beginObject()
        scannedFields(leg, taken)
        endObject()
    }

    /// Writes the `ok` of a scan.
    public mutating func writeOk(re: MessageKey?, scanned leg: LegID, taken: Bool) {
        beginMessage("ok", re: re)
        scannedFields(leg, taken)
        endObject()
    }

    private mutating func scannedFields(_ leg: LegID, _ taken: Bool) {
        field("order", leg.order)
        field("leg", leg.leg)
        field("handedOver", !taken)
        if taken { field("assigned", true) }
    }
}
