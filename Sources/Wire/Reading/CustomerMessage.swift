// What a customer's app says on its socket.

public import Engine

/// A customer's message.
public enum CustomerMessage: Equatable, Sendable {
    /// Show this order from now on; with `since`, also the events after that sequence.
    case subscribe(OrderID, since: Int?)
    case unsubscribe(OrderID)

    static let types = ["subscribe", "unsubscribe"]

    /// Reads a message whose head was read before.
    ///
    /// Throws `invalid`, `outOfRange`, or `notFound` for a text that cannot be an order's id.
    public static func decode(
        _ bytes: Span<UInt8>, head: MessageHead
    ) throws(Refusal) -> CustomerMessage {
        switch head.type {
        case "subscribe":
            let form = try SubscriptionForm.decodeCold(bytes)
            return .subscribe(
                try Field("/order").order(form.order),
                since: try Field("/since").number(form.since?.value, in: 0...Int(Int32.max)))
        case "unsubscribe":
            let form = try SubscriptionForm.decodeCold(bytes)
            return .unsubscribe(try Field("/order").order(form.order))
        default:
            throw head.unknownType(CustomerMessage.types)
        }
    }
}

private struct SubscriptionForm: Decodable {
    var order: String
    var since: WholeNumber?
}
