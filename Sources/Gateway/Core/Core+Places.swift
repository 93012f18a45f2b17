// Zones, stations and pools as the outside sees them.

internal import Basics
internal import Engine
internal import Geo
internal import Journal
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

    mutating func readPlaces(
        _ query: PlaceQuery, _ exchange: ExchangeID, _ principal: Principal, _ datum: Datum,
        at now: Instant
    ) {
        switch write(query, principal, datum, at: now) {
        case .success(let head): answerWritten(exchange, head, after: readAfter)
        case .failure(let refusal): refuse(exchange, refusal, principal, datum, at: now)
        }
    }

    private mutating func write(
        _ query: PlaceQuery, _ principal: Principal, _ datum: Datum, at now: Instant
    ) -> Result<AnswerHead, Refusal> {
        writer.removeAll()
        let site = principal.site
        switch query {
        case .zones:
            writer.writeList("zones", engine.zones(ofSite: site)) {
                $0.writeZone($1, datum: datum)
            }
        case .stations:
            writer.writeList("stations", engine.stations(ofSite: site)) {
                $0.writeStation($1, datum: datum)
            }
        case .pools:
            writer.writeList("pools", engine.pools(ofSite: site)) { $0.writePool($1) }
        case .zone(let id):
            guard let zone = engine.zone(id), engine.isOfSite(zone.site, principal) else {
                return .failure(.noZone)
            }
            return .success(writeZone(id, datum))
        case .station(let id):
            guard let station = engine.station(id), engine.isOfSite(station.site, principal) else {
                return .failure(.noStation)
            }
            return .success(writeStation(id, datum))
        case .pool(let name):
            guard let pool = engine.poolEntry(name), isVisible(pool, principal) else {
                return .failure(.noPool)
            }
            writer.writePool(pool)
            return .success(AnswerHead(status: 200, version: pool.version))
        case .quote(let draft):
            switch engine.quote(draft, by: principal, at: now) {
            case .success(let quote): writer.writeQuote(quote)
            case .failure(let refusal): return .failure(refusal)
            }
        }
        return .success(AnswerHead(status: 200))
    }

    private func isVisible(_ pool: PoolEntry, _ principal: Principal) -> Bool {
        pool.site == nil || engine.isOfSite(pool.site, principal)
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
        guard let pool = engine.poolEntry(name) else { return writeNothing() }
        writer.writePool(pool)
        return AnswerHead(status: 200, version: pool.version)
    }

    private mutating func writeNothing() -> AnswerHead {
        writer.beginObject()
        writer.endObject()
        return AnswerHead(status: 200)
    }
}
