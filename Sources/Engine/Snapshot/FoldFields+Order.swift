// The fields of orders, legs and offers in a snapshot, each writer beside its reader.

internal import Basics
internal import Journal

extension ByteWriter {
    mutating func writeFields(of order: Order) {
        writeField(1) { $0.writeNumber(order.version) }
        writeField(2, order.reason, unless: nil) { $0.writeText($1) }
        writeField(3) { $0.writeArray(order.legs) { $0.writeFields(of: $1) } }
        writeField(4, order.activeLeg, unless: 0) { $0.writeNumber($1) }
        writeField(5, order.custody, unless: .sender) { $0.writeCustody($1) }
        writeField(6) { $0.writeArray(order.events) { $0.writeEvent($1) } }
        writeField(7, order.cancellation, unless: nil) {
            $0.writeOptional($1) { $0.writeCancellation($1) }
        }
        writeField(8, order.finishedAt, unless: nil) {
            $0.writeOptional($1) { $0.writeInstant($1) }
        }
        writeField(9, order.erased, unless: false) { $0.writeBool($1) }
        writeField(10, order.wrongCodes, unless: 0) { $0.writeNumber($1) }
        writeLawFields(of: order)
        writeField(11, order.shares, unless: []) { $0.writeArray($1) { $0.writeShare($1) } }
        writeField(40, order.lastPoolQuestion, unless: nil) {
            $0.writeOptional($1) {
                $0.writeNumber($1.leg)
                $0.writeOptional($1.nextShift) { $0.writeInstant($1) }
            }
        }
        writeField(80, order.silences, unless: []) {
            $0.writeArray($1) {
                $0.writeNumber($1.event)
                $0.writeInstant($1.lastFixTime)
            }
        }
        writeRelayFields(of: order)
        endFields()
    }

    mutating func writeFields(of leg: Leg) {
        writeField(1) { $0.writeUInt8(leg.state.rawValue) }
        writeField(2, leg.epoch, unless: 0) { $0.writeNumber($1) }
        writeField(3, leg.assignedAt, unless: .distantPast) { $0.writeInstant($1) }
        writeField(4) { $0.writeInstant(leg.waitingSince) }
        writeField(5, leg.runner, unless: nil) { $0.writeOptional($1) { $0.writeRunner($1) } }
        writeField(6, leg.offers, unless: []) { $0.writeArray($1) { $0.writeVarint($1.number) } }
        writeField(7, leg.refusals, unless: []) {
            $0.writeArray($1) {
                $0.writeRunner($1.runner)
                $0.writeInstant($1.until)
            }
        }
        writeField(8, leg.market, unless: Market()) { $0.writeFields(of: $1) }
        writeField(40, leg.poolWatch, unless: nil) { $0.writeOptional($1) { $0.writeInstant($1) } }
        writeLawFields(of: leg)
        writeField(60, leg.wait, unless: StopWait()) { $0.writeFields(of: $1) }
        writeRelayFields(of: leg)
        endFields()
    }

    private mutating func writeFields(of market: Market) {
        writeField(1) { $0.writeUInt8(market.mode.rawValue) }
        writeField(2, market.wave, unless: 0) { $0.writeNumber($1) }
        writeField(3, market.until, unless: nil) { $0.writeOptional($1) { $0.writeInstant($1) } }
        writeField(4, market.escalatesAt, unless: nil) {
            $0.writeOptional($1) { $0.writeInstant($1) }
        }
        writeField(5, market.windowCount, unless: 0) { $0.writeNumber($1) }
        writeField(6, market.closesAt, unless: nil) { $0.writeOptional($1) { $0.writeInstant($1) } }
        writeField(7, market.claims, unless: []) { $0.writeArray($1) { $0.writeRunner($1) } }
        writeField(8, market.isOpened, unless: false) { $0.writeBool($1) }
        endFields()
    }

    mutating func writeFields(of offer: Offer) {
        writeField(1) { $0.writeUInt8(offer.state.rawValue) }
        writeField(2, offer.endedAt, unless: nil) { $0.writeOptional($1) { $0.writeInstant($1) } }
        writeField(60, offer.isWithoutFault, unless: false) { $0.writeBool($1) }
        endFields()
    }

    mutating func writeCustody(_ custody: Custody) {
        writeUInt8(custody.holder.rawValue)
        switch custody {
        case .sender, .recipient: break
        case .runner(let runner): writeRunner(runner)
        case .station(let station): writeString(station.text)
        }
    }

    private mutating func writeEvent(_ event: OrderEvent) {
        writeVarint(UInt64(event.epoch))
        writeVarint(UInt64(event.leg))
        writeUInt8(event.state.rawValue)
        writeInstant(event.at)
        writeNumber(event.version)
        writeText(event.reason)
    }
}

