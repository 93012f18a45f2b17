// The fields of the city, of runners and of keys in a snapshot, each writer beside its reader.

internal import Basics
internal import Journal

extension ByteWriter {
    mutating func writeCity(_ city: CityFold) {
        writeField(1) {
            $0.writeVarint(city.numbers.lastOrder)
            $0.writeVarint(city.numbers.lastOffer)
            $0.writeNumber(city.numbers.day)
            $0.writeNumber(city.numbers.ordersOfDay)
        }
        writeField(2) { $0.writeTexts(city.pools) }
        writeField(3) { $0.writeTexts(city.skills) }
        writeField(4, city.placeRevision, unless: 0) { $0.writeNumber($1) }
        writeField(5, city.shelves, unless: []) { $0.writeArray($1) { $0.writeShelf($1) } }
        writeField(6, city.timers, unless: []) { $0.writeArray($1) { $0.writeTimer($1) } }
        writeField(80, city.numbers.lastException, unless: 0) { $0.writeVarint($1) }
        writeField(60, city.workRules, unless: WorkRules()) { $0.writeRules($1) }
        writeField(61, city.finishedInMemory, unless: Policy().finishedInMemory) {
            $0.writeInt64($1.count)
        }
        endFields()
    }

    mutating func writeFields(of runner: Runner) {
        writeField(1, runner.verified, unless: false) { $0.writeBool($1) }
        writeField(2, runner.duty, unless: .off) { $0.writeUInt8($1.rawValue) }
        writeField(3, runner.dutySince, unless: .distantPast) { $0.writeInstant($1) }
        writeField(4, runner.ownCap, unless: nil) { $0.writeNumber($1) }
        writeField(5, runner.carried, unless: []) { $0.writeLegs($1) }
        writeField(6, runner.load, unless: Load()) {
            $0.writeNumber($1.orders)
            $0.writeNumber($1.grams)
        }
        writeField(7, runner.pendingOffer, unless: nil) {
            $0.writeOptional($1) { $0.writeVarint($1.number) }
        }
        writeField(8, runner.stopsVersion, unless: 0) { $0.writeNumber($1) }
        writeField(9, runner.profile.ratingTenths, unless: nil) { $0.writeNumber($1) }
        writeField(40, runner.isBlocked, unless: false) { $0.writeBool($1) }
        writeField(41, runner.site, unless: nil) { $0.writeText($1) }
        writeField(30, runner.claims, unless: []) { $0.writeLegs($1) }
        writeField(31, runner.hallWins, unless: []) { $0.writeArray($1) { $0.writeInstant($1) } }
        writeField(60, runner.work, unless: WorkClock()) { $0.writeFields(of: $1) }
        writeField(61, runner.shifts, unless: nil) { $0.writeText($1?.description) }
        writeField(62, runner.toldHold, unless: nil) { $0.writeHold($1) }
        writeField(63, runner.toldWarning, unless: nil) {
            $0.writeOptional($1) { $0.writeWarning($1) }
        }
        writeField(64, runner.refusals, unless: RefusalCounts()) {
            $0.writeNumber($1.counted)
            $0.writeNumber($1.withoutFault)
        }
        endFields()
    }

    mutating func writeAnswerFold(_ answer: AnswerFold) {
        writeString(answer.subject)
        writeString(answer.key)
        writeUInt64(answer.requestHash)
        writeVarint(answer.position.value)
        writeInstant(answer.at)
        endFields()
    }

    private mutating func writeShelf(_ shelf: CityFold.Shelf) {
        writeString(shelf.station.text)
        writeArray(shelf.load.lying) { $0.writeVarint($1.number) }
        writeLegs(shelf.load.coming)
    }

    private mutating func writeLegs(_ legs: [LegID]) {
        writeArray(legs) { $0.writeOrder($1.order, leg: $1.leg) }
    }

    private mutating func writeTimer(_ timer: EngineTimer) {
        writeInstant(timer.at)
        switch timer.subject {
        case .offer(let offer):
            writeUInt8(1)
            writeVarint(offer.number)
        case .eviction(let order):
            writeUInt8(2)
            writeVarint(order.number)
        case .confirm(let offer):
            writeUInt8(3)
            writeVarint(offer.number)
        case .market(let leg):
            writeUInt8(4)
            writeOrder(leg.order, leg: leg.leg)
        case .escalation(let leg):
            writeUInt8(5)
            writeOrder(leg.order, leg: leg.leg)
        case .law(let order):
            writeUInt8(20)
            writeVarint(order.number)
        case .pool(let leg, let watch):
            writeUInt8(40)
            writeOrder(leg.order, leg: leg.leg)
            writeInstant(watch)
        case .window(let leg):
            writeUInt8(30)
            writeOrder(leg.order, leg: leg.leg)
        case .promise(let order):
            writeUInt8(80)
            writeVarint(order.number)
        case .exception(let key):
            writeUInt8(81)
            writeExceptionKey(key)
        case .work:
            preconditionFailure("a runner's hours say themselves when they are looked at")
        case .dwell(let leg):
            writeUInt8(50)
            writeOrder(leg.order, leg: leg.leg)
        case .gate(let leg):
            writeUInt8(51)
            writeOrder(leg.order, leg: leg.leg)
        }
    }
}

