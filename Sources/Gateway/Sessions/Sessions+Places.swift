// What a request about places asks, out of its path and body.

internal import Engine
internal import HTTP
internal import Wire

/// Something to read of the registry of places.
enum PlaceQuery: Sendable {
    case zones
    case zone(ZoneID)
    case stations
    case station(StationID)
    case pools
    case pool(String)
    case quote(OrderDraft)
}

extension RequestInput {
    func readPlaces(_ endpoint: PlaceEndpoint) throws(Refusal) -> APIRequest {
        let name = stars.first ?? ""
        switch endpoint {
        case .listZones: return .places(.zones)
        case .getZone: return .places(.zone(ZoneID(name)))
        case .listStations: return .places(.stations)
        case .getStation: return .places(.station(StationID(name)))
        case .listPools: return .places(.pools)
        case .getPool: return .places(.pool(name))
        case .audit: return .audit(try readAudit())
        case .quote:
            return .places(.quote(try OrderDraft.decode(body.span, datum: try datum())))
        case .blockRunner:
            let reason = try ReasonBody.decode(body.span).reason
            return .command(.access(.blockRunner(RunnerID(name), reason: reason)), key)
        case .unblockRunner: return .command(.access(.unblockRunner(RunnerID(name))), key)
        case .putBlock:
            let pair = try PairBody.decode(body.span)
            return .command(
                .access(.setPair(pair.runner, owner: pair.customer, isBlocked: pair.blocked)), key)
        default: return .command(.place(try readPlaceChange(endpoint, name)), key)
        }
    }

    /// `since` is an instant, or the cursor of the page before; so is `cursor`.
    private func readAudit() throws(Refusal) -> AuditQuestion {
        var question = AuditQuestion(
            subject: query["subject"],
            limit: try number("limit", in: 1...limits.listLimitMax, default: 50))
        guard let text = query["cursor"] ?? query["since"] else { return question }
        guard text.hasPrefix("a") else {
            question.since = try instant("since")
            return question
        }
        guard let after = UInt64(text.dropFirst()), after < 1 << 62 else {
            throw Refusal(.invalid, field: "cursor", detail: "the cursor of the page before")
        }
        question.after = after
        return question
    }

    private func readPlaceChange(
        _ endpoint: PlaceEndpoint, _ name: String
    ) throws(Refusal) -> PlaceCommand {
        guard name.utf8.count <= WireLimits.idBytesMax else {
            throw Refusal(
                .outOfRange, field: "/id", limit: WireLimits.idBytesMax,
                detail: "an id has at most \(WireLimits.idBytesMax) bytes")
        }
        switch endpoint {
        case .putZone:
            let zone = try Zone.decode(body.span, id: ZoneID(name), datum: try datum())
            return .putZone(zone, version: version)
        case .pauseZone:
            let pause = try PauseBody.decode(body.span)
            return .pauseZone(
                ZoneID(name), pause.paused, reason: pause.reason, version: version)
        case .deleteZone: return .removeZone(ZoneID(name), version: version)
        case .putStation:
            let station = try Station.decode(body.span, id: StationID(name), datum: try datum())
            return .putStation(station, version: version)
        case .deleteStation: return .removeStation(StationID(name), version: version)
        default: return .putPool(try PoolEntry.decode(body.span, id: name), version: version)
        }
    }
}
