// The bodies of `POST /v1/runners` and `PATCH /v1/runners/{id}`.

internal import Basics
public import Engine

extension RunnerProfile {
    /// Reads a runner's registration. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> RunnerProfile {
        let form = try RunnerForm.decodeCold(bytes)
        let standard = Capacity()
        var profile = RunnerProfile(
            id: RunnerID(try Field("/id").nonEmpty(try Field("/id").required(form.id))),
            name: try Field("/name").text(form.name ?? ""),
            person: try Field("/person").text(form.person), gender: try form.checkedGender(),
            vehicle: try form.checkedVehicle() ?? .bicycle,
            skills: try Field("/skills").texts(form.skills ?? []),
            pools: try Field("/pools").texts(form.pools ?? []),
            capacity: Capacity(
                orders: try form.capacityOrders() ?? standard.orders,
                grams: try form.capacityGrams() ?? standard.grams),
            phone: try form.checkedPhone(), ratingTenths: try form.ratingTenths())
        profile.site = try Field("/site").text(form.site)
        return profile
    }
}

extension RunnerPatch {
    /// Reads a change of a profile; a field that is absent or null is not changed.
    ///
    /// Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> RunnerPatch {
        let form = try RunnerForm.decodeCold(bytes)
        var patch = RunnerPatch()
        patch.name = try Field("/name").text(form.name)
        patch.gender = try form.checkedGender()
        patch.vehicle = try form.checkedVehicle()
        if let skills = form.skills { patch.skills = try Field("/skills").texts(skills) }
        if let pools = form.pools { patch.pools = try Field("/pools").texts(pools) }
        patch.capacityOrders = try form.capacityOrders()
        patch.capacityGrams = try form.capacityGrams()
        patch.verified = form.verified
        patch.phone = try form.checkedPhone()
        patch.ratingTenths = try form.ratingTenths()
        patch.shifts = try form.checkedShifts()
        patch.ownCap = try Field("/ownCap").number(form.ownCap?.value, in: WireLimits.ownCapRange)
        return patch
    }
}

private struct CapacityForm: Decodable {
    var orders: WholeNumber?
    var grams: WholeNumber?
}

private struct RunnerForm: Decodable {
    var id: String?
    var name: String?
    var person: String?
    var site: String?
    var gender: String?
    var vehicle: String?
    var skills: [String]?
    var pools: [String]?
    var capacity: CapacityForm?
    var verified: Bool?
    var ownCap: WholeNumber?
    var phone: String?
    var rating: Double?
    var shifts: [String]?

    func checkedPhone() throws(Refusal) -> String? { try Field("/phone").text(phone) }

    /// The rating in tenths: people write 4.9.
    func ratingTenths() throws(Refusal) -> Int? {
        guard let rating else { return nil }
        guard rating >= 1, rating <= 5 else {
            throw Field("/rating").outOfRange(rating < 1 ? 1 : 5, "is from 1 to 5, as in 4.9")
        }
        return Int((rating * 10).rounded())
    }

    func checkedGender() throws(Refusal) -> String? {
        guard let gender else { return nil }
        let legal = ["female", "male"]
        return try Field("/gender").word(gender, of: legal) { legal.contains($0) ? $0 : nil }
    }

    func checkedVehicle() throws(Refusal) -> Vehicle? {
        guard let vehicle else { return nil }
        return try Field("/vehicle").word(vehicle, of: Vehicle.allCases.map(\.name)) {
            Vehicle(name: $0)
        }
    }

    /// One week of all the hours; an empty list is always.
    func checkedShifts() throws(Refusal) -> WeeklyHours? {
        guard let shifts else { return nil }
        var spans: [WeeklyHours.Span] = []
        for (index, text) in shifts.enumerated() {
            let field = Field("/shifts/\(index)")
            do throws(WeeklyHoursError) {
                let hours = try WeeklyHours(text)
                guard !hours.spans.isEmpty else {
                    throw WeeklyHoursError(offset: 0, expected: "hours, as mon-fri 08:00-17:00")
                }
                spans += hours.spans
            } catch {
                throw field.invalid("\(error)")
            }
            guard spans.count <= WeeklyHours.spansMax else {
                throw Refusal(
                    .outOfRange, field: "/shifts", limit: WeeklyHours.spansMax,
                    detail: "at most \(WeeklyHours.spansMax) spans in a week")
            }
        }
        return WeeklyHours(spans)
    }

    func capacityOrders() throws(Refusal) -> Int? {
        try Field("/capacity/orders").number(
            capacity?.orders?.value, in: 1...WireLimits.capacityOrdersMax)
    }

    func capacityGrams() throws(Refusal) -> Int? {
        try Field("/capacity/grams").number(
            capacity?.grams?.value, in: 0...WireLimits.weightGramsMax)
    }
}