extension ByteReader {
    mutating func readCity() throws(JournalError) -> CityFold {
        var city = CityFold()
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1:
                city.numbers.lastOrder = try r.readVarint()
                city.numbers.lastOffer = try r.readVarint()
                city.numbers.day = try r.readNumber()
                city.numbers.ordersOfDay = try r.readNumber()
            case 2: city.pools = try r.readTexts()
            case 3: city.skills = try r.readTexts()
            case 4: city.placeRevision = try r.readNumber()
            case 5: city.shelves = try r.readArray { r throws(JournalError) in try r.readShelf() }
            case 6: city.timers = try r.readTimers()
            case 80: city.numbers.lastException = try r.readVarint()
            case 60: city.workRules = try r.readRules()
            case 61: city.finishedInMemory = Milliseconds(try r.readInt64())
            default: return false
            }
            return true
        }
        guard city.pools.count <= Policy.namesMax, city.skills.count <= Policy.namesMax else {
            throw JournalError(offset: offset, expected: .value)
        }
        return city
    }

    mutating func readFields(into runner: inout Runner) throws(JournalError) {
        try readFields { r, tag throws(JournalError) in
            switch tag {
            case 1: runner.verified = try r.readBool()
            case 2: runner.duty = try r.readCase(Duty.self)
            case 3: runner.dutySince = try r.readInstant()
            case 4: runner.ownCap = try r.readNumberIfAny()
            case 5: runner.carried = try r.readLegs()
            case 6:
                runner.load.orders = try r.readNumber()
                runner.load.grams = try r.readNumber()
            case 7:
                runner.pendingOffer = try r.readOptional { r throws(JournalError) in
                    try r.readOffer()
                }
            case 8: runner.stopsVersion = try r.readNumber()
            case 9: runner.profile.ratingTenths = try r.readNumberIfAny()
            case 40: runner.isBlocked = try r.readBool()
            case 41: runner.site = try r.readText()
            case 30: runner.claims = try r.readLegs()
            case 31:
                runner.hallWins = try r.readArray { r throws(JournalError) in try r.readInstant() }
            case 60: runner.work = try r.readWorkClock()
            case 61: runner.shifts = try r.readShifts()
            case 62: runner.toldHold = try r.readHold()
            case 63:
                runner.toldWarning = try r.readOptional { r throws(JournalError) in
                    try r.readWarning()
                }
            case 64:
                runner.refusals.counted = try r.readNumber()
                runner.refusals.withoutFault = try r.readNumber()
            default: return false
            }
            return true
        }
    }

    mutating func readAnswerFold() throws(JournalError) -> AnswerFold {
        let answer = AnswerFold(
            subject: try readString(), key: try readString(), requestHash: try readUInt64(),
            position: JournalPosition(try readVarint()), at: try readInstant())
        try readFields { _, _ throws(JournalError) in false }
        return answer
    }

    private mutating func readShelf() throws(JournalError) -> CityFold.Shelf {
        var shelf = CityFold.Shelf(station: StationID(try readString()), load: StationLoad())
        shelf.load.lying = try readArray { r throws(JournalError) in
            OrderID(number: try r.readVarint())
        }
        shelf.load.coming = try readLegs()
        return shelf
    }

    private mutating func readLegs() throws(JournalError) -> [LegID] {
        try readArray { r throws(JournalError) in try r.readLeg() }
    }

    /// The timers, numbered in their order: which of one instant comes first is all that counts.
    private mutating func readTimers() throws(JournalError) -> [EngineTimer] {
        var number: UInt64 = 0
        return try readArray { r throws(JournalError) in
            let at = try r.readInstant()
            number += 1
            return EngineTimer(at: at, number: number, subject: try r.readSubject())
        }
    }

    private mutating func readSubject() throws(JournalError) -> EngineTimer.Subject {
        switch try readUInt8() {
        case 1: .offer(try readOffer())
        case 2: .eviction(OrderID(number: try readVarint()))
        case 3: .confirm(try readOffer())
        case 4: .market(try readLeg())
        case 5: .escalation(try readLeg())
        case 20: .law(OrderID(number: try readVarint()))
        case 40: .pool(try readLeg(), watch: try readInstant())
        case 30: .window(try readLeg())
        case 80: .promise(OrderID(number: try readVarint()))
        case 81: .exception(try readExceptionKey())
        case 50: .dwell(try readLeg())
        case 51: .gate(try readLeg())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }
}
