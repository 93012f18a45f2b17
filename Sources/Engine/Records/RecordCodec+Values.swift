// How the values inside records are written, each writer beside its reader.

internal import Basics
internal import Geo
internal import Journal

extension ByteWriter {
    mutating func writeKind(_ kind: RecordCodec.Kind) { writeUInt8(kind.rawValue) }
    mutating func writeRunner(_ runner: RunnerIndex) { writeVarint(UInt64(runner.value)) }
    mutating func writeInstant(_ instant: Instant) { writeInt64(instant.millisecondsSinceEpoch) }
    mutating func writeText(_ text: String?) { writeOptional(text) { $0.writeString($1) } }
    mutating func writeTexts(_ texts: [String]) { writeArray(texts) { $0.writeString($1) } }
    mutating func writeNumber(_ number: Int) { writeSignedVarint(Int64(number)) }
    mutating func writeNumber(_ number: Int?) { writeOptional(number) { $0.writeNumber($1) } }

    mutating func writeOrder(_ order: OrderID, leg: Int) {
        writeVarint(order.number)
        writeVarint(UInt64(leg))
    }

    mutating func writePrincipal(_ principal: Principal) {
        writeString(principal.subject)
        writeUInt8(principal.role.rawValue)
        writeText(principal.person)
    }
}

extension ByteReader {
    mutating func readKind() throws(JournalError) -> RecordCodec.Kind {
        try readCase(RecordCodec.Kind.self)
    }
    mutating func readCase<Case: RawRepresentable>(
        _ type: Case.Type
    ) throws(JournalError) -> Case where Case.RawValue == UInt8 {
        let start = offset
        guard let value = Case(rawValue: try readUInt8()) else {
            throw JournalError(offset: start, expected: .value)
        }
        return value
    }
    mutating func readRunner() throws(JournalError) -> RunnerIndex {
        RunnerIndex(Int(UInt32(truncatingIfNeeded: try readVarint()) & 0x7FFF_FFFF))
    }
    mutating func readInstant() throws(JournalError) -> Instant {
        Instant(millisecondsSinceEpoch: try readInt64())
    }
    mutating func readText() throws(JournalError) -> String? {
        try readOptional { r throws(JournalError) in try r.readString() }
    }
    mutating func readTexts() throws(JournalError) -> [String] {
        try readArray { r throws(JournalError) in try r.readString() }
    }
    mutating func readNumber() throws(JournalError) -> Int { Int(try readSignedVarint()) }
    mutating func readNumberIfAny() throws(JournalError) -> Int? {
        try readOptional { r throws(JournalError) in try r.readNumber() }
    }
    mutating func readOrder() throws(JournalError) -> (OrderID, leg: Int) {
        let order = OrderID(number: try readVarint())
        return (order, Int(truncatingIfNeeded: try readVarint()))
    }
    mutating func readPrincipal() throws(JournalError) -> Principal {
        let subject = try readString()
        let role = try readCase(Role.self)
        return Principal(subject: subject, role: role, person: try readText())
    }
}

// MARK: Orders and offers as they are made

extension ByteWriter {
    mutating func writePlacedOrder(_ placed: PlacedOrder) {
        writeString(placed.number)
        writePrincipal(placed.owner)
        writeText(placed.owner.site)
        writeDraft(placed.draft)
        writePrice(placed.price)
        writeDouble(placed.meters)
        writeInstant(placed.promisedBy)
        writeArray(placed.legs) { $0.writePlan($1) }
        writeUInt8(placed.state.rawValue)
    }

    mutating func writePlan(_ plan: LegPlan) {
        writeEnd(plan.start)
        writeCoordinate(plan.startCoordinate)
        writeEnd(plan.end)
        writeCoordinate(plan.endCoordinate)
        writeVarint(UInt64(plan.stops.lowerBound))
        writeVarint(UInt64(plan.stops.count))
        writeDouble(plan.meters)
        writeTexts(plan.pools)
    }

    private mutating func writeEnd(_ end: LegEnd) {
        switch end {
        case .stop(let index):
            writeUInt8(0)
            writeVarint(UInt64(index))
        case .station(let station):
            writeUInt8(1)
            writeString(station.text)
        case .place(let place):
            writeUInt8(2)
            writeCoordinate(place)
        }
    }

    mutating func writeCoordinate(_ coordinate: Coordinate) {
        writeInt32(coordinate.latitudeE7)
        writeInt32(coordinate.longitudeE7)
    }

