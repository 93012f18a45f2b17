// What an order shows of the ways that it may take: what is to be chosen, what a cancel costs.

public import Engine

/// What withdrawing an order would come to.
public struct CancelPreview: Equatable, Sendable {
    /// Where the order stands.
    public var from: OrderState
    /// What it costs, in the currency's minor unit; `nil` if it can't be withdrawn any more.
    public var fee: Int?
    /// ISO 4217.
    public var currency: String
    /// What may be done instead.
    public var choices: [String]

    /// A preview.
    public init(from: OrderState, fee: Int?, currency: String, choices: [String]) {
        self.from = from
        self.fee = fee
        self.currency = currency
        self.choices = choices
    }
}

extension JSONWriter {
    /// Writes the answer to `GET /v1/orders/{id}/cancel`.
    public mutating func writeCancelPreview(_ preview: CancelPreview) {
        beginObject()
        field("allowed", preview.fee != nil)
        field("from", preview.from.name)
        field("fee", preview.fee)
        field("currency", preview.currency)
        field("choices", preview.choices)
        endObject()
    }

    /// Writes what an order has beside its usual fields: its hour, its payment, its choices.
    mutating func lawFields(of order: borrowing Order, viewer: OrderViewer) {
        field("flags", order.flags.map(\.name))
        field("scheduledAt", order.draft.scheduledAt)
        if viewer.seesPrice, let payBy = order.booking.payBy {
            field("payBy", payBy)
            field("paid", order.isPaid)
        }
        guard viewer.seesPrice else { return }
        optionalField("reasonNote", order.note)
        let choices = viewer == .runner ? [] : order.openChoices
        name("choices")
        beginArray()
        for open in choices {
            beginObject()
            field("choice", open.choice.name)
            field("by", open.by.name)
            field("until", open.until)
            field("reason", open.reason)
            if open.choice == .wait, let question = order.poolQuestion {
                field("nextShift", question.nextShift)
            }
            endObject()
        }
        endArray()
    }
}
