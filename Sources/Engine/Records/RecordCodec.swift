// Records as bytes, format version 1: a kind, then the fields in order. Personal fields go to a part
// of their own, which the Store seals with a key of the order or runner they are about.

internal import Basics
public import Journal

/// A record between its value and the two parts of its journal entry.
public enum RecordCodec {
    /// The format that `encode` writes.
    public static let version: UInt8 = 1

    enum Kind: UInt8 {
        case runnerRegistered = 1
        case runnerPatched
        case dutyChanged
        case orderCreated
        case waiting
        case offerMade
        case offerSeen
        case offerEnded
        case legAssigned
        case phaseReported
        case wrongCode
        case orderCancelled
        case answered
        /// An order with its legs; `orderCreated` knew none.
        case orderPlaced
        /// An offer with its wave and the time to confirm it; `offerMade` knew none.
        case offerIssued
        /// An order that does not begin at once: `orderPlaced` and its booking.
        case orderBooked = 20
        /// A fact of the order's law.
        case law
        /// A change of the registry of places.
        case place = 40
        /// Who may serve whom, beside pools.
        case access
        /// A leg and its pools.
        case pool
        case market = 30
        case exception = 80
        case explained = 81
        // Pieces of state, of which snapshots are made.
        case foldedCity = 200
        case foldedRunner
        case foldedOrder
        case foldedOffer
        case foldedAnswer
        /// A runner with phone and rating; `runnerRegistered` knew none.
        case runnerEnlisted = 70
        /// A change of them too; `runnerPatched` knew none.
        case runnerChanged
        case shared
        case foldedException = 205
        /// A fact about hours, rests and shifts.
        case protection = 60
        case retention = 61
        case relay = 50
    }

    /// Appends the open part to `body` and the personal part to `personal`; returns whom it is about.
    public static func encode(
        _ record: Record, body: inout ByteWriter, personal: inout ByteWriter
    ) -> PersonalScope {
        switch record {
        case .runnerRegistered, .runnerPatched, .dutyChanged:
            encodeRunner(record, body: &body, personal: &personal)
        case .offerMade, .offerSeen, .offerEnded:
            encodeOffer(record, body: &body)
        case .place, .access, .pool:
            encodePlaces(record, body: &body)
        case .market(let leg, let fact):
            encodeMarket(leg, fact, body: &body)
        case .folded(let fold):
            encode(fold, body: &body, personal: &personal)
        case .exception(let key, let fact):
            encodeException(key, fact, body: &body)
        case .explained(let leg, let explanation):
            encodeExplanation(leg, explanation, body: &body)
        case .protection(let fact):
            encodeProtection(fact, body: &body)
        case .retention(let span):
            encodeRetention(span, body: &body)
        case .answered(let answer, let order, let runner):
            encode(answer, order: order, runner: runner, body: &body, personal: &personal)
        default:
            encodeOrder(record, body: &body, personal: &personal)
        }
    }

    private static func encodeRunner(
        _ record: Record, body: inout ByteWriter, personal: inout ByteWriter
    ) -> PersonalScope {
        switch record {
        case .runnerRegistered(let runner, let profile):
            body.writeKind(.runnerEnlisted)
            body.writeRunner(runner)
            body.writeProfile(profile)
            body.writeNumber(profile.ratingTenths)
            personal.writeString(profile.name)
            personal.writeText(profile.phone)
            return .runner(UInt64(runner.value))
        case .runnerPatched(let runner, let patch):
            body.writeKind(.runnerChanged)
            body.writeRunner(runner)
            body.writePatch(patch)
            body.writeNumber(patch.ratingTenths)
            personal.writeOptional(patch.name) { $0.writeString($1) }
            personal.writeText(patch.phone)
            return .runner(UInt64(runner.value))
        case .dutyChanged(let runner, let duty):
            body.writeKind(.dutyChanged)
            body.writeRunner(runner)
            body.writeUInt8(duty.rawValue)
            return .runner(UInt64(runner.value))
        default:
            preconditionFailure("not about a runner alone")
        }
    }

    private static func encodePlaces(_ record: Record, body: inout ByteWriter) -> PersonalScope {
        switch record {
        case .place(let fact):
            body.writeKind(.place)
            body.writePlaceFact(fact)
            return .none
        case .access(let fact):
            body.writeKind(.access)
            body.writeAccessFact(fact)
            return .none
        case .pool(let leg, let fact):
            body.writeKind(.pool)
            body.writeOrder(leg.order, leg: leg.leg)
            body.writePoolFact(fact)
            return .order(leg.order.number)
        default:
            preconditionFailure("not about places")
        }
    }

    private static func encodeProtection(
        _ fact: ProtectionFact, body: inout ByteWriter
    ) -> PersonalScope {
        body.writeKind(.protection)
        body.writeProtectionFact(fact)
        return fact.runner.map { .runner(UInt64($0.value)) } ?? .none
    }

    private static func encodeRetention(
        _ span: Milliseconds, body: inout ByteWriter
    ) -> PersonalScope {
        body.writeKind(.retention)
        body.writeInt64(span.count)
        return .none
    }