    mutating func writeTerms(_ terms: OfferTerms) {
        writeRunner(terms.runner)
        writeVarint(UInt64(terms.epoch))
        writeInstant(terms.expiresAt)
        writeOptional(terms.confirmBy) { $0.writeInstant($1) }
        writeVarint(UInt64(terms.wave))
        writeNumber(terms.pickupDistanceMeters)
        writeNumber(terms.fee)
    }
}

extension ByteReader {
    mutating func readLeg() throws(JournalError) -> LegID {
        let (order, leg) = try readOrder()
        return LegID(order: order, leg: leg)
    }

    mutating func readPlacedOrder() throws(JournalError) -> PlacedOrder {
        let number = try readString()
        var owner = try readPrincipal()
        owner.site = try readText()
        let draft = try readPlacedDraft()
        let price = try readPrice()
        let meters = try readDouble()
        let promisedBy = try readInstant()
        let legs = try readLegPlans()
        return PlacedOrder(
            number: number, owner: owner, draft: draft, price: price, meters: meters,
            promisedBy: promisedBy, legs: legs, state: try readCase(OrderState.self))
    }

    /// A placed as `orderCreated` has it: one leg, looked for at once.
    mutating func readFirstPlacedOrder() throws(JournalError) -> PlacedOrder {
        let number = try readString()
        let owner = try readPrincipal()
        let draft = try readPlacedDraft()
        return PlacedOrder(
            number: number, owner: owner, draft: draft, price: try readPrice(),
            meters: try readDouble(), promisedBy: try readInstant())
    }

    /// A draft that may be placed: it goes somewhere, and a leg can be made of its stops.
    private mutating func readPlacedDraft() throws(JournalError) -> OrderDraft {
        let draft = try readDraft()
        guard !draft.stops.isEmpty else { throw JournalError(offset: offset, expected: .value) }
        return draft
    }

    private mutating func readLegPlans() throws(JournalError) -> [LegPlan] {
        let plans = try readArray { r throws(JournalError) in try r.readPlan() }
        guard !plans.isEmpty else { throw JournalError(offset: offset, expected: .value) }
        return plans
    }

    mutating func readPlan() throws(JournalError) -> LegPlan {
        let start = try readEnd()
        let startCoordinate = try readCoordinate()
        let end = try readEnd()
        let endCoordinate = try readCoordinate()
        let first = Int(truncatingIfNeeded: try readVarint() & 0xFFFF)
        let count = Int(truncatingIfNeeded: try readVarint() & 0xFFFF)
        return LegPlan(
            start: start, at: startCoordinate, end: end, at: endCoordinate,
            stops: first..<first + count, meters: try readDouble(), pools: try readTexts())
    }

