// Who speaks. Every command is decided for a principal; an id in a payload never replaces it.

/// What a token's bearer is to the city.
public enum Role: UInt8, CaseIterable, Sendable {
    case runner = 1
    case customer
    case merchant
    case dispatcher
    case admin
    case service
    /// A hand-over place with a clerk.
    case station

    /// The claim's text.
    public var name: String {
        switch self {
        case .runner: "runner"
        case .customer: "customer"
        case .merchant: "merchant"
        case .dispatcher: "dispatcher"
        case .admin: "admin"
        case .service: "service"
        case .station: "station"
        }
    }

    /// The role that a token's `role` claim names.
    public init?(name: String) {
        guard let role = Role.allCases.first(where: { $0.name == name }) else { return nil }
        self = role
    }
}

/// A set of roles, for tables of rights.
public struct RoleSet: OptionSet, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Runners.
    public static let runner = RoleSet(.runner)
    /// Customers.
    public static let customer = RoleSet(.customer)
    /// Merchants.
    public static let merchant = RoleSet(.merchant)
    /// Dispatchers.
    public static let dispatcher = RoleSet(.dispatcher)
    /// Admins.
    public static let admin = RoleSet(.admin)
    /// The operator's own systems.
    public static let service = RoleSet(.service)
    /// Stations.
    public static let station = RoleSet(.station)
    /// The daemon itself: timers and matching rounds.
    public static let system: RoleSet = []
    /// Those who may place an order.
    public static let placers: RoleSet = [.customer, .merchant, .service]
    /// Those through whose hands the goods go.
    public static let carriers: RoleSet = [.runner, .station]
    /// Those who watch over a whole site.
    public static let staff: RoleSet = [.dispatcher, .admin]

    /// What a bearer of another role is told.
    public func refusalDetail(of role: Role) -> String {
        let names = Role.allCases.filter { contains($0) }.map(\.name).joined(separator: ", ")
        let who = names.isEmpty ? "nobody may" : "these may: \(names)"
        return "the role \(role.name) may not do this; \(who)"
    }

    /// The set of one role.
    public init(_ role: Role) { rawValue = 1 << (role.rawValue - 1) }

    /// Whether `role` is in the set.
    public func contains(_ role: Role) -> Bool { contains(RoleSet(role)) }
}

/// The verified bearer of a token.
public struct Principal: Hashable, Sendable {
    /// The token's `sub`.
    public var subject: String
    /// The token's `role`.
    public var role: Role
    /// The same human across roles, if the token says so.
    public var person: String?
    /// The campus or city the token is bound to, if it is.
    public var site: String?
    /// The one order that a share link shows; its bearer may do nothing else.
    public var order: OrderID?

    /// A bearer with that subject, role, person, site and order.
    public init(
        subject: String, role: Role, person: String? = nil, site: String? = nil,
        order: OrderID? = nil
    ) {
        self.subject = subject
        self.role = role
        self.person = person
        self.site = site
        self.order = order
    }

    /// Whom limits count for: a token with a person is not somebody else than one without.
    public var account: Principal { Principal(subject: subject, role: role) }
}
