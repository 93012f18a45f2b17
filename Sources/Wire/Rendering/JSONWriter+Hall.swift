// The hall as runners see it, and what became of a claim.

public import Basics
public import Engine
internal import Geo

extension JSONWriter {
    /// Writes a `hall` message: the open orders that the runner may claim.
    public mutating func writeHall(re: MessageKey?, _ orders: [HallOrder]) {
        beginMessage("hall", re: re)
        hallFields(orders)
        endObject()
    }

    /// Writes `{"orders":[…]}`, the body of `GET /v1/hall`.
    public mutating func writeHall(_ orders: [HallOrder]) {
        beginObject()
        hallFields(orders)
        endObject()
    }

    private mutating func hallFields(_ orders: [HallOrder]) {
        name("orders")
        beginArray()
        for order in orders {
            beginObject()
            field("order", order.leg.order)
            field("leg", order.leg.leg)
            field("cell", order.cell.text ?? "")
            field("fee", order.fee)
            field("pickupDistanceMeters", order.pickupDistanceMeters)
            field("closesAt", order.closesAt)
            endObject()
        }
        endArray()
    }

    /// Writes the `ok` of a claim that waits for its window to close.
    public mutating func writeOk(re: MessageKey?, pendingUntil closesAt: Instant) {
        beginMessage("ok", re: re)
        pendingFields(closesAt)
        endObject()
    }

    /// Writes `{"pending":true,"closesAt":…}`, the answer to a claim over HTTP.
    public mutating func writePending(until closesAt: Instant) {
        beginObject()
        pendingFields(closesAt)
        endObject()
    }

    private mutating func pendingFields(_ closesAt: Instant) {
        field("pending", true)
        field("closesAt", closesAt)
    }

    /// Writes a `grabbed` or a `grabLost` message.
    public mutating func writeGrab(of order: OrderID, won: Bool) {
        beginMessage(won ? "grabbed" : "grabLost")
        field("order", order)
        endObject()
    }
}
