// Which paths there are, and who may use them, as a table: the documents are checked against it.

internal import Engine
internal import HTTP

/// What a route leads to.
enum Endpoint: Sendable {
    case openSocket(SocketKind)
    case createOrder
    case listOrders
    case getOrder
    case getTrack
    case getEvents
    case cancelOrder
    case assignOrder
    case shareOrder
    case reportPhase
    case editOrder
    case previewCancel
    case addToOrder
    case payOrder
    case chooseForOrder
    case failOrder
    case unlockCode
    case releaseLeg
    case undoPhase
    case noteAttempt
    case issueCode
    case scanCode
    case recoverOrder
    case moveToGate
    case createRunner
    case getRunner
    case patchRunner
    case verifyRunner
    case nearRunners
    case setDuty
    case ownOffers
    case ownStops
    case seeOffer
    case acceptOffer
    case declineOffer
    case postFixes
    case place(PlaceEndpoint)
    case hall
    case grab
    case getDecisions
    case listExceptions
    case claimException
    case resolveException
    case claimRunnerException
    case resolveRunnerException
    case callForHelp
}

extension Endpoint {
    /// Whether the bearer of a link to one order may use it.
    var isForLinks: Bool {
        switch self {
        case .getOrder, .getTrack, .getEvents, .openSocket(.customer): true
        default: false
        }
    }
}

extension Endpoint {
    /// The operation's name in the protocol's documents.
    var name: String {
        switch self {
        case .place(let endpoint): "\(endpoint)"
        case .openSocket(let kind): "open\(kind)"
        case .issueCode: "issueHandoverCode"
        case .scanCode: "scanHandoverCode"
        case .patchRunner: "changeRunner"
        case .nearRunners: "runnersNear"
        case .ownOffers: "myOffers"
        case .seeOffer: "offerSeen"
        case .postFixes: "sendFixes"
        case .hall: "getHall"
        case .grab: "grabOrder"
        default: "\(self)"
        }
    }
}

/// One method of one path.
struct Route: Sendable {
    var method: Method
    /// The path's segments; `*` stands for any one.
    var pattern: [String]
    /// Who may use it.
    var roles: RoleSet
    var endpoint: Endpoint
    /// A key is required, as it is for every command that is posted.
    var needsKey = false

    init(
        _ method: Method, _ path: String, _ roles: RoleSet, _ endpoint: Endpoint,
        needsKey: Bool = false
    ) {
        self.method = method
        pattern = path.split(separator: "/").map(String.init)
        self.roles = roles
        self.endpoint = endpoint
        self.needsKey = needsKey
    }

    private static let everybody: RoleSet = [
        .runner, .customer, .merchant, .dispatcher, .admin, .service, .station,
    ]

    /// All routes.
    static let table = usual + places + market

