// The bodies of `PUT /v1/zones/{id}`, `/v1/stations/{id}`, `/v1/pools/{id}` and of blocks.

internal import Basics
public import Engine
public import Geo

extension Station {
    /// Reads a station's body; its coordinate is in `datum` unless it names its own.
    ///
    /// Throws `invalid` or `outOfRange` with the field.
    public static func decode(
        _ bytes: Span<UInt8>, id: StationID, datum: Datum
    ) throws(Refusal) -> Station {
        let form = try StationForm.decodeCold(bytes)
        var station = Station(
            id: id,
            coordinate: try Field("").coordinate(
                latitude: try Field("/latitude").required(form.latitude),
                longitude: try Field("/longitude").required(form.longitude), own: form.datum,
                datum: datum))
        station.name = try Field("/name").text(form.name ?? "")
        station.capacity = try Field("/capacity").number(
            form.capacity?.value ?? station.capacity, in: 0...WireLimits.stationCapacityMax)
        if let minutes = form.dwellMinutes?.value {
            station.dwell = .minutes(
                Int64(
                    try Field("/dwellMinutes").number(
                        minutes, in: 1...WireLimits.durationMinutesMax)))
        }
        station.unattended = form.unattended ?? false
        station.hours = try Field("/hours").hours(form.hours)
        station.site = try Field("/site").text(form.site)
        return station
    }
}

private struct StationForm: Decodable {
    var latitude: Double?
    var longitude: Double?
    var datum: String?
    var name: String?
    var capacity: WholeNumber?
    var dwellMinutes: WholeNumber?
    var unattended: Bool?
    var hours: String?
    var site: String?
}

extension Zone {
    /// Reads a zone's body; its places are in `datum`.
    ///
    /// Throws `invalid` or `outOfRange` with the field.
    public static func decode(
        _ bytes: Span<UInt8>, id: ZoneID, datum: Datum
    ) throws(Refusal) -> Zone {
        let form = try ZoneForm.decodeCold(bytes)
        var zone = Zone(id: id, area: try form.area(datum: datum))
        zone.exclude = form.exclude ?? false
        zone.range = form.range
        zone.paused = form.paused ?? false
        zone.pauseReason = try Field("/pauseReason").text(form.pauseReason)
        zone.hours = try Field("/hours").hours(form.hours)
        zone.enterPools = try Field("/enterPools").texts(form.enterPools ?? [])
        zone.station = try form.station.map { text throws(Refusal) in
            StationID(try Field("/station").nonEmpty(text))
        }
        zone.mode = try form.mode.map { text throws(Refusal) in try Field("/mode").mode(text) }
        try Field("/modes").count(form.modes?.count ?? 0, upTo: WireLimits.listCountMax)
        for (index, entry) in (form.modes ?? []).enumerated() {
            zone.modeHours.append(
                ModeHours(
                    hours: try Field("/modes/\(index)/hours").hours(entry.hours),
                    mode: try Field("/modes/\(index)/mode").mode(entry.mode)))
        }
        zone.site = try Field("/site").text(form.site)
        return zone
    }
}

private struct ZoneForm: Decodable {
    struct CircleForm: Decodable {
        var latitude: Double
        var longitude: Double
        var radiusMeters: Double
    }

    struct ModeForm: Decodable {
        var hours: String?
        var mode: String
    }

    var polygon: [[Double]]?
    var circle: CircleForm?
    var exclude: Bool?
    var range: Bool?
    var paused: Bool?
    var pauseReason: String?
    var hours: String?
    var enterPools: [String]?
    var station: String?
    var mode: String?
    var modes: [ModeForm]?
    var site: String?

    func area(datum: Datum) throws(Refusal) -> Area {
        switch (polygon, circle) {
        case (let polygon?, nil): return try area(of: polygon, datum: datum)
        case (nil, let form?):
            let center = try Field("/circle").coordinate(
                latitude: form.latitude, longitude: form.longitude, datum: datum)
            guard form.radiusMeters <= WireLimits.radiusMetersMax,
                let circle = Circle(center: center, radiusMeters: form.radiusMeters)
            else {
                let most = Int(WireLimits.radiusMetersMax)
                throw Field("/circle/radiusMeters").outOfRange(
                    most, "is above 0 and at most \(most)")
            }
            return .circle(circle)
        default:
            throw Field("/polygon").invalid("or circle is required, and not both")
        }
    }

