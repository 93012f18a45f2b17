// The pieces of a snapshot as bytes: what a piece cannot be without comes first, then its fields.

internal import Basics
internal import Journal

extension RecordCodec {
    static func encode(
        _ fold: Fold, body: inout ByteWriter, personal: inout ByteWriter
    ) -> PersonalScope {
        switch fold {
        case .city(let city):
            body.writeKind(.foldedCity)
            body.writeCity(city)
            return .none
        case .runner(let index, let runner):
            body.writeKind(.foldedRunner)
            body.writeRunner(index)
            body.writeProfile(runner.profile)
            body.writeFields(of: runner)
            personal.writeString(runner.profile.name)
            personal.writeText(runner.profile.phone)
            return .runner(UInt64(index.value))
        case .order(let order):
            body.writeKind(.foldedOrder)
            body.writeVarint(order.id.number)
            body.writeInstant(order.createdAt)
            body.writePlacedOrder(order.placed)
            body.writeFields(of: order)
            personal.writeDetails(of: order.draft)
            personal.writeSubjects(of: order.draft.stops)
            if let note = order.note { personal.writeString(note) }
            return .order(order.id.number)
        case .offer(let offer):
            body.writeKind(.foldedOffer)
            body.writeVarint(offer.id.number)
            body.writeOrder(offer.legID.order, leg: offer.legID.leg)
            body.writeTerms(offer.terms)
            body.writeInstant(offer.createdAt)
            body.writeFields(of: offer)
            return .order(offer.order.number)
        case .exception(let exception):
            body.writeKind(.foldedException)
            body.writeExceptionKey(exception.key)
            body.writeException(exception)
            return exception.key.scope
        case .answer(let answer):
            body.writeKind(.foldedAnswer)
            body.writeAnswerFold(answer)
            return .none
        }
    }

    static func decodeFold(
        _ kind: Kind, _ entry: JournalEntry, _ body: inout ByteReader
    ) throws(JournalError) -> Fold {
        switch kind {
        case .foldedCity: .city(try body.readCity())
        case .foldedRunner: try decodeRunnerFold(entry, &body)
        case .foldedOrder: .order(try decodeOrderFold(entry, &body))
        case .foldedException: .exception(try body.readException())
        case .foldedOffer: .offer(try body.readOfferFold())
        default: .answer(try body.readAnswerFold())
        }
    }

    private static func decodeRunnerFold(
        _ entry: JournalEntry, _ body: inout ByteReader
    ) throws(JournalError) -> Fold {
        let index = try body.readRunner()
        var runner = Runner(profile: try body.readProfile())
        try body.readFields(into: &runner)
        if !entry.personalErased {
            var personal = ByteReader(entry.personal)
            runner.profile.name = try personal.readString()
            runner.profile.phone = try personal.readText()
        }
        return .runner(index, runner)
    }

    private static func decodeOrderFold(
        _ entry: JournalEntry, _ body: inout ByteReader
    ) throws(JournalError) -> Order {
        let id = OrderID(number: try body.readVarint())
        let createdAt = try body.readInstant()
        var placed = try body.readPlacedOrder()
        var personal = ByteReader(entry.personal)
        if !entry.personalErased {
            try personal.readDetails(into: &placed.draft)
            try personal.readSubjects(into: &placed.draft.stops)
        }
        var order = Order(id: id, placed, at: createdAt)
        try body.readFields(into: &order)
        if order.note != nil, !entry.personalErased { order.note = try personal.readString() }
        return order
    }
}

extension Order {
    /// The order as if it had been placed with the legs and in the state that it has now.
    fileprivate var placed: PlacedOrder {
        PlacedOrder(
            number: number, owner: owner, draft: draft, price: price, meters: meters,
            promisedBy: promisedBy, legs: legs.map(\.plan), state: state)
    }
}
