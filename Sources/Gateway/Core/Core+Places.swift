// Zones, stations and pools as the outside sees them.

internal import Engine
internal import Geo
internal import Wire

extension Core {
    /// Writes what a change of the registry led to.
    mutating func renderPlace(_ change: PlaceCommand, _ datum: Datum) -> AnswerHead {
        switch change {
        case .putStation(let station, _): writeStation(station.id, datum)
        case .putZone(let zone, _): writeZone(zone.id, datum)
        case .pauseZone(let id, _, _, _): writeZone(id, datum)
        case .putPool(let pool, _): writePool(pool.id.text)
        case .removeStation, .removeZone: writeNothing()
        }
    }

    private mutating func writeStation(_ id: StationID, _ datum: Datum) -> AnswerHead {
        guard let station = engine.station(id) else { return writeNothing() }
        writer.writeStation(station, datum: datum)
        return AnswerHead(status: 200, version: station.version)
    }

    private mutating func writeZone(_ id: ZoneID, _ datum: Datum) -> AnswerHead {
        guard let zone = engine.zone(id) else { return writeNothing() }
        writer.writeZone(zone, datum: datum)
        return AnswerHead(status: 200, version: zone.version)
    }

    private mutating func writePool(_ name: String) -> AnswerHead {
        guard let pool = engine.pool(name) else { return writeNothing() }
        writer.writePool(pool)
        return AnswerHead(status: 200, version: pool.version)
    }

    private mutating func writeNothing() -> AnswerHead {
        writer.beginObject()
        writer.endObject()
        return AnswerHead(status: 200)
    }
}