    private static func encodeOffer(_ record: Record, body: inout ByteWriter) -> PersonalScope {
        switch record {
        case .offerMade(let offer, let leg, let terms):
            body.writeKind(.offerIssued)
            body.writeVarint(offer.number)
            body.writeOrder(leg.order, leg: leg.leg)
            body.writeTerms(terms)
            return .order(leg.order.number)
        case .offerSeen(let offer, let order):
            body.writeKind(.offerSeen)
            body.writeVarint(offer.number)
            body.writeVarint(order.number)
            return .order(order.number)
        case .offerEnded(let offer, let order, let end, let refusedUntil):
            body.writeKind(.offerEnded)
            body.writeVarint(offer.number)
            body.writeVarint(order.number)
            body.writeOfferEnd(end)
            body.writeOptional(refusedUntil) { $0.writeInstant($1) }
            return .order(order.number)
        default:
            preconditionFailure("not about an offer")
        }
    }

    private static func encodeOrder(
        _ record: Record, body: inout ByteWriter, personal: inout ByteWriter
    ) -> PersonalScope {
        switch record {
        case .orderCreated(let order, let placed):
            let isBooked = placed.isBooked
            body.writeKind(isBooked ? .orderBooked : .orderPlaced)
            body.writeVarint(order.number)
            body.writePlacedOrder(placed)
            if isBooked { body.writeBooking(placed) }
            personal.writeDetails(of: placed.draft)
            personal.writeSubjects(of: placed.draft.stops)
            return .order(order.number)
        case .shared(let order, let share):
            body.writeKind(.shared)
            body.writeVarint(order.number)
            body.writeShare(share)
            return .order(order.number)
        case .waiting(let order, let leg, let cause):
            body.writeKind(.waiting)
            body.writeOrder(order, leg: leg)
            body.writeUInt8(cause.rawValue)
            return .order(order.number)
        case .legAssigned(let order, let leg, let runner, let epoch, let origin):
            body.writeKind(.legAssigned)
            body.writeOrder(order, leg: leg)
            body.writeRunner(runner)
            body.writeVarint(UInt64(epoch))
            body.writeOrigin(origin)
            return .order(order.number)
        case .phaseReported(let order, let leg, let phase, let reason):
            body.writeKind(.phaseReported)
            body.writeOrder(order, leg: leg)
            body.writeUInt8(phase.rawValue)
            body.writeText(reason)
            return .order(order.number)
        case .wrongCode(let order, let leg):
            body.writeKind(.wrongCode)
            body.writeOrder(order, leg: leg)
            return .order(order.number)
        case .relay(let leg, let fact):
            body.writeKind(.relay)
            body.writeOrder(leg.order, leg: leg.leg)
            body.writeRelayFact(fact)
            return .order(leg.order.number)
        case .orderCancelled(let order, let by, let cancellation):
            body.writeKind(.orderCancelled)
            body.writeVarint(order.number)
            body.writeString(by)
            body.writeCancellation(cancellation)
            return .order(order.number)
        case .law(let order, let fact):
            body.writeKind(.law)
            body.writeVarint(order.number)
            fact.write(to: &body, personal: &personal)
            return .order(order.number)
        default:
            preconditionFailure("not about an order")
        }
    }

    private static func encode(
        _ answer: KeptAnswer, order: OrderID?, runner: RunnerIndex?, body: inout ByteWriter,
        personal: inout ByteWriter
    ) -> PersonalScope {
        body.writeKind(.answered)
        body.writeAnswer(answer)
        body.writeOptional(order) { $0.writeVarint($1.number) }
        body.writeOptional(runner) { $0.writeRunner($1) }
        personal.writeBytes(answer.body)
        if let order { return .order(order.number) }
        if let runner { return .runner(UInt64(runner.value)) }
        preconditionFailure("an answer is about an order or a runner")
    }

    /// The record of an entry. Where its personal part was erased, personal fields are empty.
    ///
    /// Throws `JournalError` where the bytes are not a record of this format.
    public static func decode(_ entry: JournalEntry) throws(JournalError) -> Record {
        var body = ByteReader(entry.body)
        let kind = try body.readKind()
        let record: Record
        switch kind {
        case .runnerRegistered, .runnerPatched, .dutyChanged, .runnerEnlisted, .runnerChanged:
            record = try decodeRunner(kind, entry, &body)
        case .offerMade, .offerSeen, .offerEnded, .offerIssued:
            record = try decodeOffer(kind, &body)
        case .place:
            record = .place(try body.readPlaceFact())
        case .market:
            record = .market(try body.readLeg(), try body.readMarketFact())
        case .access:
            record = .access(try body.readAccessFact())
        case .pool:
            record = .pool(try body.readLeg(), try body.readPoolFact())
        case .exception:
            record = .exception(try body.readExceptionKey(), try body.readExceptionFact())
        case .explained:
            record = .explained(try body.readLeg(), try body.readExplanation())
        case .protection:
            record = .protection(try body.readProtectionFact())
        case .retention:
            record = .retention(Milliseconds(try body.readInt64()))
        case .answered:
            record = try decodeAnswer(entry, &body)
        case .foldedCity, .foldedRunner, .foldedOrder, .foldedOffer, .foldedAnswer,
            .foldedException:
            record = .folded(try decodeFold(kind, entry, &body))
        default:
            record = try decodeOrder(kind, entry, &body)
        }
        try body.expectEnd()
        return record
    }

