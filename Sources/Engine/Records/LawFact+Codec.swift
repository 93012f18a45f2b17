// The facts of the order's law as bytes: a tag for each, then its fields.

internal import Basics
internal import Journal

extension LawFact {
    private enum Tag: UInt8 {
        case paid = 1
        case paidLate
        case paymentTimedOut
        case released
        case givenBack
        case undone
        case attempted
        case returnOrdered
        case confirmed
        case failed
        case flagged
        case noted
        case codeLocked
        case codeUnlocked
        case choicesOpened
        case choicesClosed
        case chose
        case edited
        case added
    }

    /// Writes the open part, and the personal part where there is one.
    func write(to body: inout ByteWriter, personal: inout ByteWriter) {
        body.writeUInt8(tag.rawValue)
        switch self {
        case .paid(let by, let state):
            body.writeString(by)
            body.writeUInt8(state.rawValue)
        case .paidLate(let by): body.writeString(by)
        case .paymentTimedOut, .released, .choicesClosed: break
        case .givenBack(let leg, let reason, let isFault, let choices):
            body.writeVarint(UInt64(leg))
            body.writeUInt8(reason.rawValue)
            body.writeBool(isFault)
            body.writeArray(choices) { $0.writeChoice($1) }
        case .undone(let leg, let state):
            body.writeVarint(UInt64(leg))
            body.writeUInt8(state.rawValue)
        case .attempted(let leg), .codeLocked(let leg): body.writeVarint(UInt64(leg))
        case .returnOrdered(let leg, let by, let reason), .confirmed(let leg, let by, let reason):
            body.writeVarint(UInt64(leg))
            body.writeString(by)
            body.writeUInt8(reason.rawValue)
        case .failed(let by, let reason), .codeUnlocked(let by, let reason):
            body.writeString(by)
            body.writeUInt8(reason.rawValue)
        case .flagged(let flag): body.writeUInt8(flag.rawValue)
        case .noted(let text): personal.writeString(text)
        case .choicesOpened(let choices, let reason):
            body.writeArray(choices) { $0.writeChoice($1) }
            body.writeString(reason)
        case .chose(let choice, let by):
            body.writeUInt8(choice.rawValue)
            body.writeString(by)
        case .edited(let revision):
            body.writeRevision(revision)
            personal.writeArray(revision.stops) { $0.writeDetails($1.details) }
            personal.writeSubjects(of: revision.stops)
        case .added(let amount, let price):
            body.writeNumber(amount)
            body.writePrice(price)
        }
    }

    private var tag: Tag {
        switch self {
        case .paid: .paid
        case .paidLate: .paidLate
        case .paymentTimedOut: .paymentTimedOut
        case .released: .released
        case .givenBack: .givenBack
        case .undone: .undone
        case .attempted: .attempted
        case .returnOrdered: .returnOrdered
        case .confirmed: .confirmed
        case .failed: .failed
        case .flagged: .flagged
        case .noted: .noted
        case .codeLocked: .codeLocked
        case .codeUnlocked: .codeUnlocked
        case .choicesOpened: .choicesOpened
        case .choicesClosed: .choicesClosed
        case .chose: .chose
        case .edited: .edited
        case .added: .added
        }
    }

