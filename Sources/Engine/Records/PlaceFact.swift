// What the operator changed of the city's places: records like all others, so that a replay knows which
// rules held when.

internal import Basics
internal import Geo
internal import Journal

/// A change of the registry of places, and whose it was.
public enum PlaceFact: Equatable, Sendable {
    case stationPut(Station, by: String)
    case stationRemoved(StationID, by: String)
    case zonePut(Zone, by: String)
    case zoneRemoved(ZoneID, by: String)
    case poolPut(PoolEntry, by: String)
}

extension ByteWriter {
    mutating func writePlaceFact(_ fact: PlaceFact) {
        switch fact {
        case .stationPut(let station, let by):
            writeUInt8(0)
            writeStation(station)
            writeString(by)
        case .stationRemoved(let id, let by):
            writeUInt8(1)
            writeString(id.text)
            writeString(by)
        case .zonePut(let zone, let by):
            writeUInt8(2)
            writeZone(zone)
            writeString(by)
        case .zoneRemoved(let id, let by):
            writeUInt8(3)
            writeString(id.text)
            writeString(by)
        case .poolPut(let pool, let by):
            writeUInt8(4)
            writePool(pool)
            writeString(by)
        }
    }

    private mutating func writeStation(_ station: Station) {
        writeString(station.id.text)
        writeString(station.name)
        writeCoordinate(station.coordinate)
        writeNumber(station.capacity)
        writeInt64(station.dwell.count)
        writeBool(station.unattended)
        writeHours(station.hours)
        writeText(station.site)
        writeNumber(station.version)
    }

    private mutating func writeZone(_ zone: Zone) {
        writeString(zone.id.text)
        writeArea(zone.area)
        writeBool(zone.exclude)
        writeOptional(zone.range) { $0.writeBool($1) }
        writeBool(zone.paused)
        writeText(zone.pauseReason)
        writeHours(zone.hours)
        writeTexts(zone.enterPools)
        writeText(zone.station?.text)
        writeOptional(zone.mode) { $0.writeUInt8($1.rawValue) }
        writeArray(zone.modeHours) {
            $0.writeHours($1.hours)
            $0.writeUInt8($1.mode.rawValue)
        }
        writeText(zone.site)
        writeNumber(zone.version)
    }

    private mutating func writePool(_ pool: PoolEntry) {
        writeString(pool.id.text)
        writeString(pool.name)
        writeText(pool.gender)
        writeTexts(pool.skills)
        writeTexts(pool.runners.map(\.text))
        writeTexts(pool.excludes)
        writeOptional(pool.shifts) { $0.writeHours($1) }
        writeText(pool.site)
        writeNumber(pool.version)
    }

    private mutating func writeArea(_ area: Area) {
        switch area {
        case .polygon(let polygon):
            writeUInt8(0)
            writeArray(polygon.vertices) { $0.writeCoordinate($1) }
        case .circle(let circle):
            writeUInt8(1)
            writeCoordinate(circle.center)
            writeDouble(circle.radiusMeters)
        }
    }

    private mutating func writeHours(_ hours: WeeklyHours) {
        writeArray(hours.spans) {
            $0.writeUInt8($1.weekdays.rawValue)
            $0.writeUInt16(UInt16($1.fromMinute))
            $0.writeUInt16(UInt16($1.toMinute))
        }
    }
}

extension ByteReader {
    mutating func readPlaceFact() throws(JournalError) -> PlaceFact {
        switch try readUInt8() {
        case 0: .stationPut(try readStation(), by: try readString())
        case 1: .stationRemoved(StationID(try readString()), by: try readString())
        case 2: .zonePut(try readZone(), by: try readString())
        case 3: .zoneRemoved(ZoneID(try readString()), by: try readString())
        case 4: .poolPut(try readPool(), by: try readString())
        default: throw JournalError(offset: offset - 1, expected: .value)
        }
    }

    private mutating func readStation() throws(JournalError) -> Station {
        let id = StationID(try readString())
        let name = try readString()
        var station = Station(id: id, coordinate: try readCoordinate())
        station.name = name
        station.capacity = try readNumber()
        station.dwell = Milliseconds(try readInt64())
        station.unattended = try readBool()
        station.hours = try readHours()
        station.site = try readText()
        station.version = try readNumber()
        return station
    }

    private mutating func readZone() throws(JournalError) -> Zone {
        var zone = Zone(id: ZoneID(try readString()), area: try readArea())
        zone.exclude = try readBool()
        zone.range = try readOptional { r throws(JournalError) in try r.readBool() }
        zone.paused = try readBool()
        zone.pauseReason = try readText()
        zone.hours = try readHours()
        zone.enterPools = try readTexts()
        zone.station = try readText().map { StationID($0) }
        zone.mode = try readOptional { r throws(JournalError) in
            try r.readCase(MatchingMode.self)
        }
        zone.modeHours = try readArray { r throws(JournalError) in
            ModeHours(hours: try r.readHours(), mode: try r.readCase(MatchingMode.self))
        }
        zone.site = try readText()
        zone.version = try readNumber()
        return zone
    }

    private mutating func readPool() throws(JournalError) -> PoolEntry {
        let start = offset
        guard let id = PoolID(try readString()) else {
            throw JournalError(offset: start, expected: .value)
        }
        var pool = PoolEntry(id: id, name: try readString())
        pool.gender = try readText()
        pool.skills = try readTexts()
        pool.runners = try readTexts().map { RunnerID($0) }
        pool.excludes = try readTexts()
        pool.shifts = try readOptional { r throws(JournalError) in try r.readHours() }
        pool.site = try readText()
        pool.version = try readNumber()
        return pool
    }

    private mutating func readArea() throws(JournalError) -> Area {
        let start = offset
        switch try readUInt8() {
        case 0:
            let vertices = try readArray { r throws(JournalError) in try r.readCoordinate() }
            guard let polygon = try? Polygon(vertices) else {
                throw JournalError(offset: start, expected: .value)
            }
            return .polygon(polygon)
        case 1:
            let circle = Circle(center: try readCoordinate(), radiusMeters: try readDouble())
            guard let circle else { throw JournalError(offset: start, expected: .value) }
            return .circle(circle)
        default: throw JournalError(offset: start, expected: .value)
        }
    }

    private mutating func readHours() throws(JournalError) -> WeeklyHours {
        let start = offset
        let spans = try readArray { r throws(JournalError) in
            let start = r.offset
            let weekdays = Weekdays(rawValue: try r.readUInt8())
            let from = Int(try r.readUInt16())
            let to = Int(try r.readUInt16())
            guard let span = WeeklyHours.Span(weekdays: weekdays, fromMinute: from, toMinute: to)
            else { throw JournalError(offset: start, expected: .value) }
            return span
        }
        guard spans.count <= WeeklyHours.spansMax else {
            throw JournalError(offset: start, expected: .value)
        }
        return WeeklyHours(spans)
    }
}