    private static func decodeRunner(
        _ kind: Kind, _ entry: JournalEntry, _ body: inout ByteReader
    ) throws(JournalError) -> Record {
        var personal = ByteReader(entry.personal)
        let runner = try body.readRunner()
        switch kind {
        case .runnerRegistered, .runnerEnlisted:
            var profile = try body.readProfile()
            if kind == .runnerEnlisted { profile.ratingTenths = try body.readNumberIfAny() }
            profile.name = entry.personalErased ? "" : try personal.readString()
            if kind == .runnerEnlisted, !entry.personalErased {
                profile.phone = try personal.readText()
            }
            return .runnerRegistered(runner, profile)
        case .runnerPatched, .runnerChanged:
            var patch = try body.readPatch()
            if kind == .runnerChanged { patch.ratingTenths = try body.readNumberIfAny() }
            if !entry.personalErased {
                patch.name = try personal.readText()
                if kind == .runnerChanged { patch.phone = try personal.readText() }
            }
            return .runnerPatched(runner, patch)
        default:
            return .dutyChanged(runner, try body.readCase(Duty.self))
        }
    }

    private static func decodeOffer(
        _ kind: Kind, _ body: inout ByteReader
    ) throws(JournalError) -> Record {
        let offer = OfferID(number: try body.readVarint())
        switch kind {
        case .offerMade:
            return .offerMade(offer, try body.readLeg(), try body.readFirstTerms())
        case .offerIssued:
            return .offerMade(offer, try body.readLeg(), try body.readTerms())
        case .offerSeen:
            return .offerSeen(offer, OrderID(number: try body.readVarint()))
        default:
            let order = OrderID(number: try body.readVarint())
            let end = try body.readOfferEnd()
            let until = try body.readOptional { r throws(JournalError) in try r.readInstant() }
            return .offerEnded(offer, order, end, refusedUntil: until)
        }
    }

    private static func decodeOrder(
        _ kind: Kind, _ entry: JournalEntry, _ body: inout ByteReader
    ) throws(JournalError) -> Record {
        switch kind {
        case .orderCreated, .orderPlaced, .orderBooked:
            return try decodeCreated(kind, entry, &body)
        case .law:
            let order = OrderID(number: try body.readVarint())
            var personal = ByteReader(entry.personal)
            return .law(
                order,
                try LawFact(&body, personal: &personal, isErased: entry.personalErased))
        case .shared:
            let order = OrderID(number: try body.readVarint())
            return .shared(order, try body.readShare())
        case .orderCancelled:
            let order = OrderID(number: try body.readVarint())
            let by = try body.readString()
            return .orderCancelled(order, by: by, try body.readCancellation())
        case .relay:
            return .relay(try body.readLeg(), try body.readRelayFact())
        default:
            let (order, leg) = try body.readOrder()
            switch kind {
            case .waiting:
                return .waiting(order, leg: leg, cause: try body.readCase(WaitingCause.self))
            case .legAssigned:
                let runner = try body.readRunner()
                let epoch = Int(truncatingIfNeeded: try body.readVarint())
                return .legAssigned(order, leg: leg, runner, epoch: epoch, try body.readOrigin())
            case .phaseReported:
                let phase = try body.readCase(Phase.self)
                return .phaseReported(order, leg: leg, phase, reason: try body.readText())
            default:
                return .wrongCode(order, leg: leg)
            }
        }
    }

    private static func decodeCreated(
        _ kind: Kind, _ entry: JournalEntry, _ body: inout ByteReader
    ) throws(JournalError) -> Record {
        let order = OrderID(number: try body.readVarint())
        var placed =
            kind == .orderCreated ? try body.readFirstPlacedOrder() : try body.readPlacedOrder()
        if kind == .orderBooked { try body.readBooking(into: &placed) }
        if !entry.personalErased {
            var personal = ByteReader(entry.personal)
            try personal.readDetails(into: &placed.draft)
            if kind != .orderCreated {
                try personal.readSubjects(into: &placed.draft.stops)
            }
        }
        return .orderCreated(order, placed)
    }

    private static func decodeAnswer(
        _ entry: JournalEntry, _ body: inout ByteReader
    ) throws(JournalError) -> Record {
        var answer = try body.readAnswer()
        let order = try body.readOptional { r throws(JournalError) in
            OrderID(number: try r.readVarint())
        }
        let runner = try body.readOptional { r throws(JournalError) in try r.readRunner() }
        if !entry.personalErased {
            var personal = ByteReader(entry.personal)
            answer.body = try personal.readBytes()
        }
        return .answered(answer, order: order, runner: runner)
    }
}