    private mutating func readEnd() throws(JournalError) -> LegEnd {
        switch try readUInt8() {
        case 0: .stop(Int(truncatingIfNeeded: try readVarint() & 0xFFFF))
        case 1: .station(StationID(try readString()))
        case 2: .place(try readCoordinate())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readCoordinate() throws(JournalError) -> Coordinate {
        let latitude = try readInt32()
        return Coordinate(latitudeE7: latitude, longitudeE7: try readInt32())
    }

    mutating func readTerms() throws(JournalError) -> OfferTerms {
        let runner = try readRunner()
        let epoch = Int(truncatingIfNeeded: try readVarint())
        let expiresAt = try readInstant()
        let confirmBy = try readOptional { r throws(JournalError) in try r.readInstant() }
        return OfferTerms(
            runner: runner, epoch: epoch, expiresAt: expiresAt, confirmBy: confirmBy,
            wave: Int(truncatingIfNeeded: try readVarint()),
            pickupDistanceMeters: try readNumber(), fee: try readNumber())
    }

    /// Terms as `offerMade` has them: to one runner, who need not confirm.
    mutating func readFirstTerms() throws(JournalError) -> OfferTerms {
        OfferTerms(
            runner: try readRunner(), epoch: Int(truncatingIfNeeded: try readVarint()),
            expiresAt: try readInstant(), pickupDistanceMeters: try readNumber(),
            fee: try readNumber())
    }
}

// MARK: Who may look

extension ByteWriter {
    /// Who the contacts of a draft are; the personal part that `orderPlaced` has and `orderCreated` had
    /// not.
    mutating func writeSubjects(of stops: [Stop]) {
        writeArray(stops) { $0.writeText($1.details.contactSubject) }
    }

    mutating func writeShare(_ share: Share) {
        writeVarint(share.number)
        writeOptional(share.stop) { $0.writeVarint(UInt64($1)) }
        writeInstant(share.expiresAt)
    }
}

extension ByteReader {
    mutating func readSubjects(into stops: inout [Stop]) throws(JournalError) {
        let subjects = try readArray { r throws(JournalError) in try r.readText() }
        guard subjects.count == stops.count else {
            throw JournalError(offset: offset, expected: .value)
        }
        for index in subjects.indices {
            stops[index].details.contactSubject = subjects[index]
        }
    }

    mutating func readShare() throws(JournalError) -> Share {
        Share(
            number: try readVarint(),
            stop: try readOptional { r throws(JournalError) in
                Int(truncatingIfNeeded: try r.readVarint() & 0xFFFF)
            }, expiresAt: try readInstant())
    }
}

// MARK: Runners

extension ByteWriter {
    mutating func writeProfile(_ profile: RunnerProfile) {
        writeString(profile.id.text)
        writeText(profile.person)
        writeText(profile.gender)
        writeUInt8(profile.vehicle.rawValue)
        writeTexts(profile.skills)
        writeTexts(profile.pools)
        writeNumber(profile.capacity.orders)
        writeNumber(profile.capacity.grams)
    }

    mutating func writePatch(_ patch: RunnerPatch) {
        writeText(patch.gender)
        writeOptional(patch.vehicle) { $0.writeUInt8($1.rawValue) }
        writeOptional(patch.skills) { $0.writeTexts($1) }
        writeOptional(patch.pools) { $0.writeTexts($1) }
        writeNumber(patch.capacityOrders)
        writeNumber(patch.capacityGrams)
        writeOptional(patch.verified) { $0.writeBool($1) }
        writeNumber(patch.ownCap)
    }
}

extension ByteReader {
    mutating func readProfile() throws(JournalError) -> RunnerProfile {
        var profile = RunnerProfile(id: RunnerID(try readString()))
        profile.person = try readText()
        profile.gender = try readText()
        profile.vehicle = try readCase(Vehicle.self)
        profile.skills = try readTexts()
        profile.pools = try readTexts()
        profile.capacity.orders = try readNumber()
        profile.capacity.grams = try readNumber()
        return profile
    }

    mutating func readPatch() throws(JournalError) -> RunnerPatch {
        var patch = RunnerPatch()
        patch.gender = try readText()
        patch.vehicle = try readOptional { r throws(JournalError) in try r.readCase(Vehicle.self) }
        patch.skills = try readOptional { r throws(JournalError) in try r.readTexts() }
        patch.pools = try readOptional { r throws(JournalError) in try r.readTexts() }
        patch.capacityOrders = try readNumberIfAny()
        patch.capacityGrams = try readNumberIfAny()
        patch.verified = try readOptional { r throws(JournalError) in try r.readBool() }
        patch.ownCap = try readNumberIfAny()
        return patch
    }
}

// MARK: Orders

extension ByteWriter {
    mutating func writeDraft(_ draft: OrderDraft) {
        writeString(draft.type)
        writeArray(draft.stops) { $0.writeStop($1) }
        writeArray(draft.items) { $0.writeNumber($1.weightGrams) }
        writeTexts(draft.runnerPools)
        writeTexts(draft.skills)
        writeNumber(draft.addition)
        writeText(draft.externalId)
    }

    /// A stop without its personal part.
    mutating func writeStop(_ stop: Stop) {
        writeUInt8(stop.kind.rawValue)
        writeCoordinate(stop.coordinate)
        writeNumber(stop.capAmount)
        writeNumber(stop.durationMinutes)
    }

    /// The personal part of a stop.
    mutating func writeDetails(_ details: StopDetails) {
        writeText(details.address)
        writeText(details.contactName)
        writeText(details.contactPhone)
        writeText(details.note)
        writeText(details.code)
    }

    /// The personal part of a draft.
    mutating func writeDetails(of draft: OrderDraft) {
        writeArray(draft.stops) { $0.writeDetails($1.details) }
        writeArray(draft.items) { $0.writeString($1.description) }
    }

    mutating func writePrice(_ price: Price) {
        writeString(price.currency)
        writeNumber(price.base)
        writeNumber(price.distance)
        writeNumber(price.addition)
        writeString(price.tariff)
    }

    mutating func writeCancellation(_ cancellation: Cancellation) {
        writeUInt8(cancellation.from.rawValue)
        writeNumber(cancellation.fee)
        writeText(cancellation.reason)
    }

    mutating func writeOfferEnd(_ end: OfferEnd) {
        switch end {
        case .declined(let reason):
            writeUInt8(0)
            writeText(reason)
        case .expired:
            writeUInt8(1)
        case .withdrawn(let reason):
            writeUInt8(2)
            writeString(reason)
        }
    }

    mutating func writeOrigin(_ origin: AssignmentOrigin) {
        switch origin {
        case .accepted(let offer):
            writeUInt8(0)
            writeVarint(offer.number)
        case .manual(let by, let reason, let override):
            writeUInt8(1)
            writeString(by)
            writeText(reason)
            writeBool(override)
        case .claimed(let window):
            writeUInt8(10)
            writeNumber(window)
        case .scanned(let code):
            writeUInt8(11)
            writeNumber(code)
        }
    }

    mutating func writeAnswer(_ answer: KeptAnswer) {
        writeString(answer.subject)
        writeString(answer.key)
        writeUInt64(answer.requestHash)
        writeNumber(answer.status)
        writeText(answer.location)
        writeNumber(answer.version)
    }
}

extension ByteReader {
    mutating func readDraft() throws(JournalError) -> OrderDraft {
        let type = try readString()
        let stops = try readArray { r throws(JournalError) in try r.readStop() }
        let items = try readArray { r throws(JournalError) in
            Item(description: "", weightGrams: try r.readNumber())
        }
        var draft = OrderDraft(type: type, stops: stops, items: items)
        draft.runnerPools = try readTexts()
        draft.skills = try readTexts()
        draft.addition = try readNumber()
        draft.externalId = try readText()
        return draft
    }

    mutating func readStop() throws(JournalError) -> Stop {
        Stop(
            kind: try readCase(StopKind.self), coordinate: try readCoordinate(),
            capAmount: try readNumberIfAny(), durationMinutes: try readNumberIfAny())
    }

    /// Fills in the personal part of `stops`, which must have been written from the same stops.
    mutating func readDetails(into stops: inout [Stop]) throws(JournalError) {
        let details = try readArray { r throws(JournalError) in
            var details = StopDetails()
            details.address = try r.readText()
            details.contactName = try r.readText()
            details.contactPhone = try r.readText()
            details.note = try r.readText()
            details.code = try r.readText()
            return details
        }
        guard details.count == stops.count else {
            throw JournalError(offset: offset, expected: .value)
        }
        for index in details.indices { stops[index].details = details[index] }
    }

    /// Fills in the personal part of `draft`, which must have been written from the same draft.
    mutating func readDetails(into draft: inout OrderDraft) throws(JournalError) {
        try readDetails(into: &draft.stops)
        let descriptions = try readArray { r throws(JournalError) in try r.readString() }
        guard descriptions.count == draft.items.count else {
            throw JournalError(offset: offset, expected: .value)
        }
        for index in descriptions.indices { draft.items[index].description = descriptions[index] }
    }

    mutating func readPrice() throws(JournalError) -> Price {
        Price(
            currency: try readString(), base: try readNumber(), distance: try readNumber(),
            addition: try readNumber(), tariff: try readString())
    }

    mutating func readCancellation() throws(JournalError) -> Cancellation {
        Cancellation(
            from: try readCase(OrderState.self), fee: try readNumber(), reason: try readText())
    }

    mutating func readOfferEnd() throws(JournalError) -> OfferEnd {
        switch try readUInt8() {
        case 0: .declined(reason: try readText())
        case 1: .expired
        case 2: .withdrawn(reason: try readString())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readOrigin() throws(JournalError) -> AssignmentOrigin {
        switch try readUInt8() {
        case 0: .accepted(OfferID(number: try readVarint()))
        case 1:
            .manual(by: try readString(), reason: try readText(), override: try readBool())
        case 10: .claimed(window: try readNumber())
        case 11: .scanned(code: try readNumber())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    mutating func readAnswer() throws(JournalError) -> KeptAnswer {
        KeptAnswer(
            subject: try readString(), key: try readString(), requestHash: try readUInt64(),
            status: try readNumber(), body: [], location: try readText(),
            version: try readNumberIfAny())
    }
}