    /// The routes of orders, runners and offers. The literal path of a pair that both match comes first.
    private static let usual: [Route] = [
        Route(.get, "/v1/runner", .runner, .openSocket(.runner)),
        Route(.get, "/v1/customer", .placers, .openSocket(.customer)),
        Route(.get, "/v1/merchant", .placers, .openSocket(.customer)),
        Route(.get, "/v1/dispatcher", .staff, .openSocket(.dispatcher)),
        Route(.post, "/v1/orders", .placers, .createOrder, needsKey: true),
        Route(.get, "/v1/orders", placersAndStaff, .listOrders),
        Route(.get, "/v1/orders/*", everybody, .getOrder),
        Route(.get, "/v1/orders/*/track", placersAndStaff, .getTrack),
        Route(.get, "/v1/orders/*/events", everybody, .getEvents),
        Route(.post, "/v1/orders/*/cancel", placersAndStaff, .cancelOrder, needsKey: true),
        Route(.post, "/v1/orders/*/assign", .staff, .assignOrder, needsKey: true),
        Route(.patch, "/v1/orders/*", placersAndStaff, .editOrder),
        Route(.get, "/v1/orders/*/cancel", placersAndStaff, .previewCancel),
        Route(.post, "/v1/orders/*/addition", .placers, .addToOrder, needsKey: true),
        Route(.post, "/v1/orders/*/paid", [.service, .admin], .payOrder, needsKey: true),
        Route(.post, "/v1/orders/*/choice", placersAndStaff, .chooseForOrder, needsKey: true),
        Route(.post, "/v1/orders/*/fail", .staff, .failOrder, needsKey: true),
        Route(.post, "/v1/orders/*/code/unlock", .staff, .unlockCode, needsKey: true),
        Route(
            .post, "/v1/orders/*/legs/*/phase", [.runner, .dispatcher, .admin], .reportPhase,
            needsKey: true),
        Route(.post, "/v1/orders/*/legs/*/release", .runner, .releaseLeg, needsKey: true),
        Route(.post, "/v1/orders/*/legs/*/undo", .runner, .undoPhase, needsKey: true),
        Route(.post, "/v1/orders/*/legs/*/attempt", .runner, .noteAttempt, needsKey: true),
        Route(.post, "/v1/orders/*/share", placersAndStaff, .shareOrder, needsKey: true),
        Route(
            .post, "/v1/orders/*/legs/*/code", everybody, .issueCode, needsKey: true),
        Route(.post, "/v1/scan", [.runner, .station], .scanCode, needsKey: true),
        Route(.post, "/v1/orders/*/recover", .staff, .recoverOrder, needsKey: true),
        Route(.post, "/v1/orders/*/gate", .staff, .moveToGate, needsKey: true),
        Route(.post, "/v1/runners", [.service, .admin], .createRunner, needsKey: true),
        Route(.get, "/v1/runners/near", [.dispatcher, .admin, .service], .nearRunners),
        Route(.put, "/v1/runners/me/duty", .runner, .setDuty),
        Route(.get, "/v1/runners/me/offers", .runner, .ownOffers),
        Route(.get, "/v1/runners/me/stops", .runner, .ownStops),
        Route(.get, "/v1/runners/*", [.runner, .dispatcher, .admin], .getRunner),
        Route(.patch, "/v1/runners/*", [.runner, .admin, .service], .patchRunner),
        Route(.post, "/v1/runners/*/verify", [.service, .admin], .verifyRunner, needsKey: true),
        Route(.post, "/v1/offers/*/seen", .runner, .seeOffer),
        Route(.post, "/v1/offers/*/accept", .runner, .acceptOffer, needsKey: true),
        Route(.post, "/v1/offers/*/decline", .runner, .declineOffer, needsKey: true),
        Route(.post, "/v1/fixes", .runner, .postFixes),
    ]

    private static let placersAndStaff: RoleSet = [
        .customer, .merchant, .service, .dispatcher, .admin,
    ]

    /// What a path and a method lead to.
    enum Match {
        /// The route, and the segments that stood at its stars.
        case found(Route, [String])
        /// The path is known, with these methods, by name.
        case wrongMethod([Method])
        case unknown
    }

    /// Finds the route of a request.
    static func match(_ method: Method, _ segments: [String]) -> Match {
        var others: [Method] = []
        for route in table {
            guard let stars = route.stars(in: segments) else { continue }
            if route.method == method || (method == .head && route.method == .get) {
                return .found(route, stars)
            }
            others.append(route.method)
        }
        if others.isEmpty { return .unknown }
        if others.contains(.get) { others.append(.head) }
        return .wrongMethod(others.sorted { $0.rawValue < $1.rawValue })
    }

    private func stars(in segments: [String]) -> [String]? {
        guard segments.count == pattern.count else { return nil }
        var stars: [String] = []
        for (wanted, segment) in zip(pattern, segments) {
            if wanted == "*" {
                stars.append(segment)
            } else if wanted != segment {
                return nil
            }
        }
        return stars
    }
}
