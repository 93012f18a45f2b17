// What a subscriber of an order hears besides positions.

public import Basics
public import Engine
public import Geo

extension JSONWriter {
    /// Writes an `event` message: line `sequence` (from 1) of the order's history.
    public mutating func writeEvent(order: OrderID, sequence: Int, _ event: OrderEvent) {
        beginMessage("event")
        eventFields(order: order, sequence: sequence, event)
        endObject()
    }

    /// Writes a `snapshot` message: all of an order, in answer to a subscription without `since`.
    public mutating func writeSnapshot(
        re: MessageKey?, _ picture: OrderPicture, position: PositionUpdate?, sentAt: Instant,
        datum: Datum
    ) {
        beginMessage("snapshot", re: re)
        name("order")
        writeOrder(picture, datum: datum)
        field("seq", picture.order.lastSequence)
        writeNewestPosition(position, sentAt: sentAt, datum: datum)
        endObject()
    }

    /// Writes an `ended` message: nothing follows on this order.
    public mutating func writeEnded(order: OrderID, state: OrderState, reason: String?) {
        beginMessage("ended")
        field("order", order)
        field("state", state.name)
        field("reason", reason)
        endObject()
    }

    /// Writes `{"events":[…],"seq":…,"position":…}`: the events after `since`.
    public mutating func writeEvents(
        of order: Order, since: Int, position: PositionUpdate?, sentAt: Instant, datum: Datum
    ) {
        beginObject()
        name("events")
        beginArray()
        for index in order.events.indices.dropFirst(max(0, since)) {
            beginObject()
            eventFields(order: order.id, sequence: index + 1, order.events[index])
            endObject()
        }
        endArray()
        field("seq", order.lastSequence)
        writeNewestPosition(position, sentAt: sentAt, datum: datum)
        endObject()
    }

    private mutating func writeNewestPosition(
        _ position: PositionUpdate?, sentAt: Instant, datum: Datum
    ) {
        name("position")
        guard let position else { return null() }
        writePositionValue(position, sentAt: sentAt, datum: datum)
    }

    private mutating func eventFields(order: OrderID, sequence: Int, _ event: OrderEvent) {
        field("order", order)
        field("seq", sequence)
        field("epoch", event.epoch)
        field("leg", event.leg)
        field("state", event.state.name)
        field("at", event.at)
        field("version", event.version)
        field("reason", event.reason)
        if let lastFixTime = event.lastFixTime {
            field("positionAgeMs", (event.at - lastFixTime).count)
        }
    }
}
