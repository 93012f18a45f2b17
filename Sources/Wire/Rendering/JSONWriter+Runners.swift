// Runners as staff, the operator's system and they themselves see them, and the dispatcher's live map.

public import Basics
public import Engine
public import Geo

/// A runner on the dispatcher's map.
public struct RunnerRow: Equatable, Sendable {
    /// Who.
    public var id: RunnerID
    /// Where, in WGS-84.
    public var coordinate: Coordinate
    /// When it was there, by the daemon's clock.
    public var fixTime: Instant
    /// What it is doing.
    public var state: RunnerState
    /// How busy it is.
    public var load: Load
    /// The pools it belongs to, its gender among them.
    public var pools: [String]

    /// A row.
    public init(
        id: RunnerID, coordinate: Coordinate, fixTime: Instant, state: RunnerState, load: Load,
        pools: [String]
    ) {
        self.id = id
        self.coordinate = coordinate
        self.fixTime = fixTime
        self.state = state
        self.load = load
        self.pools = pools
    }
}

/// A runner near a place.
public struct NearRunner: Equatable, Sendable {
    /// The runner.
    public var row: RunnerRow
    /// Where it is, as a geohash.
    public var geohash: String
    /// How far away, great circle.
    public var distanceMeters: Int

    /// A runner at that distance.
    public init(row: RunnerRow, geohash: String, distanceMeters: Int) {
        self.row = row
        self.geohash = geohash
        self.distanceMeters = distanceMeters
    }
}

/// What a cell of the wide view holds.
public struct CellCount: Equatable, Sendable {
    /// The cell: a geohash.
    public var cell: String
    /// Runners on duty in it.
    public var runners: Int
    /// Those of them who are free.
    public var free: Int
    /// Open orders in it.
    public var orders: Int

    /// A count.
    public init(cell: String, runners: Int, free: Int, orders: Int) {
        self.cell = cell
        self.runners = runners
        self.free = free
        self.orders = orders
    }
}

extension JSONWriter {
    /// Writes all of a runner as a value; `live` is its newest position, if there is one.
    public mutating func writeRunner(
        _ runner: Runner, live: LiveRunner?, state: RunnerState, work: WorkPicture? = nil,
        datum: Datum
    ) {
        let profile = runner.profile
        beginObject()
        field("id", profile.id.text)
        field("name", profile.name)
        field("person", profile.person)
        field("gender", profile.gender)
        field("phone", profile.phone)
        field("rating", tenths: profile.ratingTenths)
        equipmentFields(profile)
        field("ownCap", runner.ownCap)
        field("verified", runner.verified)
        field("blocked", runner.isBlocked)
        field("site", runner.site)
        field("duty", runner.duty.name)
        field("state", state.name)
        loadField(runner.load)
        if let work { writeWork(work) }
        if let live, live.hasPosition {
            fields(live.coordinate, datum: datum)
            field("fixTime", live.fixTime)
        }
        endObject()
    }

    /// Writes tenths as a number with one digit after the point, or null.
    mutating func field(_ name: String, tenths: Int?) {
        guard let tenths else {
            self.name(name)
            return null()
        }
        field(name, Double(tenths) / 10, decimals: 1)
    }

    /// What a runner works with: the same whether it is asked for or told.
    mutating func equipmentFields(_ profile: RunnerProfile) {
        field("vehicle", profile.vehicle.name)
        field("skills", profile.skills)
        field("pools", profile.pools)
        name("capacity")
        beginObject()
        field("orders", profile.capacity.orders)
        field("grams", profile.capacity.grams)
        endObject()
    }

    /// Writes a runner of the live map as a value.
    public mutating func writeRunnerRow(_ row: RunnerRow, datum: Datum) {
        beginObject()
        rowFields(row, datum: datum)
        endObject()
    }

    /// Writes a `runners` message: those in view (with `re`), or those that changed and those that are gone from view.
    public mutating func writeRunners(
        re: MessageKey?, _ rows: [RunnerRow], left gone: [RunnerID] = [], datum: Datum
    ) {
        beginMessage("runners", re: re)
        name("runners")
        beginArray()
        for row in rows { writeRunnerRow(row, datum: datum) }
        endArray()
        if !gone.isEmpty { field("gone", gone.map(\.text)) }
        endObject()
    }

    /// Writes `{"runners":[…]}` with geohashes and distances, the nearest first as the caller has them.
    public mutating func writeRunners(near runners: [NearRunner], datum: Datum) {
        beginObject()
        name("runners")
        beginArray()
        for runner in runners {
            beginObject()
            rowFields(runner.row, datum: datum)
            field("geohash", runner.geohash)
            field("distanceMeters", runner.distanceMeters)
            endObject()
        }
        endArray()
        endObject()
    }

    /// Writes a `cells` message.
    public mutating func writeCells(re: MessageKey?, _ cells: [CellCount]) {
        beginMessage("cells", re: re)
        name("cells")
        beginArray()
        for cell in cells {
            beginObject()
            field("cell", cell.cell)
            field("runners", cell.runners)
            field("free", cell.free)
            field("orders", cell.orders)
            endObject()
        }
        endArray()
        endObject()
    }

    private mutating func rowFields(_ row: RunnerRow, datum: Datum) {
        field("id", row.id.text)
        fields(row.coordinate, datum: datum)
        field("fixTime", row.fixTime)
        field("state", row.state.name)
        loadField(row.load)
        field("pools", row.pools)
    }

    private mutating func loadField(_ load: Load) {
        name("load")
        beginObject()
        field("orders", load.orders)
        field("grams", load.grams)
        endObject()
    }
}