    /// Reads what `write` wrote; without its personal part texts are empty.
    init(
        _ body: inout ByteReader, personal: inout ByteReader, isErased: Bool
    ) throws(JournalError) {
        switch try body.readCase(Tag.self) {
        case .paid: self = .paid(by: try body.readString(), to: try body.readCase(OrderState.self))
        case .paidLate: self = .paidLate(by: try body.readString())
        case .paymentTimedOut: self = .paymentTimedOut
        case .released: self = .released
        case .givenBack:
            self = .givenBack(
                leg: try body.readLegIndex(), try body.readCase(ReasonCode.self),
                isFault: try body.readBool(), choices: try body.readChoices())
        case .undone:
            self = .undone(leg: try body.readLegIndex(), to: try body.readCase(OrderState.self))
        case .attempted: self = .attempted(leg: try body.readLegIndex())
        case .returnOrdered:
            self = .returnOrdered(
                leg: try body.readLegIndex(), by: try body.readString(),
                try body.readCase(ReasonCode.self))
        case .confirmed:
            self = .confirmed(
                leg: try body.readLegIndex(), by: try body.readString(),
                try body.readCase(ReasonCode.self))
        case .failed:
            self = .failed(by: try body.readString(), try body.readCase(ReasonCode.self))
        case .flagged: self = .flagged(try body.readCase(OrderFlag.self))
        case .noted: self = .noted(isErased ? "" : try personal.readString())
        case .codeLocked: self = .codeLocked(leg: try body.readLegIndex())
        case .codeUnlocked:
            self = .codeUnlocked(by: try body.readString(), try body.readCase(ReasonCode.self))
        case .choicesOpened:
            self = .choicesOpened(try body.readChoices(), reason: try body.readString())
        case .choicesClosed: self = .choicesClosed
        case .chose: self = .chose(try body.readCase(Choice.self), by: try body.readString())
        case .edited:
            var revision = try body.readRevision()
            if !isErased {
                try personal.readDetails(into: &revision.stops)
                try personal.readSubjects(into: &revision.stops)
            }
            self = .edited(revision)
        case .added: self = .added(amount: try body.readNumber(), try body.readPrice())
        }
    }
}

extension ByteWriter {
    mutating func writeChoice(_ choice: OpenChoice) {
        writeUInt8(choice.choice.rawValue)
        writeUInt8(choice.by.rawValue)
        writeOptional(choice.until) { $0.writeInstant($1) }
        writeText(choice.reason)
    }

    fileprivate mutating func writeRevision(_ revision: Revision) {
        writeArray(revision.stops) { $0.writeStop($1) }
        writePrice(revision.price)
        writeDouble(revision.meters)
        writeInstant(revision.promisedBy)
        writeArray(revision.legs) { $0.writePlan($1) }
    }

    /// How an order begins that does not begin at once.
    mutating func writeBooking(_ placed: PlacedOrder) {
        writeOptional(placed.draft.scheduledAt) { $0.writeInstant($1) }
        writeBool(placed.draft.awaitsPayment)
        writeOptional(placed.booking.releaseAt) { $0.writeInstant($1) }
        writeOptional(placed.booking.payBy) { $0.writeInstant($1) }
    }
}

extension ByteReader {
    fileprivate mutating func readLegIndex() throws(JournalError) -> Int {
        Int(truncatingIfNeeded: try readVarint())
    }

    mutating func readChoices() throws(JournalError) -> [OpenChoice] {
        try readArray { r throws(JournalError) in
            let choice = try r.readCase(Choice.self)
            let role = try r.readCase(Role.self)
            let until = try r.readOptional { r throws(JournalError) in try r.readInstant() }
            return OpenChoice(choice, by: role, until: until, reason: try r.readText())
        }
    }

    fileprivate mutating func readRevision() throws(JournalError) -> Revision {
        Revision(
            stops: try readArray { r throws(JournalError) in try r.readStop() },
            price: try readPrice(), meters: try readDouble(), promisedBy: try readInstant(),
            legs: try readArray { r throws(JournalError) in try r.readPlan() })
    }

    mutating func readBooking(into placed: inout PlacedOrder) throws(JournalError) {
        placed.draft.scheduledAt = try readOptional { r throws(JournalError) in
            try r.readInstant()
        }
        placed.draft.awaitsPayment = try readBool()
        placed.booking.releaseAt = try readOptional { r throws(JournalError) in
            try r.readInstant()
        }
        placed.booking.payBy = try readOptional { r throws(JournalError) in try r.readInstant() }
    }
}