    private func area(of vertices: [[Double]], datum: Datum) throws(Refusal) -> Area {
        try Field("/polygon").count(vertices.count, upTo: Polygon.verticesMax)
        var coordinates: [Coordinate] = []
        for (index, pair) in vertices.enumerated() {
            let field = Field("/polygon/\(index)")
            guard pair.count == 2 else { throw field.invalid("vertices are [latitude, longitude]") }
            coordinates.append(
                try field.coordinate(latitude: pair[0], longitude: pair[1], datum: datum))
        }
        do throws(PolygonError) {
            return .polygon(try Polygon(coordinates))
        } catch {
            throw Field("/polygon").invalid("has " + error.description)
        }
    }
}

extension PoolEntry {
    /// Reads a pool's body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>, id: String) throws(Refusal) -> PoolEntry {
        guard let pool = PoolID(try Field("/id").nonEmpty(id)) else {
            throw Field("/id").invalid("is a name; \"any\" says that nothing is asked")
        }
        let form = bytes.isEmpty ? PoolForm() : try PoolForm.decodeCold(bytes)
        let members = form.members
        var entry = PoolEntry(id: pool, name: try Field("/name").text(form.name ?? ""))
        entry.gender = try Field("/members/gender").text(members?.gender)
        entry.skills = try Field("/members/skills").texts(members?.skills ?? [])
        let runners = members?.runners ?? []
        try Field("/members/runners").count(runners.count, upTo: WireLimits.poolRunnersMax)
        for (index, runner) in runners.enumerated() {
            entry.runners.append(
                RunnerID(try Field("/members/runners/\(index)").nonEmpty(runner)))
        }
        entry.excludes = try Field("/excludes").texts(form.excludes ?? [])
        if let shifts = form.shifts { entry.shifts = try Field("/shifts").hours(shifts) }
        entry.site = try Field("/site").text(form.site)
        return entry
    }
}

private struct PoolForm: Decodable {
    struct MembersForm: Decodable {
        var gender: String?
        var skills: [String]?
        var runners: [String]?
    }

    var name: String?
    var members: MembersForm?
    var excludes: [String]?
    var shifts: String?
    var site: String?
}

/// `PUT /v1/zones/{id}/pause`: `{"paused":true,"reason":"flooded"}`.
public struct PauseBody: Equatable, Sendable {
    /// Whether nothing new is taken there.
    public var paused: Bool
    /// Why, for those who are refused.
    public var reason: String?

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> PauseBody {
        let form = try PauseForm.decodeCold(bytes)
        return PauseBody(
            paused: try Field("/paused").required(form.paused),
            reason: try Field("/reason").text(form.reason))
    }
}

private struct PauseForm: Decodable {
    var paused: Bool?
    var reason: String?
}

/// `PUT /v1/blocks`: `{"runner":"r1","customer":"c1","blocked":true}`.
public struct PairBody: Equatable, Sendable {
    /// The runner.
    public var runner: RunnerID
    /// The customer or merchant, by the `sub` of its tokens.
    public var customer: String
    /// Whether they are kept apart from here on.
    public var blocked: Bool

    /// Reads the body. Throws `invalid` or `outOfRange` with the field.
    public static func decode(_ bytes: Span<UInt8>) throws(Refusal) -> PairBody {
        let form = try PairForm.decodeCold(bytes)
        return PairBody(
            runner: RunnerID(
                try Field("/runner").nonEmpty(try Field("/runner").required(form.runner))),
            customer: try Field("/customer").nonEmpty(
                try Field("/customer").required(form.customer)),
            blocked: form.blocked ?? true)
    }
}

private struct PairForm: Decodable {
    var runner: String?
    var customer: String?
    var blocked: Bool?
}

extension Field {
    /// The opening hours that the text means; always if there is none.
    fileprivate func hours(_ text: String?) throws(Refusal) -> WeeklyHours {
        guard let text else { return .always }
        let checked: String = try self.text(text)
        do throws(WeeklyHoursError) {
            return try WeeklyHours(checked)
        } catch {
            throw invalid("can't be read \(error)")
        }
    }

    fileprivate func mode(_ text: String) throws(Refusal) -> MatchingMode {
        try word(text, of: MatchingMode.allCases.map(\.name)) { MatchingMode(name: $0) }
    }
}