extension ByteReader {
    mutating func readFields(into order: inout Order) throws(JournalError) {
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1: order.version = try r.readNumber()
            case 2: order.reason = try r.readText()
            case 3: try r.readLegs(into: &order)
            case 4: order.activeLeg = try r.readNumber()
            case 5: order.custody = try r.readCustody()
            case 6: order.events = try r.readArray { r throws(JournalError) in try r.readEvent() }
            case 7:
                order.cancellation = try r.readOptional { r throws(JournalError) in
                    try r.readCancellation()
                }
            case 8: order.finishedAt = try r.readInstantIfAny()
            case 9: order.erased = try r.readBool()
            case 10: order.wrongCodes = try r.readNumber()
            case 11: order.shares = try r.readArray { r throws(JournalError) in try r.readShare() }
            case 40:
                order.lastPoolQuestion = try r.readOptional { r throws(JournalError) in
                    PoolQuestion(leg: try r.readNumber(), nextShift: try r.readInstantIfAny())
                }
            case 80: try r.readSilences(into: &order)
            default:
                if try r.readLawField(tag, of: &order) { return true }
                return try r.readRelayField(tag, into: &order)
            }
            return true
        }
        guard order.legs.indices.contains(order.activeLeg) else {
            throw JournalError(offset: offset, expected: .value)
        }
    }

    private mutating func readLegs(into order: inout Order) throws(JournalError) {
        guard try readCount() == order.legs.count else {
            throw JournalError(offset: offset, expected: .value)
        }
        for index in order.legs.indices {
            try readFields(into: &order.legs[index])
            if let next = order.legs[index].next, !order.legs.indices.contains(next) {
                throw JournalError(offset: offset, expected: .value)
            }
        }
    }

    private mutating func readFields(into leg: inout Leg) throws(JournalError) {
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1: leg.state = try r.readCase(OrderState.self)
            case 2: leg.epoch = try r.readNumber()
            case 3: leg.assignedAt = try r.readInstant()
            case 4: leg.waitingSince = try r.readInstant()
            case 5:
                leg.runner = try r.readOptional { r throws(JournalError) in try r.readRunner() }
            case 6: leg.offers = try r.readArray { r throws(JournalError) in try r.readOffer() }
            case 7:
                leg.refusals = try r.readArray { r throws(JournalError) in
                    RefusalMemory(runner: try r.readRunner(), until: try r.readInstant())
                }
            case 8: try r.readFields(into: &leg.market)
            case 40: leg.poolWatch = try r.readInstantIfAny()
            case 60: leg.wait = try r.readStopWait()
            default:
                if try r.readLawField(tag, of: &leg) { return true }
                return try r.readRelayField(tag, into: &leg)
            }
            return true
        }
    }

    private mutating func readFields(into market: inout Market) throws(JournalError) {
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1: market.mode = try r.readCase(MatchingMode.self)
            case 2: market.wave = try r.readNumber()
            case 3: market.until = try r.readInstantIfAny()
            case 4: market.escalatesAt = try r.readInstantIfAny()
            case 5: market.windowCount = try r.readNumber()
            case 6: market.closesAt = try r.readInstantIfAny()
            case 7: market.claims = try r.readArray { r throws(JournalError) in try r.readRunner() }
            case 8: market.isOpened = try r.readBool()
            default: return false
            }
            return true
        }
    }

    mutating func readOfferFold() throws(JournalError) -> Offer {
        let id = try readOffer()
        let legID = try readLeg()
        let terms = try readTerms()
        var offer = Offer(id: id, legID: legID, terms: terms, createdAt: try readInstant())
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1: offer.state = try r.readCase(OfferState.self)
            case 2: offer.endedAt = try r.readInstantIfAny()
            case 60: offer.isWithoutFault = try r.readBool()
            default: return false
            }
            return true
        }
        return offer
    }

    private mutating func readSilences(into order: inout Order) throws(JournalError) {
        let silences = try readArray { r throws(JournalError) in
            Silence(event: try r.readNumber(), lastFixTime: try r.readInstant())
        }
        for silence in silences {
            guard order.events.indices.contains(silence.event) else {
                throw JournalError(offset: offset, expected: .value)
            }
            order.events[silence.event].lastFixTime = silence.lastFixTime
        }
    }

    mutating func readCustody() throws(JournalError) -> Custody {
        switch try readCase(Holder.self) {
        case .sender: .sender
        case .runner: .runner(try readRunner())
        case .station: .station(StationID(try readString()))
        case .recipient: .recipient
        }
    }

    private mutating func readEvent() throws(JournalError) -> OrderEvent {
        OrderEvent(
            epoch: Int(truncatingIfNeeded: try readVarint()),
            leg: Int(truncatingIfNeeded: try readVarint()), state: try readCase(OrderState.self),
            at: try readInstant(), version: try readNumber(), reason: try readText())
    }

    mutating func readOffer() throws(JournalError) -> OfferID {
        OfferID(number: try readVarint())
    }
}

/// An event about a runner of whom nothing was heard, by its place in the history.
private struct Silence: Equatable {
    var event: Int
    var lastFixTime: Instant
}

extension Order {
    fileprivate var silences: [Silence] {
        events.enumerated().compactMap { place, event in
            event.lastFixTime.map { Silence(event: place, lastFixTime: $0) }
        }
    }
}
