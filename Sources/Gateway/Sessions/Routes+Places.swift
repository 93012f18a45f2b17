// The paths of zones, stations, pools, blocks and quotes.

internal import Engine
internal import HTTP

/// What a route of places leads to.
enum PlaceEndpoint: Sendable {
    case listZones
    case getZone
    case putZone
    case pauseZone
    case deleteZone
    case listStations
    case getStation
    case putStation
    case deleteStation
    case listPools
    case getPool
    case putPool
    case blockRunner
    case unblockRunner
    case putBlock
    case quote
    case audit
}

extension Route {
    private static let readers: RoleSet = [.dispatcher, .admin, .service, .merchant, .station]
    private static let blockers: RoleSet = [.dispatcher, .admin, .service]

    /// The routes of places.
    static let places: [Route] = [
        Route(.get, "/v1/zones", readers, .place(.listZones)),
        Route(.get, "/v1/zones/*", readers, .place(.getZone)),
        Route(.put, "/v1/zones/*", .staff, .place(.putZone)),
        Route(.put, "/v1/zones/*/pause", .staff, .place(.pauseZone)),
        Route(.delete, "/v1/zones/*", .admin, .place(.deleteZone)),
        Route(.get, "/v1/stations", readers, .place(.listStations)),
        Route(.get, "/v1/stations/*", readers, .place(.getStation)),
        Route(.put, "/v1/stations/*", .admin, .place(.putStation)),
        Route(.delete, "/v1/stations/*", .admin, .place(.deleteStation)),
        Route(.get, "/v1/pools", blockers, .place(.listPools)),
        Route(.get, "/v1/pools/*", blockers, .place(.getPool)),
        Route(.put, "/v1/pools/*", .admin, .place(.putPool)),
        Route(.post, "/v1/runners/*/block", blockers, .place(.blockRunner), needsKey: true),
        Route(.post, "/v1/runners/*/unblock", blockers, .place(.unblockRunner), needsKey: true),
        Route(.put, "/v1/blocks", blockers, .place(.putBlock)),
        Route(.post, "/v1/quotes", .placers, .place(.quote)),
        Route(.get, "/v1/audit", .admin, .place(.audit)),
    ]
}
