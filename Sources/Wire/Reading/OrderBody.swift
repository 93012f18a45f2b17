// The body of `POST /v1/orders`.

public import Engine
public import Geo

extension OrderDraft {
    /// Reads an order's body; coordinates are in `datum` unless a stop names its own.
    ///
    /// Throws `invalid` or `outOfRange` with the field. What an order must make sense as (a pickup before
    /// the drop-off, a known service) is the engine's to say.
    public static func decode(
        _ bytes: Span<UInt8>, datum: Datum
    ) throws(Refusal) -> OrderDraft {
        try OrderForm.decode(bytes).draft(datum: datum)
    }
}

struct OrderForm: Decodable {
    var type: String
    var stops: [StopForm]
    var items: [ItemForm]?
    var runnerPools: [String]?
    var skills: [String]?
    var addition: WholeNumber?
    var externalId: String?
    var scheduledAt: WholeNumber?
    var payment: String?
    var via: [String]?
    var legPools: [[String]]?

    func draft(datum: Datum) throws(Refusal) -> OrderDraft {
        guard !stops.isEmpty else {
            throw Field("/stops").outOfRange(1, "has at least one entry")
        }
        try Field("/stops").count(stops.count, upTo: WireLimits.stopsMax)
        var draft = OrderDraft(
            type: try Field("/type").nonEmpty(type), stops: try checkedStops(datum: datum),
            items: try checkedItems(),
            runnerPools: try Field("/runnerPools").texts(runnerPools ?? []),
            skills: try Field("/skills").texts(skills ?? []),
            addition: try Field("/addition").number(
                addition?.value ?? 0, in: 0...WireLimits.amountMax),
            externalId: try Field("/externalId").text(externalId))
        draft.scheduledAt = try scheduledAt.map { hour throws(Refusal) in
            try Field("/scheduledAt").instant(hour.value)
        }
        let legal = ["awaiting"]
        draft.awaitsPayment =
            try payment.map { word throws(Refusal) in
                try Field("/payment").word(word, of: legal) { legal.contains($0) ? true : nil }
            } ?? false
        draft.via = try Field("/via").texts(via ?? []).map { StationID($0) }
        for (index, pools) in (legPools ?? []).enumerated() {
            draft.legPools.append(try Field("/legPools/\(index)").texts(pools))
        }
        return draft
    }

    private func checkedStops(datum: Datum) throws(Refusal) -> [Stop] {
        var checked: [Stop] = []
        for (index, stop) in stops.enumerated() {
            checked.append(try stop.stop(at: "/stops/\(index)", datum: datum))
        }
        return checked
    }

    private func checkedItems() throws(Refusal) -> [Item] {
        let items = items ?? []
        try Field("/items").count(items.count, upTo: WireLimits.listCountMax)
        var checked: [Item] = []
        for (index, item) in items.enumerated() {
            checked.append(try item.item(at: "/items/\(index)"))
        }
        return checked
    }
}

struct ItemForm: Decodable {
    var description: String?
    var weightGrams: WholeNumber?

    func item(at pointer: String) throws(Refusal) -> Item {
        Item(
            description: try Field(pointer + "/description").text(description ?? ""),
            weightGrams: try Field(pointer + "/weightGrams").number(
                weightGrams?.value ?? 0, in: 0...WireLimits.weightGramsMax))
    }
}

struct ContactForm: Decodable {
    var name: String?
    var phone: String?
    var subject: String?
}

struct StopForm: Decodable {
    var kind: String
    var latitude: Double
    var longitude: Double
    var datum: String?
    var address: String?
    var contact: ContactForm?
    var note: String?
    var code: String?
    var capAmount: WholeNumber?
    var durationMinutes: WholeNumber?

    func stop(at pointer: String, datum: Datum) throws(Refusal) -> Stop {
        Stop(
            kind: try Field(pointer + "/kind").word(kind, of: StopKind.allCases.map(\.name)) {
                StopKind(name: $0)
            },
            coordinate: try Field(pointer).coordinate(
                latitude: latitude, longitude: longitude, own: self.datum, datum: datum),
            capAmount: try Field(pointer + "/capAmount").number(
                capAmount?.value, in: 0...WireLimits.amountMax),
            durationMinutes: try Field(pointer + "/durationMinutes").number(
                durationMinutes?.value, in: 0...WireLimits.durationMinutesMax),
            details: try details(at: pointer))
    }

    private func details(at pointer: String) throws(Refusal) -> StopDetails {
        StopDetails(
            address: try Field(pointer + "/address").text(address),
            contactName: try Field(pointer + "/contact/name").text(contact?.name),
            contactPhone: try Field(pointer + "/contact/phone").text(contact?.phone),
            contactSubject: try Field(pointer + "/contact/subject").text(contact?.subject),
            note: try Field(pointer + "/note").text(note),
            code: try Field(pointer + "/code").text(code))
    }
}
